package dev.backstep.kernel.walls;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Landlock: Linux's rules for the files that a thread may use, since 5.13. A thread can only give rights up.
///
/// Each version of its interface (“ABI”) adds rights that can be refused; what a kernel does not know is left out.
final class Landlock {
    /// The version that can refuse to cut a file to length.
    static final int ABI_TRUNCATE = 3;

    private static final int ABI_REFER = 2;
    private static final int ABI_NETWORK = 4;
    private static final int ABI_DEVICES = 5;
    private static final int ABI_SCOPES = 6;

    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_FOLDER = 1 << 3;
    private static final long REMOVE = 1 << 4 | 1 << 5;
    private static final long MAKE_FOLDER = 1 << 7;
    private static final long MAKE_FILE = 1 << 8;
    private static final long MAKE_LINK = 1 << 12;
    private static final long FIRST = (1 << 13) - 1;
    private static final long REFER = 1 << 13;
    private static final long TRUNCATE = 1 << 14;
    private static final long DEVICES = 1 << 15;

    private static final long BIND_AND_CONNECT = 3;
    private static final long ABSTRACT_SOCKETS = 1;
    private static final long SIGNALS = 2;

    private static final int VERSION = 1;
    private static final int ERRATA = 2;
    private static final int BENEATH = 1;

    /// The correction of “signals to threads of one's own process are refused”.
    private static final long ERRATUM_OWN_THREADS = 1 << 1;

    private static final long AT_WORKING_FOLDER = -100;
    private static final long PATH_ONLY = 0x200000 | 0x80000;

    private final int abi;
    private final long handled;
    private final List<Rule> rules = new ArrayList<>();

    private record Rule(Path path, long rights) {}

    private Landlock(int abi) {
        this.abi = abi;
        handled = FIRST
                | (abi >= ABI_REFER ? REFER : 0)
                | (abi >= ABI_TRUNCATE ? TRUNCATE : 0)
                | (abi >= ABI_DEVICES ? DEVICES : 0);
    }

    /// The version of its interface; 0 if there is none, it is off, or a container hides it.
    static int abi() {
        return (int) Math.max(0, SystemCalls.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, VERSION));
    }

    /// @param abi the version to use, at most that of this kernel
    static Landlock of(int abi) {
        return new Landlock(abi);
    }

    void read(Path path) {
        rules.add(new Rule(path, READ_FILE | READ_FOLDER));
    }

    /// Reading and writing a single file or device that is there.
    void change(Path path) {
        rules.add(new Rule(path, READ_FILE | WRITE_FILE | TRUNCATE));
    }

    /// Reading, and all changes but those to devices, pipes and sockets.
    void write(Path path) {
        rules.add(new Rule(
                path,
                READ_FILE
                        | READ_FOLDER
                        | WRITE_FILE
                        | REMOVE
                        | MAKE_FOLDER
                        | MAKE_FILE
                        | MAKE_LINK
                        | REFER
                        | TRUNCATE));
    }

    /// Takes all other rights from the calling thread, and those that it will start.
    ///
    /// @return whether it did
    boolean restrict() {
        if (abi <= 0) {
            return false;
        }
        try (var arena = Arena.ofConfined()) {
            long set = create(arena);
            if (set < 0) {
                return false;
            }
            try {
                for (var rule : rules) {
                    add(arena, set, rule);
                }
                return SystemCalls.call(SystemCall.LANDLOCK_RESTRICT_SELF, set, 0) == 0;
            } finally {
                SystemCalls.call(SystemCall.CLOSE, set);
            }
        }
    }

    private long create(Arena arena) {
        long set = create(arena, scopes());
        // Some kernels claim the version without having all of it.
        return set < 0 ? create(arena, 0) : set;
    }

    private long create(Arena arena, long scopes) {
        var attributes = arena.allocate(24, 8);
        attributes.set(JAVA_LONG, 0, handled);
        attributes.set(JAVA_LONG, 8, abi >= ABI_NETWORK ? BIND_AND_CONNECT : 0);
        attributes.set(JAVA_LONG, 16, scopes);
        long size = scopes != 0 ? 24 : abi >= ABI_NETWORK ? 16 : 8;
        return SystemCalls.call(SystemCall.LANDLOCK_CREATE_RULESET, attributes.address(), size, 0);
    }

    /// Sockets without a file and signals that leave the process. The JVM sends signals to its own threads, which the
    /// first kernels with this right refused.
    private long scopes() {
        if (abi < ABI_SCOPES) {
            return 0;
        }
        long errata = SystemCalls.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, ERRATA);
        boolean corrected = errata > 0 && (errata & ERRATUM_OWN_THREADS) != 0;
        return ABSTRACT_SOCKETS | (corrected ? SIGNALS : 0);
    }

    /// A path that does not exist gives no right.
    private void add(Arena arena, long set, Rule rule) {
        var name = arena.allocateFrom(rule.path.toString());
        long file = SystemCalls.call(SystemCall.OPENAT, AT_WORKING_FOLDER, name.address(), PATH_ONLY, 0);
        if (file < 0) {
            return;
        }
        long possible = Files.isDirectory(rule.path) ? handled : handled & (WRITE_FILE | READ_FILE | TRUNCATE);
        var attributes = arena.allocate(12, 8);
        attributes.set(JAVA_LONG_UNALIGNED, 0, rule.rights & possible);
        attributes.set(JAVA_INT_UNALIGNED, 8, (int) file);
        SystemCalls.call(SystemCall.LANDLOCK_ADD_RULE, set, BENEATH, attributes.address(), 0);
        SystemCalls.call(SystemCall.CLOSE, file);
    }
}
