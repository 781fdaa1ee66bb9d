package dev.backstep.gpu;

import static org.lwjgl.opencl.CL10.CL_DEVICE_LOCAL_MEM_SIZE;
import static org.lwjgl.opencl.CL10.CL_DEVICE_MAX_COMPUTE_UNITS;
import static org.lwjgl.opencl.CL10.CL_DEVICE_MAX_WORK_GROUP_SIZE;
import static org.lwjgl.opencl.CL10.CL_SUCCESS;
import static org.lwjgl.opencl.CL10.clGetDeviceInfo;

/// What a device can run at once.
///
/// @param computeUnits work groups, at least
/// @param localBytes local memory of a work group
/// @param groupSize the most work items of a work group
record Limits(int computeUnits, long localBytes, long groupSize) {
    static Limits of(ClDevice device) {
        return new Limits(
                (int) Math.max(1, number(device.id(), CL_DEVICE_MAX_COMPUTE_UNITS)),
                number(device.id(), CL_DEVICE_LOCAL_MEM_SIZE),
                number(device.id(), CL_DEVICE_MAX_WORK_GROUP_SIZE));
    }

    /// What a device answers; 0 if it does not. Numbers are of 4 or 8 bytes, on machines whose low bytes come first.
    ///
    /// @param device OpenCL's handle
    static long number(long device, int what) {
        long[] value = new long[1];
        return clGetDeviceInfo(device, what, value, null) == CL_SUCCESS ? value[0] : 0;
    }
}
