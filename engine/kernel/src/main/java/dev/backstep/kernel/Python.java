package dev.backstep.kernel;

import dev.backstep.kernel.cpython.AuditRules;
import dev.backstep.kernel.cpython.CallStack;
import dev.backstep.kernel.cpython.Interpreter;
import dev.backstep.kernel.cpython.Interruption;
import dev.backstep.kernel.cpython.PyException;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.PyRef;
import dev.backstep.kernel.cpython.Scope;
import dev.backstep.recording.Recording;
import dev.backstep.recording.protocol.Request;
import java.io.File;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs programs in the one interpreter of the process, one after the other, each in a module of its own. What the last
/// one changed is put back before the next. Belongs to the thread that made it.
final class Python {
    /// How long a program may handle the exception that is to end it, before it gets one at each line.
    private static final Duration GRACE = Duration.ofMillis(100);

    private final PyRef prepare;
    private final PyRef execute;
    private final PyRef ended;
    private final PyRef release;
    private final PyRef nameAll;
    private final PyRef remember;
    private final PyRef restore;
    private final PyRef isClean;
    private Interpreter.@Nullable Mark start;
    private volatile @Nullable CountDownLatch running;
    private volatile boolean interrupted;
    private volatile boolean outOfMemory;

    /// Starts the interpreter. The module `_backstep.host` is made of the host.
    ///
    /// @param rules what programs may do
    /// @param whenStarted makes what the package `torch` needs
    Python(Host host, AuditRules rules, Runnable whenStarted) {
        Interpreter.start(rules);
        try (var scope = Scope.open()) {
            whenStarted.run();
            host.define(Interpreter.module("_backstep.host"));
            Guards.install();
            prepare = function("_backstep.program", "prepare");
            execute = function("_backstep.program", "execute");
            ended = function("_backstep.program", "ended");
            release = function("_backstep.program", "release");
            nameAll = function("_backstep.naming", "name_all");
            remember = function("_backstep.clean", "remember");
            restore = function("_backstep.clean", "restore");
            isClean = function("_backstep.clean", "is_clean");
        }
    }

    private static PyRef function(String module, String name) {
        return PyRef.forever(
                Objects.requireNonNull(Interpreter.importModule(module).attribute(name)));
    }

    /// What is loaded now is what every program finds.
    void remember() {
        try (var scope = Scope.open()) {
            remember.call();
        }
    }

    /// Runs a program; what it prints and how it fails goes to the host.
    Recording.End run(Request.Run program) {
        outOfMemory = false;
        interrupted = false;
        start = Interpreter.mark();
        var done = new CountDownLatch(1);
        running = done;
        try (var scope = Scope.open()) {
            CallStack.watch(program.name());
            var folder = program.folder().isEmpty() ? null : program.folder() + File.separator;
            var code = prepare.call(program.name(), program.source(), folder, program.record());
            return code.isNone() ? Recording.End.FAILED : execute(code);
        } finally {
            running = null;
            Interruption.clear();
            done.countDown();
        }
    }

    private Recording.End execute(PyObject code) {
        PyException problem;
        try {
            execute.call(code);
            return Recording.End.FINISHED;
        } catch (PyException e) {
            problem = e;
        }
        // What comes now is ours and must not be interrupted.
        running = null;
        Interruption.clear();
        if (outOfMemory) {
            problem = memoryError(problem);
        }
        boolean good = ended.call(problem.exception()).asBoolean();
        boolean stopped = interrupted && !outOfMemory && problem.is("KeyboardInterrupt");
        return good ? Recording.End.FINISHED : stopped ? Recording.End.INTERRUPTED : Recording.End.FAILED;
    }

    /// The same error in our words, with the traceback of the one that ended the program.
    private static PyException memoryError(PyException problem) {
        long limit = Runtime.getRuntime().maxMemory() >> 20;
        var error =
                PyException.of("MemoryError", "the program needs more memory than the kernel's %d MB".formatted(limit));
        error.exception().setAttribute("__traceback__", problem.exception().attribute("__traceback__"));
        return error;
    }

    /// Tells the host what all variables hold.
    void nameAll() {
        try (var scope = Scope.open()) {
            nameAll.call();
        }
    }

    /// Whether nothing of the last program runs any more.
    boolean isClean() {
        try (var scope = Scope.open()) {
            return isClean.call().asBoolean();
        }
    }

    /// Lets go of what the last program made.
    void release() {
        try (var scope = Scope.open()) {
            release.call();
            restore.call();
        }
        CallStack.watch("");
        if (start != null) {
            start.release();
            start = null;
        }
    }

    /// Ends the program that runs as soon as the interpreter notices; may be called from any thread.
    ///
    /// @throws TimeoutException if it has not ended in time
    void interrupt(Duration patience) throws TimeoutException {
        interrupted = true;
        raise("KeyboardInterrupt", patience);
    }

    /// [#interrupt], because the program needs more memory than there is.
    void interruptForMemory(Duration patience) throws TimeoutException {
        outOfMemory = true;
        raise("MemoryError", patience);
    }

    private void raise(String type, Duration patience) throws TimeoutException {
        var target = running;
        long end = System.nanoTime() + patience.toNanos();
        boolean insist = false;
        try {
            while (target != null && running == target) {
                Interruption.raiseSoon(type, "", insist);
                if (target.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                insist = true;
                if (System.nanoTime() > end) {
                    throw new TimeoutException();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
