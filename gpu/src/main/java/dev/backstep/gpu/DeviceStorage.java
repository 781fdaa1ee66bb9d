package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Storage;

/// A storage in a device's memory. Its block goes back to [DeviceMemory] when no tensor uses it any more.
final class DeviceStorage extends Storage {
    private final Device device;
    private final long buffer;

    DeviceStorage(DType dtype, int length, Device device, long buffer) {
        super(dtype, length);
        this.device = device;
        this.buffer = buffer;
    }

    @Override
    public Device device() {
        return device;
    }

    /// OpenCL's handle.
    long buffer() {
        return buffer;
    }

    long bytes() {
        return (long) length() * dtype().bytes();
    }
}
