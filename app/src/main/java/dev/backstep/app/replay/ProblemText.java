package dev.backstep.app.replay;

import dev.backstep.recording.Problem;
import dev.backstep.recording.Span;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a problem belongs in the program, and what a person can do about it.
public final class ProblemText {
    /// A frame of a traceback that stands inside a message; files with a folder are not the program.
    private static final Pattern FRAME = Pattern.compile("File \"([^\"/\\\\<]+)\", line (\\d+)");

    private static final Pattern MODULE = Pattern.compile("No module named '([^']+)'");

    private static final Set<String> SYNTAX_ERRORS = Set.of("SyntaxError", "IndentationError", "TabError");

    private ProblemText() {}

    /// Whether Python could not read the program.
    public static boolean isSyntaxError(Problem problem) {
        return SYNTAX_ERRORS.contains(problem.type());
    }

    /// `ValueError: too many values`.
    public static String title(Problem problem) {
        return problem.message().isBlank() ? problem.type() : problem.type() + ": " + problem.message();
    }

    /// The place to mark: its own, or that of the innermost frame of the program, or the last that its message names,
    /// as
    /// the warning of anomaly detection names where a node was made. Null if it has none.
    public static @Nullable Span place(Problem problem) {
        if (problem.span() != null) {
            return problem.span();
        }
        if (!problem.traceback().isEmpty() && problem.traceback().getLast().line() > 0) {
            return Span.line(problem.traceback().getLast().line());
        }
        var frames = FRAME.matcher(problem.message());
        Span last = null;
        while (frames.find()) {
            last = Span.line(Integer.parseInt(frames.group(2)));
        }
        return last;
    }

    /// What to do about it, in a sentence or two; empty where Backstep knows no more than the message says.
    public static Optional<String> help(Problem problem) {
        var module = MODULE.matcher(problem.message());
        if (problem.type().equals("ModuleNotFoundError") && module.find()) {
            return Optional.of(
                    "Programs can import torch, numpy, Python's standard library and the files beside them. There is no %s here: leave it out, or put its file beside the program."
                            .formatted(module.group(1)));
        }
        if (problem.type().equals("EOFError") && problem.message().contains("reading a line")) {
            return Optional.of("Programs have no keyboard here. Write the answer of input() into the program instead.");
        }
        return afterMessage(problem);
    }

    /// What the kernel has added behind the message.
    private static Optional<String> afterMessage(Problem problem) {
        var title = title(problem);
        int at = problem.text().lastIndexOf(title);
        var rest = at < 0 ? "" : problem.text().substring(at + title.length()).strip();
        return rest.isEmpty() || problem.severity() == Problem.Severity.WARNING ? Optional.empty() : Optional.of(rest);
    }
}
