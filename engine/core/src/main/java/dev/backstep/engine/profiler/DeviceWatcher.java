package dev.backstep.engine.profiler;

import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.BackendListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Gives the events of a profiler the times that a backend's device takes for what they start, and events of their own
/// to what is copied, or computed on the host for the device.
final class DeviceWatcher implements BackendListener {
    /// Precedes the names of primitives that have no kernel.
    static final String ON_THE_CPU = "[on the CPU] ";

    private final Profiler profiler;
    private final Backend backend;
    private final String device;
    private final Deque<ProfileEvent> onHost = new ArrayDeque<>();

    DeviceWatcher(Profiler profiler, Backend backend) {
        this.profiler = profiler;
        this.backend = backend;
        device = backend.device().toString();
        backend.addListener(this, true);
    }

    void stop() {
        backend.removeListener(this);
    }

    @Override
    public @Nullable LongConsumer launched(String kernel) {
        return time(profiler.innermost(), kernel);
    }

    @Override
    public @Nullable LongConsumer transferred(long bytes, Transfer direction) {
        var event = profiler.started(direction.title());
        if (event != null) profiler.close(event);
        return time(event, direction.title());
    }

    private @Nullable LongConsumer time(@Nullable ProfileEvent event, String name) {
        return event == null ? null : nanos -> event.add(new ProfileEvent.Kernel(name, device, nanos));
    }

    @Override
    public void hostStarted(String primitive) {
        var event = profiler.started(ON_THE_CPU + primitive);
        if (event != null) onHost.push(event);
    }

    @Override
    public void hostEnded(String primitive) {
        var event = onHost.poll();
        if (event != null) profiler.close(event);
    }
}
