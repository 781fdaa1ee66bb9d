package dev.backstep.kernel.walls;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Modules that a program may not load. Those who import one get an `ImportError`, as where it does not exist.
final class Modules {
    private static final Map<String, String> REFUSED = table();

    private Modules() {}

    private static Map<String, String> table() {
        var refused = new HashMap<String, String>();
        // numpy does without: it is then never in the process, and no program finds it there.
        put(refused, "Backstep programs cannot call native code", "ctypes _ctypes");
        // Shared memory and semaphores are files of the whole machine, and raise no events.
        put(refused, "Backstep programs cannot start or share with processes", "_multiprocessing _posixshmem");
        // Its log of keys is a file that is written without an event.
        put(refused, "Backstep programs cannot use the network", "_ssl");
        put(refused, "Backstep programs cannot read the memory of processes", "_remote_debugging");
        // They write to the terminal, which may be the pipe to the window, and raise no events.
        put(refused, "Backstep programs have no terminal", "readline _curses _curses_panel termios");
        // The engine is for one interpreter.
        put(
                refused,
                "Backstep programs run in one interpreter",
                "_interpreters _interpchannels _interpqueues _xxsubinterpreters");
        // The JVM needs the signals that it takes.
        put(refused, "Backstep programs cannot change how signals are handled", "faulthandler");
        put(
                refused,
                "Backstep programs cannot load CPython's own tests",
                "_testcapi _testinternalcapi _testlimitedcapi _testbuffer _testclinic _testclinic_limited"
                        + " _testexternalinspection _testimportmultiple _testmultiphase _testsinglephase"
                        + " _ctypes_test _xxtestfuzz xxlimited xxlimited_35 xxsubtype");
        // They are there from the start, with functions replaced. Loaded again they would have the old ones.
        for (var guard : Guard.ALL) {
            refused.put(guard.module(), "Backstep programs cannot load this module again");
        }
        return Map.copyOf(refused);
    }

    private static void put(Map<String, String> refused, String sentence, String modules) {
        for (var module : modules.split(" ")) {
            refused.put(module, sentence);
        }
    }

    /// @param name with the packages that it is in: another package may have a module of the same last name
    static @Nullable Refusal judge(String name) {
        var sentence = REFUSED.get(name);
        return sentence == null ? null : Refusal.ofImport("%s (%s)".formatted(sentence, name));
    }

    /// Judges a compiled module by the name of its file, for the other name may be the program's choice.
    static @Nullable Refusal judgeFile(String file) {
        var name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        int dot = name.indexOf('.');
        return judge(dot < 0 ? name : name.substring(0, dot));
    }
}
