package dev.backstep.kernel.recorder;

import dev.backstep.recording.Event;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The book of errors and warnings.
///
/// A pass that fails is written down at once, for nobody knows yet whether the program catches the error. If the error
/// that ends the program turns out to be the same, it takes that place.
final class Problems {
    private final Timeline timeline;
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable Failure newest;

    /// An error in words.
    ///
    /// @param type the Python class
    /// @param message its text, empty if it cannot be told without running the program's code
    record Raised(String type, String message) {}

    /// A pass that failed.
    private record Failure(int problem, Throwable error, Raised raised, int startedAt) {}

    Problems(Timeline timeline) {
        this.timeline = timeline;
    }

    /// An error has ended a pass. One that ends several, one inside the other, is the same problem.
    ///
    /// @param node where, or [Recording#NONE]
    /// @param span the statement that called the pass
    /// @param startedAt timeline place of its start
    /// @return its identifier
    int passFailed(Throwable error, Raised raised, int node, @Nullable Span span, int startedAt) {
        var inner = newest;
        if (inner != null && inner.problem == problems.size() - 1 && inner.startedAt > startedAt) {
            // On its way through Python an error becomes another object of Java's.
            if (inner.error == error || inner.raised.equals(raised)) {
                newest = new Failure(inner.problem, error, raised, startedAt);
                return inner.problem;
            }
        }
        int id = problems.size();
        var words = raised.message.isEmpty() ? "" : raised.message + "\n\n";
        problems.add(new Problem(
                id,
                Problem.Severity.WARNING,
                raised.type,
                words + "The program caught this error and went on.",
                span,
                List.of(),
                raised.type + (raised.message.isEmpty() ? "" : ": " + raised.message),
                Recording.NONE,
                node,
                timeline.add(new Event.ProblemRaised(id))));
        newest = new Failure(id, error, raised, startedAt);
        return id;
    }

    void warned(String type, String message, @Nullable Span span, String text) {
        int id = problems.size();
        int at = timeline.add(new Event.ProblemRaised(id));
        problems.add(new Problem(
                id,
                Problem.Severity.WARNING,
                type,
                message,
                span,
                List.of(),
                text,
                Recording.NONE,
                Recording.NONE,
                at));
    }

    /// An error has ended the program.
    ///
    /// @param traceback outermost first
    void failed(String type, String message, @Nullable Span span, List<Problem.Frame> traceback, String text) {
        var pass = newest;
        if (pass != null && pass.problem == problems.size() - 1 && isSame(pass, type, message, traceback)) {
            var caught = problems.removeLast();
            problems.add(new Problem(
                    caught.id(),
                    Problem.Severity.ERROR,
                    type,
                    message,
                    span,
                    List.copyOf(traceback),
                    text,
                    Recording.NONE,
                    caught.node(),
                    caught.at()));
            return;
        }
        int id = problems.size();
        int at = timeline.add(new Event.ProblemRaised(id));
        problems.add(new Problem(
                id,
                Problem.Severity.ERROR,
                type,
                message,
                span,
                List.copyOf(traceback),
                text,
                Recording.NONE,
                Recording.NONE,
                at));
    }

    /// Whether the error that ends the program is the one that ended the pass: of its type, in its words, and by way of
    /// the line that called the pass.
    private boolean isSame(Failure pass, String type, String message, List<Problem.Frame> traceback) {
        var span = problems.get(pass.problem).span();
        return pass.raised.type.equals(type)
                && message.startsWith(pass.raised.message)
                && (span == null
                        || traceback.stream()
                                .anyMatch(frame -> frame.line() >= span.startLine() && frame.line() <= span.endLine()));
    }

    /// The nodes that problems are about.
    void eachNode(IntConsumer action) {
        problems.forEach(problem -> action.accept(problem.node()));
    }

    List<Problem> finish(Numbering numbering) {
        return numbering.all(problems, numbering::of);
    }
}
