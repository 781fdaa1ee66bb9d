package dev.backstep.kernel;

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

/// The kernel process: requests come in on standard input, replies leave on standard output (see
/// [dev.backstep.recording.protocol]). It ends when it is told to, when its standard input ends, or when it is killed.
///
/// The app's `KernelCommand` lists the options that its JVM needs; of these:
///
/// - `-Xmx` is the limit for a program's tensors and lists. A program that comes near it is ended with a `MemoryError`
///   ([MemoryGuard]). One that is faster than that, or whose single allocation is too large, ends the process, with
/// exit status
///   [#EXIT_OUT_OF_MEMORY]: nobody can tell what else in it missed an allocation.
/// - `-XX:TieredStopAtLevel=1`: the optimising compiler costs more than it gives. It is busy with the interpreter for a
///   minute, during which programs wait for it; without it a kernel is ready with 40 % of the CPU time and takes 100 MB
///   less, and even resnet18 finishes sooner. So `jdk.incubator.vector` should not be added: vector code needs that
///   compiler, and the engine has plain loops.
/// - An ahead-of-time cache (`-XX:AOTCache`) saves half of the start; the installer makes it.
public final class KernelMain {
    /// The JVM's exit status when an allocation fails.
    public static final int EXIT_OUT_OF_MEMORY = 3;

    /// The interpreter does not count calls: how deep a program may recurse is decided by this. It is some five
    /// thousand
    /// calls, where Python allows a thousand.
    private static final long STACK_BYTES = 32L << 20;

    private KernelMain() {}

    public static void main(String[] arguments) throws Exception {
        var in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        var out = new FileOutputStream(FileDescriptor.out);
        // Anything that a library prints goes to the log instead of between the frames.
        System.setIn(InputStream.nullInputStream());
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
        int status = run(in, out);
        // Not System.exit: a program that does not end would hold up the shutdown.
        Runtime.getRuntime().halt(status);
    }

    private static int run(InputStream in, OutputStream out) throws Exception {
        var replies = new Replies(out);
        var gpus = new Gpus();
        var worker = new Worker(replies, () -> {
            var session = new Session(TorchRuntime.start(null), gpus, replies);
            session.warmUp();
            return session;
        });
        worker.start(STACK_BYTES);
        MemoryGuard.install(worker::outOfMemory);
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
