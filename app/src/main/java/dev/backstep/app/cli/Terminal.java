package dev.backstep.app.cli;

import dev.backstep.recording.Event;
import java.io.PrintStream;
import java.util.Properties;

/// Where a command's words go.
///
/// @param properties the system properties, which say where the kernel is
record Terminal(PrintStream out, PrintStream err, Properties properties) {

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
