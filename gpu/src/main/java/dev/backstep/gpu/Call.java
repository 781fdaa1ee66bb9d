package dev.backstep.gpu;

import static org.lwjgl.opencl.CL10.CL_SUCCESS;
import static org.lwjgl.opencl.CL10.nclSetKernelArg;

import org.lwjgl.system.MemoryUtil;

/// Gives a kernel its arguments, one after the other, and enqueues it: one object for all calls of a [Cl], which makes
/// no garbage.
final class Call {
    private static final int VALUE_BYTES = 512;
    private static final int DIMENSIONS = 3;
    private static final int INT4 = 4 * Integer.BYTES;

    private final Cl cl;
    /// For as long as the process lives, as devices are.
    private final long value = MemoryUtil.nmemAllocChecked(VALUE_BYTES + 2 * DIMENSIONS * Long.BYTES);

    private final long globalSizes = value + VALUE_BYTES;
    private final long groupSizes = globalSizes + DIMENSIONS * Long.BYTES;
    private Programs.Kernel kernel = new Programs.Kernel(0, "none");
    private String name = "";
    private int slot;

    Call(Cl cl) {
        this.cl = cl;
    }

    Call of(Programs.Kernel kernel) {
        this.kernel = kernel;
        name = kernel.name();
        slot = 0;
        return this;
    }

    /// What to tell listeners, instead of the kernel's own name.
    Call named(String name) {
        this.name = name;
        return this;
    }

    Call with(int number) {
        MemoryUtil.memPutInt(value, number);
        return set(Integer.BYTES);
    }

    Call with(long number) {
        MemoryUtil.memPutLong(value, number);
        return set(Long.BYTES);
    }

    Call with(float number) {
        MemoryUtil.memPutFloat(value, number);
        return set(Float.BYTES);
    }

    Call with(double number) {
        MemoryUtil.memPutDouble(value, number);
        return set(Double.BYTES);
    }

    Call with(DeviceStorage storage) {
        MemoryUtil.memPutAddress(value, storage.buffer());
        return set(Long.BYTES);
    }

    Call with(Walk walk) {
        walk.write(value);
        return set(Walk.BYTES);
    }

    /// Only the strides of a row, as an `int4`.
    Call withRow(Walk walk) {
        walk.writeRow(value);
        return set(INT4);
    }

    Call with(Cl.Int4 numbers) {
        MemoryUtil.memPutInt(value, numbers.x());
        MemoryUtil.memPutInt(value + 4, numbers.y());
        MemoryUtil.memPutInt(value + 8, numbers.z());
        MemoryUtil.memPutInt(value + 12, numbers.w());
        return set(INT4);
    }

    Call with(int[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            MemoryUtil.memPutInt(value + (long) i * Integer.BYTES, numbers[i]);
        }
        return set((long) numbers.length * Integer.BYTES);
    }

    Call with(Cl.Local local) {
        return setFrom(MemoryUtil.NULL, local.bytes());
    }

    private Call set(long bytes) {
        return setFrom(value, bytes);
    }

    private Call setFrom(long address, long bytes) {
        int error = nclSetKernelArg(kernel.handle(), slot++, bytes, address);
        if (error != CL_SUCCESS) {
            cl.check(error, "argument " + (slot - 1) + " of " + kernel.name() + " on");
        }
        return this;
    }

    /// @param items work items, a multiple of `group`
    void launch(long items, long group) {
        MemoryUtil.memPutAddress(globalSizes, items);
        MemoryUtil.memPutAddress(groupSizes, group);
        cl.enqueue(kernel, name, 1, globalSizes, groupSizes);
    }

    /// @param items work items in each dimension, multiples of `group`
    void launch(long[] items, long[] group) {
        for (int d = 0; d < items.length; d++) {
            MemoryUtil.memPutAddress(globalSizes + (long) d * Long.BYTES, items[d]);
            MemoryUtil.memPutAddress(groupSizes + (long) d * Long.BYTES, group[d]);
        }
        cl.enqueue(kernel, name, items.length, globalSizes, groupSizes);
    }
}
