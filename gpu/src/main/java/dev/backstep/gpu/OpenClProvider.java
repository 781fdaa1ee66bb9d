package dev.backstep.gpu;

import static org.lwjgl.opencl.CL10.CL_DEVICE_AVAILABLE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_COMPILER_AVAILABLE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_GLOBAL_MEM_SIZE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_NAME;
import static org.lwjgl.opencl.CL10.CL_DEVICE_SINGLE_FP_CONFIG;
import static org.lwjgl.opencl.CL10.CL_DEVICE_TYPE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_TYPE_ALL;
import static org.lwjgl.opencl.CL10.CL_DEVICE_TYPE_CPU;
import static org.lwjgl.opencl.CL10.CL_DRIVER_VERSION;
import static org.lwjgl.opencl.CL10.CL_PLATFORM_NAME;
import static org.lwjgl.opencl.CL10.CL_SUCCESS;
import static org.lwjgl.opencl.CL10.clGetDeviceIDs;
import static org.lwjgl.opencl.CL10.clGetDeviceInfo;
import static org.lwjgl.opencl.CL10.clGetPlatformIDs;
import static org.lwjgl.opencl.CL10.clGetPlatformInfo;
import static org.lwjgl.opencl.CL12.CL_DEVICE_DOUBLE_FP_CONFIG;
import static org.lwjgl.opencl.CL12.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT;

import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.BackendProvider;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.Platform;

/// Finds the machine's OpenCL devices. CPU drivers such as PoCL are left out, unless the system property
/// [#ANY_DEVICE] is `true`: they are slower than the engine's own CPU backend, and good for tests only.
public final class OpenClProvider implements BackendProvider {
    /// The name of the system property.
    public static final String ANY_DEVICE = "dev.backstep.gpu.any-device";

    @Override
    public Found find() {
        if (Library.PROBLEM != null) {
            return new Found(List.of(), Library.PROBLEM);
        }
        List<ClDevice> all = new ArrayList<>();
        try (MemoryStack stack = MemoryStack.stackPush()) {
            var count = stack.mallocInt(1);
            // The loader answers with an error where no driver is registered.
            if (clGetPlatformIDs(null, count) != CL_SUCCESS || count.get(0) == 0) {
                return new Found(
                        List.of(), "OpenCL's library is installed, but no driver for it: install the GPU's driver.");
            }
            PointerBuffer platforms = stack.mallocPointer(count.get(0));
            clGetPlatformIDs(platforms, count);
            for (int i = 0; i < platforms.capacity(); i++) {
                addDevices(platforms.get(i), all);
            }
        }
        return found(all, Boolean.getBoolean(ANY_DEVICE));
    }

    /// What to say of the devices that the drivers offer.
    static Found found(List<ClDevice> all, boolean anyDevice) {
        List<Offer> offers = all.stream()
                .filter(device -> anyDevice || device.gpu())
                .sorted(Comparator.comparing(ClDevice::gpu).reversed())
                .<Offer>map(OpenClOffer::new)
                .toList();
        if (!offers.isEmpty()) {
            return new Found(offers, null);
        }
        return new Found(
                offers,
                all.isEmpty()
                        ? "OpenCL's drivers offer no device: is the GPU switched on, and may this user open it?"
                        : "OpenCL offers no GPU, only " + all.getFirst().name() + ".");
    }

    record OpenClOffer(ClDevice device) implements Offer {
        @Override
        public String name() {
            return device.name() + " (" + device.driver() + ")";
        }

        @Override
        public Backend open(int index) {
            return new OpenClBackend(device, index);
        }
    }

    /// LWJGL keeps one library a JVM.
    private static final class Library {
        /// What is wrong with it, or null.
        static final @Nullable String PROBLEM = load();

        private static @Nullable String load() {
            if (Platform.get() == Platform.LINUX && Configuration.OPENCL_LIBRARY_NAME.get() == null) {
                // The plain name belongs to the development package.
                Configuration.OPENCL_LIBRARY_NAME.set("libOpenCL.so.1");
            }
            if (!Configuration.DEBUG.get(false)) {
                // A machine without OpenCL is nothing to speak of on stderr.
                Configuration.DEBUG_STREAM.set(new PrintStream(OutputStream.nullOutputStream()));
            }
            try {
                return CL.getFunctionProvider() == null ? "OpenCL's library could not be loaded." : null;
            } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
                return "OpenCL is not installed on this machine: it comes with the driver of the GPU.";
            } catch (NoClassDefFoundError e) {
                return "This build has no OpenCL bindings for this platform.";
            }
        }
    }

    private static void addDevices(long platform, List<ClDevice> devices) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            var count = stack.mallocInt(1);
            if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, null, count) != CL_SUCCESS) {
                return;
            }
            PointerBuffer ids = stack.mallocPointer(count.get(0));
            clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, ids, count);
            for (int i = 0; i < ids.capacity(); i++) {
                long id = ids.get(i);
                if (Limits.number(id, CL_DEVICE_AVAILABLE) == 0
                        || Limits.number(id, CL_DEVICE_COMPILER_AVAILABLE) == 0) {
                    continue;
                }
                String driver = text((buffer, size) -> clGetPlatformInfo(platform, CL_PLATFORM_NAME, buffer, size))
                        + " " + text((buffer, size) -> clGetDeviceInfo(id, CL_DRIVER_VERSION, buffer, size));
                devices.add(new ClDevice(
                        platform,
                        id,
                        text((buffer, size) -> clGetDeviceInfo(id, CL_DEVICE_NAME, buffer, size)),
                        driver,
                        (Limits.number(id, CL_DEVICE_TYPE) & CL_DEVICE_TYPE_CPU) == 0,
                        Limits.number(id, CL_DEVICE_GLOBAL_MEM_SIZE),
                        Limits.number(id, CL_DEVICE_DOUBLE_FP_CONFIG) != 0,
                        (Limits.number(id, CL_DEVICE_SINGLE_FP_CONFIG) & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0));
            }
        }
    }

    private interface Question {
        int ask(@Nullable ByteBuffer answer, @Nullable PointerBuffer size);
    }

    private static String text(Question question) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer size = stack.callocPointer(1);
            if (question.ask(null, size) != CL_SUCCESS) {
                return "?";
            }
            ByteBuffer answer = stack.malloc((int) size.get(0));
            question.ask(answer, null);
            return MemoryUtil.memUTF8(answer, answer.capacity() - 1).strip();
        }
    }
}
