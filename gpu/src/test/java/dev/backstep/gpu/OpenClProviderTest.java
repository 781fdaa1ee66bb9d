package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.backstep.engine.backend.BackendProvider.Offer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// These need no device.
class OpenClProviderTest {
    private static final ClDevice CPU = new ClDevice(1, 1, "a CPU", "PoCL 5", false, 1 << 30, true, true);
    private static final ClDevice GPU = new ClDevice(2, 2, "a GPU", "Some 7", true, 1 << 30, false, true);

    @Test
    void gpusAreOfferedAndCpusAreNot() {
        var found = OpenClProvider.found(List.of(CPU, GPU), false);
        assertEquals(
                List.of("a GPU (Some 7)"),
                found.offers().stream().map(Offer::name).toList());
        assertNull(found.reason());
    }

    @Test
    void anyDeviceIsOfferedWhereAskedForGpusFirst() {
        var found = OpenClProvider.found(List.of(CPU, GPU), true);
        assertEquals(
                List.of("a GPU (Some 7)", "a CPU (PoCL 5)"),
                found.offers().stream().map(Offer::name).toList());
    }

    @Test
    void nothingToOfferHasAReason() {
        assertEquals(
                "OpenCL offers no GPU, only a CPU.",
                OpenClProvider.found(List.of(CPU), false).reason());
        assertEquals(
                "OpenCL's drivers offer no device: is the GPU switched on, and may this user open it?",
                OpenClProvider.found(List.of(), false).reason());
    }
}
