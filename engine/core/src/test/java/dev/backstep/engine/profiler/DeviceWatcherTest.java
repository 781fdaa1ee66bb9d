package dev.backstep.engine.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.BackendListener;
import dev.backstep.engine.backend.BackendListener.Transfer;
import dev.backstep.engine.backend.Mark;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a profiler makes of what backends tell it.
class DeviceWatcherTest {
    private final Late backend = new Late();
    private final Engine engine = new Engine(backend);
    private final Tensor x = engine.ones(2, 3);

    /// Measures each pointwise function as one microsecond more than the one before, and knows only when it is asked;
    /// squares "on the host".
    private static final class Late extends ReferenceBackend {
        private final List<BackendListener> listeners = new ArrayList<>();
        private final List<LongConsumer> waiting = new ArrayList<>();

        @Override
        public void addListener(BackendListener listener, boolean times) {
            listeners.add(listener);
        }

        @Override
        public void removeListener(BackendListener listener) {
            for (int i = 0; i < waiting.size(); i++) waiting.get(i).accept(1000 * (i + 1));
            waiting.clear();
            listeners.remove(listener);
        }

        @Override
        public void pointwise(
                ScalarFunction f,
                Strided out,
                Strided a,
                @Nullable Strided b,
                @Nullable Strided c,
                double p,
                double q) {
            for (var listener : listeners) {
                if (f == ScalarFunction.SQUARE) {
                    listener.hostStarted("pointwise SQUARE");
                    waitFor(listener.transferred(24, Transfer.TO_HOST));
                    listener.hostEnded("pointwise SQUARE");
                } else {
                    waitFor(listener.launched(f.name().toLowerCase()));
                }
            }
            super.pointwise(f, out, a, b, c, p, q);
        }

        private void waitFor(@Nullable LongConsumer time) {
            if (time != null) waiting.add(time);
        }
    }

    private Profile profile(Runnable action) {
        var profiler = Profiler.start(engine, ProfilerOptions.TIMES);
        action.run();
        return profiler.stop();
    }

    private static ProfileEvent event(Profile profile, String name) {
        return profile.events().stream()
                .filter(event -> event.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void timesThatAreKnownLateGoToTheOperatorThatLaunched() {
        var profile = profile(() -> x.add(x).exp());
        assertEquals(1000, event(profile, "aten::add").selfDeviceTime());
        assertEquals(
                List.of(new ProfileEvent.Kernel("exp", "cpu", 2000)),
                event(profile, "aten::exp").kernels());
    }

    @Test
    void whatIsComputedOnTheHostForADeviceHasARowWithItsCopies() {
        var profile = profile(() -> x.square());
        var row = event(profile, "[on the CPU] pointwise SQUARE");
        // As which PyTorch squares.
        assertEquals("aten::pow", row.parent().name());
        assertEquals(
                List.of("Memcpy DtoH"),
                row.children().stream().map(ProfileEvent::name).toList());
        assertEquals(1000, row.deviceTime());
        assertEquals(0, row.selfDeviceTime());
    }

    @Test
    void whatObserversStartIsNobodys() {
        var profile = profile(() -> {
            try (var range = engine.profiler().range("range")) {
                engine.profiler().hide(() -> {
                    x.add(x);
                    x.square();
                });
            }
        });
        assertEquals(1, profile.events().size());
        assertEquals(0, profile.total().deviceTime());
    }

    @Test
    void nobodyIsToldAfterTheProfile() {
        profile(() -> {});
        assertEquals(List.of(), backend.listeners);
    }

    @Test
    void aBackendThatComesLaterIsWatchedToo() {
        var late = new Late();
        profile(() -> {
            engine.addBackend(late);
            assertEquals(1, late.listeners.size());
        });
        assertEquals(0, late.listeners.size());
    }

    @Test
    void aHostsMarksAreTimes() throws InterruptedException {
        Mark first = backend.mark();
        Thread.sleep(2);
        Mark second = backend.mark();
        assertEquals(true, second.reached());
        assertEquals(true, second.millisSince(first) >= 1);
    }
}
