package dev.backstep.gpu;

import static org.lwjgl.opencl.CL10.CL_MAP_READ;
import static org.lwjgl.opencl.CL10.CL_MAP_WRITE;
import static org.lwjgl.opencl.CL10.CL_MEM_ALLOC_HOST_PTR;
import static org.lwjgl.opencl.CL10.CL_MEM_READ_WRITE;
import static org.lwjgl.opencl.CL10.CL_SUCCESS;
import static org.lwjgl.opencl.CL10.CL_TRUE;
import static org.lwjgl.opencl.CL10.clReleaseEvent;
import static org.lwjgl.opencl.CL10.clReleaseMemObject;
import static org.lwjgl.opencl.CL10.clWaitForEvents;
import static org.lwjgl.opencl.CL10.nclCreateBuffer;
import static org.lwjgl.opencl.CL10.nclEnqueueMapBuffer;

import java.lang.foreign.MemorySegment;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/// Host memory that the driver has pinned, through which elements go to and from the device: the device reads and
/// writes it itself, and faster than other memory. While it works on one half, the host fills or empties the other.
///
/// Uploads fill the halves by turns; a half is filled anew only when the queue has passed what was sent from it.
final class Staging {
    static final int HALF = 4 << 20;
    private static final int HALVES = 2;
    private static final int ALIGNMENT = 64;

    private final long address;
    private final MemorySegment memory;
    /// For each half the event behind the last command that reads it; 0 if it is done.
    private final long[] passed = new long[HALVES];

    private int half;
    private int filled;
    private long start;

    Staging(long context, long queue) {
        address = pinned(context, queue);
        memory = MemorySegment.ofBuffer(MemoryUtil.memByteBuffer(address, HALVES * HALF));
    }

    /// Memory that is just memory where the driver has none to pin.
    private static long pinned(long context, long queue) {
        int size = HALVES * HALF;
        try (MemoryStack stack = MemoryStack.stackPush()) {
            var error = stack.callocInt(1);
            long at = MemoryUtil.memAddress(error);
            long buffer = nclCreateBuffer(context, CL_MEM_ALLOC_HOST_PTR | CL_MEM_READ_WRITE, size, 0, at);
            if (error.get(0) == CL_SUCCESS && buffer != 0) {
                long mapped =
                        nclEnqueueMapBuffer(queue, buffer, CL_TRUE, CL_MAP_READ | CL_MAP_WRITE, 0, size, 0, 0, 0, at);
                if (error.get(0) == CL_SUCCESS && mapped != 0) {
                    return mapped;
                }
                clReleaseMemObject(buffer);
            }
        }
        return MemoryUtil.nmemAllocChecked(size);
    }

    long address(int ofHalf) {
        return address + (long) ofHalf * HALF;
    }

    /// The memory of a half.
    MemorySegment half(int number) {
        return memory.asSlice((long) number * HALF, HALF);
    }

    /// How many halves hold so much.
    static int parts(long bytes) {
        return (int) ((bytes + HALF - 1) / HALF);
    }

    /// In how many parts an upload is sent from now on.
    int partsFromHere(long bytes) {
        int room = isFull() ? HALF : HALF - filled;
        return bytes <= room ? 1 : 1 + parts(bytes - room);
    }

    /// Whether an upload has to go on in the other half, after [#turn].
    boolean isFull() {
        return filled == HALF;
    }

    /// Goes on in the other half, once the queue has passed it.
    ///
    /// @param event behind everything that reads this half; taken over
    /// @return OpenCL's error
    int turn(long event) {
        passed[half] = event;
        half = (half + 1) % HALVES;
        filled = 0;
        long before = passed[half];
        passed[half] = 0;
        if (before == 0) {
            return CL_SUCCESS;
        }
        int error = clWaitForEvents(before);
        clReleaseEvent(before);
        return error;
    }

    /// Copies as much of an array as there is room for.
    ///
    /// @return how many bytes, from [#start] on
    int fill(MemorySegment array, long from, long bytes) {
        int part = (int) Math.min(bytes, HALF - filled);
        start = address(half) + filled;
        MemorySegment.copy(array, from, memory, start - address, part);
        filled = Math.min(HALF, (filled + part + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        return part;
    }

    /// Where the last [#fill] has put something.
    long start() {
        return start;
    }

    /// The queue has passed everything.
    void forget() {
        for (int i = 0; i < HALVES; i++) {
            if (passed[i] != 0) {
                clReleaseEvent(passed[i]);
                passed[i] = 0;
            }
        }
        filled = 0;
    }
}
