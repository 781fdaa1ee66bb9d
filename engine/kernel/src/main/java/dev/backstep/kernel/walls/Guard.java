package dev.backstep.kernel.walls;

import java.util.List;

/// Functions that raise no audit event, or one that tells too little.
///
/// They are replaced before the first program, in the module that defines them and in those that have already copied
/// them (`os` for `posix`, `signal` for `_signal`). The modules must be loaded then: [ProgramRules] lets no program
/// load them, for that would bring the old functions back.
///
/// They keep a mistake from doing harm, no more: `open` with an `opener` reaches any descriptor. So what comes out of a
/// kernel's pipes is not to be trusted.
///
/// A replacement in Python would keep the old function within a program's reach, where it still needs it: such a one
/// belongs into Java. Names that a platform does not have are left out.
///
/// @param module where they are defined
/// @param functions separated by spaces
/// @param kind what takes their place
/// @param sentence what to raise a `PermissionError` with; for [Kind#DO_NOTHING] empty
public record Guard(String module, String functions, Kind kind, String sentence) {
    public enum Kind {
        /// Always raises.
        REFUSE,
        /// Returns `None` and does nothing. `os.environ` then changes for the program alone.
        DO_NOTHING,
        /// Raises if an argument is one of the descriptors 0, 1 and 2 ([ProgramRules#descriptor]); else as before.
        DESCRIPTOR,
        /// Raises if the name in its argument, a module's specification, is that of a guard's module or of a module
        /// that may not be imported ([Guard#mayCreate]); else as before.
        CREATE_MODULE
    }

    private static final String PROCESSES = "Backstep programs cannot start, end or change processes";
    private static final String SIGNALS = "Backstep programs cannot change how signals are handled";
    private static final String DESCRIPTORS =
            "Backstep programs cannot use the descriptors 0, 1 and 2: they belong to Backstep";

    private static final String PROCESS_FUNCTIONS = """
            _exit abort pidfd_open unshare setns setsid setpgid setpgrp nice setpriority \
            sched_setaffinity sched_setscheduler sched_setparam setuid setgid seteuid setegid setreuid setregid \
            setresuid setresgid setgroups initgroups umask wait wait3 wait4 waitpid waitid\
            """;

    private static final String TERMINAL_FUNCTIONS =
            "openpty posix_openpt grantpt unlockpt ptsname login_tty tcsetpgrp tcgetpgrp ctermid";

    private static final String DESCRIPTOR_FUNCTIONS = """
            close closerange dup dup2 read readv pread preadv write writev pwrite pwritev lseek \
            sendfile copy_file_range splice posix_fallocate posix_fadvise fsync fdatasync \
            set_inheritable set_blocking\
            """;

    private static final String SIGNAL_FUNCTIONS = """
            signal alarm setitimer siginterrupt raise_signal set_wakeup_fd pthread_sigmask \
            pause sigwait sigwaitinfo sigtimedwait pidfd_send_signal\
            """;

    public static final List<Guard> ALL = List.of(
            new Guard("posix", PROCESS_FUNCTIONS, Kind.REFUSE, PROCESSES),
            new Guard("nt", "_exit abort umask waitpid", Kind.REFUSE, PROCESSES),
            new Guard("posix", TERMINAL_FUNCTIONS, Kind.REFUSE, "Backstep programs have no terminal"),
            new Guard("posix", "mkfifo mknod chroot", Kind.REFUSE, "Backstep programs cannot make such files"),
            new Guard("posix", DESCRIPTOR_FUNCTIONS, Kind.DESCRIPTOR, DESCRIPTORS),
            new Guard("nt", DESCRIPTOR_FUNCTIONS, Kind.DESCRIPTOR, DESCRIPTORS),
            new Guard("posix", "putenv unsetenv", Kind.DO_NOTHING, ""),
            // No program can fork, and what is registered keeps a module for ever that is loaded anew by each program.
            new Guard("posix", "register_at_fork", Kind.DO_NOTHING, ""),
            new Guard("nt", "putenv unsetenv", Kind.DO_NOTHING, ""),
            new Guard("_signal", SIGNAL_FUNCTIONS, Kind.REFUSE, SIGNALS),
            new Guard("_thread", "interrupt_main", Kind.REFUSE, SIGNALS),
            // What is frozen is the kernel's: all that was there before the program.
            new Guard("gc", "freeze unfreeze", Kind.DO_NOTHING, ""),
            // It writes a file for a profiler outside of Python.
            new Guard("sys", "activate_stack_trampoline", Kind.REFUSE, "Backstep programs cannot write this file"),
            new Guard("_imp", "create_builtin", Kind.CREATE_MODULE, "Backstep programs cannot load this module again"));

    /// Whether `_imp.create_builtin` may make a module of a name.
    public static boolean mayCreate(String name) {
        return Modules.judge(name) == null;
    }
}
