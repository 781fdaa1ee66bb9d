package dev.backstep.app.cli;

import dev.backstep.recording.Event;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// Where a command's words go.
///
/// @param properties the system properties, which say where the kernel is
/// @param kernels that were started and are not used yet
record Terminal(PrintStream out, PrintStream err, Properties properties, List<StartedKernel> kernels) {
    Terminal(PrintStream out, PrintStream err, Properties properties) {
        this(out, err, properties, new ArrayList<>());
    }

    /// Starts the kernel that a command is going to need.
    void startKernel(String[] arguments) {
        kernels.add(StartedKernel.of(this, arguments));
    }

    /// The kernel that was started, or a new one.
    StartedKernel kernel() {
        return kernels.isEmpty() ? StartedKernel.of(this, new String[0]) : kernels.removeFirst();
    }

    /// Says something about the request, as opposed to what programs print.
    void say(String sentence) {
        err.println("backstep: " + sentence);
    }

    void print(Event.Stream stream, String text) {
        var target = stream == Event.Stream.OUT ? out : err;
        target.print(text);
        target.flush();
    }

    /// The exit code for an exception, after saying what it says.
    int explain(Exception e) {
        if (e instanceof RefusedException) {
            say(e.getMessage());
        } else {
            say("internal error: " + e);
            e.printStackTrace(err);
        }
        return Cli.REFUSED;
    }
}
