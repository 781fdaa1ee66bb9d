package dev.backstep.app.kernel;

import dev.backstep.app.kernel.KernelPool.Outcome;
import dev.backstep.app.kernel.KernelProcess.Death;
import dev.backstep.app.kernel.KernelProcess.Message;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One program's run, seen from outside.
final class Conversation {
    /// Not a GPU's `OutOfMemoryError`.
    private static final Pattern OUT_OF_HEAP = Pattern.compile("\\bMemoryError|DefaultCPUAllocator: can't allocate");

    private final KernelPool pool;
    private final KernelProcess kernel;
    private final Request.Run request;
    private final long id;
    private final Duration limit;
    private final KernelPool.Audience audience;
    private boolean declined;

    Conversation(
            KernelPool pool, KernelProcess kernel, Request.Run request, Duration limit, KernelPool.Audience audience) {
        this.pool = pool;
        this.kernel = kernel;
        this.request = request;
        this.id = request.id();
        this.limit = limit;
        this.audience = audience;
    }

    /// @return null if this kernel cannot run the program, and another has to
    @Nullable
    Outcome hold() throws InterruptedException {
        kernel.send(request);
        Outcome outcome;
        try {
            outcome = listen(limit, true, true);
        } catch (InterruptedException e) {
            // Nobody wants the result, but the kernel is wanted by the next run.
            stop(pool.patienceWithUnwanted(), false);
            throw e;
        }
        if (outcome instanceof Outcome.Finished(var reply)) {
            awaitLastWords(reply);
        }
        if (outcome != null || declined) {
            return outcome;
        }
        var stopped = stop(KernelPool.GRACE, true);
        if (pool.stopWanted()) {
            return stopped == null ? new Outcome.Killed() : stopped;
        }
        return switch (stopped) {
            case null -> new Outcome.TimedOut(limit, null);
            case Outcome.Finished(var reply) -> new Outcome.TimedOut(limit, reply);
            default -> stopped;
        };
    }

    /// A kernel whose heap was full answers and then ends. The next run must not be sent to it in between.
    private void awaitLastWords(Reply.Finished reply) throws InterruptedException {
        if (reply.error() != null && OUT_OF_HEAP.matcher(reply.error()).find()) {
            try {
                kernel.death().get(KernelPool.GRACE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // The program raised that error itself.
            } catch (InterruptedException e) {
                // The next run is here already, and cannot wait to see whether this kernel lives on.
                kernel.kill();
                pool.retire(kernel);
                throw e;
            }
        }
    }

    /// Interrupts the program, and kills the kernel if that does not help, for which the answer is null.
    ///
    /// @param wanted whether what the program did until then is to be shown
    private @Nullable Outcome stop(Duration patience, boolean wanted) throws InterruptedException {
        kernel.send(new Request.Interrupt(id));
        Outcome answer = null;
        try {
            answer = listen(patience, false, wanted);
        } finally {
            if (answer == null) {
                kernel.kill();
                pool.retire(kernel);
            }
        }
        return answer;
    }

    /// Reads until the program ends; null if it has not after `patience`, or if it is to be stopped and
    /// `stoppable`. A program that has ended in time may take its time to say what it did, if that is `wanted`.
    private @Nullable Outcome listen(Duration patience, boolean stoppable, boolean wanted) throws InterruptedException {
        var deadline = System.nanoTime() + patience.toNanos();
        while (!(stoppable && pool.stopWanted())) {
            var message = kernel.next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            switch (message) {
                case null -> {
                    return null;
                }
                case Message.Replied(Reply.Output text) when text.id() == id -> audience.printed(text);
                case Message.Replied(Reply.Unfit unfit)
                when unfit.id() == id -> {
                    declined = true;
                    return null;
                }
                case Message.Replied(Reply.Ended end)
                when end.id() == id -> {
                    if (wanted) {
                        deadline = System.nanoTime() + KernelPool.WRITING.toNanos();
                    }
                }
                case Message.Replied(Reply.Restarted again)
                when again.id() == id -> {
                    deadline = System.nanoTime() + patience.toNanos();
                    audience.restarted(again);
                }
                case Message.Replied(Reply.Finished end)
                when end.id() == id -> {
                    pool.change(KernelPool.State.READY);
                    return new Outcome.Finished(end);
                }
                case Message.Replied late -> {
                    // Of a run that was stopped before.
                }
                case Message.Woken call -> {
                    // The loop's condition has changed.
                }
                case Death death -> {
                    pool.tellGpuFailed(kernel, death, !request.device().equals("cpu"));
                    pool.retire(kernel);
                    return new Outcome.Died(pool.describe(kernel, death));
                }
            }
        }
        return null;
    }
}
