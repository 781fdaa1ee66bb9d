package dev.backstep.gpu;

import static org.lwjgl.opencl.CL10.*;
import static org.lwjgl.opencl.CL11.CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST;

import dev.backstep.engine.EngineException;
import dev.backstep.engine.backend.DeviceLostException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// What a driver's errors mean. There is none that says that a device is lost: drivers answer with whatever no longer
/// works. NVIDIA's says `CL_OUT_OF_RESOURCES` or -9999 for the command that failed, and after it
/// `CL_INVALID_COMMAND_QUEUE`; Intel's says `CL_OUT_OF_RESOURCES` when it has waited for a device that hangs.
final class DeviceErrors {
    /// NVIDIA's for a kernel that has read or written where it may not.
    private static final int NVIDIA_FAULT = -9999;

    private final ClDevice device;
    private final IntSupplier ask;
    private @Nullable String loss;

    /// @param ask waits for the device, and answers with OpenCL's error
    DeviceErrors(ClDevice device, IntSupplier ask) {
        this.device = device;
        this.ask = ask;
    }

    /// @throws DeviceLostException if it was lost before
    void throwIfLost() {
        if (loss != null) {
            throw new DeviceLostException(device.name(), loss);
        }
    }

    /// Checks the answer to what is put into the queue: if there are no resources for it, the device is asked whether
    /// that is all.
    ///
    /// @param what such as "waiting for": the device's name follows
    void check(int error, String what) {
        if (error != CL_SUCCESS) {
            boolean doubtful = error == CL_OUT_OF_RESOURCES
                    || error == CL_OUT_OF_HOST_MEMORY
                    || error == CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST;
            throw meaning(error, what, meansLoss(error) || doubtful && ask.getAsInt() != CL_SUCCESS);
        }
    }

    /// Checks the answer to what may fail for reasons of its own.
    void checkLoss(int error, String what) {
        if (meansLoss(error)) {
            throw meaning(error, what, true);
        }
    }

    boolean lost() {
        return loss != null;
    }

    /// Checks the answer to what only waits: of no resources for a command nothing is said then.
    void checkDone(int error, String what) {
        if (error != CL_SUCCESS) {
            boolean stopped = error == CL_OUT_OF_RESOURCES || error == CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST;
            throw meaning(error, what, meansLoss(error) || stopped);
        }
    }

    private static boolean meansLoss(int error) {
        return switch (error) {
            case CL_DEVICE_NOT_FOUND,
                    CL_DEVICE_NOT_AVAILABLE,
                    CL_INVALID_PLATFORM,
                    CL_INVALID_DEVICE,
                    CL_INVALID_CONTEXT,
                    CL_INVALID_COMMAND_QUEUE,
                    NVIDIA_FAULT -> true;
            default -> false;
        };
    }

    private EngineException meaning(int error, String what, boolean lost) {
        if (lost) {
            loss = ("%s is lost (OpenCL error %d %s it): it was switched off or unplugged, or its driver has reset it. "
                            + "What was in its memory is gone.")
                    .formatted(device.name(), error, what);
            return new DeviceLostException(device.name(), loss);
        }
        String message = "OpenCL error %d %s %s".formatted(error, what, device.name());
        // Some drivers give a buffer its memory only when a command first uses it.
        return error == CL_MEM_OBJECT_ALLOCATION_FAILURE
                ? EngineException.deviceMemory(message + ": out of device memory")
                : EngineException.runtime(message);
    }
}
