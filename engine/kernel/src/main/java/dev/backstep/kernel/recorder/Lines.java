package dev.backstep.kernel.recorder;

import java.util.ArrayList;
import java.util.List;

/// Which line of the program runs, and what its statements give names to.
///
/// Variables are looked up after each statement that binds some, as long as that costs little.
public final class Lines {
    /// A look-up costs tens of microseconds.
    private static final int MAX_LOOK_UPS = 4_000;

    private static final String MODULE = "<module>";

    private final Recorder.LookUp lookUp;
    private final List<Running> running = new ArrayList<>();
    private int lookUps;

    private record Running(int line, String function) {}

    public Lines(Recorder.LookUp lookUp) {
        this.lookUp = lookUp;
    }

    public void entered(int line, String function) {
        if (function.equals(MODULE)) {
            running.clear();
        }
        running.add(new Running(line, function));
    }

    public void left(int line, String function) {
        left(line, function, Statements.none());
    }

    void left(int line, String function, Statements statements) {
        var done = running.lastIndexOf(new Running(line, function));
        if (done < 0) {
            return;
        }
        // A generator that yields is not reported: its line goes with that of its caller.
        running.subList(done, running.size()).clear();
        var names = statements.namesBoundAt(line);
        if (!names.isEmpty() && lookUps < MAX_LOOK_UPS) {
            lookUps++;
            lookUp.variables(function, names);
        }
    }

    /// The lines that run, outermost first, as `line:function`.
    public List<String> frames() {
        return running.stream().map(frame -> frame.line + ":" + frame.function).toList();
    }

    /// The line that runs, or 0.
    int now() {
        return running.isEmpty() ? 0 : running.getLast().line;
    }
}
