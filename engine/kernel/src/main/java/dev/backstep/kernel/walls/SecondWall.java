package dev.backstep.kernel.walls;

import dev.backstep.kernel.walls.Standing.Hold;
import dev.backstep.kernel.walls.SystemCalls.Machine;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/// The second wall: the operating system refuses what a program may not do, also where the first wall fails.
///
/// On Linux it binds the thread that calls [#close] and the threads that this one starts from then on; the JVM's other
/// threads keep their rights. On macOS it binds the whole process. Elsewhere there is none.
///
/// # A wall cannot be moved
///
/// No system gives back a right that was given up, and programs of one kernel may have different folders. Three ways
/// were weighed:
///
/// - The wall holds writing only, and the first wall the folders. Then nothing but Python's own hook stands between a
///   program and the user's keys.
/// - Each program runs on a new thread, which binds itself. CPython allows that, but the programs share an
///   interpreter: what one leaves behind (a patched function, a finalizer, a callback) would run later with the rights
///   of another, and a program is not on Python's main thread, where signals and pending calls are.
/// - A process has one reach from its first program on, and a program of another reach gets another process.
///
/// The last is what we do. It is the only one under which a program cannot borrow rights, it needs no trust in what a
/// program leaves behind, and a spare kernel is ready anyway. Editing a file never changes its reach, so the price is
/// paid when another folder's file is opened or files are allowed.
///
/// # Before the wall is closed
///
/// All that writes, opens devices or talks to others has to be done before, or on another thread: unpacking native
/// libraries, opening a GPU, compiling for it, services that start threads when they are first used. A thread that the
/// bound thread starts is bound, too. A Java class that needs a right when it is initialised, and is first used on the
/// bound thread, is lost to all threads.
public final class SecondWall {
    private static final long NO_NEW_PRIVILEGES = 38;

    /// What the dynamic loader, the C library and numerical libraries look at when they come to it.
    private static final List<String> SYSTEM = List.of(
            "/lib",
            "/lib64",
            "/usr/lib",
            "/usr/lib64",
            "/usr/local/lib",
            "/etc/ld.so.cache",
            "/etc/localtime",
            "/etc/mime.types",
            "/usr/share/zoneinfo",
            "/proc/self",
            "/proc/cpuinfo",
            "/proc/meminfo",
            "/proc/stat",
            "/sys/devices/system/cpu",
            "/sys/devices/system/node",
            "/sys/fs/cgroup",
            "/sys/kernel/mm/transparent_hugepage",
            "/dev/zero",
            "/dev/random",
            "/dev/urandom");

    private SecondWall() {}

    /// Loads what [#close] needs, which takes some time in a JVM that has just started. On any thread.
    public static void prepare() {
        if (SystemCalls.areAvailable()) {
            SystemCalls.call(SystemCall.GETPID);
            Landlock.abi();
        }
    }

    /// Closes the wall, for ever. To be called once, on the thread that runs Python, before the first program.
    ///
    /// @return what holds now
    public static Standing close(Reach reach) {
        var machine = SystemCalls.MACHINE;
        if (machine != null && SystemCalls.areAvailable()) {
            return closeOnLinux(machine, reach);
        }
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return MacSandbox.close(reach, runtime());
        }
        return Standing.none(
                reach, "this system has nothing to bind a thread with, so only Python's audit hook holds programs");
    }

    private static Standing closeOnLinux(Machine machine, Reach reach) {
        return closeOnLinux(machine, reach, Landlock.abi());
    }

    /// @param abi the version of Landlock to use, at most that of this kernel
    static Standing closeOnLinux(Machine machine, Reach reach, int abi) {
        var holds = EnumSet.noneOf(Hold.class);
        var gaps = new ArrayList<String>();
        if (SystemCalls.call(SystemCall.PRCTL, NO_NEW_PRIVILEGES, 1) != 0) {
            return Standing.none(reach, "the system did not let this thread give up its rights");
        }
        boolean landlock = landlock(reach, abi);
        boolean seccomp = Seccomp.restrict(machine, reach.writes(), landlock ? abi : 0);
        if (landlock) {
            holds.add(Hold.READING);
            holds.add(Hold.WRITING);
            if (reach.writes()) {
                gaps.add("modes and times of files outside the folder can be changed");
            }
        } else {
            gaps.add("Landlock is not there, so other files can be read");
        }
        if (seccomp) {
            holds.addAll(EnumSet.of(Hold.PROCESSES, Hold.OTHER_PROCESSES, Hold.NETWORK));
            if (!landlock && !reach.writes()) {
                holds.add(Hold.WRITING);
            }
        } else {
            gaps.add("seccomp is not there, so sockets and processes are not held");
        }
        if (!holds.contains(Hold.WRITING)) {
            gaps.add("files outside the folder can be written");
        }
        var system = (landlock ? "Landlock " + abi : "no Landlock") + (seccomp ? ", seccomp" : ", no seccomp");
        return new Standing(reach, holds, system, false, gaps);
    }

    private static boolean landlock(Reach reach, int abi) {
        var landlock = Landlock.of(abi);
        SYSTEM.forEach(path -> landlock.read(Path.of(path)));
        runtime().forEach(landlock::read);
        reach.libraries().forEach(landlock::read);
        landlock.change(Path.of("/dev/null"));
        var folder = reach.folder();
        if (folder != null && reach.writes()) {
            landlock.write(folder);
        } else if (folder != null) {
            landlock.read(folder);
        }
        return landlock.restrict();
    }

    /// Where the JVM finds its own files and our classes, which it opens when they are first needed.
    private static List<Path> runtime() {
        var paths = new ArrayList<Path>();
        paths.add(Path.of(System.getProperty("java.home")));
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            try {
                if (!entry.isEmpty()) {
                    paths.add(Path.of(entry).toAbsolutePath());
                }
            } catch (InvalidPathException e) {
                // The JVM does not find it either.
            }
        }
        return paths;
    }
}
