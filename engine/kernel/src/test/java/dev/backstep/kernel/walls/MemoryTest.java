package dev.backstep.kernel.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryTest {
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    @Test
    void theProcessGetsHalfOfTheMachine() {
        var limits = MemoryLimits.of(16 * GIB, 2 * GIB);
        assertEquals(6 * GIB, limits.nativeBytes());
        assertTrue(limits.residentBytes() < 8 * GIB);
        assertTrue(limits.residentBytes() > 7 * GIB);
    }

    @Test
    void aSmallMachineLeavesSomeRoomBesideTheHeap() {
        assertEquals(512 * MIB, MemoryLimits.of(4 * GIB, 2 * GIB).nativeBytes());
        assertEquals(256 * MIB, MemoryLimits.of(2 * GIB, 2 * GIB).nativeBytes());
    }

    @Test
    void thisMachineIsMeasured() {
        var limits = MemoryLimits.ofThisProcess();
        assertTrue(limits.residentBytes() > 256 * MIB, limits.toString());
    }

    @Test
    void theWatchTellsOnceForEachProgram() throws InterruptedException {
        var size = new AtomicLong(10);
        var calls = new LinkedBlockingQueue<Long>();
        try (var watch = new MemoryWatch(100, () -> calls.add(size.get()), size::get)) {
            watch.start();
            size.set(200);
            assertEquals(null, calls.poll(100, TimeUnit.MILLISECONDS), "no program runs");
            watch.programBegins();
            assertEquals(200, calls.poll(10, TimeUnit.SECONDS));
            assertEquals(null, calls.poll(100, TimeUnit.MILLISECONDS), "it was told");
            assertTrue(watch.isExceeded());
            watch.programEnds();
            watch.programBegins();
            assertEquals(200, calls.poll(10, TimeUnit.SECONDS));
            size.set(50);
            watch.programEnds();
            assertFalse(watch.isExceeded());
        }
    }

    @Test
    void theWatchSeesThisProcess() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "only Linux tells the size");
        try (var watch = new MemoryWatch(MIB, () -> {})) {
            assertTrue(watch.isPossible());
            assertTrue(watch.isExceeded());
        }
        long before = ProcessStatus.residentBytes();
        try (var arena = Arena.ofConfined()) {
            arena.allocate(64 * MIB).fill((byte) 1);
            assertTrue(ProcessStatus.residentBytes() - before > 48 * MIB);
        }
    }

    /// In a process of its own, for the limit stays.
    @Test
    void aRequestBeyondTheLimitFailsAndTheProcessGoesOn() throws Exception {
        assumeTrue(SystemCalls.areAvailable(), "only Linux has this limit");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Limited.class.getName())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals("limited, small, refused, heap", output.strip());
    }

    static final class Limited {
        private Limited() {}

        public static void main(String[] arguments) {
            var told = new StringBuilder(DataLimit.allow(512 * MIB).isPresent() ? "limited" : "not limited");
            try (var arena = Arena.ofConfined()) {
                arena.allocate(300 * MIB).fill((byte) 1);
                told.append(", small");
                arena.allocate(4 * GIB);
                told.append(", large");
            } catch (OutOfMemoryError e) {
                told.append(", refused");
            }
            var heap = new byte[120 << 20];
            told.append(heap.length > 0 ? ", heap" : "");
            System.out.println(told);
        }
    }
}
