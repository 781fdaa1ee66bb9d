package dev.backstep.app.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backstep.app.kernel.KernelPool;
import dev.backstep.app.window.Dialogs;
import dev.backstep.app.window.OpenWindow;
import dev.backstep.app.window.WindowDriver;
import dev.backstep.recording.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/// Measures the app from inside, writes a report and quits: how long from the start of the process to the first frame
/// and to the first graph, how long from a key to the new picture, and how much memory both processes hold. README
/// says how to ask for it:
///
/// - `-Dbackstep.startup.report=FILE` (JSON, milliseconds and megabytes)
/// - `-Dbackstep.startup.edits=N`: also makes that many changes to the program, one after the other
/// - `-Dbackstep.startup.exercise=FOLDER`: then does all that is heavy for the window ([Exercise]), and reports how
///   long it ever stood still since its first frame ([Watchdog]); files are written into the folder
public final class Measurement implements WindowDriver {
    /// What takes longer than this has failed.
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /// The pause between a picture and the next key, in which a person would look at it.
    private static final Duration LOOK = Duration.ofMillis(400);

    private static final String EDITED = "# edited ";

    private final Path report;
    private final int edits;
    private final @Nullable Path exercise;
    private final Watchdog watchdog = new Watchdog();
    private final Instant started =
            ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    private final Map<String, Object> results = new LinkedHashMap<>();
    private final List<Double> editMillis = new ArrayList<>();

    private Measurement(Path report, int edits, @Nullable Path exercise) {
        this.report = report;
        this.edits = edits;
        this.exercise = exercise;
    }

    /// The measurement that system properties ask for.
    public static Optional<WindowDriver> requested(Properties properties) {
        var file = properties.getProperty("backstep.startup.report");
        return Optional.ofNullable(file)
                .map(name -> new Measurement(
                        Path.of(name),
                        Integer.parseInt(properties.getProperty("backstep.startup.edits", "0")),
                        Optional.ofNullable(properties.getProperty("backstep.startup.exercise"))
                                .map(Path::of)
                                .orElse(null)));
    }

    /// Dialogues would wait for ever while the [Exercise] runs.
    @Override
    public Optional<Dialogs> dialogs() {
        return Optional.ofNullable(exercise).map(UnattendedDialogs::new);
    }

    @Override
    public void shown(OpenWindow window) {
        whenPainted(() -> window.session().kernelProperty().get() != KernelPool.State.STARTING, () -> {
            results.put("kernel ready ms", sinceStart());
        });
        // A window without its text would be no frame to wait for.
        whenPainted(() -> window.stage().isShowing() && !window.editor().text().isEmpty(), () -> {
            results.put("first frame ms", sinceStart());
            if (exercise != null) {
                watchdog.start(window.tasks());
            }
            whenPainted(() -> shows(window, window.editor().text()), () -> {
                results.put("first graph ms", sinceStart());
                edit(0, window);
            });
        });
    }

    private void edit(int done, OpenWindow window) {
        if (done == edits) {
            // Memory is that of a session at rest, with the spare kernel there.
            whenPainted(
                    () -> window.session().kernelProperty().get() == KernelPool.State.READY, () -> exercise(window));
            return;
        }
        after(LOOK, () -> {
            // A comment at the end would leave the graph alone: put a real operation there, a different one each time.
            var text = window.editor().text();
            var base = text.contains(EDITED) ? text.substring(0, text.indexOf(EDITED)) : text;
            window.editor()
                    .textProperty()
                    .set(base + EDITED + done + "\nedited = torch.ones(2, requires_grad=True) * " + done + "\n");
            var edited = window.editor().text();
            long key = System.nanoTime();
            whenPainted(() -> shows(window, edited), () -> {
                editMillis.add((System.nanoTime() - key) / 1e6);
                edit(done + 1, window);
            });
        });
    }

    private void exercise(OpenWindow window) {
        if (exercise == null) {
            finish();
            return;
        }
        var heavy = new Exercise(window, watchdog, exercise);
        window.tasks().daemon("backstep-exercise", () -> {
            try {
                heavy.perform();
            } catch (Exception e) {
                results.put("failed", e.toString());
            }
            results.putAll(watchdog.report());
            Platform.runLater(this::finish);
        });
    }

    private static boolean shows(OpenWindow window, String text) {
        Recording pictured = window.graph().pictured();
        return pictured.source().equals(text) && !pictured.nodes().isEmpty();
    }

    private void finish() {
        if (!editMillis.isEmpty()) {
            double[] sorted = editMillis.stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            results.put("key to picture ms, median", round(sorted[sorted.length / 2]));
            results.put("key to picture ms, p95", round(sorted[(int) Math.ceil(sorted.length * 0.95) - 1]));
            results.put(
                    "key to picture ms, all",
                    Arrays.stream(sorted).map(Measurement::round).toArray());
        }
        results.put("window MB", residentMegabytes(ProcessHandle.current().pid()));
        results.put(
                "kernels MB",
                ProcessHandle.current()
                        .children()
                        .map(child -> residentMegabytes(child.pid()))
                        .toList());
        try {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(report.toFile(), results);
        } catch (IOException e) {
            throw new IllegalStateException("The report cannot be written to " + report, e);
        } finally {
            Platform.exit();
        }
    }

    /// Runs `next` in the pulse after the one in which the condition came true, when that has been painted.
    private void whenPainted(BooleanSupplier condition, Runnable next) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        new AnimationTimer() {
            private boolean met;

            @Override
            public void handle(long now) {
                if (met) {
                    stop();
                    next.run();
                } else if (condition.getAsBoolean()) {
                    met = true;
                } else if (System.nanoTime() > deadline) {
                    stop();
                    results.put("failed", "nothing happened within " + LIMIT);
                    finish();
                }
            }
        }.start();
    }

    private void after(Duration pause, Runnable next) {
        long end = System.nanoTime() + pause.toNanos();
        whenPainted(() -> System.nanoTime() >= end, next);
    }

    private double sinceStart() {
        return Duration.between(started, Instant.now()).toMillis();
    }

    /// What a process holds in memory, on Linux; NaN elsewhere.
    private static double residentMegabytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024)
                    .map(Measurement::round)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
