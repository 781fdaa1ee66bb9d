package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Problem;
import dev.backstep.recording.Problem.Frame;
import dev.backstep.recording.Problem.Severity;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProblemTextTest {
    @Test
    void exitIsMarkedWhereTheProgramCalledIt() {
        var exit = problem("SystemExit", "1", null, List.of(new Frame(8, "<module>"), new Frame(6, "main")), "");
        assertEquals(Span.line(6), ProblemText.place(exit));
    }

    @Test
    void theWarningOfAnomalyDetectionIsMarkedWhereTheNodeWasMade() {
        var message = """
                Error detected in SqrtBackward0. Traceback of forward call that caused the error:
                  File "c.py", line 9, in <module>
                    loss(x)
                  File "c.py", line 4, in loss
                    y = x.sqrt()
                """;
        assertEquals(Span.line(4), ProblemText.place(problem("UserWarning", message, null, List.of(), "")));
    }

    @Test
    void aPlaceOfItsOwnComesFirstAndFilesOfOthersAreNone() {
        var own = new Span(3, 1, 3, 5);
        assertEquals(own, ProblemText.place(problem("E", "File \"a.py\", line 7", own, List.of(), "")));
        assertNull(ProblemText.place(problem("E", "File \"/lib/torch/a.py\", line 7", null, List.of(), "")));
    }

    @Test
    void whatToDoStandsBesideAMissingModule() {
        var help = ProblemText.help(problem("ModuleNotFoundError", "No module named 'pandas'", null, List.of(), ""));
        assertTrue(help.orElseThrow().contains("There is no pandas here"), help::toString);
    }

    @Test
    void inputSaysThatProgramsHaveNoKeyboard() {
        var help = ProblemText.help(problem("EOFError", "EOF when reading a line", null, List.of(), ""));
        assertTrue(help.orElseThrow().contains("no keyboard"), help::toString);
    }

    @Test
    void whatTheKernelAddsToAMessageIsHelp() {
        var text = "Traceback\nRuntimeError: No CUDA GPUs are available\n\nTurn the GPU switch on.\n";
        assertEquals(
                Optional.of("Turn the GPU switch on."),
                ProblemText.help(problem("RuntimeError", "No CUDA GPUs are available", null, List.of(), text)));
        assertEquals(
                Optional.empty(), ProblemText.help(problem("ValueError", "bad", null, List.of(), "ValueError: bad\n")));
    }

    private static Problem problem(
            String type, String message, @Nullable Span span, List<Frame> traceback, String text) {
        return new Problem(0, Severity.ERROR, type, message, span, traceback, text, Recording.NONE, Recording.NONE, 0);
    }
}
