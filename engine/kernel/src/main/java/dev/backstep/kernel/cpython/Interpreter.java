package dev.backstep.kernel.cpython;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one interpreter of the process. It belongs to the thread that starts it, which holds the interpreter lock from
/// then on, except where Python itself gives it away.
public final class Interpreter {
    /// Objects hash alike in every process, so that a program prints the same each time.
    private static final long HASH_SEED = 0;

    private static boolean started;

    private Interpreter() {}

    /// The folder with the interpreter and its library.
    public static Path folder() {
        return Library.folder();
    }

    /// Starts the interpreter, isolated from the environment and the user's own packages.
    ///
    /// @param rules are asked about everything that Python audits, from the start; null if all is allowed
    public static void start(@Nullable AuditRules rules) {
        if (started) {
            throw new IllegalStateException("there is one interpreter in a process, and it is started");
        }
        started = true;
        if (rules != null) {
            AuditHook.install(rules);
        }
        var home = folder();
        try (var arena = Arena.ofConfined()) {
            var config = new Config(arena);
            config.set("install_signal_handlers", 0);
            config.set("utf8_mode", 1);
            config.set("site_import", 0);
            config.set("write_bytecode", 0);
            config.set("use_hash_seed", 1);
            config.set("hash_seed", HASH_SEED);
            config.set("pathconfig_warnings", 0);
            config.set("home", home.toString());
            config.set("program_name", home.resolve("bin/python3").toString());
            config.set("module_search_paths", searchPaths(home));
            config.initialize();
            ThreadStack.reserve();
            Interruption.install();
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    /// The folder that Python's own code lies in.
    static String home() {
        return folder().toAbsolutePath().toString();
    }

    private static List<String> searchPaths(Path home) {
        var paths = new ArrayList<String>();
        for (var path :
                List.of("backstep", "lib/python3.14", "lib/python3.14/lib-dynload", "lib/python3.14/site-packages")) {
            if (Files.isDirectory(home.resolve(path))) {
                paths.add(home.resolve(path).toString());
            }
        }
        if (!Files.isDirectory(home.resolve("lib/python3.14"))) {
            // On Windows.
            paths.add(home.resolve("lib").toString());
            paths.add(home.resolve("lib/site-packages").toString());
        }
        return paths;
    }

    /// Imports a module.
    public static PyObject importModule(String name) {
        return PyObject.result(Api.importModule(Names.of(name)));
    }

    /// A module of this name, which is made if there is none.
    public static PyObject module(String name) {
        try (var arena = Arena.ofConfined()) {
            return PyObject.result(Api.addModule(arena.allocateFrom(name)));
        }
    }

    /// Python's own built-in names.
    public static PyObject builtin(String name) {
        var found = importModule("builtins").attribute(name);
        if (found == null) {
            throw new IllegalStateException("Python has no " + name);
        }
        return found;
    }

    /// Warns as Python does, at the line of the program that called.
    ///
    /// @param category a built-in one, such as `UserWarning`
    public static void warn(String category, String message) {
        try (var arena = Arena.ofConfined()) {
            Errors.checked(Api.warn(Errors.type(category), arena.allocateFrom(message), 1));
        }
    }

    /// Lets go of the classes that Java remembers, so that those of a program can go with it.
    public static void forgetTypes() {
        Kinds.forget();
    }

    /// What is held from now on can be given back as a whole.
    public static Mark mark() {
        Held.releaseDropped();
        return new Mark(Held.mark());
    }

    /// A moment between two programs.
    public static final class Mark {
        private final Held newest;

        private Mark(Held newest) {
            this.newest = newest;
        }

        /// Gives back what Java holds of Python since then. The program must have ended.
        ///
        /// @return whether there was anything
        public boolean release() {
            Held.releaseDropped();
            return Held.releaseAll(newest);
        }
    }

    /// Gives memory back to the system that Python has freed, as far as the system's library can.
    public static void trim() {
        var trim = Library.ofSystem("malloc_trim");
        if (trim == null) {
            return;
        }
        try {
            int given = (int) (long) trim.invokeExact(0L, 0L, 0L, 0L);
            assert given >= 0;
        } catch (Throwable e) {
            throw Api.impossible(e);
        }
    }

    /// How many Python objects Java holds, and how many stand for Java ones; for tests.
    public static Counts counts() {
        return new Counts(Held.count(), Peers.count());
    }

    /// @param held references that Java owns
    /// @param peers Python objects that stand for Java ones
    public record Counts(int held, int peers) {}

    /// The configuration before the start (PEP 741).
    private static final class Config {
        private final Arena arena;
        private final long config;

        Config(Arena arena) throws Throwable {
            this.arena = arena;
            config = (long) Library.function("PyInitConfig_Create").invokeExact(0L, 0L, 0L, 0L);
        }

        void set(String name, long value) throws Throwable {
            var set = Library.function("PyInitConfig_SetInt");
            check((int) (long) set.invokeExact(config, text(name), value, 0L));
        }

        void set(String name, String value) throws Throwable {
            var set = Library.function("PyInitConfig_SetStr");
            check((int) (long) set.invokeExact(config, text(name), text(value), 0L));
        }

        void set(String name, List<String> values) throws Throwable {
            var set = Library.function("PyInitConfig_SetStrList");
            var items = arena.allocate(ADDRESS, values.size());
            for (int i = 0; i < values.size(); i++) {
                items.setAtIndex(ADDRESS, i, arena.allocateFrom(values.get(i)));
            }
            check((int) (long) set.invokeExact(config, text(name), (long) values.size(), items.address()));
        }

        void initialize() throws Throwable {
            check((int) (long) Library.function("Py_InitializeFromInitConfig").invokeExact(config, 0L, 0L, 0L));
            long unused = (long) Library.function("PyInitConfig_Free").invokeExact(config, 0L, 0L, 0L);
        }

        private long text(String text) {
            return arena.allocateFrom(text).address();
        }

        private void check(int status) throws Throwable {
            if (status >= 0) {
                return;
            }
            var message = arena.allocate(ADDRESS);
            int failed = (int)
                    (long) Library.function("PyInitConfig_GetError").invokeExact(config, message.address(), 0L, 0L);
            throw new IllegalStateException("CPython does not start: "
                    + (failed == 1 ? Memory.text(message.get(JAVA_LONG, 0)) : "it does not say why"));
        }
    }
}
