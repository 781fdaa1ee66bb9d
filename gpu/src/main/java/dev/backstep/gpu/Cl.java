package dev.backstep.gpu;

import static org.lwjgl.opencl.CL10.*;
import static org.lwjgl.opencl.CL12.nclEnqueueMarkerWithWaitList;

import dev.backstep.engine.backend.BackendListener;
import dev.backstep.engine.backend.BackendListener.Transfer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/// One device's context, its in-order queue and the programs built for it so far. For one thread at a time.
final class Cl {
    /// Some drivers begin only when they are told to; every command would be too often.
    private static final int BATCH = 32;

    private final ClDevice device;
    private final DeviceErrors errors;
    private final long context;
    private final Programs programs;
    private final Call call;
    private final Listeners listeners = new Listeners();
    private final EventTimes times = new EventTimes();
    /// Where OpenCL puts an event's handle. For as long as the process lives, as devices are.
    private final long event = MemoryUtil.nmemAllocChecked(2 * Long.BYTES);

    private final long awaited = event + Long.BYTES;

    private int unflushed;
    private Runnable earlier = () -> {};
    private long queue;
    private boolean measures;
    /// The queue of marks; 0 as long as there is none.
    private long marks;

    private @Nullable Staging staging;

    /// A program: text and the compiler's options.
    record Source(String text, String options) {}

    /// An `int4`.
    record Int4(int x, int y, int z, int w) {}

    /// Bytes of local memory.
    record Local(long bytes) {}

    Cl(ClDevice device, ProgramCache cache) {
        this.device = device;
        // Before there is a queue there is nothing that could have been lost.
        errors = new DeviceErrors(device, () -> queue == 0 ? CL_SUCCESS : clFinish(queue));
        int[] error = new int[1];
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer properties = stack.pointers(CL_CONTEXT_PLATFORM, device.platform(), 0);
            context = clCreateContext(properties, stack.pointers(device.id()), null, 0, error);
        }
        check(error[0], "opening");
        programs = new Programs(device, cache, context, errors);
        queue = createQueue(0);
        call = new Call(this);
    }

    private long createQueue(long properties) {
        int[] error = new int[1];
        long result = clCreateCommandQueue(context, device.id(), properties, error);
        check(error[0], "making a queue on");
        return result;
    }

    /// @param earlier enqueues what was asked for and is not enqueued yet; called before every other command
    void setEarlier(Runnable earlier) {
        this.earlier = earlier;
    }

    /// Enqueues what waits, and so does not keep its storages any more.
    void enqueueEarlier() {
        earlier.run();
    }

    /// To be told of kernels and transfers.
    Listeners listeners() {
        return listeners;
    }

    void addListener(BackendListener listener, boolean wantsTimes) {
        before();
        listeners.add(listener, wantsTimes);
        rewire();
    }

    void removeListener(BackendListener listener) {
        if (!listeners.has(listener)) {
            return;
        }
        try {
            if (!errors.lost()) {
                before();
                if (listeners.timed()) {
                    finish();
                }
            }
        } finally {
            // Whatever the device says: who is not to be told any more would be told by every later program.
            listeners.remove(listener);
        }
        if (!errors.lost()) {
            rewire();
        }
    }

    /// Measuring costs time, so the queue does it only for listeners that want times.
    private void rewire() {
        if (listeners.timed() != measures) {
            finish();
            long next = createQueue(listeners.timed() ? CL_QUEUE_PROFILING_ENABLE : 0);
            clReleaseCommandQueue(queue);
            queue = next;
            measures = listeners.timed();
        }
    }

    /// A point behind everything asked for so far. It is an event of a queue of its own, which measures, so that the
    /// main queue need not; it waits for one of the main queue.
    ClMark mark() {
        before();
        if (marks == 0) {
            marks = createQueue(CL_QUEUE_PROFILING_ENABLE);
        }
        check(nclEnqueueMarkerWithWaitList(queue, 0, 0, awaited), "marking the queue of");
        check(clFlush(queue), "starting");
        int error = nclEnqueueMarkerWithWaitList(marks, 1, awaited, event);
        clReleaseEvent(MemoryUtil.memGetAddress(awaited));
        check(error, "marking the queue of");
        check(clFlush(marks), "starting");
        return new ClMark(this, MemoryUtil.memGetAddress(event));
    }

    ClDevice device() {
        return device;
    }

    /// A resource's text.
    static String resource(String file) {
        try (InputStream in = Cl.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws NoKernelException if the driver does not take the program
    Programs.Kernel kernel(Source source, String name) {
        return programs.kernel(source, name);
    }

    /// Begins to enqueue a kernel; what was asked for before comes first.
    Call call(Programs.Kernel kernel) {
        before();
        return call.of(kernel);
    }

    /// Enqueues a kernel. Arguments: Integer, Long, Float, Double, [Int4], `int[]`, [DeviceStorage], [Walk], [Local].
    ///
    /// @param global work items in each dimension, multiples of `group`
    void launch(Source source, String name, long[] global, long[] group, Object... arguments) {
        Call next = call(kernel(source, name));
        for (Object argument : arguments) {
            switch (argument) {
                case Integer value -> next.with((int) value);
                case Long value -> next.with((long) value);
                case Float value -> next.with((float) value);
                case Double value -> next.with((double) value);
                case Int4 value -> next.with(value);
                case DeviceStorage storage -> next.with(storage);
                case Walk walk -> next.with(walk);
                case int[] numbers -> next.with(numbers);
                case Local local -> next.with(local);
                default -> throw new IllegalArgumentException("a kernel takes no " + argument.getClass());
            }
        }
        next.launch(global, group);
    }

    /// Enqueues a kernel that has its arguments; sizes as addresses.
    ///
    /// @param name what to tell listeners
    void enqueue(Programs.Kernel kernel, String name, int dimensions, long global, long group) {
        LongConsumer time = listeners.launched(name);
        int error = nclEnqueueNDRangeKernel(
                queue, kernel.handle(), dimensions, 0, global, group, 0, 0, time == null ? 0 : event);
        if (error != CL_SUCCESS) {
            check(error, kernel.name() + " on");
        }
        measure(time);
        if (++unflushed == BATCH) {
            unflushed = 0;
            check(clFlush(queue), "starting");
        }
    }

    /// The command enqueued last was given [#event], if somebody wants its time.
    private void measure(@Nullable LongConsumer time) {
        if (time != null) {
            times.add(MemoryUtil.memGetAddress(event), time);
        }
    }

    /// What the driver failed to compile, and what it said.
    List<String> problems() {
        return programs.problems();
    }

    /// Programs compiled, and not found on disk.
    long compiled() {
        return programs.compiled();
    }

    /// OpenCL's handle, or 0 where there is no memory left.
    long createBuffer(long bytes) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            var error = stack.mallocInt(1);
            long buffer = clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, error);
            switch (error.get(0)) {
                case CL_MEM_OBJECT_ALLOCATION_FAILURE,
                        CL_OUT_OF_RESOURCES,
                        CL_OUT_OF_HOST_MEMORY,
                        CL_INVALID_BUFFER_SIZE -> {
                    return 0;
                }
                default -> check(error.get(0), "allocating on");
            }
            return buffer;
        }
    }

    void releaseBuffer(long buffer) {
        clReleaseMemObject(buffer);
    }

    /// Enqueues a copy of a Java array's beginning to the device; the array may be changed at once.
    void write(DeviceStorage to, MemorySegment array, long bytes) {
        if (bytes == 0) {
            return;
        }
        before();
        Staging pinned = staging();
        LongConsumer time =
                EventTimes.parts(listeners.transferred(bytes, Transfer.TO_DEVICE), pinned.partsFromHere(bytes));
        long noted = time == null ? 0 : event;
        for (long sent = 0; sent < bytes; ) {
            if (pinned.isFull()) {
                check(nclEnqueueMarkerWithWaitList(queue, 0, 0, awaited), "marking the queue of");
                check(clFlush(queue), "starting");
                errors.checkDone(pinned.turn(MemoryUtil.memGetAddress(awaited)), "writing to");
            }
            int part = pinned.fill(array, sent, bytes - sent);
            long from = pinned.start();
            check(nclEnqueueWriteBuffer(queue, to.buffer(), CL_FALSE, sent, part, from, 0, 0, noted), "writing to");
            measure(time);
            sent += part;
        }
    }

    private Staging staging() {
        Staging known = staging;
        if (known == null) {
            staging = known = new Staging(context, queue);
        }
        return known;
    }

    /// Copies the device's bytes to a Java array. Waits.
    void read(DeviceStorage from, long start, MemorySegment array, long bytes) {
        if (bytes == 0) {
            return;
        }
        before();
        Staging pinned = staging();
        LongConsumer time = EventTimes.parts(listeners.transferred(bytes, Transfer.TO_HOST), Staging.parts(bytes));
        int parts = Staging.parts(bytes);
        // The queue is in order, so that uploads have passed a half before something is read to it.
        long reading = enqueueRead(from, start, pinned, 0, bytes, time);
        for (int i = 0; i < parts; i++) {
            long current = reading;
            if (i + 1 < parts) {
                reading = enqueueRead(from, start, pinned, i + 1, bytes, time);
            }
            errors.checkDone(clWaitForEvents(current), "reading from");
            clReleaseEvent(current);
            long done = (long) i * Staging.HALF;
            MemorySegment.copy(pinned.half(i % 2), 0, array, done, Math.min(Staging.HALF, bytes - done));
        }
        pinned.forget();
    }

    /// @return the event of the reading of a part
    private long enqueueRead(
            DeviceStorage from, long start, Staging pinned, int part, long bytes, @Nullable LongConsumer time) {
        long done = (long) part * Staging.HALF;
        long length = Math.min(Staging.HALF, bytes - done);
        int error = nclEnqueueReadBuffer(
                queue, from.buffer(), CL_FALSE, start + done, length, pinned.address(part % 2), 0, 0, event);
        check(error, "reading from");
        check(clFlush(queue), "starting");
        long reading = MemoryUtil.memGetAddress(event);
        if (time != null) {
            clRetainEvent(reading);
            times.add(reading, time);
        }
        return reading;
    }

    /// Enqueues a copy within the device.
    void copy(DeviceStorage from, long start, DeviceStorage to, long target, long bytes) {
        if (bytes == 0) {
            return;
        }
        before();
        LongConsumer time = listeners.transferred(bytes, Transfer.WITHIN_DEVICE);
        long noted = time == null ? 0 : event;
        int error = nclEnqueueCopyBuffer(queue, from.buffer(), to.buffer(), start, target, bytes, 0, 0, noted);
        check(error, "copying on");
        measure(time);
    }

    /// Waits for everything enqueued so far.
    void finish() {
        before();
        errors.checkDone(clFinish(queue), "waiting for");
        if (staging != null) {
            staging.forget();
        }
        times.deliver();
    }

    void check(int error, String what) {
        errors.check(error, what);
    }

    DeviceErrors errors() {
        return errors;
    }

    /// Before every command: what was asked for earlier comes first.
    private void before() {
        errors.throwIfLost();
        earlier.run();
    }
}
