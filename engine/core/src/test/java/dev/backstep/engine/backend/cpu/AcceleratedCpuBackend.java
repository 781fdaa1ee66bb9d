package dev.backstep.engine.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.backend.BackendContract;
import org.junit.jupiter.api.Test;

/// The CPU backend with vector loops and OpenBLAS. [AcceleratedCpuBackendTest] runs it in a JVM that has both.
class AcceleratedCpuBackend extends BackendContract {
    AcceleratedCpuBackend() {
        super(new CpuBackend());
    }

    @Test
    void everythingIsSwitchedOn() {
        assertEquals("vector loops, OpenBLAS", new CpuBackend().toString());
    }
}
