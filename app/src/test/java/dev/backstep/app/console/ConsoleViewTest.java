package dev.backstep.app.console;

import static dev.backstep.app.OnFxThread.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import atlantafx.base.theme.PrimerLight;
import dev.backstep.app.OnFxThread;
import dev.backstep.recording.Event.Stream;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.application.Application;
import javafx.geometry.VerticalDirection;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.stage.Stage;
import org.fxmisc.richtext.StyleClassedTextArea;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@ExtendWith(ApplicationExtension.class)
class ConsoleViewTest {
    private final ConsoleViewModel console = new ConsoleViewModel();
    private final AtomicInteger clickedLine = new AtomicInteger();
    private ConsoleView view;

    @Start
    void start(Stage stage) {
        Application.setUserAgentStylesheet(new PrimerLight().getUserAgentStylesheet());
        view = new ConsoleView(console, clickedLine::set);
        stage.setScene(new Scene(view, 600, 200));
        stage.setX(0);
        stage.setY(0);
        stage.show();
    }

    private StyleClassedTextArea area() {
        return (StyleClassedTextArea) view.lookup(".console-text");
    }

    private void waitForText(String text) {
        await(() -> area() != null && area().getText().equals(text));
    }

    private boolean showsLast() {
        return area().getVisibleParagraphs().size() > 0
                && area().lastVisibleParToAllParIndex()
                        == area().getParagraphs().size() - 1;
    }

    @Test
    void textAppearsAsItIsPrintedAndErrorsAreRed() {
        console.append(Stream.OUT, "one\ntw");
        waitForText("one\ntw");
        console.append(Stream.OUT, "o\r2\n");
        console.append(Stream.ERR, "wrong\n");
        waitForText("one\n2wo\nwrong");
        assertTrue(area().getStyleOfChar(9).contains("console-err"));
        assertTrue(area().getStyleOfChar(0).isEmpty());
    }

    @Test
    void aLineOfATracebackCanBeClicked(FxRobot robot) {
        robot.interact(() -> view.setProgramFiles("net.py"::equals));
        console.append(Stream.ERR, "Traceback (most recent call last):\n  File \"net.py\", line 12, in <module>\n");
        int link = "Traceback (most recent call last):\n  File \"net.py\", line".length();
        await(() -> area() != null && area().getLength() > link);
        assertTrue(area().getStyleOfChar(link).contains("console-link"));
        await(() -> area().getCharacterBoundsOnScreen(link, link + 1).isPresent());
        robot.clickOn(OnFxThread.get(
                () -> area().getCharacterBoundsOnScreen(link, link + 1).orElseThrow()));
        assertEquals(12, clickedLine.get());
    }

    @Test
    void aHundredThousandLinesEndWithTheLastInView(FxRobot robot) {
        for (int i = 0; i < 100_000; i++) {
            console.append(Stream.OUT, "line " + i + "\n");
        }
        await(() -> area() != null && area().getText().endsWith("line 99999"));
        await(this::showsLast);
        assertEquals(ConsoleViewModel.MAX_LINES, area().getParagraphs().size());
        assertTrue(robot.lookup((Label label) -> label.getText().equals("… 90,000 earlier lines dropped"))
                .tryQuery()
                .isPresent());
    }

    @Test
    void scrollingUpStaysAndTheButtonFollowsAgain(FxRobot robot) {
        console.append(Stream.OUT, "line\n".repeat(500));
        await(() -> area() != null && area().getParagraphs().size() == 500);
        await(this::showsLast);
        robot.moveTo(view);
        robot.scroll(20, VerticalDirection.UP);
        await(() -> !showsLast());
        console.append(Stream.OUT, "more\n");
        await(() -> area().getParagraphs().size() == 501);
        WaitForAsyncUtils.waitForFxEvents();
        assertFalse(showsLast());
        robot.interact(() -> tool("Follow the last line").fire());
        await(this::showsLast);
        console.append(Stream.OUT, "and more\n");
        await(() -> area().getParagraphs().size() == 502 && showsLast());
    }

    @Test
    void everythingCanBeCopiedAndCleared(FxRobot robot) throws Exception {
        console.append(Stream.OUT, "a\nb\n");
        waitForText("a\nb");
        robot.interact(() -> tool("Copy the selection, or everything").fire());
        assertEquals(
                "a\nb",
                WaitForAsyncUtils.asyncFx(() -> Clipboard.getSystemClipboard().getString())
                        .get());
        robot.interact(() -> tool("Clear the console").fire());
        waitForText("");
        console.append(Stream.OUT, "c\n");
        waitForText("c");
    }

    private Button tool(String name) {
        return view.lookupAll(".button").stream()
                .map(Button.class::cast)
                .filter(button -> name.equals(button.getAccessibleText()))
                .findFirst()
                .orElseThrow();
    }
}
