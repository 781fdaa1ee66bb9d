package dev.backstep.app.editor;

import static dev.backstep.app.OnFxThread.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import atlantafx.base.theme.PrimerLight;
import dev.backstep.app.OnFxThread;
import dev.backstep.app.SampleRecordings;
import dev.backstep.app.commands.Commands;
import dev.backstep.app.commands.KeyDispatcher;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.Event;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Span;
import java.util.List;
import java.util.stream.Collectors;
import javafx.application.Application;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.PopupWindow;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.fxmisc.richtext.CodeArea;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class EditorViewTest {
    private final EditorViewModel program = new EditorViewModel();
    private final Replay replay = new Replay();
    private EditorView view;

    @Start
    void start(Stage stage) {
        Application.setUserAgentStylesheet(new PrimerLight().getUserAgentStylesheet());
        view = new EditorView(program, replay);
        var scene = new Scene(view, 700, 400);
        var commands = new Commands();
        commands.addAll(EditorCommands.of(view));
        KeyDispatcher.install(scene, commands);
        stage.setScene(scene);
        stage.setX(0);
        stage.setY(0);
        stage.show();
        view.requestFocus();
    }

    private CodeArea area() {
        return (CodeArea) view.lookup(".editor-text");
    }

    private void open(FxRobot robot, String text) {
        robot.interact(() -> program.open("test.py", text));
    }

    private boolean hasStyle(int offset, String styleClass) {
        return area().getStyleOfChar(offset).contains(styleClass);
    }

    @Test
    void typedCodeIsIndentedPairedAndColored(FxRobot robot) {
        robot.write("def f(x");
        robot.write("):");
        robot.push(KeyCode.ENTER);
        robot.write("return x");
        robot.push(KeyCode.ENTER);
        robot.write("f");
        assertEquals("def f(x):\n    return x\nf", program.text());
        assertEquals(program.text().length(), program.caretProperty().get());
        assertTrue(hasStyle(0, "py-keyword"));
        assertTrue(hasStyle(4, "py-definition"));
        assertTrue(hasStyle(14, "py-keyword"));
    }

    @Test
    void undoTakesBackEditsButNotTheOpeningOfAProgram(FxRobot robot) {
        open(robot, "a = 1\nb = 2");
        robot.push(KeyCode.CONTROL, KeyCode.D);
        assertEquals("a = 1\na = 1\nb = 2", program.text());
        robot.push(KeyCode.ALT, KeyCode.DOWN);
        assertEquals("a = 1\nb = 2\na = 1", program.text());
        robot.push(KeyCode.CONTROL, KeyCode.Z);
        robot.push(KeyCode.CONTROL, KeyCode.Z);
        robot.push(KeyCode.CONTROL, KeyCode.Z);
        assertEquals("a = 1\nb = 2", program.text());
        assertFalse(program.isDirty());
        robot.push(KeyCode.CONTROL, KeyCode.Y);
        assertEquals("a = 1\na = 1\nb = 2", program.text());
    }

    @Test
    void anEditFromElsewhereCanBeUndone(FxRobot robot) {
        open(robot, "a\nb\n");
        robot.interact(() -> program.textProperty().set("a\na.grad = None\nb\n"));
        assertEquals(program.text(), area().getText());
        robot.push(KeyCode.CONTROL, KeyCode.Z);
        assertEquals("a\nb\n", program.text());
    }

    @Test
    void keysCommentIndentAndDedentTheSelectedLines(FxRobot robot) {
        open(robot, "a\nb");
        robot.interact(area()::selectAll);
        robot.push(KeyCode.CONTROL, KeyCode.SLASH);
        assertEquals("# a\n# b", program.text());
        robot.push(KeyCode.TAB);
        assertEquals("    # a\n    # b", program.text());
        robot.push(KeyCode.SHIFT, KeyCode.TAB);
        robot.push(KeyCode.CONTROL, KeyCode.SLASH);
        assertEquals("a\nb", program.text());
    }

    @Test
    void findGoesFromMatchToMatchAndEscapeComesBack(FxRobot robot) {
        open(robot, "loss = f(x)\nloss.backward()\nprint(loss)");
        robot.push(KeyCode.CONTROL, KeyCode.F);
        var expression = robot.lookup("#find-expression").queryAs(TextField.class);
        var status = robot.lookup("#find-status").queryAs(Label.class);
        robot.interact(() -> expression.setText("loss"));
        assertEquals("1 of 3", status.getText());
        assertTrue(hasStyle(0, "search-current"));
        assertTrue(hasStyle(12, "search-match"));
        robot.push(KeyCode.ENTER);
        assertEquals("2 of 3", status.getText());
        assertEquals("loss", area().getSelectedText());
        assertEquals(12, area().getSelection().getStart());
        robot.push(KeyCode.SHIFT, KeyCode.F3);
        assertEquals("1 of 3", status.getText());
        robot.push(KeyCode.ESCAPE);
        assertNull(view.getTop());
        assertTrue(area().isFocused());
        assertFalse(hasStyle(12, "search-match"));
    }

    @Test
    void replaceChangesOneOrAllAndExplainsAWrongExpression(FxRobot robot) {
        open(robot, "x x x");
        robot.push(KeyCode.CONTROL, KeyCode.H);
        var expression = robot.lookup("#find-expression").queryAs(TextField.class);
        var replacement = robot.lookup("#find-replacement").queryAs(TextField.class);
        robot.interact(() -> {
            expression.setText("x");
            replacement.setText("yy");
        });
        robot.clickOn("Replace");
        assertEquals("yy x x", program.text());
        robot.clickOn("All");
        assertEquals("yy yy yy", program.text());
        robot.clickOn("#find-regex");
        robot.interact(() -> expression.setText("(y"));
        assertEquals(
                "Not a regular expression: unclosed group at character 2",
                robot.lookup("#find-status").queryAs(Label.class).getText());
    }

    @Test
    void controlGGoesToALine(FxRobot robot) {
        open(robot, "a\nb\nc");
        robot.push(KeyCode.CONTROL, KeyCode.G);
        robot.write("3");
        robot.push(KeyCode.ENTER);
        assertEquals(4, program.caretProperty().get());
        assertTrue(area().isFocused());
    }

    @Test
    void theTextGrowsAndShrinks(FxRobot robot) {
        robot.push(KeyCode.CONTROL, KeyCode.EQUALS);
        assertEquals(EditorView.FONT_SIZE + 1, view.fontSizeProperty().get());
        robot.push(KeyCode.CONTROL, KeyCode.MINUS);
        robot.push(KeyCode.CONTROL, KeyCode.MINUS);
        assertEquals(EditorView.FONT_SIZE - 1, view.fontSizeProperty().get());
    }

    @Test
    void bracketsBesideTheCaretAreMarked(FxRobot robot) {
        open(robot, "f(a[0])\n(");
        robot.interact(() -> program.caretProperty().set(2));
        assertTrue(hasStyle(1, "bracket-match"));
        assertTrue(hasStyle(6, "bracket-match"));
        robot.interact(() -> program.caretProperty().set(9));
        assertFalse(hasStyle(1, "bracket-match"));
        assertTrue(hasStyle(8, "bracket-alone"));
    }

    private static Problem problem(Problem.Severity severity, String message, @Nullable Span span) {
        return new Problem(0, severity, "RuntimeError", message, span, List.of(), "", -1, -1, 0);
    }

    @Test
    void aProblemIsUnderlinedSaidAtItsLineAndToScreenReaders(FxRobot robot) {
        open(robot, "a = 1\nb = a + c\n");
        robot.interact(
                () -> program.problems().setAll(problem(Problem.Severity.ERROR, "no c here", new Span(2, 5, 2, 10))));
        assertTrue(hasStyle(10, "problem-error"));
        assertTrue(hasStyle(14, "problem-error"));
        assertFalse(hasStyle(9, "problem-error"));
        assertEquals("Line 2: RuntimeError: no c here", area().getAccessibleHelp());
        await(() -> notes().equals("RuntimeError: no c here"));
        assertEquals(1, robot.lookup(".marker-error").queryAll().size());

        robot.interact(() -> area().insertText(0, "\n"));
        assertTrue(hasStyle(11, "problem-error"), "the mark stays with its words");

        robot.interact(() -> program.problems().clear());
        assertFalse(hasStyle(11, "problem-error"));
        await(() -> notes().isEmpty());
        assertEquals(0, robot.lookup(".marker-error").queryAll().size());
    }

    @Test
    void aProblemWithoutAPlaceUnderlinesNothingAndIsSaidAtTheFirstLine(FxRobot robot) {
        open(robot, "a = 1\nb = 2\n");
        robot.interact(() -> program.problems().setAll(problem(Problem.Severity.WARNING, "out of memory", null)));
        assertFalse(hasStyle(0, "problem-warning"));
        await(() -> notes().equals("RuntimeError: out of memory"));
        assertEquals(1, robot.lookup(".marker-warning").queryAll().size());
    }

    @Test
    void pointingAtAProblemShowsItsMessage(FxRobot robot) {
        open(robot, "bad = thing\n");
        robot.interact(
                () -> program.problems().setAll(problem(Problem.Severity.ERROR, "what thing?", new Span(1, 1, 1, 12))));
        await(() -> area().getCharacterBoundsOnScreen(2, 3).isPresent());
        robot.moveTo(
                OnFxThread.get(() -> area().getCharacterBoundsOnScreen(2, 3).orElseThrow()));
        await(() -> robot.lookup(".editor-hover").tryQuery().isPresent());
        assertEquals(
                "RuntimeError: what thing?",
                robot.lookup(".editor-hover").queryAs(Label.class).getText());
    }

    private String notes() {
        return view.lookupAll(".line-note").stream()
                .filter(Node::isVisible)
                .map(note -> ((Label) note).getText())
                .collect(Collectors.joining("|"));
    }

    @Test
    void valuesStandAtLineEndsUntilTheTextIsKnownToBeAnother(FxRobot robot) {
        var recording = SampleRecordings.diamond();
        open(robot, recording.source());
        robot.interact(() -> replay.show(recording));
        await(() -> notes().contains("[2., 3.]") && notes().contains("[-12., 65.]"));
        robot.interact(() -> area().insertText(3, " "));
        await(() -> notes().contains("[2., 3.]") && notes().contains("[-12., 65.]"));
        robot.interact(replay::markStale);
        await(() -> !notes().contains("[2., 3.]") && notes().contains("[-12., 65.]"));
    }

    @Test
    void aMessageThatIsCutIsShownWholeUnderTheMouse(FxRobot robot) {
        open(robot, "import torch\nx = torch.ones(2, requires_grad=True).sum().exp()\n");
        var message = "a message that is much too long for the place behind the line, and goes on and on and on";
        robot.interact(() -> program.problems().setAll(problem(Problem.Severity.ERROR, message, Span.line(2))));
        await(() -> notes().contains("RuntimeError"));
        Node note = robot.lookup(".note-error").query();
        robot.moveTo(note);
        await(() -> Window.getWindows().stream()
                .filter(PopupWindow.class::isInstance)
                .flatMap(window -> window.getScene().getRoot().lookupAll(".editor-hover").stream())
                .anyMatch(label -> ((Label) label).getText().contains(message)));
    }

    @Test
    void anotherProgramHasNoneOfTheValuesOfTheOneBeforeNotEvenOnEqualLines(FxRobot robot) {
        var recording = SampleRecordings.diamond();
        open(robot, recording.source());
        robot.interact(() -> replay.show(recording));
        await(() -> notes().contains("[2., 3.]"));
        open(robot, recording.source().lines().findFirst().orElseThrow() + "\nprint(1)\n");
        await(() -> notes().isEmpty());
    }

    @Test
    void thePlaceOfTheStepShownIsMarked(FxRobot robot) {
        var recording = SampleRecordings.diamond();
        open(robot, recording.source());
        robot.interact(() -> replay.show(recording));
        assertEquals(0, robot.lookup(".marker-step").queryAll().size());

        int at = 1 + firstStep(recording.timeline());
        robot.interact(() -> replay.moveTo(new Cursor(at)));
        var span = Places.lookedAt(recording, new Cursor(at), Selection.NOTHING).orElseThrow();
        assertTrue(hasStyle(Lines.of(recording.source()).range(span).from(), "step"));
        await(() -> robot.lookup(".marker-step").queryAll().size() == 1);

        robot.interact(() -> area().insertText(0, "x"));
        assertEquals(1, robot.lookup(".marker-step").queryAll().size(), "it moves with its words");
        robot.interact(replay::markStale);
        assertEquals(0, robot.lookup(".marker-step").queryAll().size(), "the text is no longer the one that ran");
    }

    private static int firstStep(List<Event> timeline) {
        for (int i = 0; i < timeline.size(); i++) {
            if (timeline.get(i) instanceof Event.StepDone) {
                return i;
            }
        }
        throw new AssertionError("no step");
    }

    @Test
    void aClickBesideALineSelectsTheNodeMadeThere(FxRobot robot) {
        var recording = SampleRecordings.diamond();
        open(robot, recording.source());
        robot.interact(() -> replay.show(recording));
        await(() -> !robot.lookup(".line-number").queryAll().isEmpty());
        Node fifth = robot.lookup((Label label) -> label.getText().strip().equals("5"))
                .query();
        robot.clickOn(fifth);
        assertEquals(Places.made(recording, 5).orElseThrow(), replay.moment().selection());
    }

    @Test
    void adviceIsTakenWithAClickThatUndoTakesBack(FxRobot robot) {
        open(robot, "a\n    b\n");
        robot.interact(() ->
                program.adviceProperty().set(new Advice("b builds up.", new Advice.Insertion(2, "    b.grad = None"))));
        robot.clickOn("#advice-fix");
        assertEquals("a\n    b.grad = None\n    b\n", program.text());
        assertFalse(view.getBottom().isVisible());
        robot.interact(view::requestFocus);
        robot.push(KeyCode.CONTROL, KeyCode.Z);
        assertEquals("a\n    b\n", program.text());
    }

    @Test
    void dismissedAdviceDoesNotComeBack(FxRobot robot) {
        open(robot, "a\n");
        var card = view.getBottom();
        robot.interact(() -> program.adviceProperty().set(new Advice("First.", null)));
        assertTrue(card.isVisible());
        robot.clickOn("#advice-close");
        assertFalse(card.isVisible());
        robot.interact(() -> {
            program.adviceProperty().set(null);
            program.adviceProperty().set(new Advice("First.", null));
        });
        assertFalse(card.isVisible());
        robot.interact(() -> program.adviceProperty().set(new Advice("Second.", null)));
        assertTrue(card.isVisible());
    }

    @Test
    void tabGoesRoundInTheFindBarAndNeverIntoTheProgram(FxRobot robot) {
        open(robot, "a\n");
        robot.interact(() -> view.showFind(true));
        assertEquals("find-expression", focusedId());
        robot.push(KeyCode.TAB);
        assertEquals("find-replacement", focusedId());
        robot.push(KeyCode.TAB).push(KeyCode.TAB).push(KeyCode.TAB);
        assertEquals("find-expression", focusedId());
        robot.push(KeyCode.SHIFT, KeyCode.TAB).push(KeyCode.SHIFT, KeyCode.TAB).push(KeyCode.SHIFT, KeyCode.TAB);
        assertEquals("find-replacement", focusedId());
        assertEquals("a\n", program.text());
    }

    private String focusedId() {
        return view.getScene().getFocusOwner().getId();
    }

    @Test
    void fiveThousandLinesAreColoredToTheLast(FxRobot robot) {
        var text = "loss = (prediction - target).pow(2).sum()  # line\n".repeat(5_000);
        open(robot, text);
        int last = text.length() - 3;
        await(() -> hasStyle(last, "py-comment"));
        robot.interact(() -> area().insertText(0, "'''"));
        await(() -> hasStyle(last + 3, "py-string"));
    }
}
