package dev.backstep.gpu;

import static org.lwjgl.opencl.CL10.CL_PROFILING_COMMAND_END;
import static org.lwjgl.opencl.CL10.clReleaseEvent;
import static org.lwjgl.opencl.CL10.clWaitForEvents;

import dev.backstep.engine.backend.Mark;
import java.lang.ref.Cleaner;

/// A point in a [Cl]'s queue: an event of a queue that profiles.
final class ClMark implements Mark {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Cl cl;
    private final long event;

    /// Takes over the event.
    ClMark(Cl cl, long event) {
        this.cl = cl;
        this.event = event;
        CLEANER.register(this, () -> clReleaseEvent(event));
    }

    @Override
    public boolean reached() {
        return EventTimes.done(event);
    }

    @Override
    public void await() {
        cl.errors().checkDone(clWaitForEvents(event), "waiting for");
    }

    @Override
    public double millisSince(Mark earlier) {
        var from = (ClMark) earlier;
        from.await();
        await();
        return (EventTimes.time(event, CL_PROFILING_COMMAND_END)
                        - EventTimes.time(from.event, CL_PROFILING_COMMAND_END))
                / 1e6;
    }
}
