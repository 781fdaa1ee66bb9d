package dev.backstep.kernel.walls;

import dev.backstep.kernel.walls.SystemCalls.Machine;

/// Numbers of Linux's system calls, from the kernel's headers `unistd_64.h` (x86-64) and `unistd.h` (aarch64).
enum SystemCall {
    // What the thread that locks itself in calls.
    OPENAT(257, 56),
    CLOSE(3, 57),
    PRCTL(157, 167),
    SECCOMP(317, 277),
    LANDLOCK_CREATE_RULESET(444, 444),
    LANDLOCK_ADD_RULE(445, 445),
    LANDLOCK_RESTRICT_SELF(446, 446),
    PRLIMIT64(302, 261),
    SETRLIMIT(160, 164),
    GETPID(39, 172),

    // Frequent and harmless.
    READ(0, 63),
    WRITE(1, 64),
    LSEEK(8, 62),
    MMAP(9, 222),
    MUNMAP(11, 215),
    MPROTECT(10, 226),
    MADVISE(28, 233),
    FUTEX(202, 98),
    CLOCK_NANOSLEEP(230, 115),
    NEWFSTATAT(262, 79),
    FSTAT(5, 80),
    GETTID(186, 178),
    SCHED_YIELD(24, 124),

    // Judged by their arguments.
    CLONE(56, 220),
    CLONE3(435, 435),
    TGKILL(234, 131),
    IOCTL(16, 29),
    FCNTL(72, 25),
    OPEN(2, -1),
    OPENAT2(437, 437),

    // Processes.
    FORK(57, -1),
    VFORK(58, -1),
    EXECVE(59, 221),
    EXECVEAT(322, 281),
    PTRACE(101, 117),
    PROCESS_VM_READV(310, 270),
    PROCESS_VM_WRITEV(311, 271),
    KILL(62, 129),
    TKILL(200, 130),
    RT_SIGQUEUEINFO(129, 138),
    RT_TGSIGQUEUEINFO(297, 240),
    PIDFD_SEND_SIGNAL(424, 424),
    PIDFD_OPEN(434, 434),
    PIDFD_GETFD(438, 438),
    KCMP(312, 272),
    PROCESS_MADVISE(440, 440),
    PROCESS_MRELEASE(448, 448),
    MIGRATE_PAGES(256, 238),
    MOVE_PAGES(279, 239),
    SETPGID(109, 154),
    SETSID(112, 157),
    SETPRIORITY(141, 140),
    IOPRIO_SET(251, 30),
    SCHED_SETAFFINITY(203, 122),
    SCHED_SETSCHEDULER(144, 119),
    SCHED_SETPARAM(142, 118),
    SCHED_SETATTR(314, 274),
    UNSHARE(272, 97),
    SETNS(308, 268),

    // The network.
    SOCKET(41, 198),
    SOCKETPAIR(53, 199),
    CONNECT(42, 203),
    BIND(49, 200),
    LISTEN(50, 201),
    ACCEPT(43, 202),
    ACCEPT4(288, 242),

    // Memory and messages that processes share.
    SHMGET(29, 194),
    SHMAT(30, 196),
    SHMCTL(31, 195),
    MSGGET(68, 186),
    MSGSND(69, 189),
    MSGRCV(70, 188),
    MSGCTL(71, 187),
    SEMGET(64, 190),
    SEMOP(65, 193),
    SEMTIMEDOP(220, 192),
    SEMCTL(66, 191),
    MQ_OPEN(240, 180),
    MQ_UNLINK(241, 181),

    // The kernel and the machine.
    BPF(321, 280),
    PERF_EVENT_OPEN(298, 241),
    USERFAULTFD(323, 282),
    IO_URING_SETUP(425, 425),
    IO_URING_ENTER(426, 426),
    IO_URING_REGISTER(427, 427),
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    PIVOT_ROOT(155, 41),
    CHROOT(161, 51),
    MOVE_MOUNT(429, 429),
    OPEN_TREE(428, 428),
    OPEN_TREE_ATTR(467, 467),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    FSPICK(433, 433),
    MOUNT_SETATTR(442, 442),
    ADD_KEY(248, 217),
    REQUEST_KEY(249, 218),
    KEYCTL(250, 219),
    INIT_MODULE(175, 105),
    FINIT_MODULE(313, 273),
    DELETE_MODULE(176, 106),
    KEXEC_LOAD(246, 104),
    KEXEC_FILE_LOAD(320, 294),
    REBOOT(169, 142),
    SWAPON(167, 224),
    SWAPOFF(168, 225),
    ACCT(163, 89),
    QUOTACTL(179, 60),
    QUOTACTL_FD(443, 443),
    SYSLOG(103, 116),
    SETTIMEOFDAY(164, 170),
    CLOCK_SETTIME(227, 112),
    CLOCK_ADJTIME(305, 266),
    ADJTIMEX(159, 171),
    SETHOSTNAME(170, 161),
    SETDOMAINNAME(171, 162),
    IOPL(172, -1),
    IOPERM(173, -1),
    MODIFY_LDT(154, -1),
    PERSONALITY(135, 92),
    VHANGUP(153, 58),
    LOOKUP_DCOOKIE(212, 18),
    OPEN_BY_HANDLE_AT(304, 265),
    FANOTIFY_INIT(300, 262),
    FANOTIFY_MARK(301, 263),
    INOTIFY_INIT(253, -1),
    INOTIFY_INIT1(294, 26),
    INOTIFY_ADD_WATCH(254, 27),
    NFSSERVCTL(180, 42),
    USELIB(134, -1),

    // Users.
    SETUID(105, 146),
    SETGID(106, 144),
    SETREUID(113, 145),
    SETREGID(114, 143),
    SETRESUID(117, 147),
    SETRESGID(119, 149),
    SETFSUID(122, 151),
    SETFSGID(123, 152),
    SETGROUPS(116, 159),
    CAPSET(126, 91),

    // Who owns files, their attributes, and files that are none. Landlock does not know the first two.
    CHOWN(92, -1),
    FCHOWN(93, 55),
    LCHOWN(94, -1),
    FCHOWNAT(260, 54),
    SETXATTR(188, 5),
    LSETXATTR(189, 6),
    FSETXATTR(190, 7),
    SETXATTRAT(463, 463),
    REMOVEXATTR(197, 14),
    LREMOVEXATTR(198, 15),
    FREMOVEXATTR(199, 16),
    REMOVEXATTRAT(466, 466),
    FILE_SETATTR(469, 469),
    MKNOD(133, -1),
    MKNODAT(259, 33),

    // Modes and times of files, which Landlock does not know.
    CHMOD(90, -1),
    FCHMOD(91, 52),
    FCHMODAT(268, 53),
    FCHMODAT2(452, 452),
    UTIME(132, -1),
    UTIMES(235, -1),
    UTIMENSAT(280, 88),
    FUTIMESAT(261, -1),

    // Changes of files, where there is no Landlock.
    CREAT(85, -1),
    MKDIR(83, -1),
    MKDIRAT(258, 34),
    RMDIR(84, -1),
    UNLINK(87, -1),
    UNLINKAT(263, 35),
    RENAME(82, -1),
    RENAMEAT(264, 38),
    RENAMEAT2(316, 276),
    LINK(86, -1),
    LINKAT(265, 37),
    SYMLINK(88, -1),
    SYMLINKAT(266, 36),
    TRUNCATE(76, 45);

    private static final int NONE = -1;

    private final int onX86;
    private final int onArm;

    SystemCall(int onX86, int onArm) {
        this.onX86 = onX86;
        this.onArm = onArm;
    }

    boolean isOn(Machine machine) {
        return number(machine) != NONE;
    }

    /// Only if [#isOn].
    int number(Machine machine) {
        return switch (machine) {
            case X86_64 -> onX86;
            case AARCH64 -> onArm;
        };
    }
}
