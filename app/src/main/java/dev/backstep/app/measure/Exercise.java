package dev.backstep.app.measure;

import dev.backstep.app.examples.Example;
import dev.backstep.app.kernel.KernelPool;
import dev.backstep.app.window.OpenWindow;
import dev.backstep.app.window.ThemeChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.event.Event;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/// Does everything that is heavy for the window while a [Watchdog] watches. Runs on a thread of its own.
final class Exercise {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration KEY = Duration.ofMillis(70);

    private static final String PRINT_LINES = """
            for i in range(100_000):
                print("line", i, "of one hundred thousand")
            """;

    private static final String PRINT_FOR_EVER = """
            i = 0
            while True:
                i += 1
                print("line", i)
            """;

    /// 5,000 nodes.
    private static final String LARGE_GRAPH = """
            import torch
            y = torch.ones(3, requires_grad=True)
            for i in range(1666):
                y = torch.tanh(y * 2 + torch.ones(3, requires_grad=True))
            y.sum().backward()
            """;

    private final OpenWindow window;
    private final Watchdog watchdog;
    private final Path folder;

    /// @param folder where files are written
    Exercise(OpenWindow window, Watchdog watchdog, Path folder) {
        this.window = window;
        this.watchdog = watchdog;
        this.folder = folder;
    }

    void perform() throws Exception {
        phase("typing in the program");
        type("\nextra = torch.ones(3, requires_grad=True)\n(extra * 2).sum().backward()\n");
        settle();

        largeFile();
        console();
        largeGraph();

        for (var example : Example.all()) {
            phase("example " + example.file());
            inWindow(() -> window.open(example.file(), example.text()));
            settle();
        }

        phase("killing the kernel");
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        pause(Duration.ofMillis(200));
        until(() -> window.session().kernelProperty().get() == KernelPool.State.READY);
        pause(Duration.ofSeconds(2));
        type("z = 1\n");
        settle();
    }

    private void largeFile() throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i < 1250; i++) {
            text.append("# part ").append(i).append("\ndef f").append(i);
            text.append("(x, scale=2.0):\n    return x * scale + %d  # \"quoted\" 'text'\n\n".formatted(i));
        }
        var file = Files.writeString(folder.resolve("large.py"), text);
        phase("opening 5,000 lines");
        inWindow(() -> window.open(file));
        settle();
        phase("typing in 5,000 lines");
        inWindow(() -> window.editor().goToLine(2500));
        type("# some words\nvalue = [1, 2, (3, 4)]\n");
        settle();
        phase("typing a triple quote in 5,000 lines");
        type("\"\"\"");
        settle();
    }

    private void console() throws Exception {
        phase("100,000 lines of print");
        open("lines.py", PRINT_LINES);
        settle();
        pause(Duration.ofSeconds(2));
        phase("print without end");
        open("endless.py", PRINT_FOR_EVER);
        pause(Duration.ofSeconds(7));
        inWindow(() -> window.runner().stop());
        settle();
        pause(Duration.ofSeconds(2));
    }

    private void largeGraph() throws Exception {
        phase("opening 5,000 nodes");
        open("nodes.py", LARGE_GRAPH);
        settle();
        phase("looking at 5,000 nodes");
        inWindow(() -> window.graph().fit());
        pause(Duration.ofSeconds(1));
        for (int i = 0; i < 12; i++) {
            inWindow(() -> window.graph().zoomBy(1.4));
            pause(Duration.ofMillis(150));
            inWindow(() -> window.graph().pan(60, 120));
            pause(Duration.ofMillis(150));
        }
        phase("stepping through 5,000 nodes");
        inWindow(() -> window.playback().first());
        pause(Duration.ofMillis(300));
        inWindow(() -> window.playback().jumpToStep(0, 0));
        for (int i = 0; i < 20; i++) {
            inWindow(() -> window.playback().stepForward());
            pause(Duration.ofMillis(100));
        }
        inWindow(() -> window.playback().stepBack());
        phase("playing a pass of 5,000 nodes");
        inWindow(() -> {
            window.playback().speedProperty().set(8);
            window.playback().play();
        });
        pause(Duration.ofSeconds(5));
        inWindow(() -> window.playback().pause());
        phase("typing beside 5,000 nodes");
        type("q = 1\n");
        settle();
        phase("switching the theme");
        inWindow(() -> window.choose(ThemeChoice.LIGHT));
        pause(Duration.ofSeconds(1));
        inWindow(() -> window.choose(ThemeChoice.DARK));
        pause(Duration.ofSeconds(1));
        phase("resizing");
        for (int i = 0; i < 20; i++) {
            int now = i;
            inWindow(() -> {
                window.stage().setWidth(1000 + 20 * now);
                window.stage().setHeight(700 + 10 * now);
            });
            pause(Duration.ofMillis(60));
        }
        phase("exporting 5,000 nodes");
        inWindow(() -> window.perform("file.export"));
        pause(Duration.ofSeconds(4));
        phase("saving a large recording");
        inWindow(() -> window.perform("file.save-recording"));
        until(() -> Files.exists(folder.resolve("nodes.backstep")));
        pause(Duration.ofSeconds(1));
        phase("opening a large recording");
        inWindow(() -> window.open(folder.resolve("nodes.backstep")));
        settle();
        pause(Duration.ofSeconds(1));
    }

    private void open(String name, String program) throws Exception {
        inWindow(() -> window.open(name, program));
    }

    private void type(String text) throws Exception {
        inWindow(window::focusEditor);
        for (char c : text.toCharArray()) {
            inWindow(() -> {
                var target = window.stage().getScene().getFocusOwner();
                if (target != null) {
                    var code = c == '\n' ? KeyCode.ENTER : KeyCode.UNDEFINED;
                    var shown = c == '\n' ? "\r" : String.valueOf(c);
                    if (c == '\n') {
                        Event.fireEvent(
                                target,
                                new KeyEvent(KeyEvent.KEY_PRESSED, shown, shown, code, false, false, false, false));
                    }
                    Event.fireEvent(
                            target,
                            new KeyEvent(
                                    KeyEvent.KEY_TYPED, shown, shown, KeyCode.UNDEFINED, false, false, false, false));
                }
            });
            pause(KEY);
        }
    }

    /// Waits until the newest text has been run and its picture is there.
    private void settle() throws Exception {
        pause(Duration.ofMillis(300));
        until(() -> !window.session().runningProperty().get()
                && window.graph().isUpToDate()
                && !window.graph().isGliding());
        pause(Duration.ofMillis(500));
    }

    private void phase(String name) {
        watchdog.phase(name);
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    private static void inWindow(Runnable action) throws Exception {
        ask(() -> {
            action.run();
            return true;
        });
    }

    private static void until(Supplier<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!ask(condition)) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("nothing happened within " + LIMIT);
            }
            pause(Duration.ofMillis(30));
        }
    }

    private static <T> T ask(Supplier<T> question) throws InterruptedException, ExecutionException {
        var answer = new CompletableFuture<T>();
        Platform.runLater(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.get();
    }
}
