package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Storage;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/// A storage in a device's memory. Its block goes back to [DeviceMemory] when it is unreachable, or [freed][#free].
final class DeviceStorage extends Storage {
    private final Device device;
    private long buffer;
    private Cleaner.@Nullable Cleanable block;

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
    ///
    /// @throws IllegalStateException after [#free]
    long buffer() {
        if (buffer == 0) {
            throw new IllegalStateException("memory that was given back is in use");
        }
        return buffer;
    }

    /// @param cleanable gives the block back
    void setBlock(Cleaner.Cleanable cleanable) {
        block = cleanable;
    }

    /// Gives the block back; no command uses it that has not been enqueued.
    void free() {
        buffer = 0;
        if (block != null) {
            block.clean();
        }
    }

    long bytes() {
        return (long) length() * dtype().bytes();
    }
}
