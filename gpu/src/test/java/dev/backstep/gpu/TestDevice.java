package dev.backstep.gpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.backstep.engine.backend.BackendProvider;
import dev.backstep.engine.backend.BackendProvider.Found;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/// The OpenCL device that tests run on; where there is none they are skipped, and say why.
final class TestDevice {
    private static final Found FOUND = find();

    private TestDevice() {}

    private static Found find() {
        System.setProperty(OpenClProvider.ANY_DEVICE, "true");
        return ServiceLoader.load(BackendProvider.class)
                .findFirst()
                .orElseThrow()
                .find();
    }

    /// A backend that all tests share, as its programs take long to build.
    static OpenClBackend shared() {
        assumeThereIsOne();
        return Shared.BACKEND;
    }

    private static final class Shared {
        static final OpenClBackend BACKEND = open(1L << 30);
    }

    /// A backend that all tests share, for which the device has no float64.
    static OpenClBackend sharedWithoutFloat64() {
        assumeThereIsOne();
        return SharedWithoutFloat64.BACKEND;
    }

    private static final class SharedWithoutFloat64 {
        static final OpenClBackend BACKEND = openWithoutFloat64(1L << 30);
    }

    /// A backend of its own.
    static OpenClBackend open(long memoryLimit) {
        return open(memoryLimit, new ProgramCache(null));
    }

    static OpenClBackend open(long memoryLimit, ProgramCache programs) {
        return new OpenClBackend(device(), 0, memoryLimit, programs);
    }

    /// A backend with a driver that fails to compile what a resource is part of.
    static OpenClBackend openFailing(long memoryLimit, String resource) {
        return openWith(
                memoryLimit,
                file -> Cl.resource(file) + (file.equals(resource) ? "kernel void broken() { no_such_thing(); }" : ""));
    }

    /// A backend whose resources have other texts.
    static OpenClBackend openWith(long memoryLimit, UnaryOperator<String> resources) {
        return new OpenClBackend(device(), 0, memoryLimit, new ProgramCache(null), Pointwise.Fusion.DEFAULT, resources);
    }

    /// A backend for which the device has no float64.
    static OpenClBackend openWithoutFloat64(long memoryLimit) {
        ClDevice d = device();
        var device =
                new ClDevice(d.platform(), d.id(), d.name(), d.driver(), d.gpu(), d.memory(), false, d.exactDivision());
        return new OpenClBackend(device, 0, memoryLimit, new ProgramCache(null));
    }

    static ClDevice device() {
        assumeThereIsOne();
        return ((OpenClProvider.OpenClOffer) FOUND.offers().getFirst()).device();
    }

    static OpenClBackend open(long memoryLimit, Pointwise.Fusion fusion) {
        return new OpenClBackend(device(), 0, memoryLimit, new ProgramCache(null), fusion, Cl::resource);
    }

    private static void assumeThereIsOne() {
        assumeTrue(!FOUND.offers().isEmpty(), "no OpenCL device: " + FOUND.reason());
    }
}
