package dev.backstep.gpu;

import dev.backstep.engine.Storage;
import java.lang.foreign.MemorySegment;

/// Host storages as memory.
final class HostArrays {
    private HostArrays() {}

    static MemorySegment segment(Storage.Host host) {
        return switch (host.dtype()) {
            case BOOL, UINT8, INT8 -> MemorySegment.ofArray(host.bytes());
            case INT16, FLOAT16, BFLOAT16 -> MemorySegment.ofArray(host.shorts());
            case INT32 -> MemorySegment.ofArray(host.ints());
            case INT64 -> MemorySegment.ofArray(host.longs());
            case FLOAT32 -> MemorySegment.ofArray(host.floats());
            case FLOAT64 -> MemorySegment.ofArray(host.doubles());
        };
    }

    /// Copies `length` elements from `start` on to a new host storage. Waits.
    static Storage.Host read(Cl cl, DeviceStorage from, int start, int length) {
        var host = Storage.Host.allocate(from.dtype(), length);
        int size = from.dtype().bytes();
        cl.read(from, (long) start * size, segment(host), (long) length * size);
        return host;
    }
}
