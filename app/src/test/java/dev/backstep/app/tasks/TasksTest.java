package dev.backstep.app.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TasksTest {
    /// The test's own thread stands for the JavaFX thread: it runs what was delivered when it asks for it.
    private final BlockingQueue<Runnable> deliveries = new LinkedBlockingQueue<>();

    private final Tasks tasks = new Tasks(deliveries::add);
    private final List<Object> results = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        tasks.close();
    }

    @Test
    void aResultArrivesOnTheGivenExecutor() throws Exception {
        Tasks.Slot<Integer> slot = tasks.slot("test");
        slot.submit(progress -> 42, results::add);
        deliver();
        assertEquals(List.of(42), results);
        assertFalse(slot.active());
    }

    @Test
    void anErrorArrivesOnTheGivenExecutor() throws Exception {
        Tasks.Slot<Integer> slot = tasks.slot("test");
        slot.submit(
                progress -> {
                    throw new IllegalStateException("broken");
                },
                results::add,
                results::add);
        deliver();
        assertInstanceOf(IllegalStateException.class, results.getFirst());
    }

    @Test
    void theNewestSubmissionWinsAndInterruptsTheOneThatRuns() throws Exception {
        var running = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        Tasks.Slot<String> slot = tasks.slot("test");
        slot.submit(
                progress -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        assertTrue(progress.cancelled());
                        interrupted.countDown();
                    }
                    return "old";
                },
                results::add,
                results::add);
        running.await();
        slot.submit(progress -> "never started, or dropped", results::add);
        slot.submit(progress -> "new", results::add);
        interrupted.await();
        // The one in between may have run before it was replaced; its delivery then does nothing.
        while (results.isEmpty()) {
            deliver();
        }
        assertEquals(List.of("new"), results);
        assertNull(deliveries.poll());
    }

    @Test
    void oneSlotNeverRunsTwoAtOnce() throws Exception {
        var inside = new AtomicBoolean();
        Tasks.Slot<Integer> slot = tasks.slot("test");
        var last = 200;
        for (var i = 0; i <= last; i++) {
            var number = i;
            slot.submit(
                    progress -> {
                        assertFalse(inside.getAndSet(true));
                        Thread.onSpinWait();
                        inside.set(false);
                        return number;
                    },
                    results::add,
                    results::add);
        }
        while (!results.contains(last)) {
            deliver();
        }
        assertTrue(results.stream().allMatch(Integer.class::isInstance), results::toString);
    }

    @Test
    void aCancelledResultIsNotDeliveredEvenIfItWaitsForDelivery() throws Exception {
        Tasks.Slot<Integer> slot = tasks.slot("test");
        slot.submit(progress -> 1, results::add);
        var delivery = deliveries.poll(10, TimeUnit.SECONDS);
        slot.cancel();
        delivery.run();
        assertEquals(List.of(), results);
    }

    @Test
    void delayedWorkRunsOnceForManySubmissions() throws Exception {
        Tasks.Slot<Integer> slot = tasks.slot("test");
        for (var i = 0; i < 10; i++) {
            var number = i;
            slot.submitAfter(Duration.ofMillis(30), progress -> number, results::add, e -> fail(e));
        }
        deliver();
        assertEquals(List.of(9), results);
    }

    @Test
    void progressIsDelivered() throws Exception {
        Tasks.Slot<Integer> slot = tasks.slot("test", results::add);
        slot.submit(
                progress -> {
                    progress.report(0.5);
                    return 1;
                },
                results::add);
        deliver();
        deliver();
        assertEquals(List.of(0.5, 1), results);
    }

    private void deliver() throws InterruptedException {
        var delivery = deliveries.poll(10, TimeUnit.SECONDS);
        if (delivery == null) {
            fail("nothing was delivered");
        }
        delivery.run();
    }
}
