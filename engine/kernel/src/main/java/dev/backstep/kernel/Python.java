package dev.backstep.kernel;

import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.management.ExecutionEvent;
import org.graalvm.polyglot.management.ExecutionListener;

/// The one interpreter of the process. All programs run in one context, each in a namespace of its own: a new context
/// would cost half a second, and what was warm would be cold again.
///
/// The context gives a program nothing but arithmetic: no files, sockets, processes, threads, native code, environment,
/// and no Java beyond what is exported to it.
final class Python {
    private final Engine engine;
    private final Context context;
    private final Host host;
    private final Value prepare;
    private final Value execute;
    private final Value release;
    private volatile boolean outOfMemory;

    /// Is told which line of the program runs.
    interface Lines {
        /// @param function such as `<module>`
        void entered(int line, String function);

        void left(int line, String function);

        /// The lines that run, outermost first, as `line:function`.
        List<String> frames();
    }

    Python(Host host) {
        this.host = host;
        engine = Engine.newBuilder("python")
                .option("engine.WarnInterpreterOnly", "false")
                .out(OutputStream.nullOutputStream())
                .err(System.err)
                .in(InputStream.nullInputStream())
                .build();
        context = Context.newBuilder("python")
                .engine(engine)
                .allowHostAccess(HostAccess.newBuilder(HostAccess.EXPLICIT)
                        .allowArrayAccess(true)
                        .allowListAccess(true)
                        .build())
                .allowIO(IOAccess.NONE)
                .option("python.PosixModuleBackend", "java")
                .option("python.DontWriteBytecodeFlag", "true")
                .build();
        var globals = context.getBindings("python");
        globals.putMember("host", host);
        context.eval(Source.newBuilder("python", text("host.py"), "<backstep>")
                .cached(false)
                .buildLiteral());
        prepare = globals.getMember("prepare");
        execute = globals.getMember("execute");
        release = globals.getMember("release");
    }

    /// Runs a program; what it prints and how it fails goes to the host.
    ///
    /// @param lines is told which line runs
    Recording.End run(Request.Run program, Lines lines) {
        outOfMemory = false;
        host.unwoundFrom(List.of());
        try (var listener = listen(program.name(), lines)) {
            var code = prepare.execute(program.name(), program.source(), program.record());
            boolean good = !code.isNull() && execute.execute(code).asBoolean();
            return good ? Recording.End.FINISHED : Recording.End.FAILED;
        } catch (PolyglotException e) {
            return ended(program, e);
        }
    }

    /// Lets go of what the last program made.
    void release() {
        release.executeVoid();
    }

    /// Ends the interpreter.
    void close() {
        context.close(true);
    }

    /// A function that `host.py` defines.
    Value function(String name) {
        return context.getBindings("python").getMember(name);
    }

    /// Ends the program that runs as soon as the interpreter notices; may be called from any thread.
    ///
    /// @throws TimeoutException if it has not ended in time
    void interrupt(Duration patience) throws TimeoutException {
        context.interrupt(patience);
    }

    /// [#interrupt], because the program needs more memory than there is.
    void interruptForMemory(Duration patience) throws TimeoutException {
        outOfMemory = true;
        interrupt(patience);
    }

    private ExecutionListener listen(String name, Lines lines) {
        return ExecutionListener.newBuilder()
                .statements(true)
                .sourceFilter(source -> source.getName().equals(name))
                .onEnter(event -> lines.entered(line(event), event.getRootName()))
                .collectExceptions(true)
                .onReturn(event -> left(event, lines))
                .attach(engine);
    }

    private void left(ExecutionEvent event, Lines lines) {
        var exception = event.getException();
        if (exception != null && host.unwound().isEmpty() && leavesNoTrace(exception)) {
            host.unwoundFrom(lines.frames());
        }
        lines.left(line(event), event.getRootName());
    }

    private static boolean leavesNoTrace(PolyglotException e) {
        return e.isInterrupted()
                || e.isCancelled()
                || e.isHostException() && e.asHostException() instanceof StackOverflowError;
    }

    private static int line(ExecutionEvent event) {
        return event.getLocation().getStartLine();
    }

    /// An end that Python itself could not report.
    private Recording.End ended(Request.Run program, PolyglotException e) {
        var frames = host.unwound().isEmpty() ? frames(program.name(), e) : host.unwound();
        if (outOfMemory || e.isResourceExhausted()) {
            long limit = Runtime.getRuntime().maxMemory() >> 20;
            fail(
                    "MemoryError",
                    "the program needs more memory than the kernel's %d MB".formatted(limit),
                    frames,
                    program);
            return Recording.End.FAILED;
        }
        if (e.isInterrupted() || e.isCancelled()) {
            fail("KeyboardInterrupt", "", frames, program);
            return Recording.End.INTERRUPTED;
        }
        if (e.isHostException() && e.asHostException() instanceof StackOverflowError) {
            fail("RecursionError", "maximum recursion depth exceeded", frames, program);
            return Recording.End.FAILED;
        }
        e.printStackTrace();
        fail("SystemError", "the interpreter failed: " + e.getMessage(), frames, program);
        return Recording.End.FAILED;
    }

    private void fail(String type, String message, List<String> frames, Request.Run program) {
        var lines = program.source().split("\n", -1);
        var text = new StringBuilder();
        if (!frames.isEmpty()) {
            text.append("Traceback (most recent call last):\n");
        }
        int last = 0;
        for (var frame : frames) {
            int colon = frame.indexOf(':');
            last = Integer.parseInt(frame.substring(0, colon));
            text.append("  File \"%s\", line %d, in %s\n".formatted(program.name(), last, frame.substring(colon + 1)));
            if (last <= lines.length) {
                text.append("    ").append(lines[last - 1].strip()).append('\n');
            }
        }
        text.append(message.isEmpty() ? type : type + ": " + message).append('\n');
        host.failed(type, message, last, 0, 0, 0, frames, text.toString());
    }

    /// The program's own frames, outermost first, as `line:function`.
    private static List<String> frames(String name, PolyglotException e) {
        var frames = new ArrayList<String>();
        for (var frame : e.getPolyglotStackTrace()) {
            var location = frame.getSourceLocation();
            if (location != null && location.getSource().getName().equals(name)) {
                frames.addFirst(location.getStartLine() + ":" + frame.getRootName());
            }
        }
        return frames;
    }

    private static String text(String resource) {
        try (InputStream in = Python.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
