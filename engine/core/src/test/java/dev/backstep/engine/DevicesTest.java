package dev.backstep.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.BackendProvider;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which devices a program sees, and which of its tensors may meet; with GPUs that only say where they are.
class DevicesTest {
    private final Engine engine = new Engine(new CpuBackend());
    private final List<Integer> opened = new ArrayList<>();

    @Test
    void aProgramWithoutAGpuLearnsHowToGetOne() {
        var error = assertThrows(EngineException.class, () -> engine.ones(new int[] {2}, null, new Device("cuda", -1)));
        assertEquals("No CUDA GPUs are available", error.getMessage());
        assertNotNull(error.note());
        assertTrue(error.note().contains("turn the GPU switch on"), error.note());
    }

    @Test
    void gpusAreOpenedWhenTheyAreFirstUsed() {
        engine.devices().show(List.of(gpu(), gpu()));
        assertEquals(2, engine.devices().count());
        assertEquals(List.of(), opened);
        assertEquals(Device.CPU, engine.defaultDevice());
        engine.devices().setCurrent(1);
        assertEquals(new Device("cuda", 1), engine.devices().resolve(new Device("cuda", -1)));
        var backend = engine.backend(new Device("cuda", 1));
        assertSame(backend, engine.backend(new Device("cuda", -1)));
        assertEquals(List.of(1), opened);
        engine.devices().show(List.of());
        assertEquals(0, engine.devices().count());
    }

    @Test
    void aGpuThatIsNotThereIsAnInvalidOrdinal() {
        engine.devices().show(List.of(gpu()));
        var error = assertThrows(EngineException.class, () -> engine.devices().setCurrent(7));
        assertTrue(error.getMessage().startsWith("CUDA error: invalid device ordinal\n"), error.getMessage());
        assertEquals("There is one GPU: cuda:0.", error.note());
    }

    @Test
    void tensorsOfSeveralDevicesDoNotMeet() {
        Tensor here = engine.tensor(new float[] {1, 2, 3, 4}, 2, 2);
        Tensor there = onGpu(0, 2, 2);
        refused("cuda:0 and cpu!", () -> here.add(there));
        refused("cuda:0 and cpu!", () -> there.mul_(here));
        refused("cuda:0 and cuda:1!", () -> there.add(onGpu(1, 2, 2)));
        refused(
                "cpu and cuda:0! (when checking argument for argument mat2 in method wrapper_mm)",
                () -> here.mm(there));
        refused(
                "cuda:0 and cpu! (when checking argument for argument tensors in method wrapper_cat)",
                () -> engine.cat(new Tensor[] {there, here}, 0));
        var error = assertThrows(EngineException.class, () -> here.index(new Tensor[] {onGpu(0, 2)}));
        assertEquals(
                "indices should be either on cpu or on the same device as the indexed tensor (cpu)",
                error.getMessage());
    }

    private static void refused(String devices, Runnable operation) {
        var error = assertThrows(EngineException.class, operation::run);
        assertEquals(
                "Expected all tensors to be on the same device, but found at least two devices, " + devices,
                error.getMessage());
    }

    private Tensor onGpu(int index, int... sizes) {
        var device = new Device("cuda", index);
        return new Tensor(
                engine,
                new Storage(DType.FLOAT32, Shapes.numel(sizes)) {
                    @Override
                    public Device device() {
                        return device;
                    }
                },
                sizes);
    }

    private BackendProvider.Offer gpu() {
        return new BackendProvider.Offer() {
            @Override
            public String name() {
                return "Test GPU";
            }

            @Override
            public Backend open(int index) {
                opened.add(index);
                var device = new Device("cuda", index);
                return (Backend) Proxy.newProxyInstance(
                        DevicesTest.class.getClassLoader(),
                        new Class<?>[] {Backend.class},
                        (_, method, _) -> method.getName().equals("device") ? device : null);
            }
        };
    }
}
