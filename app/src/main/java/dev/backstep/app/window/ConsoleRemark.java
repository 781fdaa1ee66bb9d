package dev.backstep.app.window;

import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.replay.ProblemText;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Replay.Freshness;
import dev.backstep.recording.Problem;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;

/// Why the console has no text of the program as it stands: Python cannot read it, so nothing ran. Half a line that a
/// person types does not take away what the run before printed; but then it is said whose text it is.
final class ConsoleRemark {
    private ConsoleRemark() {}

    static StringBinding of(Replay replay, SessionViewModel session) {
        return Bindings.createStringBinding(
                () -> text(replay.freshnessProperty().get(), session), replay.freshnessProperty(), session.problems());
    }

    private static String text(Freshness freshness, SessionViewModel session) {
        if (freshness == Freshness.CURRENT || session.problems().isEmpty()) {
            return "";
        }
        Problem problem = session.problems().getLast();
        if (!ProblemText.isSyntaxError(problem)) {
            return "";
        }
        var place = ProblemText.place(problem);
        return "%s%s. Nothing ran; any text below is from the run before."
                .formatted(ProblemText.title(problem), place == null ? "" : ", line " + place.startLine());
    }
}
