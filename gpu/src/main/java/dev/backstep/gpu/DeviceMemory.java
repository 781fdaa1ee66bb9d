package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.EngineException;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A caching allocator: blocks that nobody uses any more are kept for the next storage of their size.
///
/// A block may still be read by commands in the queue when it is handed out again; that is harmless, as the queue is
/// in order. Blocks come back through a queue that only [#allocate] empties, so none is released while a call that
/// uses it is being enqueued.
final class DeviceMemory {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long SMALLEST = 256;
    private static final long MEBIBYTE = 1 << 20;
    /// How often, and how long, to wait for the garbage collector before memory counts as full.
    private static final int COLLECTIONS = 4;

    private static final int COLLECTION_MILLIS = 20;

    private final Cl cl;
    private final Device device;
    private final long limit;
    private final Map<Long, Deque<Long>> free = new HashMap<>();
    private final Queue<Block> returned = new ConcurrentLinkedQueue<>();
    private long used;
    private long cached;
    private long mostUsed;
    private long mostReserved;

    private record Block(long buffer, long bytes) {}

    /// @param limit the most bytes to have allocated
    DeviceMemory(Cl cl, Device device, long limit) {
        this.cl = cl;
        this.device = device;
        this.limit = limit;
    }

    /// Bytes that tensors hold.
    long used() {
        takeBack();
        return used;
    }

    /// Bytes kept for the next tensors.
    long cached() {
        takeBack();
        return cached;
    }

    /// The most that [#used] has been since [#resetPeaks].
    long mostUsed() {
        return mostUsed;
    }

    /// The most that has been used and kept together.
    long mostReserved() {
        return mostReserved;
    }

    void resetPeaks() {
        takeBack();
        mostUsed = used;
        mostReserved = used + cached;
    }

    DeviceStorage allocate(DType dtype, int length) {
        cl.errors().throwIfLost();
        if (dtype == DType.FLOAT64 && !cl.device().float64()) {
            // As PyTorch's of MPS, which has none either.
            throw EngineException.type(
                    "Cannot convert a %s Tensor to float64 dtype as %s doesn't support float64. Please use float32 instead."
                            .formatted(device, cl.device().name()));
        }
        long bytes = rounded((long) length * dtype.bytes());
        long buffer = block(bytes);
        used += bytes;
        mostUsed = Math.max(mostUsed, used);
        mostReserved = Math.max(mostReserved, used + cached);
        var storage = new DeviceStorage(dtype, length, device, buffer);
        Block block = new Block(buffer, bytes);
        Queue<Block> home = returned;
        CLEANER.register(storage, () -> home.add(block));
        return storage;
    }

    private long block(long bytes) {
        takeBack();
        for (int attempt = 0; ; attempt++) {
            Deque<Long> blocks = free.get(bytes);
            if (blocks != null && !blocks.isEmpty()) {
                cached -= bytes;
                return blocks.pop();
            }
            long buffer = used + cached + bytes <= limit ? cl.createBuffer(bytes) : 0;
            if (buffer != 0) {
                return buffer;
            }
            if (attempt == COLLECTIONS) {
                // A device that is lost has no memory either.
                cl.finish();
                throw EngineException.runtime(
                        "out of device memory: %s has no %s left for a tensor (%s in use, limit %s)"
                                .formatted(cl.device().name(), text(bytes), text(used), text(limit)));
            }
            releaseCached();
            if (attempt > 0) {
                collect();
            }
        }
    }

    /// Device memory is freed with the Java objects that stand for it, which are too small for the collector to hurry.
    private void collect() {
        cl.enqueueEarlier();
        System.gc();
        try {
            Thread.sleep(COLLECTION_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        takeBack();
    }

    private void takeBack() {
        for (Block block = returned.poll(); block != null; block = returned.poll()) {
            free.computeIfAbsent(block.bytes, size -> new ArrayDeque<>()).push(block.buffer);
            used -= block.bytes;
            cached += block.bytes;
        }
    }

    /// Gives the blocks that nobody uses back to the driver.
    void releaseCached() {
        takeBack();
        free.values().forEach(blocks -> blocks.forEach(cl::releaseBuffer));
        free.clear();
        cached = 0;
    }

    /// Powers of two up to a mebibyte, then multiples of it, so that blocks fit more than one tensor.
    private static long rounded(long bytes) {
        if (bytes <= SMALLEST) {
            return SMALLEST;
        }
        if (bytes <= MEBIBYTE) {
            return Long.highestOneBit(bytes - 1) << 1;
        }
        return (bytes + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE;
    }

    private static String text(long bytes) {
        return bytes < MEBIBYTE ? (bytes + 1023) / 1024 + " KiB" : bytes / MEBIBYTE + " MiB";
    }
}
