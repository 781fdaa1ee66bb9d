package dev.backstep.app;

import dev.backstep.app.cli.Cli;
import dev.backstep.app.measure.Measurement;
import dev.backstep.app.window.BackstepApplication;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens the window, or carries out a command. Loads JavaFX only for the window.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (!Cli.asksForWindow(arguments)) {
            var out = utf8(FileDescriptor.out);
            var err = utf8(FileDescriptor.err);
            var exitCode = Cli.run(arguments, out, err, System.getProperties());
            out.flush();
            err.flush();
            System.exit(exitCode);
        }
        if (arguments.length == 1 && !Files.isReadable(Path.of(arguments[0]))) {
            System.err.println("backstep: there is no file " + arguments[0] + " (backstep --help lists the commands).");
            System.exit(2);
        }
        BackstepApplication.open(Measurement.requested(System.getProperties()), arguments);
    }

    /// Programs' text is Unicode, whatever the system's encoding; and what prints 100,000 lines should be buffered.
    private static PrintStream utf8(FileDescriptor stream) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(stream)), false, StandardCharsets.UTF_8);
    }
}
