package dev.backstep.kernel.walls;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rule of each audit event that CPython 3.14 raises. `docs/security.md` lists them again with the reasons.
///
/// An event that is not in the table comes from a library or from the program itself, which may raise events of any
/// name. It is allowed, unless its name says that it belongs to a family of which everything is refused.
final class EventRules {
    /// What happens when an event is raised.
    interface Rule {
        /// @return null if it is allowed
        @Nullable
        Refusal judge(FileRules files, Arguments arguments);
    }

    static final Rule ALLOWED = (_, _) -> null;

    private static final Rule PROCESS = refuse("Backstep programs cannot start processes");
    private static final Rule SIGNAL = refuse("Backstep programs cannot send signals");
    private static final Rule NETWORK = refuse("Backstep programs cannot use the network");
    private static final Rule NATIVE = refuse("Backstep programs cannot call native code (ctypes)");
    private static final Rule DATABASE = refuse("Backstep programs cannot open SQLite databases");
    private static final Rule SYSTEM = refuse("Backstep programs cannot change or ask the operating system");
    private static final Rule OWNER = refuse("Backstep programs cannot change who owns a file, or its attributes");
    private static final Rule INTERPRETER =
            refuse("Backstep programs cannot reach into the interpreter that runs them");
    private static final Rule TERMINAL = refuse("Backstep programs cannot control devices");

    private static final Map<String, Rule> RULES = table();

    /// Families of which everything is refused, also what a later Python may add.
    private static final List<Family> FAMILIES = List.of(
            new Family("socket.", NETWORK),
            new Family("ctypes.", NATIVE),
            new Family("subprocess.", PROCESS),
            new Family("_posixsubprocess.", PROCESS),
            new Family("pty.", PROCESS),
            new Family("os.exec", PROCESS),
            new Family("os.fork", PROCESS),
            new Family("os.posix_spawn", PROCESS),
            new Family("os.spawn", PROCESS),
            new Family("os.startfile", PROCESS),
            new Family("os.kill", SIGNAL),
            new Family("sqlite3.", DATABASE),
            new Family("resource.", SYSTEM),
            new Family("syslog.", SYSTEM),
            new Family("winreg.", SYSTEM),
            new Family("_winapi.", SYSTEM),
            new Family("msvcrt.", SYSTEM));

    private record Family(String prefix, Rule rule) {}

    private EventRules() {}

    static Rule of(String event) {
        var rule = RULES.get(event);
        return rule != null ? rule : ofUnknown(event);
    }

    private static Rule ofUnknown(String event) {
        for (var family : FAMILIES) {
            if (event.startsWith(family.prefix)) {
                return family.rule;
            }
        }
        return ALLOWED;
    }

    /// The events that are in the table.
    static Set<String> known() {
        return RULES.keySet();
    }

    private static Rule refuse(String sentence) {
        var refusal = Refusal.of(sentence);
        return (_, _) -> refusal;
    }

    private static Map<String, Rule> table() {
        var rules = new HashMap<String, Rule>();
        put(rules, ALLOWED, COMPUTING);
        put(rules, ALLOWED, ANNOUNCEMENTS);

        put(rules, FileRules::opening, "open");
        put(rules, EventRules::listing, "os.listdir os.scandir");
        put(rules, EventRules::searching, "glob.glob/2");
        put(rules, EventRules::walking, "os.walk os.fwalk");
        put(rules, EventRules::attribute, "os.getxattr os.listxattr");
        put(rules, EventRules::entering, "os.chdir");

        put(rules, (files, arguments) -> files.writing(arguments, 0, 1), "os.remove os.rmdir");
        put(rules, (files, arguments) -> files.writing(arguments, 0, 2), "os.mkdir os.chmod");
        put(rules, (files, arguments) -> files.writing(arguments, 0, 3), "os.utime");
        put(rules, (files, arguments) -> files.writing(arguments.text(0)), "tempfile.mkstemp tempfile.mkdtemp");
        put(rules, (files, arguments) -> files.writing(arguments.text(0)), "shutil.rmtree");
        put(rules, EventRules::moving, "os.rename os.link");
        put(rules, EventRules::linking, "os.symlink");
        put(rules, EventRules::truncating, "os.truncate");
        put(rules, EventRules::locking, "os.lockf fcntl.fcntl fcntl.flock fcntl.lockf");
        put(rules, EventRules::mapping, "mmap.__new__");
        put(rules, OWNER, "os.chown os.chflags os.setxattr os.removexattr");

        put(rules, EventRules::importing, "import");
        put(rules, EventRules::environment, "os.putenv os.unsetenv");

        put(rules, PROCESS, PROCESSES);
        put(rules, SIGNAL, "os.kill os.killpg signal.pthread_kill");
        put(rules, NETWORK, NETWORKING);
        put(rules, NATIVE, NATIVE_CODE);
        put(rules, NATIVE, "os.add_dll_directory");
        put(rules, DATABASE, "sqlite3.connect sqlite3.connect/handle");
        put(rules, DATABASE, "sqlite3.enable_load_extension sqlite3.load_extension");
        put(rules, SYSTEM, OPERATING_SYSTEM);
        put(rules, TERMINAL, "fcntl.ioctl");
        put(rules, INTERPRETER, "sys.addaudithook sys.remote_exec cpython.remote_debugger_script");
        put(rules, INTERPRETER, "cpython.PyInterpreterState_New cpython.PyConfig_Set setopencodehook");
        return Map.copyOf(rules);
    }

    private static void put(Map<String, Rule> rules, Rule rule, String events) {
        for (var event : events.strip().split("\\s+")) {
            if (rules.put(event, rule) != null) {
                throw new IllegalStateException(event + " has two rules");
            }
        }
    }

    /// Events of what needs no permission: making and looking at objects of one's own process.
    ///
    /// Code objects and functions can be made of any bytes, and such bytes can overwrite memory. So can numpy, by
    /// arrays at any address, and neither can be told from honest use: `code.replace` is common.
    private static final String COMPUTING = """
            array.__new__ code.__new__ compile exec function.__new__
            object.__getattr__ object.__setattr__ object.__delattr__
            builtins.breakpoint builtins.id builtins.input builtins.input/result pdb.Pdb
            marshal.dumps marshal.load marshal.loads pickle.find_class
            gc.get_objects gc.get_referents gc.get_referrers
            sys._current_exceptions sys._current_frames sys._getframe sys._getframemodulename
            sys.excepthook sys.unraisablehook sys.settrace sys.setprofile sys.monitoring.register_callback
            sys.set_asyncgen_hook_firstiter sys.set_asyncgen_hook_finalizer
            sys.set_asyncgen_hooks_firstiter sys.set_asyncgen_hooks_finalizer
            _thread.start_new_thread _thread.start_joinable_thread time.sleep
            cpython._PySys_ClearAuditHooks cpython.PyInterpreterState_Clear
            cpython.run_command cpython.run_file cpython.run_interactivehook cpython.run_module
            cpython.run_startup cpython.run_stdin
            socket.gethostname
            """;

    /// Events that say what is about to be done by steps that raise events of their own.
    private static final String ANNOUNCEMENTS = """
            glob.glob pathlib.Path.glob pathlib.Path.rglob pathlib.Path.walk
            shutil.chown shutil.copyfile shutil.copymode shutil.copystat shutil.copytree shutil.make_archive
            shutil.move shutil.unpack_archive
            """;

    private static final String PROCESSES = """
            os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile os.startfile/2 os.system
            _posixsubprocess.fork_exec subprocess.Popen pty.spawn
            _winapi.CreateProcess _winapi.OpenProcess _winapi.TerminateProcess
            """;

    private static final String NETWORKING = """
            socket.__new__ socket.bind socket.connect socket.getaddrinfo socket.gethostbyaddr
            socket.gethostbyname socket.getnameinfo socket.getservbyname socket.getservbyport
            socket.sendmsg socket.sendto socket.sethostname
            ftplib.connect ftplib.sendcmd http.client.connect http.client.send imaplib.open imaplib.send
            poplib.connect poplib.putline smtplib.connect smtplib.send urllib.Request webbrowser.open
            ensurepip.bootstrap
            """;

    private static final String NATIVE_CODE = """
            ctypes.PyObj_FromPtr ctypes.addressof ctypes.call_function ctypes.cdata ctypes.cdata/buffer
            ctypes.create_string_buffer ctypes.create_unicode_buffer ctypes.dlopen ctypes.dlsym
            ctypes.dlsym/handle ctypes.get_errno ctypes.get_last_error ctypes.memoryview_at ctypes.seh_exception
            ctypes.set_errno ctypes.set_exception ctypes.set_last_error ctypes.string_at ctypes.wstring_at
            """;

    private static final String OPERATING_SYSTEM = """
            os.listdrives os.listmounts os.listvolumes
            resource.prlimit resource.setrlimit
            syslog.closelog syslog.openlog syslog.setlogmask syslog.syslog
            msvcrt.get_osfhandle msvcrt.locking msvcrt.open_osfhandle
            _winapi.CreateFile _winapi.CreateJunction _winapi.CreateNamedPipe _winapi.CreatePipe
            winreg.ConnectRegistry winreg.CreateKey winreg.DeleteKey winreg.DeleteValue
            winreg.DisableReflectionKey winreg.EnableReflectionKey winreg.EnumKey winreg.EnumValue
            winreg.ExpandEnvironmentStrings winreg.LoadKey winreg.OpenKey winreg.OpenKey/result
            winreg.PyHKEY.Detach winreg.QueryInfoKey winreg.QueryReflectionKey winreg.QueryValue
            winreg.SaveKey winreg.SetValue
            """;

    // Rules that look at arguments

    private static @Nullable Refusal listing(FileRules files, Arguments arguments) {
        if (arguments.isNumber(0)) {
            return files.descriptor(arguments.number(0));
        }
        return files.reading(arguments.isNone(0) ? "." : arguments.text(0));
    }

    /// `os.walk(top, …)` and `os.fwalk` hide the error of a folder that cannot be read. A top that is no text comes
    /// again, as text, in the event of its listing.
    private static @Nullable Refusal walking(FileRules files, Arguments arguments) {
        var top = arguments.text(0);
        return top == null ? null : files.reading(top);
    }

    /// `glob.glob/2(pattern, recursive, root, …)`: the folder in which a search begins. What cannot be listed would be
    /// left out in silence.
    private static @Nullable Refusal searching(FileRules files, Arguments arguments) {
        var pattern = arguments.text(0);
        if (pattern == null) {
            return null;
        }
        int end = 0;
        while (end < pattern.length() && "*?[".indexOf(pattern.charAt(end)) < 0) {
            end++;
        }
        var fixed = pattern.substring(0, end);
        var folder = fixed.substring(0, Math.max(fixed.lastIndexOf('/'), fixed.lastIndexOf('\\')) + 1);
        var root = arguments.text(2);
        boolean relative = root != null && !folder.startsWith("/") && !folder.startsWith("\\");
        var start = relative ? root + "/" + folder : folder;
        return files.reading(start.isEmpty() ? "." : start);
    }

    private static @Nullable Refusal attribute(FileRules files, Arguments arguments) {
        return arguments.isNumber(0) ? files.descriptor(arguments.number(0)) : files.reading(arguments.text(0));
    }

    /// The working folder is the process's, and all paths are judged from the program's folder.
    private static @Nullable Refusal entering(FileRules files, Arguments arguments) {
        var name = arguments.text(0);
        if (name != null && files.isFolder(name)) {
            return null;
        }
        return Refusal.of("Backstep programs stay in their own folder; use paths instead of os.chdir");
    }

    /// `os.rename(from, to, folder, folder)` and `os.link`. Who links to a file can write it.
    private static @Nullable Refusal moving(FileRules files, Arguments arguments) {
        var refusal = files.writing(arguments, 0, 2);
        return refusal != null ? refusal : files.writing(arguments, 1, 3);
    }

    /// `os.symlink(target, link, folder)`. Where it leads is judged when it is used, but another program would follow
    /// it, too: it must lead to what the program may write. A relative target starts at the link's folder.
    private static @Nullable Refusal linking(FileRules files, Arguments arguments) {
        var refusal = files.writing(arguments, 1, 2);
        var target = arguments.text(0);
        var link = arguments.text(1);
        if (refusal != null || target == null || link == null) {
            return refusal != null ? refusal : files.writing((String) null);
        }
        int slash = Math.max(link.lastIndexOf('/'), link.lastIndexOf('\\'));
        boolean absolute = target.startsWith("/") || target.startsWith("\\") || target.indexOf(':') == 1;
        return files.writing(absolute ? target : link.substring(0, slash + 1) + target);
    }

    private static @Nullable Refusal truncating(FileRules files, Arguments arguments) {
        if (arguments.isNumber(0)) {
            var refusal = files.descriptor(arguments.number(0));
            return refusal != null ? refusal : files.writing(".");
        }
        return files.writing(arguments.text(0));
    }

    /// Locks are for those who write.
    private static @Nullable Refusal locking(FileRules files, Arguments arguments) {
        var refusal = arguments.isNumber(0) ? files.descriptor(arguments.number(0)) : null;
        return refusal != null ? refusal : files.writing(".");
    }

    /// `mmap.__new__(descriptor, …)`. What is open was judged then, and the system compares a map with it.
    private static @Nullable Refusal mapping(FileRules files, Arguments arguments) {
        return arguments.isNumber(0) ? files.descriptor(arguments.number(0)) : null;
    }

    /// `import(name, file, …)`: the file is that of a compiled module.
    private static @Nullable Refusal importing(FileRules files, Arguments arguments) {
        var name = arguments.text(0);
        if (name == null) {
            return Refusal.ofImport("Backstep programs cannot import a module without a name");
        }
        var refusal = Modules.judge(name);
        if (refusal != null) {
            return refusal;
        }
        var file = arguments.text(1);
        if (file == null) {
            return null;
        }
        return files.isLibrary(file)
                ? Modules.judgeFile(file)
                : Refusal.ofImport("Backstep programs cannot load compiled modules: " + file);
    }

    private static @Nullable Refusal environment(FileRules files, Arguments arguments) {
        var name = arguments.text(0);
        return name != null && Environment.isHarmless(name)
                ? null
                : Refusal.of("Backstep programs cannot change this variable of the environment: " + name);
    }
}
