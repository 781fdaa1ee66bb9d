package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.BackendListener;
import dev.backstep.engine.backend.DeviceLostException;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.View;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lwjgl.opencl.CL10;

/// What drivers answer when their device is gone, or only out of something.
class DeviceLossTest {
    private static final ClDevice GPU = new ClDevice(2, 2, "a GPU", "Some 7", true, 1 << 30, true, true);

    private static DeviceErrors errors(int answer) {
        return new DeviceErrors(GPU, () -> answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -2, -33, -34, -36, -9999})
    void whatOnlyALostDeviceAnswers(int error) {
        DeviceErrors errors = errors(0);
        errors.throwIfLost();
        var lost = assertThrows(DeviceLostException.class, () -> errors.check(error, "fill on"));
        assertEquals("a GPU", lost.deviceName());
        assertEquals("RuntimeError", lost.pythonType());
        assertEquals(
                "a GPU is lost (OpenCL error " + error
                        + " fill on it): it was switched off or unplugged, or its driver "
                        + "has reset it. What was in its memory is gone.",
                lost.getMessage());
        assertEquals(
                lost.getMessage(),
                assertThrows(DeviceLostException.class, errors::throwIfLost).getMessage());
    }

    @Test
    void noResourcesForACommandIsALossIfTheDeviceDoesNotAnswer() {
        assertThrows(
                DeviceLostException.class,
                () -> errors(CL10.CL_INVALID_COMMAND_QUEUE).check(-5, "fill on"));
        DeviceErrors answering = errors(0);
        var error = assertThrows(EngineException.class, () -> answering.check(-5, "fill on"));
        assertEquals(EngineException.class, error.getClass());
        assertEquals("OpenCL error -5 fill on a GPU", error.getMessage());
        answering.throwIfLost();
    }

    @Test
    void noResourcesAfterWaitingIsALossAndTheDeviceIsNotAskedAgain() {
        IntSupplier hangs = () -> {
            throw new AssertionError("asked");
        };
        var errors = new DeviceErrors(GPU, hangs);
        assertThrows(DeviceLostException.class, () -> errors.checkDone(-5, "waiting for"));
    }

    @Test
    void noMemoryIsNoLoss() {
        DeviceErrors errors = errors(0);
        var error = assertThrows(EngineException.class, () -> errors.check(-4, "fill on"));
        assertEquals("OpenCL error -4 fill on a GPU: out of device memory", error.getMessage());
        assertEquals("OutOfMemoryError", error.pythonType());
        errors.throwIfLost();
        assertFalse(errors.lost());
    }

    /// What it waits for last may be what shows that the device is lost.
    @Test
    void aListenerIsGoneThoughTheDeviceDoesNotAnswer() {
        Cl cl = new Cl(TestDevice.device(), new ProgramCache(null));
        var listener = new BackendListener() {};
        cl.addListener(listener, true);
        cl.setEarlier(() -> cl.check(-36, "fill on"));
        assertThrows(DeviceLostException.class, () -> cl.removeListener(listener));
        assertFalse(cl.listeners().has(listener));
    }

    /// From the error on; the device itself is well.
    @Test
    void everyCallAfterTheLossSaysSo() {
        OpenClBackend backend = TestDevice.open(1 << 24);
        Storage storage = backend.upload(new Storage.Host(DType.FLOAT32, new float[] {1, 2}, 2));
        View x = View.contiguous(storage, 2);
        View sum = View.contiguous(backend.allocate(DType.FLOAT32, 1), 1);
        var listener = new BackendListener() {};
        backend.addListener(listener, true);
        // Resources that were short once: it answers, so it goes on.
        assertThrows(EngineException.class, () -> backend.cl().check(-5, "fill on"));
        backend.pointwise(ScalarFunction.NEG, x, x, null, null, 0, 0);
        assertArrayEquals(new double[] {-1, -2}, backend.readDoubles(x));

        assertThrows(DeviceLostException.class, () -> backend.cl().check(-36, "fill on"));
        List<Executable> calls = List.of(
                () -> backend.allocate(DType.FLOAT32, 1),
                () -> backend.upload(new Storage.Host(DType.FLOAT32, new float[1], 1)),
                () -> backend.download(storage),
                () -> backend.pointwise(ScalarFunction.NEG, x, x, null, null, 0, 0),
                () -> backend.copy(x, x),
                () -> backend.fill(x, 1, 1),
                () -> backend.reduce(Reduction.SUM, sum, x, new boolean[] {true}),
                () -> backend.sort(x, x, x, 0, false),
                () -> backend.readDoubles(x),
                backend::synchronize,
                backend::mark);
        for (Executable call : calls) {
            var lost = assertThrows(DeviceLostException.class, call);
            assertEquals(TestDevice.device().name(), lost.deviceName());
        }
        assertTrue(backend.cpuFallbacks().isEmpty());
        // A profiler can stop.
        backend.removeListener(listener);
        // Another backend on the device works.
        TestDevice.open(1 << 24).allocate(DType.FLOAT32, 1);
    }
}
