package dev.backstep.kernel.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.backstep.kernel.walls.Standing.Hold;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each test binds a thread of its own, tries what is refused, and sees that the test's thread still may.
class SecondWallTest {
    private static final long EPERM = -1;
    private static final long EACCES = -13;
    private static final long EXDEV = -18;
    private static final long ENOSYS = -38;

    private static final long HERE = -100;
    private static final long CREATE = 0x41;
    private static final long TRUNCATE_READING = 0x200;

    @TempDir
    Path temporary;

    private Path folder;
    private Path outside;

    @BeforeEach
    void makeFolders() throws IOException {
        assumeTrue(SystemCalls.areAvailable(), "there is a second wall of threads on Linux only");
        folder = Files.createDirectory(temporary.resolve("program"));
        outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(folder.resolve("data"), "mine");
        Files.writeString(outside.resolve("secret"), "secret");
    }

    private static void assumeLandlock() {
        assumeTrue(Landlock.abi() > 0, "this kernel has no Landlock, or a container hides it");
    }

    private Reach reading() {
        return new Reach(folder, false, List.of());
    }

    private Reach writing() {
        return new Reach(folder, true, List.of());
    }

    /// Runs something on a thread that is bound.
    private static <T> T bound(Reach reach, Callable<T> action) throws Exception {
        return bound(() -> SecondWall.close(reach), action);
    }

    private static <T> T bound(Callable<Standing> close, Callable<T> action) throws Exception {
        var task = new FutureTask<T>(() -> {
            close.call();
            return action.call();
        });
        var thread = new Thread(task, "bound");
        thread.start();
        thread.join();
        return task.get();
    }

    /// As on a kernel that has an older Landlock, or none.
    private static <T> T boundWith(int abi, Reach reach, Callable<T> action) throws Exception {
        return bound(() -> SecondWall.closeOnLinux(Objects.requireNonNull(SystemCalls.MACHINE), reach, abi), action);
    }

    private static long call(SystemCall call, long... arguments) {
        assumeTrue(call.isOn(Objects.requireNonNull(SystemCalls.MACHINE)));
        return SystemCalls.call(call, arguments);
    }

    /// Makes a call whose arguments hold paths.
    private static long call(Path path, Function<Long, Long> call) {
        try (var arena = Arena.ofConfined()) {
            return call.apply(arena.allocateFrom(path.toString()).address());
        }
    }

    private static long open(Path path, long flags) {
        long file = call(path, name -> call(SystemCall.OPENAT, HERE, name, flags, 0600));
        if (file >= 0) {
            call(SystemCall.CLOSE, file);
        }
        return Math.min(file, 0);
    }

    @Test
    void itTellsWhatHolds() throws Exception {
        assumeLandlock();
        var standing = bound(reading(), () -> SecondWall.close(reading()));
        assertEquals(EnumSet.allOf(Hold.class), standing.holds());
        assertTrue(standing.isComplete());
        assertFalse(standing.wholeProcess());
        assertEquals(List.of(), standing.gaps());
        assertTrue(standing.describe().contains("Landlock"), standing.describe());
        assertTrue(standing.fits(reading()));
        assertFalse(standing.fits(writing()));
    }

    // Files

    @Test
    void filesOutsideAreNotRead() throws Exception {
        assumeLandlock();
        bound(reading(), () -> {
            assertEquals(EACCES, open(outside.resolve("secret"), 0));
            assertEquals(EACCES, open(outside, 0));
            assertEquals(EACCES, open(Path.of("/etc/passwd"), 0));
            assertEquals(EACCES, open(Path.of("/proc/1/environ"), 0));
            assertEquals(EACCES, open(folder.resolve("../outside/secret"), 0));
            assertThrows(AccessDeniedException.class, () -> Files.readString(outside.resolve("secret")));
            assertThrows(AccessDeniedException.class, () -> Files.list(outside).close());
            assertEquals("mine", Files.readString(folder.resolve("data")));
            return null;
        });
        assertEquals("secret", Files.readString(outside.resolve("secret")));
    }

    @Test
    void linksLeadNowhereElse() throws Exception {
        assumeLandlock();
        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret"));
        bound(reading(), () -> {
            assertEquals(EACCES, open(folder.resolve("link"), 0));
            assertEquals(EACCES, open(Path.of("/proc/self/root/etc/passwd"), 0));
            return null;
        });
    }

    @Test
    void whatTheJvmAndPythonNeedIsRead() throws Exception {
        assumeLandlock();
        var library = Files.createDirectory(temporary.resolve("python"));
        Files.writeString(library.resolve("os.py"), "");
        bound(new Reach(null, false, List.of(library)), () -> {
            assertEquals(0, open(library.resolve("os.py"), 0));
            assertEquals(0, open(Path.of(System.getProperty("java.home"), "lib", "modules"), 0));
            assertEquals(0, open(Path.of("/dev/urandom"), 0));
            assertEquals(0, open(Path.of("/dev/null"), 2));
            assertEquals(0, open(Path.of("/proc/self/status"), 0));
            assertEquals(EACCES, open(folder.resolve("data"), 0));
            assertEquals(EACCES, open(library.resolve("os.py"), 1));
            assertEquals(EACCES, open(Path.of("/proc/self/mem"), 2));
            return null;
        });
    }

    @Test
    void nothingIsWrittenWithoutPermission() throws Exception {
        assumeLandlock();
        bound(reading(), () -> {
            for (var path : List.of(folder, outside)) {
                var name = path.equals(folder) ? "data" : "secret";
                assertEquals(EACCES, open(path.resolve("new"), CREATE));
                assertEquals(EACCES, open(path.resolve(name), 1));
                assertEquals(EACCES, call(path.resolve(name), file -> call(SystemCall.UNLINKAT, HERE, file, 0)));
                assertEquals(EACCES, call(path.resolve("d"), file -> call(SystemCall.MKDIRAT, HERE, file, 0700)));
                assertEquals(EACCES, call(path.resolve("l"), file -> call(SystemCall.SYMLINKAT, file, HERE, file)));
                assertEquals(EACCES, call(path.resolve(name), file -> call(SystemCall.TRUNCATE, file, 0)));
                assertEquals(EPERM, call(path.resolve(name), file -> call(SystemCall.FCHMODAT, HERE, file, 0777)));
                assertEquals(EPERM, call(path.resolve(name), file -> call(SystemCall.UTIMENSAT, HERE, file, 0, 0)));
                assertEquals(EPERM, call(path.resolve(name), file -> call(SystemCall.FCHOWNAT, HERE, file, -1, -1, 0)));
                assertEquals(EPERM, call(path.resolve("p"), file -> call(SystemCall.MKNODAT, HERE, file, 0010600, 0)));
            }
            assertThrows(AccessDeniedException.class, () -> Files.writeString(folder.resolve("new"), "x"));
            assertThrows(AccessDeniedException.class, () -> Files.delete(folder.resolve("data")));
            return null;
        });
        Files.writeString(outside.resolve("new"), "x");
    }

    @Test
    void theFolderIsWrittenWherePermitted() throws Exception {
        assumeLandlock();
        bound(writing(), () -> {
            Files.writeString(folder.resolve("new"), "x");
            Files.createDirectories(folder.resolve("a/b"));
            Files.move(folder.resolve("new"), folder.resolve("a/b/moved"));
            Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret"));
            Files.delete(folder.resolve("data"));
            assertEquals(EACCES, open(folder.resolve("link"), 0));
            assertEquals(EACCES, open(folder.resolve("link"), 1));
            assertEquals(EACCES, open(outside.resolve("new"), CREATE));
            assertThrows(
                    FileSystemException.class, () -> Files.move(folder.resolve("a/b/moved"), outside.resolve("moved")));
            long linked = call(
                    outside.resolve("secret"),
                    from -> call(folder.resolve("hard"), to -> call(SystemCall.LINKAT, HERE, from, HERE, to, 0)));
            assertTrue(linked == EXDEV || linked == EACCES, "link: " + linked);
            return null;
        });
        assertEquals("x", Files.readString(folder.resolve("a/b/moved")));
    }

    @Test
    void withoutLandlockNothingIsWrittenEither() throws Exception {
        var standing = boundWith(0, reading(), () -> {
            assertEquals(EPERM, open(folder.resolve("new"), CREATE));
            assertEquals(EPERM, open(outside.resolve("secret"), 1));
            assertEquals(EPERM, open(outside.resolve("secret"), 2));
            assertEquals(EPERM, open(outside.resolve("secret"), TRUNCATE_READING));
            assertEquals(EPERM, call(outside.resolve("secret"), file -> call(SystemCall.UNLINKAT, HERE, file, 0)));
            assertEquals(EPERM, call(outside.resolve("d"), file -> call(SystemCall.MKDIRAT, HERE, file, 0700)));
            assertEquals(ENOSYS, call(SystemCall.OPENAT2, HERE, 0, 0, 0));
            assertThrows(FileSystemException.class, () -> Files.writeString(folder.resolve("new"), "x"));
            assertEquals("secret", Files.readString(outside.resolve("secret")));
            return SecondWall.closeOnLinux(Objects.requireNonNull(SystemCalls.MACHINE), reading(), 0);
        });
        assertFalse(standing.holds(Hold.READING));
        assertTrue(standing.holds(Hold.WRITING));
        assertTrue(standing.describe().contains("other files can be read"), standing.describe());
        var permitted = boundWith(
                0, writing(), () -> SecondWall.closeOnLinux(Objects.requireNonNull(SystemCalls.MACHINE), writing(), 0));
        assertFalse(permitted.holds(Hold.WRITING));
    }

    @Test
    void theFirstLandlockIsEnoughForFilesAsWell() throws Exception {
        assumeLandlock();
        boundWith(1, writing(), () -> {
            assertEquals(0, open(folder.resolve("new"), CREATE));
            assertEquals(EACCES, open(outside.resolve("new"), CREATE));
            assertEquals(EACCES, open(outside.resolve("secret"), 0));
            assertEquals(EPERM, open(outside.resolve("secret"), TRUNCATE_READING));
            assertEquals(EPERM, call(outside.resolve("secret"), file -> call(SystemCall.TRUNCATE, file, 0)));
            return null;
        });
        assertEquals("secret", Files.readString(outside.resolve("secret")));
    }

    // Processes and the network

    @Test
    void noProcessIsStarted() throws Exception {
        bound(reading(), () -> {
            assertEquals(EPERM, call(SystemCall.EXECVE, 0, 0, 0));
            assertEquals(EPERM, call(SystemCall.EXECVEAT, HERE, 0, 0, 0, 0));
            assertEquals(EPERM, call(SystemCall.CLONE, 0, 0, 0, 0, 0));
            assertEquals(EPERM, call(SystemCall.CLONE, 17, 0, 0, 0, 0));
            assertEquals(ENOSYS, call(SystemCall.CLONE3, 0, 0));
            assertThrows(IOException.class, () -> new ProcessBuilder("true").start());
            return null;
        });
        assertEquals(0, new ProcessBuilder("true").start().waitFor());
    }

    @Test
    void forkIsRefusedWhereItIsACallOfItsOwn() throws Exception {
        bound(reading(), () -> {
            assertEquals(EPERM, call(SystemCall.FORK));
            assertEquals(EPERM, call(SystemCall.VFORK));
            return null;
        });
    }

    @Test
    void noSocketIsMade() throws Exception {
        // A class whose initialisation fails on a bound thread is lost to all threads.
        SocketChannel.open(StandardProtocolFamily.UNIX).close();
        bound(reading(), () -> {
            for (int family = 1; family < 45; family++) {
                assertEquals(EPERM, call(SystemCall.SOCKET, family, 1, 0));
            }
            assertEquals(EPERM, call(SystemCall.SOCKETPAIR, 1, 1, 0, 0));
            assertThrows(IOException.class, () -> SocketChannel.open(StandardProtocolFamily.UNIX));
            return null;
        });
        SocketChannel.open(StandardProtocolFamily.UNIX).close();
    }

    @Test
    void otherProcessesAreOutOfReach() throws Exception {
        long self = ProcessHandle.current().pid();
        bound(reading(), () -> {
            assertEquals(EPERM, call(SystemCall.KILL, self, 0));
            assertEquals(EPERM, call(SystemCall.KILL, 1, 0));
            assertEquals(EPERM, call(SystemCall.TKILL, self, 0));
            assertEquals(EPERM, call(SystemCall.TGKILL, 1, 1, 0));
            assertEquals(EPERM, call(SystemCall.RT_SIGQUEUEINFO, self, 0, 0));
            assertEquals(EPERM, call(SystemCall.PIDFD_OPEN, self, 0));
            assertEquals(EPERM, call(SystemCall.PTRACE, 0, 0, 0, 0));
            assertEquals(EPERM, call(SystemCall.PROCESS_VM_READV, self, 0, 0, 0, 0, 0));
            assertEquals(EPERM, call(SystemCall.SHMGET, 0, 4096, 0600));
            assertEquals(EPERM, call(SystemCall.SETPRIORITY, 0, 0, 0));
            assertEquals(EPERM, call(SystemCall.FCNTL, 0, 8, 1));
            assertEquals(EPERM, call(SystemCall.IOCTL, 0, 0x5412, 0));
            // The upper half of the argument, which the kernel does not look at, hides nothing.
            assertEquals(EPERM, call(SystemCall.IOCTL, 0, 0x100005412L, 0));
            assertEquals(0, call(SystemCall.TGKILL, self, call(SystemCall.GETTID), 0));
            return null;
        });
    }

    @Test
    void theKernelsOwnBusinessIsOutOfReach() throws Exception {
        bound(reading(), () -> {
            for (var call : List.of(
                    SystemCall.BPF,
                    SystemCall.PERF_EVENT_OPEN,
                    SystemCall.USERFAULTFD,
                    SystemCall.IO_URING_SETUP,
                    SystemCall.MOUNT,
                    SystemCall.UNSHARE,
                    SystemCall.SETNS,
                    SystemCall.KEYCTL,
                    SystemCall.ADD_KEY,
                    SystemCall.CHROOT,
                    SystemCall.PERSONALITY,
                    SystemCall.SETUID,
                    SystemCall.CAPSET)) {
                assertEquals(EPERM, call(call, 0, 0, 0), call.name());
            }
            return null;
        });
    }

    @Test
    void limitsAreReadButNotChanged() throws Exception {
        bound(reading(), () -> {
            try (var arena = Arena.ofConfined()) {
                long place = arena.allocate(16, 8).address();
                assertEquals(0, call(SystemCall.PRLIMIT64, 0, 2, 0, place));
                assertEquals(EPERM, call(SystemCall.PRLIMIT64, 0, 2, place, 0));
            }
            return null;
        });
    }

    // What the JVM needs

    @Test
    void threadsAreStartedAndAreBoundAsWell() throws Exception {
        assumeLandlock();
        bound(reading(), () -> {
            var inner = new FutureTask<>(
                    () -> List.of(open(outside.resolve("secret"), 0), call(SystemCall.SOCKET, 1, 1, 0)));
            new Thread(inner).start();
            assertEquals(List.of(EACCES, EPERM), inner.get());
            return null;
        });
    }

    @Test
    void theJvmGoesOnWorking() throws Exception {
        bound(reading(), () -> {
            var list = new ArrayList<byte[]>();
            for (int i = 0; i < 200; i++) {
                list.add(new byte[1 << 20]);
                if (list.size() > 20) {
                    list.clear();
                }
            }
            System.gc();
            assertThrows(StackOverflowError.class, SecondWallTest::recurse);
            assertEquals(
                    1000L,
                    List.of(1, 2, 3, 4).parallelStream().mapToLong(i -> i * 100).sum());
            Thread.sleep(1);
            return null;
        });
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int recurse() {
        return recurse() + 1;
    }
}
