package dev.backstep.kernel.walls;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Looks, while a program runs, at how much memory the process holds, and tells when it is too much.
///
/// It reads the resident size from `/proc/self/status`. Where there is no such file it does nothing.
public final class MemoryWatch implements AutoCloseable {
    /// A program can take some hundred megabytes in this time, which the limits leave room for.
    private static final long PAUSE_NANOS = 20_000_000;

    private static final long NONE = 0;

    private final long limit;
    private final Runnable tooMuch;
    private final LongSupplier size;
    private final Thread thread;
    private final AtomicLong programs = new AtomicLong();
    private volatile long running = NONE; // the number of the program that runs
    private volatile boolean closed;

    /// @param limit in bytes
    /// @param tooMuch is called once for each program that exceeds it, on the watch's thread
    public MemoryWatch(long limit, Runnable tooMuch) {
        this(limit, tooMuch, ProcessStatus::residentBytes);
    }

    MemoryWatch(long limit, Runnable tooMuch, LongSupplier size) {
        this.limit = limit;
        this.tooMuch = tooMuch;
        this.size = size;
        thread = Thread.ofPlatform().daemon().name("backstep-memory").unstarted(this::watch);
    }

    /// Whether this system tells the size.
    public boolean isPossible() {
        return size.getAsLong() != ProcessStatus.UNKNOWN;
    }

    public void start() {
        if (isPossible()) {
            thread.start();
        }
    }

    public void programBegins() {
        running = programs.incrementAndGet();
        LockSupport.unpark(thread);
    }

    public void programEnds() {
        running = NONE;
    }

    /// Whether the process is too large even now. Where no program runs, it has to be replaced: what it holds is not
    /// given back.
    public boolean isExceeded() {
        return size.getAsLong() > limit;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void watch() {
        long told = NONE;
        while (!closed) {
            long program = running;
            if (program == NONE) {
                LockSupport.park(this);
                continue;
            }
            if (told != program && isExceeded()) {
                told = program;
                tooMuch.run();
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }
}
