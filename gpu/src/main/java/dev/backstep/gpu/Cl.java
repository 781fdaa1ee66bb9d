package dev.backstep.gpu;

import static org.lwjgl.opencl.CL10.*;

import dev.backstep.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/// One device's context, its in-order queue and the programs built for it so far. For one thread at a time.
final class Cl {
    /// Uploads whose host memory is kept until the queue has passed them; more than that waits.
    private static final long STAGED_LIMIT = 256L << 20;

    private final ClDevice device;
    private final ProgramCache cache;
    private final long context;
    private final long queue;
    private final Map<Source, Long> programs = new HashMap<>();
    private final Map<KernelKey, Long> kernels = new HashMap<>();
    private final List<MemorySegment> staged = new ArrayList<>();
    private long stagedBytes;
    private long compiled;

    /// A program: text and the compiler's options.
    record Source(String text, String options) {}

    private record KernelKey(Source source, String name) {}

    /// An `int4`.
    record Int4(int x, int y, int z, int w) {}

    /// Bytes of local memory.
    record Local(long bytes) {}

    Cl(ClDevice device, ProgramCache cache) {
        this.device = device;
        this.cache = cache;
        int[] error = new int[1];
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer properties = stack.pointers(CL_CONTEXT_PLATFORM, device.platform(), 0);
            context = clCreateContext(properties, stack.pointers(device.id()), null, 0, error);
        }
        check(error[0], "opening");
        queue = clCreateCommandQueue(context, device.id(), 0, error);
        check(error[0], "making a queue on");
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

    /// Enqueues a kernel. Arguments: Integer, Long, Float, Double, [Int4], `int[]`, [DeviceStorage], [Walk], [Local].
    ///
    /// @param global work items in each dimension, multiples of `group`
    void launch(Source source, String name, long[] global, long[] group, Object... arguments) {
        Long known = kernels.get(new KernelKey(source, name));
        long kernel = known != null ? known : createKernel(source, name);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            for (int i = 0; i < arguments.length; i++) {
                check(setArgument(stack, kernel, i, arguments[i]), "an argument of " + name + " on");
            }
            int error = clEnqueueNDRangeKernel(
                    queue, kernel, global.length, null, stack.pointers(global), stack.pointers(group), null, null);
            check(error, name + " on");
        }
    }

    private static int setArgument(MemoryStack stack, long kernel, int i, Object argument) {
        return switch (argument) {
            case Integer value -> clSetKernelArg1i(kernel, i, value);
            case Long value -> clSetKernelArg1l(kernel, i, value);
            case Float value -> clSetKernelArg1f(kernel, i, value);
            case Double value -> clSetKernelArg1d(kernel, i, value);
            case Int4 value -> clSetKernelArg4i(kernel, i, value.x, value.y, value.z, value.w);
            case DeviceStorage storage -> clSetKernelArg1p(kernel, i, storage.buffer());
            case Walk walk -> {
                ByteBuffer bytes = stack.calloc(Walk.BYTES);
                walk.write(bytes);
                yield clSetKernelArg(kernel, i, bytes.rewind());
            }
            case int[] numbers -> clSetKernelArg(kernel, i, numbers);
            case Local local -> clSetKernelArg(kernel, i, local.bytes);
            default -> throw new IllegalArgumentException("a kernel takes no " + argument.getClass());
        };
    }

    private long createKernel(Source source, String name) {
        int[] error = new int[1];
        long kernel = clCreateKernel(programs.computeIfAbsent(source, this::build), name, error);
        check(error[0], "making the kernel " + name + " for");
        kernels.put(new KernelKey(source, name), kernel);
        return kernel;
    }

    private long build(Source source) {
        byte[] binary = cache.read(device, source);
        if (binary != null) {
            long program = load(binary);
            if (program != 0) {
                return program;
            }
        }
        long program;
        try (MemoryStack stack = MemoryStack.stackPush()) {
            var error = stack.mallocInt(1);
            program = clCreateProgramWithSource(context, source.text, error);
            check(error.get(0), "making a program for");
        }
        int built = clBuildProgram(program, device.id(), source.options, null, 0);
        if (built != CL_SUCCESS) {
            throw EngineException.runtime("%s's driver (%s) failed to compile a kernel (OpenCL error %d): %s"
                    .formatted(device.name(), device.driver(), built, buildLog(program)));
        }
        compiled++;
        byte[] result = binary(program);
        if (result.length > 0) {
            cache.write(device, source, result);
        }
        return program;
    }

    /// A program that was compiled before, or 0 if the driver does not take it.
    private long load(byte[] binary) {
        ByteBuffer bytes = MemoryUtil.memAlloc(binary.length).put(binary).flip();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            var status = stack.callocInt(1);
            var error = stack.callocInt(1);
            long program = clCreateProgramWithBinary(context, stack.pointers(device.id()), bytes, status, error);
            if (error.get(0) != CL_SUCCESS || program == 0) {
                return 0;
            }
            if (status.get(0) == CL_SUCCESS && clBuildProgram(program, device.id(), "", null, 0) == CL_SUCCESS) {
                return program;
            }
            clReleaseProgram(program);
            return 0;
        } finally {
            MemoryUtil.memFree(bytes);
        }
    }

    /// What the driver made of a program; empty if it does not tell.
    private static byte[] binary(long program) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer size = stack.callocPointer(1);
            if (clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, size, null) != CL_SUCCESS || size.get(0) == 0) {
                return new byte[0];
            }
            ByteBuffer bytes = MemoryUtil.memAlloc((int) size.get(0));
            try {
                PointerBuffer pointer = stack.pointers(bytes);
                if (clGetProgramInfo(program, CL_PROGRAM_BINARIES, pointer, null) != CL_SUCCESS) {
                    return new byte[0];
                }
                byte[] result = new byte[bytes.capacity()];
                bytes.get(result);
                return result;
            } finally {
                MemoryUtil.memFree(bytes);
            }
        }
    }

    /// Programs compiled, and not found on disk.
    long compiled() {
        return compiled;
    }

    private String buildLog(long program) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer size = stack.callocPointer(1);
            clGetProgramBuildInfo(program, device.id(), CL_PROGRAM_BUILD_LOG, (ByteBuffer) null, size);
            ByteBuffer log = MemoryUtil.memCalloc((int) size.get(0) + 1);
            try {
                clGetProgramBuildInfo(program, device.id(), CL_PROGRAM_BUILD_LOG, log, null);
                return MemoryUtil.memUTF8(log).replace("\0", "").strip();
            } finally {
                MemoryUtil.memFree(log);
            }
        }
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
        if (stagedBytes + bytes > STAGED_LIMIT) {
            finish();
        }
        MemorySegment copy = Arena.ofAuto().allocate(bytes, Long.BYTES);
        MemorySegment.copy(array, 0, copy, 0, bytes);
        staged.add(copy);
        stagedBytes += bytes;
        check(nclEnqueueWriteBuffer(queue, to.buffer(), CL_FALSE, 0, bytes, copy.address(), 0, 0, 0), "writing to");
    }

    /// Copies the device's bytes to a Java array. Waits.
    void read(DeviceStorage from, long start, MemorySegment array, long bytes) {
        if (bytes == 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(bytes, Long.BYTES);
            int error = nclEnqueueReadBuffer(queue, from.buffer(), CL_TRUE, start, bytes, copy.address(), 0, 0, 0);
            check(error, "reading from");
            MemorySegment.copy(copy, 0, array, 0, bytes);
        }
        // The queue is in order: it has passed all uploads.
        forgetStaged();
    }

    /// Enqueues a copy within the device.
    void copy(DeviceStorage from, long start, DeviceStorage to, long target, long bytes) {
        if (bytes > 0) {
            check(nclEnqueueCopyBuffer(queue, from.buffer(), to.buffer(), start, target, bytes, 0, 0, 0), "copying on");
        }
    }

    /// Waits for everything enqueued so far.
    void finish() {
        check(clFinish(queue), "waiting for");
        forgetStaged();
    }

    private void forgetStaged() {
        staged.clear();
        stagedBytes = 0;
    }

    private void check(int error, String what) {
        if (error != CL_SUCCESS) {
            throw EngineException.runtime("OpenCL error %d %s %s%s"
                    .formatted(
                            error,
                            what,
                            device.name(),
                            error == CL_MEM_OBJECT_ALLOCATION_FAILURE ? ": out of device memory" : ""));
        }
    }
}
