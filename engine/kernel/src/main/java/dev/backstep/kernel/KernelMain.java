package dev.backstep.kernel;

import dev.backstep.kernel.walls.DataLimit;
import dev.backstep.kernel.walls.MemoryLimits;
import dev.backstep.kernel.walls.SecondWall;
import dev.backstep.recording.protocol.Frames;
import dev.backstep.recording.protocol.Request;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

/// The kernel process: requests come in on standard input, replies leave on standard output (see
/// [dev.backstep.recording.protocol]). It ends when it is told to, when its standard input ends, or when it is killed.
///
/// The app's `KernelCommand` lists the options that its JVM needs; of these:
///
/// - `-Xmx` is the limit for a program's tensors. A program that comes near it is ended with a `MemoryError`
///   ([MemoryGuard]), and a tensor for which there is no room is an error. What is faster than that ends the process,
///   with exit status [#EXIT_OUT_OF_MEMORY]: nobody can tell what else in it missed an allocation. Python's own
///   objects are not in the heap; their limits follow from the machine's memory ([MemoryLimits]).
/// - `--add-exports java.base/jdk.internal.module=ALL-UNNAMED` lets the engine's loops use vectors ([Vectors]).
/// - An ahead-of-time cache (`-XX:AOTCache`) saves half of the start; the installer makes it.
public final class KernelMain {
    /// The JVM's exit status when an allocation fails.
    public static final int EXIT_OUT_OF_MEMORY = 3;

    /// Deep recursion ends as an error of Python's long before: it counts calls, and measures the stack.
    private static final long STACK_BYTES = 64L << 20;

    /// The argument of a process that runs one program and ends: it does not warm up before.
    private static final String ONE_PROGRAM = "one-program";

    /// As what the machine's memory counts, in megabytes, for those who want less than half of it.
    private static final String MACHINE = "backstep.machine-megabytes";

    private KernelMain() {}

    public static void main(String[] arguments) throws Exception {
        var in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        var out = new FileOutputStream(FileDescriptor.out);
        // Anything that a library prints goes to the log instead of between the frames.
        System.setIn(InputStream.nullInputStream());
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
        int status = run(in, out, !List.of(arguments).contains(ONE_PROGRAM));
        // Not System.exit: a program that does not end would hold up the shutdown.
        Runtime.getRuntime().halt(status);
    }

    private static MemoryLimits limits() {
        var machine = Integer.getInteger(MACHINE);
        return machine == null
                ? MemoryLimits.ofThisProcess()
                : MemoryLimits.of((long) machine << 20, Runtime.getRuntime().maxMemory());
    }

    /// @param warm whether programs are to find everything loaded
    private static int run(InputStream in, OutputStream out, boolean warm) throws Exception {
        var replies = new Replies(out);
        var gpus = new Gpus();
        var limits = limits();
        Thread.ofPlatform().daemon().name("backstep-walls").start(SecondWall::prepare);
        var worker = new Worker(replies, limits.residentBytes(), memory -> {
            var session = new Session(TorchRuntime.start(new Walls()), gpus, replies, memory);
            if (warm) {
                session.warmUp();
            }
            DataLimit.allow(limits.nativeBytes());
            return session;
        });
        worker.start(STACK_BYTES);
        MemoryGuard.install(worker::whenOutOfMemory);
        try {
            while (true) {
                switch (Frames.readRequest(in)) {
                    case Request.Run run -> worker.submit(run);
                    case Request.FindDevices _ ->
                        // Drivers take their time, and a program may be running.
                        Thread.ofPlatform().daemon().name("backstep-devices").start(() -> gpus.tell(replies::send));
                    case Request.Interrupt(long id) -> worker.interrupt(id);
                    case Request.Shutdown _ -> {
                        return 0;
                    }
                    case null -> {
                        return 0;
                    }
                }
            }
        } catch (IOException e) {
            System.err.println("kernel: " + e.getMessage());
            return 1;
        }
    }
}
