package dev.backstep.kernel;

import dev.backstep.engine.Engine;
import dev.backstep.engine.backend.cpu.CpuBackend;
import dev.backstep.kernel.binding.TorchBinding;
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
/// Start it as
///
///     java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
///          -Xmx… -XX:+UseSerialGC -XX:TieredStopAtLevel=… -cp … dev.backstep.kernel.KernelMain
///
/// `-Xmx` is the limit for a program's tensors and lists. A program that goes beyond it ends with a `MemoryError`, and
/// the kernel then ends too, with exit status [#EXIT_OUT_OF_MEMORY]: nobody can tell what else in the process missed an
/// allocation. `-XX:+ExitOnOutOfMemoryError` must not be given: it would end the process before it can say why.
///
/// A third of the start is loading classes; an ahead-of-time cache saves most of it. Make one by starting the kernel
/// once with `-XX:AOTCacheOutput=kernel.aot`, then asking it to run a program and to shut down; use it with
/// `-XX:AOTCache=kernel.aot` and the same class path.
public final class KernelMain {
    /// The exit status after a program needed more memory than there is.
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
        var worker = new Worker(replies, () -> {
            var engine = new Engine(new CpuBackend());
            var session = new Session(engine, new TorchBinding(engine), replies);
            session.warmUp();
            return session;
        });
        worker.start(STACK_BYTES);
        try {
            while (true) {
                switch (Frames.readRequest(in)) {
                    case Request.Run run -> worker.submit(run);
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
