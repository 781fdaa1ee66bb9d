package dev.backstep.kernel.recorder;

import dev.backstep.recording.Event;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes down one run: its statements, console text and problems. Belongs to the thread that runs the program.
public final class Recorder {
    private final String source;
    private final Timeline timeline = new Timeline();
    private final Lines lines = new Lines(names -> {}, (tensor, name) -> {});
    private final List<Problem> problems = new ArrayList<>();
    private Statements statements = Statements.none();

    public Recorder(String source) {
        this.source = source;
    }

    /// @param table see `host.py`
    public void statements(String table) {
        statements = Statements.parse(table, source);
    }

    /// @param function such as `<module>`
    public void entered(int line, String function) {
        lines.entered(line, function);
    }

    public void left(int line, String function) {
        lines.left(line, function, statements);
    }

    public void printed(Event.Stream stream, String text) {
        timeline.print(stream, text, lines.now());
    }

    /// The place of the statement that a line is part of.
    public @Nullable Span statementAt(int line) {
        return statements.spanAt(line);
    }

    public void problem(
            Problem.Severity severity,
            String type,
            String message,
            @Nullable Span span,
            List<Problem.Frame> traceback,
            String text) {
        int id = problems.size();
        int at = timeline.add(new Event.ProblemRaised(id));
        problems.add(new Problem(
                id, severity, type, message, span, List.copyOf(traceback), text, Recording.NONE, Recording.NONE, at));
    }

    /// The recording. Nothing may be told after this.
    public Recording finish(String name, Recording.Run run) {
        return new Recording(
                Recording.FORMAT_VERSION,
                name,
                source,
                run,
                statements.spans(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.copyOf(problems),
                timeline.finish());
    }
}
