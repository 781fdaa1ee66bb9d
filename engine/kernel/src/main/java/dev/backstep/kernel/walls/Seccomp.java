package dev.backstep.kernel.walls;

import static dev.backstep.kernel.walls.SystemCall.*;

import dev.backstep.kernel.walls.SystemCalls.Machine;
import java.lang.foreign.Arena;
import java.util.EnumSet;
import java.util.Set;

/// Seccomp: system calls that a thread cannot make any more.
///
/// The JVM goes on using the thread: it must be able to start threads, to signal its own, to map memory and to read.
final class Seccomp {
    /// The highest number of a call at the time of writing (Linux 6.18, `file_setattr`).
    private static final int LAST = 469;

    private static final int SET_MODE_FILTER = 1;
    private static final int CLONE_THREAD = 0x10000;

    /// Typing into the terminal that the process was started from, and being told of a descriptor's events by a signal.
    private static final int[] CONTROLS = {0x5412, 0x541C, 0x8901, 0x8902};

    private static final int[] SIGNALS_BY_DESCRIPTOR = {8, 10, 15};

    private static final int WRITE_ONLY = 1;
    private static final int READ_WRITE = 2;
    private static final int CREATE = 0x40;
    private static final int TRUNCATE_FLAG = 0x200;

    private static final Set<SystemCall> COMMON = EnumSet.range(READ, SCHED_YIELD);
    private static final Set<SystemCall> ALWAYS_REFUSED = EnumSet.range(FORK, MKNODAT);
    private static final Set<SystemCall> MODES_AND_TIMES = EnumSet.range(CHMOD, FUTIMESAT);
    private static final Set<SystemCall> CHANGES = EnumSet.range(CREAT, TRUNCATE);

    private Seccomp() {}

    /// Binds the calling thread, and those that it will start. It must have given up new privileges before.
    ///
    /// @param writes whether some files may be changed
    /// @param abi the version of Landlock that guards files; 0 for none
    /// @return whether it did
    static boolean restrict(Machine machine, boolean writes, int abi) {
        try (var arena = Arena.ofConfined()) {
            var program = filter(machine, writes, abi).finish(arena);
            return SystemCalls.call(SECCOMP, SET_MODE_FILTER, 0, program.address()) == 0;
        }
    }

    private static Filter filter(Machine machine, boolean writes, int abi) {
        var filter = new Filter(machine, LAST);
        var refused = Filter.failing(SystemCalls.EPERM);
        var missing = Filter.failing(SystemCalls.ENOSYS);
        COMMON.forEach(call -> filter.on(call, Filter.ALLOWED));
        // Threads, but no processes. The newer call hides its flags in memory; without it the C library uses the older.
        filter.on(CLONE, Filter.ifNoBit(0, CLONE_THREAD));
        filter.on(CLONE3, missing);
        filter.on(TGKILL, Filter.unlessEqual(0, ProcessHandle.current().pid()));
        filter.on(IOCTL, Filter.ifOneOf(1, CONTROLS));
        filter.on(FCNTL, Filter.ifOneOf(1, SIGNALS_BY_DESCRIPTOR));
        filter.on(PRLIMIT64, Filter.unlessEqual(2, 0));
        filter.on(SETRLIMIT, refused);
        ALWAYS_REFUSED.forEach(call -> filter.on(call, refused));
        if (!writes) {
            MODES_AND_TIMES.forEach(call -> filter.on(call, refused));
        }
        if (abi < Landlock.ABI_TRUNCATE) {
            guardFiles(filter, writes || abi > 0);
        }
        return filter;
    }

    /// What an old Landlock, or none, leaves open. Paths are in memory, where a filter cannot look.
    ///
    /// @param landlock whether Landlock guards files that are opened for writing, or nothing is to guard them
    private static void guardFiles(Filter filter, boolean landlock) {
        filter.on(OPENAT2, Filter.failing(SystemCalls.ENOSYS));
        filter.on(SystemCall.TRUNCATE, Filter.failing(SystemCalls.EPERM));
        if (landlock) {
            // Cutting a file to length while opening it to read.
            int mask = WRITE_ONLY | READ_WRITE | TRUNCATE_FLAG;
            filter.on(OPEN, Filter.ifMasked(1, mask, TRUNCATE_FLAG));
            filter.on(OPENAT, Filter.ifMasked(2, mask, TRUNCATE_FLAG));
            return;
        }
        int changes = WRITE_ONLY | READ_WRITE | CREATE | TRUNCATE_FLAG;
        filter.on(OPEN, Filter.ifAnyBit(1, changes));
        filter.on(OPENAT, Filter.ifAnyBit(2, changes));
        CHANGES.forEach(call -> filter.on(call, Filter.failing(SystemCalls.EPERM)));
    }
}
