package dev.backstep.gpu;

import static org.lwjgl.opencl.CL10.CL_COMPLETE;
import static org.lwjgl.opencl.CL10.CL_EVENT_COMMAND_EXECUTION_STATUS;
import static org.lwjgl.opencl.CL10.CL_PROFILING_COMMAND_END;
import static org.lwjgl.opencl.CL10.CL_PROFILING_COMMAND_START;
import static org.lwjgl.opencl.CL10.CL_SUCCESS;
import static org.lwjgl.opencl.CL10.clGetEventInfo;
import static org.lwjgl.opencl.CL10.clGetEventProfilingInfo;
import static org.lwjgl.opencl.CL10.clReleaseEvent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Commands whose time on the device somebody waits for, in the order of an in-order queue that profiles.
final class EventTimes {
    /// Drivers keep something for every event.
    private static final int MOST_WAITING = 4096;

    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(long event, LongConsumer to) {}

    /// For a command that is enqueued in parts: tells the sum when all parts are known.
    static @Nullable LongConsumer parts(@Nullable LongConsumer whole, int count) {
        if (whole == null || count == 1) {
            return whole;
        }
        return new LongConsumer() {
            private int missing = count;
            private long sum;

            @Override
            public void accept(long nanos) {
                sum += nanos;
                if (--missing == 0) {
                    whole.accept(sum);
                }
            }
        };
    }

    /// Takes over an event.
    void add(long event, LongConsumer to) {
        waiting.add(new Waiting(event, to));
        if (waiting.size() >= MOST_WAITING) {
            while (!waiting.isEmpty() && done(waiting.getFirst().event)) {
                deliver(waiting.removeFirst());
            }
        }
    }

    /// Tells all times. The queue is finished.
    void deliver() {
        while (!waiting.isEmpty()) {
            deliver(waiting.removeFirst());
        }
    }

    private static void deliver(Waiting command) {
        long start = time(command.event, CL_PROFILING_COMMAND_START);
        long end = time(command.event, CL_PROFILING_COMMAND_END);
        clReleaseEvent(command.event);
        if (start >= 0 && end >= start) {
            command.to.accept(end - start);
        }
    }

    /// Whether a command is done, or has failed.
    static boolean done(long event) {
        int[] status = new int[1];
        return clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, status, null) != CL_SUCCESS
                || status[0] <= CL_COMPLETE;
    }

    /// Nanoseconds of the device's clock; -1 if the driver does not tell.
    static long time(long event, int what) {
        long[] nanos = new long[1];
        return clGetEventProfilingInfo(event, what, nanos, null) == CL_SUCCESS ? nanos[0] : -1;
    }
}
