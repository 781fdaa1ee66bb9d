package dev.backstep.app.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.kernel.KernelPool.Outcome;
import dev.backstep.app.kernel.KernelPool.State;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KernelPoolTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Tasks tasks = new Tasks(Runnable::run);
    private final BlockingQueue<State> states = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> idleDeaths = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> gpuFailures = new LinkedBlockingQueue<>();
    private final CompletableFuture<Reply.Devices> devices = new CompletableFuture<>();
    private final StringBuffer printed = new StringBuffer();
    private KernelPool pool = pool(ScriptedKernel.command());
    private long runs;

    private KernelPool pool(KernelCommand command) {
        return pool(command, true);
    }

    private KernelPool pool(KernelCommand command, boolean wantsDevices) {
        return new KernelPool(() -> command, tasks, 0, new KernelPool.Listener() {
            @Override
            public boolean wantsDevices() {
                return wantsDevices;
            }

            @Override
            public void stateChanged(State state) {
                states.add(state);
            }

            @Override
            public void found(Reply.Devices found) {
                devices.complete(found);
            }

            @Override
            public void gpuFailed(String reason) {
                gpuFailures.add(reason);
            }

            @Override
            public void diedIdle(String message) {
                idleDeaths.add(message);
            }
        });
    }

    @AfterEach
    void close() {
        pool.close();
        tasks.close();
    }

    @Test
    void aProgramRunsAndItsTextArrivesInOrder() throws Exception {
        var outcome = run("print one\nprint two", LONG);
        var reply = assertInstanceOf(Outcome.Finished.class, outcome).reply();
        assertEquals(Recording.End.FINISHED, reply.end());
        assertEquals("one\ntwo\n", printed.toString());
        assertEquals("there is no driver", devices.get().noGpuReason());
        assertEquals(State.READY, states.take());
        assertEquals(State.RUNNING, states.take());
        assertEquals(State.READY, states.take());
    }

    @Test
    void aProgramThatTakesTooLongIsInterrupted() throws Exception {
        var outcome = assertInstanceOf(Outcome.TimedOut.class, run("loop", Duration.ofMillis(50)));
        assertNotNull(outcome.reply(), "the kernel obeyed, so what it recorded is here");
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
    }

    @Test
    void aProgramThatHasEndedMayTakeItsTimeToSayWhatItDid() throws Exception {
        var outcome = assertInstanceOf(Outcome.TimedOut.class, run("write", Duration.ofMillis(50)));
        assertNotNull(outcome.reply(), "longer than a kernel that does not obey is waited for");
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
        assertFalse(states.contains(State.RESTARTING), states::toString);
    }

    @Test
    void aKernelThatDoesNotObeyIsReplaced() throws Exception {
        var outcome = assertInstanceOf(Outcome.TimedOut.class, run("hang", Duration.ofMillis(50)));
        assertNull(outcome.reply());
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
        assertTrue(states.contains(State.RESTARTING), states::toString);
    }

    @Test
    void aFullHeapIsCalledByItsName() throws Exception {
        // The JVM ends at the first full heap (ExitOnOutOfMemoryError): nothing in it can be trusted any more.
        var outcome = assertInstanceOf(Outcome.Died.class, run("eat", LONG));
        assertTrue(outcome.message().contains("memory"), outcome.message());
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
    }

    @Test
    void aCrashTellsItsExitCode() throws Exception {
        var outcome = assertInstanceOf(Outcome.Died.class, run("exit 42", LONG));
        assertTrue(outcome.message().contains("exit code 42"), outcome.message());
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
    }

    @Test
    void aKernelThatBabblesIsReplaced() throws Exception {
        assertInstanceOf(Outcome.Died.class, run("garbage\nhang", LONG));
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
    }

    @Test
    void anInterruptedCallerStopsItsProgram() throws Exception {
        var thrown = new LinkedBlockingQueue<Throwable>();
        var running = new CountDownLatch(1);
        var caller = new Thread(() -> {
            try {
                pool.run(request("print started\nloop"), LONG, output -> running.countDown());
            } catch (InterruptedException e) {
                thrown.add(e);
            }
        });
        caller.start();
        running.await();
        caller.interrupt();
        assertNotNull(thrown.poll(10, TimeUnit.SECONDS));
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
        assertTrue(!states.contains(State.RESTARTING), "the kernel obeyed and lives on");
    }

    @Test
    void stopEndsTheRunWithWhatItDid() throws Exception {
        var outcome = new LinkedBlockingQueue<Outcome>();
        var running = new CountDownLatch(1);
        tasks.daemon("runner", () -> {
            try {
                outcome.add(pool.run(request("print started\nloop"), LONG, output -> running.countDown()));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        running.await();
        pool.interrupt();
        var reply = assertInstanceOf(Outcome.Finished.class, outcome.poll(10, TimeUnit.SECONDS))
                .reply();
        assertEquals(Recording.End.INTERRUPTED, reply.end());
    }

    @Test
    void aKernelThatDiesIdleIsReplacedAndReported() throws Exception {
        run("print warm", LONG);
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        assertTrue(idleDeaths.poll(10, TimeUnit.SECONDS).contains("ended unexpectedly"));
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
    }

    @Test
    void aProgramThatStartsAnewIsHeardAgain() throws Exception {
        pool.close();
        pool = pool(ScriptedKernel.command("a card"));
        var heard = new StringBuilder();
        var outcome = pool.run(request("where\nlose", "gpu:0"), LONG, new KernelPool.Audience() {
            @Override
            public void printed(Reply.Output output) {
                heard.append(output.text());
            }

            @Override
            public void restarted(Reply.Restarted again) {
                heard.append('[').append(again.reason()).append("]\n");
            }
        });
        assertInstanceOf(Outcome.Finished.class, outcome);
        assertEquals("gpu:0\n[The card has fallen off the bus.]\ncpu\n", heard.toString());
    }

    @Test
    void aKernelThatDiesLookingForDevicesIsReplacedAndNotAskedAgain() throws Exception {
        pool.close();
        pool = pool(ScriptedKernel.command("dies-looking"), false);
        run("print warm", LONG);
        pool.findDevices();
        var failure = gpuFailures.poll(10, TimeUnit.SECONDS);
        assertTrue(failure.contains("looked for GPUs (exit code 134)"), failure);
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
        assertTrue(gpuFailures.isEmpty() && idleDeaths.isEmpty(), () -> gpuFailures + " " + idleDeaths);
    }

    @Test
    void aDeathOnAGpuIsBlamedOnItAndOneOnTheCpuIsNot() throws Exception {
        assertInstanceOf(Outcome.Died.class, pool.run(request("die-on-gpu", "gpu:0"), LONG, output -> {}));
        assertTrue(gpuFailures.remove().contains("on a GPU (exit code 139)"));
        assertInstanceOf(Outcome.Died.class, run("exit 3", LONG));
        assertTrue(gpuFailures.isEmpty());
    }

    @Test
    void aRestartIsNoAccident() throws Exception {
        run("print warm", LONG);
        states.clear();
        pool.restart();
        assertEquals(State.RESTARTING, states.poll(10, TimeUnit.SECONDS));
        assertEquals(State.READY, states.poll(10, TimeUnit.SECONDS));
        assertTrue(idleDeaths.isEmpty());
    }

    @Test
    void aKernelThatCannotStartIsReportedWithItsLastWords() throws Exception {
        pool.close();
        pool = pool(ScriptedKernel.command("broken"));
        var outcome = assertInstanceOf(Outcome.Unavailable.class, run("print never", LONG));
        assertTrue(outcome.message().contains("this kernel is broken"), outcome.message());
    }

    @Test
    void theSpareTakesOver() throws Exception {
        pool.close();
        pool = new KernelPool(ScriptedKernel::command, tasks, KernelPool.SPARES, states::add);
        run("print warm", LONG);
        // The kernel and its spare.
        while (ProcessHandle.current().children().filter(ProcessHandle::isAlive).count() < 2) {
            LockSupport.parkNanos(5_000_000);
        }
        run("exit 1", LONG);
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
    }

    @Test
    void theSpareTakesOverFromAProgramThatNobodyWantsAndThatDoesNotStop() throws Exception {
        pool.close();
        pool = new KernelPool(ScriptedKernel::command, tasks, KernelPool.SPARES, states::add);
        run("print warm", LONG);
        assertEquals(KernelPool.GRACE, pool.patienceWithUnwanted(), "there is no spare yet");
        while (pool.patienceWithUnwanted().equals(KernelPool.GRACE)) {
            LockSupport.parkNanos(5_000_000);
        }
        var running = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var caller = new Thread(() -> {
            try {
                pool.run(request("print started\nhang"), LONG, output -> running.countDown());
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        caller.start();
        running.await();
        caller.interrupt();
        assertInstanceOf(Outcome.Finished.class, run("print next", LONG));
        interrupted.await();
        assertEquals("warm\nnext\n", printed.toString());
    }

    @Test
    void aClosedPoolLeavesNoProcessBehind() throws Exception {
        run("print warm", LONG);
        pool.close();
        for (var child : ProcessHandle.current().children().toList()) {
            child.onExit().get(10, TimeUnit.SECONDS);
        }
        assertInstanceOf(Outcome.Unavailable.class, run("print never", LONG));
    }

    @Test
    void anAppThatWasNotToldWhereItsKernelIsSaysSo() {
        var properties = new java.util.Properties();
        properties.put("java.home", System.getProperty("java.home"));
        var e = assertThrows(java.io.IOException.class, () -> KernelCommand.find(properties, 64));
        assertTrue(e.getMessage().contains("where its kernel is"), e.getMessage());
    }

    private Outcome run(String program, Duration limit) throws InterruptedException {
        return pool.run(request(program), limit, output -> printed.append(output.text()));
    }

    private Request.Run request(String program) {
        return request(program, "cpu");
    }

    private Request.Run request(String program, String device) {
        return new Request.Run(++runs, "test.py", program, "", 0, device, true, false);
    }
}
