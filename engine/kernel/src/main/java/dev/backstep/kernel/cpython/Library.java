package dev.backstep.kernel.cpython;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The shared library of CPython, and functions of C in general: calls down to them and up from them.
final class Library {
    /// Names the folder with the interpreter: its library, the standard library, numpy and our packages.
    static final String FOLDER = "backstep.python";

    /// Shared libraries, in the order in which they need each other.
    /// They are loaded before numpy, which looks for them where it was built.
    private static final List<String> NEEDED =
            List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");

    private static final List<String> NAMES =
            List.of("lib/libpython3.14.so.1.0", "lib/libpython3.14.dylib", "lib/python314.dll");

    private static final int RTLD_NOW = 2;

    /// Modules of numpy and others look the interpreter's symbols up in the process, so they must be visible there.
    private static final int RTLD_GLOBAL = System.getProperty("os.name").startsWith("Mac") ? 8 : 0x100;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final SymbolLookup SYMBOLS = open(folder());

    private Library() {}

    /// The folder of the interpreter.
    static Path folder() {
        var folder = System.getProperty(FOLDER);
        if (folder == null) {
            throw new IllegalStateException("the system property %s names no folder with CPython".formatted(FOLDER));
        }
        try {
            return Path.of(folder).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("CPython is missing from " + folder, e);
        }
    }

    private static SymbolLookup open(Path folder) {
        for (var needed : NEEDED) {
            var file = folder.resolve("lib").resolve(needed);
            if (Files.exists(file)) {
                open(file, RTLD_NOW);
            }
        }
        for (var name : NAMES) {
            var file = folder.resolve(name);
            if (Files.exists(file)) {
                open(file, RTLD_NOW | RTLD_GLOBAL);
                return SymbolLookup.libraryLookup(file, Arena.global());
            }
        }
        throw new IllegalStateException("no library of CPython in " + folder);
    }

    private static void open(Path file, int flags) {
        var dlopen = ofSystem("dlopen");
        if (dlopen == null) {
            // Windows looks symbols up by library.
            return;
        }
        try (var arena = Arena.ofConfined()) {
            long path = arena.allocateFrom(file.toString()).address();
            if ((long) dlopen.invokeExact(path, (long) flags, 0L, 0L) == 0) {
                throw new IllegalStateException("%s cannot be loaded".formatted(file));
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Where a function or a variable of CPython is.
    static long address(String name) {
        return SYMBOLS.find(name)
                .orElseThrow(() -> new IllegalStateException("CPython has no " + name))
                .address();
    }

    // Functions of C are all called with [#PARAMETERS] 64-bit integers, which also stand for addresses, for `int` and
    // for no
    // result. The machine's calling conventions do not tell these apart, and leave alone what a function does not take:
    // calls give 0 for it. Each further shape would cost ten milliseconds of every start. Of a result that is an `int`
    // only the low half counts.

    /// As many as the longest list has.
    private static final int PARAMETERS = 4;

    /// A function that may run Python code, and so call Java again.
    static MethodHandle function(String name) {
        return LINKER.downcallHandle(MemorySegment.ofAddress(address(name)), shape(PARAMETERS));
    }

    /// A function that is quick and never calls Java: the call leaves the JVM's state as it is.
    static MethodHandle leaf(String name) {
        return leaf(name, shape(PARAMETERS));
    }

    /// A [#leaf] that takes only a `double`.
    static MethodHandle leafOfDouble(String name) {
        return leaf(name, FunctionDescriptor.of(JAVA_LONG, JAVA_DOUBLE));
    }

    /// A [#leaf] that takes only an integer, and gives a `double`.
    static MethodHandle leafToDouble(String name) {
        return leaf(name, FunctionDescriptor.of(JAVA_DOUBLE, JAVA_LONG));
    }

    /// A function of the system's own library; null where there is none of that name.
    static @Nullable MethodHandle ofSystem(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .map(address -> LINKER.downcallHandle(address, shape(PARAMETERS)))
                .orElse(null);
    }

    private static MethodHandle leaf(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(MemorySegment.ofAddress(address(name)), shape, Linker.Option.critical(false));
    }

    private static FunctionDescriptor shape(int parameters) {
        var layouts = new MemoryLayout[parameters];
        Arrays.fill(layouts, JAVA_LONG);
        return FunctionDescriptor.of(JAVA_LONG, layouts);
    }

    /// A function of C that calls a static Java method, for as long as the process lives. The method takes and gives
    /// `long` only, and throws nothing.
    static long stub(MethodHandle method) {
        return LINKER.upcallStub(method, shape(method.type().parameterCount()), Arena.global())
                .address();
    }

    /// A static method of a class of this package that takes and gives `long` only.
    static MethodHandle method(Class<?> owner, String name, int parameters) {
        return method(owner, name, long.class, Collections.nCopies(parameters, long.class));
    }

    /// One that takes an object of Java's before these.
    static MethodHandle method(Class<?> owner, String name, Class<?> first, int parameters) {
        var types = new ArrayList<Class<?>>(List.of(first));
        types.addAll(Collections.nCopies(parameters, long.class));
        return method(owner, name, long.class, types);
    }

    private static MethodHandle method(Class<?> owner, String name, Class<?> result, List<Class<?>> parameters) {
        try {
            return LOOKUP.findStatic(owner, name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
