package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.printing.PythonNumbers;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A caching allocator: blocks that nobody uses any more are kept for the next storage of their size.
///
/// A block may still be read by commands in the queue when it is handed out again; that is harmless, as the queue is
/// in order. Blocks come back through a queue that is emptied only when memory is asked for or about, so none is
/// released while a call that uses it is being enqueued. What is [given back][#release] while calls that use it wait to
/// be enqueued stays with them until they are.
final class DeviceMemory {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long SMALLEST = 256;
    private static final long MEBIBYTE = 1 << 20;
    /// How often, and how long, to wait for the garbage collector before memory counts as full.
    private static final int COLLECTIONS = 4;

    private static final int COLLECTION_MILLIS = 20;
    private static final int LONGEST_COLLECTION_MILLIS = 1000;
    /// Who asks how much is held may wait for garbage this long in all, and from then on a fifth of the time.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int SHARE_OF_TIME = 5;

    private final Cl cl;
    private final Device device;
    private final long limit;
    private final NavigableMap<Long, Deque<Block>> free = new TreeMap<>();
    private final Queue<Block> returned = new ConcurrentLinkedQueue<>();
    /// Storages that were given back and may be used by calls that wait.
    private final List<DeviceStorage> leaving = new ArrayList<>();

    private Predicate<DeviceStorage> waiting = storage -> false;
    /// More than this is not taken before garbage is collected: what lives, twice over.
    private long target;

    private long used;
    private long cached;
    private long mostUsed;
    private long mostReserved;

    private final long opened = System.nanoTime();
    private long collecting;

    private record Block(long buffer, long bytes) {}

    /// @param limit the most bytes to have allocated
    DeviceMemory(Cl cl, Device device, long limit) {
        this.cl = cl;
        this.device = device;
        this.limit = limit;
        target = limit / 2;
    }

    /// @param calls whether calls wait to be enqueued that use a storage
    void setWaiting(Predicate<DeviceStorage> calls) {
        waiting = calls;
    }

    /// Takes the block of a storage that nobody looks at any more.
    void release(DeviceStorage storage) {
        leaving.add(storage);
        takeBack();
    }

    /// Bytes that tensors hold. Programs ask to see what letting go of a tensor frees, so garbage counts no more.
    long used() {
        collectForQuestion();
        return used;
    }

    /// Bytes that tensors hold or that are kept for the next ones.
    long reserved() {
        return used + cached;
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
        collectForQuestion();
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
        Block block = block(rounded((long) length * dtype.bytes()));
        used += block.bytes;
        mostUsed = Math.max(mostUsed, used);
        mostReserved = Math.max(mostReserved, used + cached);
        var storage = new DeviceStorage(dtype, length, device, block.buffer);
        Queue<Block> home = returned;
        storage.setBlock(CLEANER.register(storage, () -> home.add(block)));
        return storage;
    }

    private Block block(long bytes) {
        takeBack();
        Block block = cachedBlock(bytes);
        if (block == null && used + cached + bytes > target) {
            for (int attempt = 1; attempt < COLLECTIONS && block == null; attempt++) {
                collect();
                block = cachedBlock(bytes);
            }
            target = Math.max(target, Math.min(limit, 2 * (used + bytes)));
            if (block == null && used + cached + bytes > target) {
                releaseCached();
            }
        }
        for (int attempt = 0; block == null; attempt++) {
            long buffer = used + cached + bytes <= limit ? cl.createBuffer(bytes) : 0;
            if (buffer != 0) {
                return new Block(buffer, bytes);
            }
            if (attempt == COLLECTIONS) {
                // A device that is lost has no memory either.
                cl.finish();
                throw full(bytes);
            }
            if (attempt > 0) {
                collect();
                block = cachedBlock(bytes);
            }
            if (block == null) {
                releaseCached();
            }
        }
        return block;
    }

    /// A kept block of this size, or for large ones of not much more; null if there is none.
    private @Nullable Block cachedBlock(long bytes) {
        long most = bytes <= MEBIBYTE ? bytes : bytes + bytes / 4;
        var found = free.ceilingEntry(bytes);
        if (found == null || found.getKey() > most) {
            return null;
        }
        Block block = found.getValue().pop();
        if (found.getValue().isEmpty()) {
            free.remove(block.bytes);
        }
        cached -= block.bytes;
        return block;
    }

    /// PyTorch's words, with the device's name.
    private EngineException full(long bytes) {
        return EngineException.deviceMemory(
                "CUDA out of memory. Tried to allocate %s (GPU %d: %s; %s total capacity; %s already allocated; %s free; %s allowed; %s reserved in total by Backstep)"
                        .formatted(
                                text(bytes),
                                device.index(),
                                cl.device().name(),
                                text(cl.device().memory()),
                                text(used),
                                text(Math.max(0, limit - used - cached)),
                                text(limit),
                                text(used + cached)));
    }

    /// Device memory is freed with the Java objects that stand for it, which are too small for the collector to hurry.
    private void collect() {
        cl.enqueueEarlier();
        var collected = new CountDownLatch(1);
        CLEANER.register(new Object(), collected::countDown);
        System.gc();
        try {
            // When one is cleaned up after the others are about to be.
            collected.await(LONGEST_COLLECTION_MILLIS, TimeUnit.MILLISECONDS);
            Thread.sleep(COLLECTION_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        takeBack();
    }

    private void takeBack() {
        leaving.removeIf(storage -> {
            if (waiting.test(storage)) {
                return false;
            }
            storage.free();
            return true;
        });
        for (Block block = returned.poll(); block != null; block = returned.poll()) {
            free.computeIfAbsent(block.bytes, size -> new ArrayDeque<>()).push(block);
            used -= block.bytes;
            cached += block.bytes;
        }
    }

    /// Collects garbage, unless that has taken too much of the program's time already.
    private void collectForQuestion() {
        long start = System.nanoTime();
        if (!leaving.isEmpty()) {
            cl.enqueueEarlier();
            takeBack();
        }
        if (used > 0 && collecting < Math.max(PATIENCE_NANOS, (start - opened) / SHARE_OF_TIME)) {
            collect();
            collecting += System.nanoTime() - start;
        } else {
            takeBack();
        }
    }

    /// Gives the blocks that nobody uses back to the driver, garbage included.
    void empty() {
        collectForQuestion();
        releaseCached();
    }

    private void releaseCached() {
        takeBack();
        free.values().forEach(blocks -> blocks.forEach(block -> cl.releaseBuffer(block.buffer)));
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

    /// As PyTorch writes sizes.
    private static String text(long bytes) {
        if (bytes <= 1024) {
            return bytes + " bytes";
        }
        if (bytes <= MEBIBYTE) {
            return PythonNumbers.fixed(bytes / 0x1p10, 2) + " KiB";
        }
        return bytes <= 1L << 30
                ? PythonNumbers.fixed(bytes / 0x1p20, 2) + " MiB"
                : PythonNumbers.fixed(bytes / 0x1p30, 2) + " GiB";
    }
}
