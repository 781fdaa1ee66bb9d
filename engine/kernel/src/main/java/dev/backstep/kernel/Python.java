package dev.backstep.kernel;

import dev.backstep.engine.EngineException;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

    /// How long what follows its last line may take, such as the words of its error.
    private static final long ENDING_NANOS = 400_000_000;

    /// How often what Python and Java hold of each other is let go, at most.
    private static final int ROUNDS = 4;

    /// Where the process was started.
    private static final String HOME = Path.of("").toAbsolutePath().toString();

    private final PyRef prepare;
    private final PyRef execute;
    private final PyRef ended;
    private final PyRef endedBadly;
    private final PyRef letGo;
    private final PyRef collect;
    private final PyRef nameAll;
    private final PyRef describe;
    private final PyRef nameReachable;
    private final PyRef remember;
    private final PyRef restore;
    private final PyRef isAlone;
    private final PyRef threadsEnd;
    private final PyRef unfit;
    private final PyRef changeFolder;
    private final Pristine pristine;
    private final Host host;
    private final Object stopping = new Object();
    private Interpreter.@Nullable Mark start;
    private volatile @Nullable CountDownLatch running; // what can be interrupted
    private volatile boolean interrupted;
    private volatile long endingSince; // 0 while the program runs
    private volatile boolean outOfMemory;
    private @Nullable Throwable fault; // why the interpreter is not what it was
    private boolean threadsLeft; // which may have changed anything since it was put back

    /// Starts the interpreter. The module `_backstep.host` is made of the host.
    ///
    /// @param rules what programs may do
    /// @param whenStarted makes what the package `torch` needs
    Python(Host host, Walls rules, Runnable whenStarted) {
        this.host = host;
        Interpreter.start(rules);
        try (var scope = Scope.open()) {
            whenStarted.run();
            host.define(Interpreter.module("_backstep.host"));
            Guards.install();
            prepare = function("_backstep.program", "prepare");
            execute = function("_backstep.program", "execute");
            ended = function("_backstep.program", "ended");
            endedBadly = function("_backstep.program", "ended_badly");
            letGo = function("_backstep.program", "let_go");
            collect = function("gc", "collect");
            nameAll = function("_backstep.naming", "name_all");
            describe = function("_backstep.program", "describe");
            nameReachable = function("_backstep.naming", "name_reachable");
            host.setFunctionEnds(this::nameReachable);
            remember = function("_backstep.clean", "remember");
            restore = function("_backstep.clean", "restore");
            isAlone = function("_backstep.clean", "is_alone");
            threadsEnd = function("_backstep.clean", "threads_end");
            unfit = function("_backstep.clean", "unfit");
            changeFolder = function("os", "chdir");
            pristine = new Pristine();
            rules.setPristine(pristine);
        }
    }

    private static PyRef function(String module, String name) {
        return PyRef.forever(
                Objects.requireNonNull(Interpreter.importModule(module).attribute(name)));
    }

    /// What is loaded now is what every program finds.
    void remember() {
        try (var scope = Scope.open()) {
            var found = remember.call();
            pristine.remember(found.get(0).elements(), found.get(1).elements());
        }
    }

    /// Loads a module that programs may want, for all of them.
    void load(String module) {
        try (var scope = Scope.open()) {
            Interpreter.importModule(module);
        }
        remember();
    }

    /// Runs a program; what it prints and how it fails goes to the host. [#end] has to follow.
    Recording.End run(Request.Run program) {
        outOfMemory = false;
        interrupted = false;
        endingSince = 0;
        start = Interpreter.mark();
        running = new CountDownLatch(1);
        try (var scope = Scope.open()) {
            var folder = program.folder().isEmpty() ? null : program.folder() + File.separator;
            CallStack.watch(program.name(), folder == null ? "" : folder);
            var code = prepare.call(program.name(), program.source(), folder, program.record());
            return code.isNone() ? Recording.End.FAILED : execute(code);
        } catch (PyException e) {
            // Before its first line: it was interrupted while it was read.
            return failed(e);
        }
    }

    private Recording.End execute(PyObject code) {
        try {
            execute.call(code);
            return Recording.End.FINISHED;
        } catch (PyException e) {
            return failed(outOfMemory ? memoryError(e) : e);
        }
    }

    /// Tells the host what ended the program.
    private Recording.End failed(PyException problem) {
        boolean stopped = interrupted && !outOfMemory && problem.is("KeyboardInterrupt");
        // The words of an error may be the program's own code.
        ending();
        putBack();
        boolean good = false;
        try {
            good = ended.call(problem.exception()).asBoolean();
        } catch (PyException e) {
            stopped |= interrupted && !outOfMemory;
            Interruption.postpone(() -> failedBadly(problem));
        }
        return good ? Recording.End.FINISHED : stopped ? Recording.End.INTERRUPTED : Recording.End.FAILED;
    }

    /// Tells the host of an error whose own code failed, or did not end.
    private void failedBadly(PyException problem) {
        try {
            endedBadly.call(problem.exception());
        } catch (PyException e) {
            host.failed(problem.exception().typeName());
        }
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
        } catch (PyException e) {
            // It was interrupted. Some names are missing, then.
        }
    }

    /// The type of an error and its words, as far as they can be told without running the program's code.
    Map.Entry<String, String> describe(Throwable error) {
        if (error instanceof EngineException e) {
            return Map.entry(e.pythonType(), Objects.requireNonNullElse(e.getMessage(), ""));
        }
        if (error instanceof PyException e) {
            try (var scope = Scope.open()) {
                var words = describe.call(e.exception());
                return Map.entry(words.get(0).asText(), words.get(1).asText());
            }
        }
        return Map.entry(error.getClass().getSimpleName(), "");
    }

    /// Tells the host what the variables of the frames hold that run.
    private void nameReachable() {
        try (var scope = Scope.open()) {
            nameReachable.call();
        }
    }

    /// Lets go of what the program made, which may run more of its code, and makes everything as it was.
    ///
    /// @return whether it had to be interrupted
    boolean end() {
        var done = running;
        if (done == null) {
            return interrupted;
        }
        ending();
        // Before what its threads use is cleared: how they end then would be chance.
        putBackAlone();
        quietly(letGo);
        pristine.letGo();
        CallStack.watch("", "");
        Interpreter.forgetTypes();
        // What is held by both sides in a circle goes step by step.
        int rounds = 0;
        do {
            quietly(collect);
        } while (start != null && start.release() && ++rounds < ROUNDS);
        start = null;
        synchronized (stopping) {
            running = null;
            Interruption.clear();
        }
        done.countDown();
        // Once more, for what its last code has done.
        putBackAlone();
        if (outOfMemory) {
            // The next one is to find as much as this one did.
            System.gc();
            Interpreter.trim();
        }
        return interrupted;
    }

    /// Calls a function that may run the program's code, which may be interrupted.
    private static void quietly(PyRef function) {
        try (var scope = Scope.open()) {
            function.call();
        } catch (PyException e) {
            // What it has left is found by the next step.
        }
    }

    /// The program's last line is done. What still runs of it gets another while before it is interrupted again.
    private void ending() {
        endingSince = System.nanoTime();
        Interruption.clear();
    }

    /// [#putBack], also of what the program's threads still do, if they end soon. What a thread does after that nobody
    /// undoes, even if it ends later.
    private void putBackAlone() {
        putBack();
        Interruption.postpone(() -> {
            try (var scope = Scope.open()) {
                if (!threadsLeft && !isAlone.call().asBoolean()) {
                    threadsLeft = !threadsEnd.call().asBoolean();
                    putBack();
                }
            } catch (PyException e) {
                fault = e;
            }
        });
    }

    /// Makes the names of modules and the interpreter's state what they were before the program. None of the program's
    /// code runs.
    private void putBack() {
        Interruption.postpone(() -> {
            try (var scope = Scope.open()) {
                pristine.putBack();
                restore.call();
            } catch (PyException | IllegalStateException e) {
                System.err.println("kernel: the interpreter cannot be made as it was: " + e);
                fault = e;
            }
        });
    }

    /// Leaves the program's folder. Where it may go the walls must not stand.
    void leaveFolder() {
        try (var scope = Scope.open()) {
            changeFolder.call(HOME);
        } catch (PyException e) {
            fault = e;
        }
    }

    /// Why no other program can run here; null if there is nothing in the way.
    @Nullable
    String unfit() {
        if (fault != null) {
            return "a program has changed the interpreter";
        }
        if (threadsLeft) {
            return "a program has left threads behind";
        }
        try (var scope = Scope.open()) {
            var reason = unfit.call();
            return reason.isNone() ? null : reason.asText();
        } catch (PyException e) {
            return "a program has changed the interpreter";
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
                synchronized (stopping) {
                    long since = endingSince;
                    if (running == target && (since == 0 || System.nanoTime() - since > ENDING_NANOS)) {
                        Interruption.raiseSoon(type, "", insist);
                    }
                }
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
