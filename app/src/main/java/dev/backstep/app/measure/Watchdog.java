package dev.backstep.app.measure;

import dev.backstep.app.tasks.Tasks;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/// Measures how long the JavaFX application thread makes input wait, and names what it did meanwhile. It hands that
/// thread something to do over and over, takes the time until it is done, and looks at the thread's stack while it is
/// late.
final class Watchdog {
    /// A person feels longer waits.
    static final Duration LIMIT = Duration.ofMillis(50);

    private static final Duration BETWEEN_BEATS = Duration.ofMillis(2);
    private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(4);

    /// Samples begin before it is known that the block will be a long one.
    private static final Duration SUSPICION = Duration.ofMillis(12);

    private static final int FRAMES = 5;
    private static final int STACKS = 4;

    private final Map<String, Double> longest = new TreeMap<>();
    private final List<Map<String, Object>> blocks = new ArrayList<>();
    private String phase = "start";

    /// Begins to watch; to be called by the thread that is watched.
    void start(Tasks tasks) {
        var watched = Thread.currentThread();
        tasks.daemon("backstep-watchdog", () -> watch(watched));
    }

    /// What happens in the window from now on.
    synchronized void phase(String name) {
        phase = name;
    }

    /// Longest block by phase, and all blocks over [#LIMIT]: how long, how much of it the thread computed and the
    /// collector ran (the rest it waited: for the painter, or for a processor), and what it was found at, with the
    /// number of times.
    synchronized Map<String, Object> report() {
        var report = new LinkedHashMap<String, Object>();
        report.put("longest block ms", new LinkedHashMap<>(longest));
        report.put("blocks", List.copyOf(blocks));
        return report;
    }

    private void watch(Thread watched) {
        try {
            while (true) {
                beat(watched);
                TimeUnit.NANOSECONDS.sleep(BETWEEN_BEATS.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat(Thread watched) throws InterruptedException {
        var stacks = new LinkedHashMap<String, Integer>();
        var done = new CountDownLatch(1);
        String during = currentPhase();
        long processor = processorNanos(watched);
        long collector = collectorMillis();
        long start = System.nanoTime();
        Platform.runLater(done::countDown);
        while (!done.await(BETWEEN_SAMPLES.toNanos(), TimeUnit.NANOSECONDS)) {
            if (System.nanoTime() - start > SUSPICION.toNanos()) {
                stacks.merge(describe(watched.getStackTrace()), 1, Integer::sum);
            }
        }
        double millis = (System.nanoTime() - start) / 1e6;
        synchronized (this) {
            longest.merge(during, round(millis), Math::max);
            if (millis > LIMIT.toMillis()) {
                var block = new LinkedHashMap<String, Object>();
                block.put("during", during);
                block.put("ms", round(millis));
                block.put("computing ms", round((processorNanos(watched) - processor) / 1e6));
                block.put("collector ms", collectorMillis() - collector);
                block.put("at", mostFrequent(stacks));
                blocks.add(block);
            }
        }
    }

    private synchronized String currentPhase() {
        return phase;
    }

    private static Map<String, Integer> mostFrequent(Map<String, Integer> stacks) {
        return stacks.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(STACKS)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum, LinkedHashMap::new));
    }

    /// The innermost frames below Java's own libraries, and the innermost of our own.
    private static String describe(@Nullable StackTraceElement[] stack) {
        var frames = Arrays.stream(stack)
                .map(Watchdog::name)
                .dropWhile(frame -> frame.startsWith("java.") || frame.startsWith("jdk."))
                .toList();
        var ours = frames.stream()
                .skip(FRAMES)
                .filter(frame -> frame.startsWith("dev.backstep") || frame.startsWith("org.fxmisc"))
                .limit(FRAMES)
                .toList();
        return frames.stream().limit(FRAMES).collect(Collectors.joining(" < "))
                + (ours.isEmpty() ? "" : " <… " + String.join(" < ", ours));
    }

    private static String name(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber();
    }

    private static long processorNanos(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    }

    private static long collectorMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
