package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Backend.Scan;
import dev.backstep.engine.backend.BackendListener;
import dev.backstep.engine.backend.Mark;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.cpu.CpuBackend;
import dev.backstep.engine.profiler.Profile;
import dev.backstep.engine.profiler.ProfileEvent;
import dev.backstep.engine.profiler.ProfileTable;
import dev.backstep.engine.profiler.Profiler;
import dev.backstep.engine.profiler.ProfilerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/// What the device measures, and whom it tells.
class DeviceTimesTest {
    /// The CPU scans for it.
    private final OpenClBackend backend = TestDevice.openFailing(1L << 28, "along.cl");
    private final Engine engine = new Engine(new CpuBackend());

    DeviceTimesTest() {
        engine.addBackend(backend);
    }

    private static ProfileEvent event(Profile profile, String name) {
        return profile.events().stream()
                .filter(event -> event.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + profile.events()));
    }

    private Tensor onDevice(Tensor tensor) {
        return tensor.to(backend.device(), null, false, true);
    }

    @Test
    void operatorsHaveTheTimesOfTheirKernels() {
        Tensor x = onDevice(engine.randn(1000, 100)).setRequiresGrad(true);
        Profiler profiler = Profiler.start(engine, ProfilerOptions.TIMES);
        x.mul(x).sum().backward();
        Profile profile = profiler.stop();
        for (String name : List.of("aten::mul", "aten::sum", "MulBackward0")) {
            ProfileEvent event = event(profile, name);
            assertTrue(event.deviceTime() > 0, name);
            assertTrue(profile.events().stream()
                    .flatMap(e -> e.kernels().stream())
                    .allMatch(kernel -> kernel.device().equals("cuda:0")));
        }
        assertEquals(1, event(profile, "aten::mul").kernels().size());
        String table = profile.table(profile.averages(), ProfileTable.Layout.DEFAULT);
        assertTrue(table.contains("Self CUDA time total: "), table);
    }

    @Test
    void copiesAndWhatTheCpuComputesHaveRows() {
        Tensor host = engine.randn(64).abs();
        Profiler profiler = Profiler.start(engine, ProfilerOptions.TIMES);
        Tensor x = onDevice(host);
        View plain = new View(x.storage(), 0, x.sizes(), x.strides());
        try (var range = profiler.range("special")) {
            backend.scan(Scan.SUM, plain, null, plain, 0);
        }
        x.toDoubles();
        Profile profile = profiler.stop();
        ProfileEvent row = event(profile, "[on the CPU] scan SUM");
        assertEquals("special", row.parent().name());
        assertEquals(
                List.of("Memcpy DtoH", "Memcpy HtoD"),
                row.children().stream().map(ProfileEvent::name).toList());
        assertTrue(row.deviceTime() >= 0 && row.cpuTime() > 0);
        assertEquals(
                2,
                profile.events().stream()
                        .filter(e -> e.name().equals("Memcpy HtoD"))
                        .count());
        assertEquals(
                2,
                profile.events().stream()
                        .filter(e -> e.name().equals("Memcpy DtoH"))
                        .count());
    }

    @Test
    void listenersWithoutTimesAreToldOfWhatTheCpuComputes() {
        List<String> told = new ArrayList<>();
        BackendListener listener = new BackendListener() {
            @Override
            public LongConsumer launched(String kernel) {
                return _ -> told.add("a time");
            }

            @Override
            public void hostStarted(String primitive) {
                told.add(primitive);
            }

            @Override
            public void hostEnded(String primitive) {
                told.add("end");
            }
        };
        View x = View.contiguous(backend.allocate(DType.FLOAT32, 4), 4);
        backend.addListener(listener, false);
        backend.fill(x, 3, 0);
        backend.scan(Scan.SUM, x, null, x, 0);
        backend.removeListener(listener);
        backend.scan(Scan.SUM, x, null, x, 0);
        backend.synchronize();
        assertEquals(List.of("scan SUM", "end"), told);
        assertEquals(2, backend.cpuFallbacks().get("scan SUM"));
    }

    @Test
    void marksMeasureWhatLiesBetweenThem() {
        Tensor x = onDevice(engine.randn(200, 200));
        Mark start = backend.mark();
        Tensor y = x;
        for (int i = 0; i < 5; i++) {
            y = y.matmul(x).sin();
        }
        Mark end = backend.mark();
        end.await();
        assertTrue(end.reached());
        assertTrue(end.millisSince(start) > 0);
        assertTrue(start.millisSince(end) < 0);
        assertFalse(y.toDoubles().length == 0);
    }

    @Test
    void memoryHasAPeak() {
        long before = backend.memoryAllocated();
        backend.resetPeakMemory();
        backend.allocate(DType.UINT8, 1 << 20);
        assertEquals(before + (1 << 20), backend.maxMemoryAllocated());
        assertTrue(backend.maxMemoryReserved() >= backend.maxMemoryAllocated());
        assertTrue(backend.totalMemory() > 0);
    }
}
