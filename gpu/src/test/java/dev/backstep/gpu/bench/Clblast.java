package dev.backstep.gpu.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.lwjgl.opencl.CL10.*;

import dev.backstep.engine.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/// The tuned OpenCL library on the same device, where it is installed: for devices that cuBLAS is not for.
final class Clblast implements AutoCloseable {
    private static final int ROW_MAJOR = 101;
    private static final int AS_IT_IS = 111;
    private static final int SAMPLES = 11;

    private final Arena arena = Arena.ofConfined();
    private final @Nullable MethodHandle sgemm;
    private final String device;

    /// @param device the device's name, and more behind it
    Clblast(String device) {
        this.device = device;
        MethodHandle found = null;
        try {
            found = Linker.nativeLinker()
                    .downcallHandle(
                            SymbolLookup.libraryLookup("libclblast.so.1", arena)
                                    .find("CLBlastSgemm")
                                    .orElseThrow(),
                            FunctionDescriptor.of(
                                    JAVA_INT,
                                    JAVA_INT,
                                    JAVA_INT,
                                    JAVA_INT,
                                    JAVA_LONG,
                                    JAVA_LONG,
                                    JAVA_LONG,
                                    JAVA_FLOAT,
                                    JAVA_LONG,
                                    JAVA_LONG,
                                    JAVA_LONG,
                                    JAVA_LONG,
                                    JAVA_LONG,
                                    JAVA_LONG,
                                    JAVA_FLOAT,
                                    JAVA_LONG,
                                    JAVA_LONG,
                                    JAVA_LONG,
                                    ADDRESS,
                                    ADDRESS));
        } catch (IllegalArgumentException e) {
            // Not installed.
        }
        sgemm = found;
    }

    String about() {
        return sgemm == null ? "not installed" : "GFLOP/s";
    }

    /// The median of an `n × n` product's times, or 0 where there is no library or it is not asked for that
    /// dtype.
    double seconds(DType dtype, int n) {
        if (sgemm == null || dtype != DType.FLOAT32) {
            return 0;
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            long[] found = find(stack);
            var error = stack.mallocInt(1);
            long context = clCreateContext(stack.pointers(CL_CONTEXT_PLATFORM, found[0], 0), found[1], null, 0, error);
            long queue = clCreateCommandQueue(context, found[1], 0L, error);
            long bytes = (long) n * n * dtype.bytes();
            long[] buffers = new long[3];
            for (int i = 0; i < buffers.length; i++) {
                buffers[i] = clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, error);
            }
            MemorySegment pointer = arena.allocateFrom(JAVA_LONG, queue);
            double[] samples = new double[SAMPLES];
            for (int i = -2; i < SAMPLES; i++) {
                int repeats = 3;
                long begin = System.nanoTime();
                for (int j = 0; j < repeats; j++) {
                    int status = (int) sgemm.invoke(
                            ROW_MAJOR,
                            AS_IT_IS,
                            AS_IT_IS,
                            (long) n,
                            (long) n,
                            (long) n,
                            1f,
                            buffers[0],
                            0L,
                            (long) n,
                            buffers[1],
                            0L,
                            (long) n,
                            0f,
                            buffers[2],
                            0L,
                            (long) n,
                            pointer,
                            MemorySegment.NULL);
                    if (status != 0) {
                        throw new IllegalStateException("CLBlast's error " + status);
                    }
                }
                clFinish(queue);
                if (i >= 0) {
                    samples[i] = (System.nanoTime() - begin) / 1e9 / repeats;
                }
            }
            for (long buffer : buffers) {
                clReleaseMemObject(buffer);
            }
            clReleaseCommandQueue(queue);
            clReleaseContext(context);
            Arrays.sort(samples);
            return samples[SAMPLES / 2];
        } catch (Throwable e) {
            throw new IllegalStateException("CLBlast failed", e);
        }
    }

    /// Platform and device.
    private long[] find(MemoryStack stack) {
        int[] count = new int[1];
        clGetPlatformIDs(null, count);
        PointerBuffer platforms = stack.mallocPointer(count[0]);
        clGetPlatformIDs(platforms, (int[]) null);
        for (int i = 0; i < platforms.capacity(); i++) {
            if (clGetDeviceIDs(platforms.get(i), CL_DEVICE_TYPE_ALL, null, count) != CL_SUCCESS) {
                continue;
            }
            PointerBuffer devices = stack.mallocPointer(count[0]);
            clGetDeviceIDs(platforms.get(i), CL_DEVICE_TYPE_ALL, devices, (int[]) null);
            for (int j = 0; j < devices.capacity(); j++) {
                if (device.startsWith(name(stack, devices.get(j)))) {
                    return new long[] {platforms.get(i), devices.get(j)};
                }
            }
        }
        throw new IllegalStateException("no " + device);
    }

    private static String name(MemoryStack stack, long id) {
        var text = stack.calloc(1024);
        clGetDeviceInfo(id, CL_DEVICE_NAME, text, null);
        return MemoryUtil.memUTF8(MemoryUtil.memAddress(text)).strip();
    }

    @Override
    public void close() {
        arena.close();
    }
}
