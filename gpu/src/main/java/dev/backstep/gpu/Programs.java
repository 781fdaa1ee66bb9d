package dev.backstep.gpu;

import static org.lwjgl.opencl.CL10.*;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/// The programs that were built for one context so far, and their kernels.
final class Programs {
    /// Of a driver's log, the rest of which mostly follows from the beginning.
    private static final int LOG_LINES = 6;

    /// The most work items of a group of a kernel that does not say itself how many it has.
    static final int MOST_ITEMS = 128;

    private final ClDevice device;
    private final ProgramCache cache;
    private final long context;
    private final DeviceErrors errors;
    private final Map<Cl.Source, Long> programs = new HashMap<>();
    private final Map<Key, Kernel> kernels = new HashMap<>();
    /// By program that was not built, or by kernel that was not made of one that was, or that does not run.
    private final Map<Record, String> failures = new HashMap<>();
    private final Set<String> problems = new LinkedHashSet<>();
    private long compiled;

    private record Key(Cl.Source source, String name) {}

    /// @param handle OpenCL's
    /// @param name in its program
    record Kernel(long handle, String name) {}

    Programs(ClDevice device, ProgramCache cache, long context, DeviceErrors errors) {
        this.device = device;
        this.cache = cache;
        this.context = context;
        this.errors = errors;
    }

    /// Programs that the driver had to compile, or to try, because they were not on disk.
    long compiled() {
        return compiled;
    }

    /// What the driver failed to compile, and what it said.
    List<String> problems() {
        return List.copyOf(problems);
    }

    /// @throws NoKernelException if the driver does not take the program or the kernel, or the device no group of it,
    /// which are asked only once
    Kernel kernel(Cl.Source source, String name) {
        var key = new Key(source, name);
        Kernel known = kernels.get(key);
        if (known != null) {
            return known;
        }
        throwIfFailed(key);
        int[] error = new int[1];
        long handle = clCreateKernel(programs.computeIfAbsent(source, this::build), name, error);
        errors.checkLoss(error[0], "making the kernel " + name + " for");
        if (error[0] != CL_SUCCESS) {
            throw failed(key, "has built a program but no kernel %s of it".formatted(name), error[0], "");
        }
        checkGroup(handle, key);
        var kernel = new Kernel(handle, name);
        kernels.put(key, kernel);
        return kernel;
    }

    /// A kernel may take so many registers that the device runs smaller groups of it than of others.
    private void checkGroup(long handle, Key key) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer own = stack.callocPointer(3);
            PointerBuffer most = stack.callocPointer(1);
            clGetKernelWorkGroupInfo(handle, device.id(), CL_KERNEL_COMPILE_WORK_GROUP_SIZE, own, null);
            int error = clGetKernelWorkGroupInfo(handle, device.id(), CL_KERNEL_WORK_GROUP_SIZE, most, null);
            long items = own.get(0) == 0 ? MOST_ITEMS : own.get(0) * own.get(1) * own.get(2);
            if (error == CL_SUCCESS && most.get(0) < items) {
                clReleaseKernel(handle);
                throw failed(
                        key,
                        "runs groups of %d work items of the kernel %s, which needs %d"
                                .formatted(most.get(0), key.name, items));
            }
        }
    }

    private void throwIfFailed(Record what) {
        String failure = failures.get(what);
        if (failure != null) {
            throw new NoKernelException(failure);
        }
    }

    private NoKernelException failed(Record what, String how, int error, String log) {
        return failed(what, "%s (OpenCL error %d)%s".formatted(how, error, log.isEmpty() ? "" : ": " + beginning(log)));
    }

    private NoKernelException failed(Record what, String how) {
        String message = "%s's driver (%s) %s".formatted(device.name(), device.driver(), how);
        failures.put(what, message);
        problems.add(message);
        return new NoKernelException(message);
    }

    private long build(Cl.Source source) {
        throwIfFailed(source);
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
            program = clCreateProgramWithSource(context, source.text(), error);
            errors.check(error.get(0), "making a program for");
        }
        compiled++;
        int built = clBuildProgram(program, device.id(), source.options(), null, 0);
        errors.checkLoss(built, "compiling for");
        if (built != CL_SUCCESS) {
            String log = buildLog(program);
            clReleaseProgram(program);
            throw failed(source, "failed to compile a kernel", built, log);
        }
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

    private static String beginning(String log) {
        return log.lines().limit(LOG_LINES).collect(Collectors.joining("\n"));
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
}
