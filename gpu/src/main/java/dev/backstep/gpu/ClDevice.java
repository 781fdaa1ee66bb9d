package dev.backstep.gpu;

/// A device that a driver of this machine offers.
///
/// @param platform OpenCL's handle of its driver
/// @param id OpenCL's handle
/// @param name the device's name
/// @param driver the driver's name and version
/// @param gpu whether it is a GPU or another accelerator; a CPU if not
/// @param memory bytes of global memory
/// @param float64 whether it computes in float64
/// @param exactDivision whether it can round float32's division and square root correctly
record ClDevice(
        long platform,
        long id,
        String name,
        String driver,
        boolean gpu,
        long memory,
        boolean float64,
        boolean exactDivision) {}
