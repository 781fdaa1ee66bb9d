package dev.backstep.kernel.walls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Calls of Linux's kernel, by C's `syscall`. They bind the thread that makes them, as C's own functions would.
final class SystemCalls {
    static final int EPERM = 1;
    static final int ENOSYS = 38;

    /// The processor that this process is made for, null if it is not one that we know, or not Linux.
    static final @Nullable Machine MACHINE = machine();

    private static final @Nullable MethodHandle SYSCALL = MACHINE == null ? null : handle();

    enum Machine {
        X86_64(0xC000003E),
        AARCH64(0xC00000B7);

        /// `AUDIT_ARCH_…`, by which seccomp knows whose numbers a call uses.
        final int auditName;

        Machine(int auditName) {
            this.auditName = auditName;
        }
    }

    private SystemCalls() {}

    static boolean areAvailable() {
        return SYSCALL != null;
    }

    private static @Nullable Machine machine() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> Machine.X86_64;
            case "aarch64" -> Machine.AARCH64;
            default -> null;
        };
    }

    private static @Nullable MethodHandle handle() {
        if (!SystemCalls.class.getModule().isNativeAccessEnabled()) {
            return null;
        }
        var linker = Linker.nativeLinker();
        var type = FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        return linker.defaultLookup()
                .find("syscall")
                .map(symbol -> linker.downcallHandle(
                        symbol, type, Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno")))
                .orElse(null);
    }

    /// @param arguments six at most
    /// @return what the kernel returns: an error is its number, negative
    static long call(SystemCall which, long... arguments) {
        var handle = SYSCALL;
        var machine = MACHINE;
        if (handle == null || machine == null) {
            return -ENOSYS;
        }
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(Linker.Option.captureStateLayout());
            long result = (long) handle.invokeExact(
                    state,
                    (long) which.number(machine),
                    argument(arguments, 0),
                    argument(arguments, 1),
                    argument(arguments, 2),
                    argument(arguments, 3),
                    argument(arguments, 4),
                    argument(arguments, 5));
            return result == -1 ? -state.get(JAVA_INT, 0) : result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static long argument(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }

    /// A C function of the process, for platforms other than Linux; null if there is none of this name.
    static @Nullable MethodHandle function(String name, FunctionDescriptor type) {
        if (!SystemCalls.class.getModule().isNativeAccessEnabled()) {
            return null;
        }
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(symbol -> linker.downcallHandle(symbol, type))
                .orElse(null);
    }

    /// The text that a `char **` points to.
    static String text(MemorySegment pointer) {
        var text = pointer.get(ADDRESS, 0);
        return text.equals(MemorySegment.NULL)
                ? "no reason given"
                : text.reinterpret(Long.MAX_VALUE).getString(0);
    }

    /// A place for a pointer, null at first.
    static MemorySegment pointer(Arena arena) {
        var pointer = arena.allocate(ValueLayout.ADDRESS);
        pointer.set(ADDRESS, 0, MemorySegment.NULL);
        return pointer;
    }
}
