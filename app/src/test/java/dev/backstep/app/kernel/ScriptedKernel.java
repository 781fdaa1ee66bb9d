package dev.backstep.app.kernel;

import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Frames;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A process that speaks the kernel's protocol and behaves as badly as it is told, for tests of what the
/// app does then. It starts in a fraction of the real kernel's time; tests of what programs do use the real
/// one.
///
/// A program is one command a line: `print TEXT`, `fail`, `loop` (until interrupted), `write` (the same, and takes
/// long to say what it did), `hang` (never
/// answers), `eat` (until the heap is full), `exit CODE`, `garbage` (no frame), `where` (prints the
/// device), `files` (prints whether it may write), `lose` (the GPU is lost: the program starts anew on the
/// CPU, where this does nothing), `die-on-gpu`.
///
/// It is started with the names of the GPUs that it finds, `broken` (never starts) or `dies-looking`.
public final class ScriptedKernel {
    private final OutputStream stdout = System.out;
    private static final String LOST = "The card has fallen off the bus.";

    private final List<String> arguments;
    private final BlockingQueue<Request.Run> runs = new LinkedBlockingQueue<>();
    private volatile long interrupted = -1;

    public static KernelCommand command(String... arguments) {
        var properties = new Properties();
        properties.put("java.home", System.getProperty("java.home"));
        properties.put("backstep.kernel.classpath", System.getProperty("java.class.path"));
        try {
            var command = new ArrayList<>(KernelCommand.find(properties, 64).command());
            command.set(command.indexOf(KernelCommand.MAIN), ScriptedKernel.class.getName());
            command.addAll(List.of(arguments));
            return new KernelCommand(command);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// System properties by which the command line finds such a kernel, by a shell script in `folder`.
    public static Properties launcher(Path folder, String... arguments) throws IOException {
        var command = command(arguments).command().stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        var launcher = Files.writeString(folder.resolve("kernel.sh"), "#!/bin/sh\nexec " + command + "\n");
        if (!launcher.toFile().setExecutable(true)) {
            throw new IOException("not executable: " + launcher);
        }
        var properties = new Properties();
        properties.put("backstep.kernel.launcher", launcher.toString());
        return properties;
    }

    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).contains("broken")) {
            System.err.println("this kernel is broken");
            System.exit(1);
        }
        new ScriptedKernel(List.of(arguments)).serve();
    }

    private ScriptedKernel(List<String> arguments) {
        this.arguments = arguments;
    }

    private void serve() throws Exception {
        say(new Reply.Ready("scripted"));
        var worker = new Thread(this::work);
        worker.setDaemon(true);
        worker.start();
        for (var request = Frames.readRequest(System.in); request != null; request = Frames.readRequest(System.in)) {
            switch (request) {
                case Request.Run run -> runs.add(run);
                case Request.FindDevices devices -> say(devices());
                case Request.Interrupt interrupt -> interrupted = interrupt.id();
                case Request.Shutdown shutdown -> System.exit(0);
            }
        }
    }

    private Reply.Devices devices() {
        if (arguments.contains("dies-looking")) {
            Runtime.getRuntime().halt(134);
        }
        var devices = new ArrayList<>(List.of(new Reply.Device("cpu", "a processor")));
        arguments.forEach(gpu -> devices.add(new Reply.Device("gpu:" + (devices.size() - 1), gpu)));
        return new Reply.Devices(devices, arguments.isEmpty() ? "there is no driver" : null);
    }

    private void work() {
        try {
            while (true) {
                var run = runs.take();
                var end = perform(run);
                if (end == null) {
                    run = onCpu(run);
                    say(new Reply.Devices(List.of(new Reply.Device("cpu", "a processor")), LOST));
                    say(new Reply.Restarted(run.id(), LOST));
                    end = perform(run);
                }
                var error = end == Recording.End.FAILED ? "Traceback: failed\n" : null;
                say(new Reply.Finished(run.id(), end, run.record() ? recording(run, end) : null, error));
            }
        } catch (InterruptedException | IOException e) {
            System.exit(2);
        }
    }

    private static Request.Run onCpu(Request.Run run) {
        return new Request.Run(
                run.id(), run.name(), run.source(), run.folder(), run.seed(), "cpu", run.record(), run.allowFiles());
    }

    private Recording recording(Request.Run run, Recording.End end) {
        var empty = Recording.empty(run.name(), run.source());
        var gpu =
                run.device().equals("cpu") ? -1 : Integer.parseInt(run.device().substring(4));
        return new Recording(
                empty.version(),
                empty.name(),
                empty.source(),
                new Recording.Run(
                        "scripted",
                        gpu < 0 ? "cpu" : "cuda:" + gpu,
                        gpu < 0 ? "" : arguments.get(gpu),
                        run.seed(),
                        end,
                        1_000_000,
                        0,
                        Recording.Omitted.NOTHING),
                empty.statements(),
                empty.tensors(),
                empty.snapshots(),
                empty.operations(),
                empty.structure(),
                empty.nodes(),
                empty.passes(),
                empty.hooks(),
                empty.problems(),
                empty.notes(),
                empty.timeline());
    }

    /// How it ended; null if the GPU was lost.
    private Recording.@Nullable End perform(Request.Run run) throws IOException, InterruptedException {
        for (var line : run.source().lines().toList()) {
            var words = line.split(" ", 2);
            switch (words[0]) {
                case "print" -> say(new Reply.Output(run.id(), Event.Stream.OUT, words[1] + "\n"));
                case "where" -> say(new Reply.Output(run.id(), Event.Stream.OUT, run.device() + "\n"));
                case "files" -> say(new Reply.Output(run.id(), Event.Stream.OUT, "files " + run.allowFiles() + "\n"));
                case "lose" -> {
                    if (!run.device().equals("cpu")) {
                        return null;
                    }
                }
                case "die-on-gpu" -> {
                    if (!run.device().equals("cpu")) {
                        Runtime.getRuntime().halt(139);
                    }
                }
                case "fail" -> {
                    return Recording.End.FAILED;
                }
                case "loop" -> {
                    while (interrupted != run.id()) {
                        Thread.onSpinWait();
                    }
                    return Recording.End.INTERRUPTED;
                }
                case "write" -> {
                    while (interrupted != run.id()) {
                        Thread.onSpinWait();
                    }
                    say(new Reply.Ended(run.id()));
                    Thread.sleep(KernelPool.GRACE.toMillis() * 3 / 2);
                    return Recording.End.INTERRUPTED;
                }
                case "hang" -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                }
                case "eat" -> {
                    eat();
                    say(new Reply.Finished(run.id(), Recording.End.FAILED, null, "MemoryError\n"));
                    Runtime.getRuntime().halt(3);
                }
                case "exit" -> Runtime.getRuntime().halt(Integer.parseInt(words[1]));
                case "garbage" -> {
                    System.out.println("this is no frame, whatever it is");
                    System.out.flush();
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
        return Recording.End.FINISHED;
    }

    private static void eat() {
        var heap = new ArrayList<long[]>();
        try {
            while (true) {
                heap.add(new long[1 << 16]);
            }
        } catch (OutOfMemoryError e) {
            heap.clear();
        }
    }

    private synchronized void say(Reply reply) throws IOException {
        Frames.write(stdout, reply);
    }
}
