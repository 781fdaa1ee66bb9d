package dev.backstep.kernel.cpython;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Ends the Python code that runs on the interpreter's thread, by an exception. What waits or sleeps is woken by a
/// signal. A built-in that computes and does not return is not ended: then only the end of the process helps.
public final class Interruption {
    /// A signal that nobody else needs and that does nothing by itself.
    private static final String SIGNAL = "SIGURG";

    private static final MethodHandle ADD_PENDING = Library.leaf("Py_AddPendingCall");
    private static final long RAISE = Library.stub(Library.method(Interruption.class, "raise", 1));

    private static volatile @Nullable Request wanted;
    private static volatile boolean postponed;
    private static @Nullable MethodHandle kill;
    private static long thread;
    private static int signal;

    private static final class Request {
        private final String type;
        private final String message;
        private final boolean insist;
        private boolean raised;

        /// @param type of the exception, a built-in one
        Request(String type, String message, boolean insist) {
            this.type = type;
            this.message = message;
            this.insist = insist;
        }

        /// @return -1 if the exception is to be raised now, which Python remembers then
        int raise() {
            if (raised && !insist || postponed) {
                return 0;
            }
            raised = true;
            if (insist) {
                // Whoever catches it gets the next one at the next call or turn of a loop.
                addPending();
            }
            Errors.setError(type, message);
            return -1;
        }
    }

    private Interruption() {}

    /// Learns how to wake the present thread. Systems without such signals go without it.
    static void install() throws Throwable {
        var pthreadKill = Library.ofSystem("pthread_kill");
        try (var scope = Scope.open()) {
            var module = Interpreter.importModule("_signal");
            var number = module.attribute(SIGNAL);
            if (number == null || pthreadKill == null) {
                return;
            }
            Functions.Native handler = (_, _, _) -> {
                var request = wanted;
                if (request != null && request.raise() < 0) {
                    throw Errors.raised();
                }
                return Api.NONE;
            };
            module.callMethod("signal", number, Functions.of("interrupted", handler));
            signal = number.asInt();
        }
        thread = ThreadStack.self();
        kill = pthreadKill;
    }

    /// Makes the program raise an exception as soon as it runs another instruction. May be called by any thread, and
    /// again if the program has caught the exception.
    ///
    /// @param type a built-in exception's
    /// @param insist whether the program gets the exception again and again from now on, so that it cannot go on by
    ///     catching it
    public static void raiseSoon(String type, String message, boolean insist) {
        wanted = new Request(type, message, insist);
        addPending();
        if (kill != null) {
            try {
                int sent = (int) (long) kill.invokeExact(thread, (long) signal, 0L, 0L);
                assert sent == 0;
            } catch (Throwable e) {
                throw Api.impossible(e);
            }
        }
    }

    private static void addPending() {
        try {
            // Full only while earlier requests wait, which do as well.
            int added = (int) (long) ADD_PENDING.invokeExact(RAISE, 0L, 0L, 0L);
            assert added == 0 || added == -1;
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    /// Runs what must not be interrupted half-way.
    public static void postpone(Runnable ours) {
        boolean before = postponed;
        postponed = true;
        try {
            ours.run();
        } finally {
            postponed = before;
        }
    }

    /// The program has ended: nothing more is raised.
    public static void clear() {
        wanted = null;
    }

    // Called by Python

    static long raise(long unused) {
        try {
            var request = wanted;
            return request == null ? 0 : request.raise();
        } catch (Throwable e) {
            Errors.raise(e);
        }
        return -1;
    }
}
