package dev.backstep.kernel.binding;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.backstep.engine.backend.BackendProvider;
import dev.backstep.engine.backend.BackendProvider.Offer;
import java.util.List;
import java.util.ServiceLoader;

/// The OpenCL devices that tests run on; where there is none they are skipped, and say why.
final class TestGpus {
    private TestGpus() {}

    static List<Offer> offers() {
        System.setProperty("dev.backstep.gpu.any-device", "true");
        var found = ServiceLoader.load(BackendProvider.class)
                .findFirst()
                .orElseThrow()
                .find();
        assumeTrue(!found.offers().isEmpty(), "no OpenCL device: " + found.reason());
        return found.offers();
    }
}
