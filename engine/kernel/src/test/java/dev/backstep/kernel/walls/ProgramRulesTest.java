package dev.backstep.kernel.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramRulesTest {
    private static final int DIRECTORY = 0x10000;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int CREATE = 0x40;
    private static final int TRUNCATE = 0x200;

    @TempDir
    Path temporary;

    private Path folder;
    private Path python;
    private Path outside;
    private ProgramRules rules;
    private ProgramRules writing;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectories(temporary.resolve("home/program"));
        python = Files.createDirectories(temporary.resolve("python"));
        outside = Files.createDirectories(temporary.resolve("home/other"));
        Files.writeString(folder.resolve("data.csv"), "1");
        Files.createDirectories(folder.resolve("sub/deep"));
        Files.writeString(python.resolve("os.py"), "");
        Files.writeString(outside.resolve("secret"), "");
        rules = new ProgramRules(new Reach(folder, false, List.of(python)));
        writing = new ProgramRules(new Reach(folder, true, List.of(python)));
    }

    private @Nullable Refusal judge(String event, @Nullable Object... arguments) {
        return rules.judge(event, new PlainArguments(arguments));
    }

    private @Nullable Refusal judgeWriting(String event, @Nullable Object... arguments) {
        return writing.judge(event, new PlainArguments(arguments));
    }

    private @Nullable Refusal open(Object name) {
        return judge("open", name, "r", CLOSE_ON_EXEC);
    }

    // Reading

    @Test
    void aProgramReadsItsOwnFolderAndPython() {
        assertNull(open(folder.resolve("data.csv").toString()));
        assertNull(open("data.csv"));
        assertNull(open("./sub/../data.csv"));
        assertNull(open("data.csv".getBytes(StandardCharsets.UTF_8)));
        assertNull(open("missing.csv"));
        assertNull(open("missing/folder/file"));
        assertNull(open(python.resolve("os.py").toString()));
        assertNull(open(python.resolve("__pycache__/os.cpython-314.pyc").toString()));
        assertNull(judge("open", "data.csv", null, CLOSE_ON_EXEC));
    }

    @Test
    void aProgramReadsNothingElse() {
        var refusal = open(outside.resolve("secret").toString());
        assertNotNull(refusal);
        assertEquals(Refusal.Type.PERMISSION_ERROR, refusal.type());
        assertEquals(outside.resolve("secret").toString(), refusal.path());
        assertEquals("Backstep programs can read only their own folder and Python's library", refusal.sentence());
        assertNotNull(open("../other/secret"));
        assertNotNull(open("sub/../../other/secret"));
        assertNotNull(open(folder + "/../other/secret"));
        assertNotNull(open(python + "/../home/other/secret"));
        assertNotNull(open(folder + "2/data.csv"), "a folder whose name only begins the same");
        assertNotNull(open("../other/secret".getBytes(StandardCharsets.UTF_8)));
        assertNotNull(open("data.csv\0"));
    }

    @Test
    void linksAreFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("inside"), Path.of("data.csv"));
        Files.createSymbolicLink(folder.resolve("out"), outside.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("outFolder"), outside);
        Files.createSymbolicLink(folder.resolve("nowhere"), outside.resolve("new"));
        Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        assertNull(open("inside"));
        assertNotNull(open("out"));
        assertNotNull(open("outFolder/secret"));
        assertNotNull(open("outFolder/missing"));
        // `..` after a link belongs to where the link leads.
        assertNotNull(open("outFolder/../other/secret"));
        assertNotNull(open("nowhere"));
        assertNotNull(open("loop"));
        assertNotNull(judgeWriting("open", "nowhere", "w", 1 | CREATE | TRUNCATE));
        assertNotNull(judgeWriting("open", "outFolder/new", "w", 1 | CREATE | TRUNCATE));
    }

    @Test
    void aFolderThatIsReachedThroughALinkIsTheSame() throws IOException {
        var link = Files.createSymbolicLink(temporary.resolve("link"), folder);
        rules = new ProgramRules(new Reach(link, false, List.of(python)));
        assertNull(open(link.resolve("data.csv").toString()));
        assertNull(open(folder.resolve("data.csv").toString()));
    }

    @Test
    void aProgramWithoutAFolderReadsPythonOnly() {
        rules = new ProgramRules(new Reach(null, false, List.of(python)));
        assertNull(open(python.resolve("os.py").toString()));
        var refusal = open("data.csv");
        assertNotNull(refusal);
        assertTrue(refusal.sentence().contains("save it first"), refusal.sentence());
        assertNotNull(open(folder.resolve("data.csv").toString()));
        assertNotNull(judge("os.listdir", new Object[] {null}));
        rules = new ProgramRules(new Reach(null, true, List.of(python)));
        assertNotNull(judge("open", "x", "w", 1 | CREATE));
    }

    @Test
    void whatIsNoTextIsRefused() {
        // `io.FileIO(path)` shows its argument before it asks what it stands for, and would ask again.
        var refusal = open(new Object());
        assertNotNull(refusal);
        assertTrue(refusal.sentence().contains("os.fspath"), refusal.sentence());
    }

    @Test
    void theKernelsDescriptorsAreRefused() {
        for (int descriptor = 0; descriptor < 3; descriptor++) {
            assertNotNull(open(descriptor));
            assertNotNull(judge("mmap.__new__", descriptor, 10, 0, 0));
        }
        assertNull(open(7));
        assertNull(judge("mmap.__new__", -1, 10, 0, 0));
        assertNull(judge("os.listdir", 7));
    }

    @Test
    void aFolderCannotBeOpened() {
        var refusal = judge("open", ".", null, DIRECTORY);
        assertNotNull(refusal);
        assertTrue(refusal.sentence().contains("folder"), refusal.sentence());
        assertNotNull(judge("open", folder.resolve("sub").toString(), null, CLOSE_ON_EXEC));
        assertNotNull(judge("open", python.toString(), null, CLOSE_ON_EXEC));
    }

    @Test
    void devicesAndTimeZonesMayBeRead() {
        assumeTrue(File.separatorChar == '/');
        for (var name : List.of("/dev/null", "/dev/urandom", "/etc/localtime", "/usr/share/zoneinfo/Europe/Berlin")) {
            assertNull(open(name), name);
        }
        assertNotNull(open("/usr/share/zoneinfo/../../../etc/passwd"));
        assertNotNull(open("/etc/passwd"));
        assertNotNull(open("/proc/self/environ"));
        assertNotNull(open("/proc/self/mem"));
        assertNotNull(open("/dev/tty"));
    }

    @Test
    void foldersAreListedByTheSameRule() {
        for (var event : List.of("os.listdir", "os.scandir")) {
            assertNull(judge(event, new Object[] {null}));
            assertNull(judge(event, "sub"));
            assertNull(judge(event, python.toString()));
            assertNotNull(judge(event, ".."));
            assertNotNull(judge(event, "/"));
            assertNotNull(judge(event, 1));
        }
        assertNull(judge("os.walk", ".", true, null, false));
        assertNotNull(judge("os.walk", "..", true, null, false));
        assertNull(judge("os.walk", new Object(), true, null, false));
        assertNull(judge("glob.glob/2", "*.csv", false, null, null));
        assertNull(judge("glob.glob/2", "sub/*.csv", false, null, null));
        assertNotNull(judge("glob.glob/2", "../*", false, null, null));
        assertNotNull(judge("glob.glob/2", outside + "/s*", false, null, null));
        assertNotNull(judge("glob.glob/2", "*", false, outside.toString(), null));
        assertNull(judge("glob.glob/2", "d*", false, folder.resolve("sub").toString(), null));
        assertNotNull(judge("os.getxattr", "../other/secret", "user.x"));
        assertNull(judge("os.getxattr", "data.csv", "user.x"));
    }

    @Test
    void aProgramStaysInItsFolder() {
        assertNull(judge("os.chdir", folder.toString()));
        assertNull(judge("os.chdir", "."));
        assertNotNull(judge("os.chdir", "sub"));
        assertNotNull(judge("os.chdir", ".."));
        assertNotNull(judge("os.chdir", 7));
    }

    // Writing

    @ParameterizedTest
    @ValueSource(strings = {"w", "a", "x", "r+", "wb", "w+", "rb+"})
    void writingNeedsPermission(String mode) {
        var refusal = judge("open", "new.txt", mode, 0);
        assertNotNull(refusal);
        assertTrue(refusal.sentence().contains("--allow-files"), refusal.sentence());
        assertTrue(refusal.sentence().contains("Run ▸ Allow Files…"), refusal.sentence());
        assertNull(judgeWriting("open", "new.txt", mode, 0));
        assertNull(judgeWriting("open", "sub/new.txt", mode, 0));
        assertNotNull(judgeWriting("open", "../new.txt", mode, 0));
        assertNotNull(judgeWriting("open", outside.resolve("secret").toString(), mode, 0));
        assertNotNull(judgeWriting("open", python.resolve("os.py").toString(), mode, 0));
    }

    @Test
    void flagsAreLookedAtWhereThereIsNoMode() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "flags are numbered differently elsewhere");
        for (int flags : List.of(1, 2, CREATE, TRUNCATE, 1 | CREATE, 0x410002)) {
            assertNotNull(judge("open", "new.txt", null, flags), "flags " + flags);
            assertNull(judgeWriting("open", "new.txt", null, flags), "flags " + flags);
        }
        // An unnamed file in a folder, as tempfile.TemporaryFile makes it.
        assertNotNull(judgeWriting("open", temporary.toString(), null, 0x410002));
    }

    @Test
    void theNullDeviceMayBeWritten() {
        assumeTrue(File.separatorChar == '/');
        assertNull(judge("open", "/dev/null", "w", 1 | CREATE | TRUNCATE));
        assertNotNull(judge("open", "/dev/zero", "w", 1));
    }

    @Test
    void changesOfFilesNeedPermissionAndStayInside() {
        record Change(String event, @Nullable Object... arguments) {}
        var inside = List.of(
                new Change("os.remove", "data.csv", -1),
                new Change("os.rmdir", "sub", -1),
                new Change("os.mkdir", "new", 511, -1),
                new Change("os.chmod", "data.csv", 384, -1),
                new Change("os.utime", "data.csv", null, null, -1),
                new Change("os.truncate", "data.csv", 0),
                new Change("os.truncate", 7, 0),
                new Change("os.rename", "data.csv", "b.csv", -1, -1),
                new Change("os.link", "data.csv", "b.csv", -1, -1),
                new Change("os.symlink", "data.csv", "b.csv", -1),
                new Change("os.symlink", "../data.csv", "sub/b.csv", -1),
                new Change("fcntl.flock", 7, 2),
                new Change("shutil.rmtree", "sub", null),
                new Change("tempfile.mkdtemp", folder.resolve("t").toString()));
        for (var change : inside) {
            assertNotNull(judge(change.event, change.arguments), change.event);
            assertNull(judgeWriting(change.event, change.arguments), change.event);
        }
        var never = List.of(
                new Change("os.remove", "../other/secret", -1),
                new Change("os.remove", "data.csv", 7),
                new Change("os.rmdir", outside.toString(), -1),
                new Change("os.mkdir", "/tmp/new", 511, -1),
                new Change("os.chmod", 7, 511, -1),
                new Change("os.truncate", 1, 0),
                new Change("os.rename", "data.csv", "../b.csv", -1, -1),
                new Change("os.rename", "../other/secret", "b.csv", -1, -1),
                new Change("os.rename", "data.csv", "b.csv", -1, 7),
                new Change("os.link", "../other/secret", "b.csv", -1, -1),
                new Change("os.symlink", "../other/secret", "b.csv", -1),
                new Change("os.symlink", outside.toString(), "b", -1),
                new Change("os.symlink", "../../other", "sub/b", -1),
                new Change("os.chown", "data.csv", 0, 0, -1),
                new Change("os.setxattr", "data.csv", "user.x", new byte[0], 0),
                new Change("shutil.rmtree", "..", null));
        for (var change : never) {
            assertNotNull(judgeWriting(change.event, change.arguments), change.event);
        }
    }

    @Test
    void whatIsReadAndWrittenOnAProgramsBehalfObeysTheSameRules() {
        assertNull(rules.reading("weights.pt"));
        assertNotNull(rules.reading("../weights.pt"));
        assertNotNull(rules.writing("weights.pt"));
        assertNull(writing.writing("weights.pt"));
        assertNotNull(writing.writing("../weights.pt"));
        assertNotNull(rules.descriptor(1));
        assertNull(rules.descriptor(3));
    }

    // Everything else

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socket.__new__",
                "socket.connect",
                "socket.getaddrinfo",
                "urllib.Request",
                "http.client.connect",
                "webbrowser.open",
                "ftplib.connect",
                "smtplib.send",
                "subprocess.Popen",
                "os.system",
                "os.exec",
                "os.fork",
                "os.forkpty",
                "os.posix_spawn",
                "pty.spawn",
                "os.kill",
                "os.killpg",
                "signal.pthread_kill",
                "ctypes.dlopen",
                "ctypes.cdata",
                "sqlite3.connect",
                "sys.addaudithook",
                "sys.remote_exec",
                "cpython.PyInterpreterState_New",
                "resource.setrlimit",
                "syslog.syslog",
                "winreg.OpenKey",
                "fcntl.ioctl",
                "os.add_dll_directory",
                "_winapi.CreateProcess",
                "ensurepip.bootstrap"
            })
    void familiesAreRefusedByName(String event) {
        var refusal = judgeWriting(event);
        assertNotNull(refusal);
        assertTrue(refusal.sentence().startsWith("Backstep programs cannot"), refusal.sentence());
        assertFalse(ProgramRules.isFree(event));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compile",
                "exec",
                "code.__new__",
                "object.__getattr__",
                "builtins.id",
                "sys._getframe",
                "time.sleep",
                "gc.get_objects",
                "marshal.loads",
                "pickle.find_class",
                "_thread.start_new_thread",
                "_thread.start_joinable_thread",
                "socket.gethostname",
                "shutil.copyfile",
                "glob.glob"
            })
    void computingIsFree(String event) {
        assertTrue(ProgramRules.isFree(event));
        assertNull(judge(event));
    }

    @Test
    void unknownEventsAreFreeUnlessTheyAreOfARefusedFamily() {
        assertNull(judge("mylib.something", "x"));
        assertNull(judge("os.something"));
        assertNotNull(judge("socket.something"));
        assertNotNull(judge("os.execve2"));
        assertNotNull(judge("ctypes.something"));
        assertNotNull(judge("os.killall"));
    }

    @Test
    void compiledModulesComeFromPythonOnly() {
        var library = python.resolve("lib-dynload/math.cpython-314-x86_64-linux-gnu.so");
        assertNull(judge("import", "math", null, null, null, null));
        assertNull(judge("import", "math", library.toString(), null, null, null));
        var refusal = judge("import", "fast", folder.resolve("fast.so").toString(), null, null, null);
        assertNotNull(refusal);
        assertEquals(Refusal.Type.IMPORT_ERROR, refusal.type());
        assertNotNull(judge("import", "fast", "fast.so", null, null, null));
        assertNotNull(judge("import", "fast", python + "/../home/program/fast.so", null, null, null));
        var tests = python.resolve("lib-dynload/_testcapi.cpython-314-x86_64-linux-gnu.so");
        assertNotNull(judge("import", "other", tests.toString(), null, null, null), "named otherwise");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ctypes",
                "_ctypes",
                "_ssl",
                "_testcapi",
                "_interpreters",
                "faulthandler",
                "_multiprocessing",
                "readline",
                "termios",
                "posix",
                "_signal",
                "_imp"
            })
    void someModulesAreNotImported(String name) {
        var refusal = judge("import", name, null, null, null, null);
        assertNotNull(refusal);
        assertEquals(Refusal.Type.IMPORT_ERROR, refusal.type());
        assertFalse(Guard.mayCreate(name));
    }

    @Test
    void otherModulesAreImported() {
        for (var name : List.of("numpy", "subprocess", "socket", "multiprocessing", "mine.sys", "mine.ctypes")) {
            assertNull(judge("import", name, null, null, null, null), name);
        }
        assertTrue(Guard.mayCreate("math"));
    }

    @Test
    void variablesOfTheEnvironmentAreHarmlessOrRefused() {
        assertNull(judge("os.putenv", "OMP_NUM_THREADS".getBytes(StandardCharsets.UTF_8), new byte[0]));
        assertNull(judge("os.putenv", "CUDA_VISIBLE_DEVICES", ""));
        assertNull(judge("os.unsetenv", "OPENBLAS_MAIN_FREE"));
        for (var name : List.of("LD_PRELOAD", "PATH", "OCL_ICD_VENDORS", "JAVA_TOOL_OPTIONS", "HOME")) {
            assertNotNull(judge("os.putenv", name, "x"), name);
        }
    }
}
