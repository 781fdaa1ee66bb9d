package dev.backstep.kernel;

import dev.backstep.recording.Event;
import dev.backstep.recording.protocol.Frames;
import dev.backstep.recording.protocol.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Sends replies in order, from any thread. Printed text waits for more of it, so that 100,000 lines are hundreds of
/// messages, but never longer than [#PATIENCE_MILLIS].
///
/// Sending blocks while the other side does not read: a program prints no faster than its window can take.
final class Replies {
    private static final int BATCH_CHARS = 8192;
    private static final long PATIENCE_MILLIS = 20;

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition printed = lock.newCondition();
    private final StringBuilder text = new StringBuilder();
    private long run;
    private Event.Stream stream = Event.Stream.OUT;

    Replies(OutputStream out) {
        this.out = out;
        Thread.ofPlatform().daemon().name("backstep-output").start(this::sendNowAndThen);
    }

    /// Sends a reply, after the text printed before it.
    void send(Reply reply) {
        lock.lock();
        try {
            sendText();
            write(reply);
        } finally {
            lock.unlock();
        }
    }

    /// Text that a run printed.
    void print(long id, Event.Stream to, String what) {
        lock.lock();
        try {
            if (!text.isEmpty() && (id != run || to != stream)) {
                sendText();
            }
            if (text.isEmpty()) {
                printed.signal();
            }
            run = id;
            stream = to;
            text.append(what);
            if (text.length() >= BATCH_CHARS) {
                sendText();
            }
        } finally {
            lock.unlock();
        }
    }

    private void sendNowAndThen() {
        lock.lock();
        try {
            while (true) {
                while (text.isEmpty()) {
                    printed.await();
                }
                lock.unlock();
                try {
                    TimeUnit.MILLISECONDS.sleep(PATIENCE_MILLIS);
                } finally {
                    lock.lock();
                }
                sendText();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void sendText() {
        if (!text.isEmpty()) {
            var reply = new Reply.Output(run, stream, text.toString());
            text.setLength(0);
            write(reply);
        }
    }

    private void write(Reply reply) {
        try {
            Frames.write(out, reply);
        } catch (IOException e) {
            throw new UncheckedIOException("The window is gone.", e);
        }
    }
}
