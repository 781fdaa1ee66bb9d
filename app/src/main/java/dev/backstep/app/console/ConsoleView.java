package dev.backstep.app.console;

import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.controls.DeferredPane;
import dev.backstep.recording.Event;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.beans.property.StringProperty;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;
import org.fxmisc.flowless.VirtualizedScrollPane;
import org.fxmisc.richtext.StyleClassedTextArea;
import org.fxmisc.richtext.model.ReadOnlyStyledDocument;
import org.fxmisc.richtext.model.ReadOnlyStyledDocumentBuilder;
import org.fxmisc.richtext.model.StyleSpans;
import org.fxmisc.richtext.model.StyleSpansBuilder;
import org.fxmisc.richtext.model.TwoDimensional.Bias;
import org.fxmisc.richtext.util.UndoUtils;
import org.kordamp.ikonli.javafx.FontIcon;

/// Shows what the program prints, as it does. Once a frame it takes over what is new, a bounded amount, so that a
/// program
/// that prints without end never stops the window. It follows the last line until a person scrolls away from it.
public final class ConsoleView extends BorderPane {
    private static final int LINES_A_FRAME = 500;
    private static final double BOTTOM_TOLERANCE = 4;

    private final ConsoleViewModel console;
    private final IntConsumer onLine;
    private final StyleClassedTextArea area = new StyleClassedTextArea();
    private final Label droppedNote = new Label();
    private final Label remark = new Label();
    private final Label emptyNote = new Label("Nothing printed");
    private final Button follow = button("fth-arrow-down", "Follow the last line", this::follow);
    private final AnimationTimer nextFrame = new AnimationTimer() {
        @Override
        public void handle(long now) {
            stop();
            takeOver();
        }
    };
    private Predicate<String> isProgram = file -> !file.contains("/") && !file.startsWith("<");
    private long firstShown;
    private int shown;
    private boolean following = true;

    /// @param onLine gets a line's number, from 1, when a person clicks on it in a traceback
    public ConsoleView(ConsoleViewModel console, IntConsumer onLine) {
        this.console = console;
        this.onLine = onLine;
        getStyleClass().add("console");
        getStylesheets().add("/dev/backstep/styles/editor.css");
        area.getStyleClass().add("console-text");
        area.setEditable(false);
        area.setUndoManager(UndoUtils.noOpUndoManager());
        area.setAccessibleText("Console");
        area.addEventHandler(MouseEvent.MOUSE_CLICKED, this::clicked);
        droppedNote.getStyleClass().add("console-note");
        emptyNote.getStyleClass().add("console-note");
        emptyNote.setMouseTransparent(true);

        var scroller = new VirtualizedScrollPane<>(area);
        scroller.addEventFilter(ScrollEvent.SCROLL, this::scrolled);
        scroller.addEventFilter(MouseEvent.MOUSE_RELEASED, event -> noticePlace());
        scroller.addEventFilter(KeyEvent.KEY_RELEASED, event -> noticePlace());
        setCenter(new DeferredPane(scroller, emptyNote));
        var tools = new VBox(
                follow,
                button("fth-copy", "Copy the selection, or everything", this::copy),
                button("fth-trash-2", "Clear the console", console::clear));
        tools.getStyleClass().add("console-tools");
        setRight(tools);
        remark.setId("console-remark");
        remark.getStyleClass().addAll("console-note", "console-remark");
        remark.setWrapText(true);
        remark.visibleProperty().bind(remark.textProperty().isNotEmpty());
        remark.managedProperty().bind(remark.visibleProperty());
        remark.visibleProperty().subscribe(there -> showEmptyNote());
        setTop(new VBox(remark, droppedNote));
        showState(0);
        console.setListener(() -> Platform.runLater(nextFrame::start));
        takeOver();
    }

    /// Sets which files, by their names in tracebacks, are the program's own; only their lines can be clicked. At first
    /// it is those named without a folder.
    public void setProgramFiles(Predicate<String> isProgram) {
        this.isProgram = isProgram;
    }

    private static Button button(String icon, String tooltip, Runnable action) {
        var button = new Button(null, new FontIcon(icon));
        button.getStyleClass().addAll("button-icon", "flat");
        button.setTooltip(new Tooltip(tooltip));
        button.setAccessibleText(tooltip);
        button.setFocusTraversable(false);
        button.setOnAction(event -> action.run());
        return button;
    }

    private void takeOver() {
        var changes = console.changes(LINES_A_FRAME);
        long gone = changes.dropped() - firstShown;
        if (changes.cleared() || gone >= shown) {
            area.replace(0, area.getLength(), document(changes.lines(), false));
            shown = changes.lines().size();
        } else {
            int kept = Math.clamp(changes.first() - firstShown, 0, shown);
            if (kept == 0) {
                area.replace(0, area.getLength(), document(changes.lines(), false));
            } else {
                int end = area.getAbsolutePosition(kept - 1, area.getParagraphLength(kept - 1));
                area.replace(end, area.getLength(), document(changes.lines(), true));
            }
            shown = kept + changes.lines().size();
            if (gone > 0) {
                area.deleteText(0, area.getAbsolutePosition((int) gone, 0));
                shown -= (int) gone;
            }
        }
        firstShown = changes.dropped();
        showState(changes.dropped());
        if (following && shown > 0) {
            area.showParagraphAtBottom(area.getParagraphs().size() - 1);
        }
        if (changes.more()) {
            nextFrame.start();
        }
    }

    private void showState(long dropped) {
        droppedNote.setText(dropped == 0 ? "" : "… %,d earlier lines dropped".formatted(dropped));
        droppedNote.setVisible(dropped > 0);
        droppedNote.setManaged(dropped > 0);
        showEmptyNote();
        follow.setDisable(following);
    }

    /// What stands above the text, such as why the newest program has printed nothing.
    public StringProperty remarkProperty() {
        return remark.textProperty();
    }

    private void showEmptyNote() {
        emptyNote.setVisible(shown == 0 && !remark.isVisible());
    }

    /// The lines as styled text.
    ///
    /// @param continued whether other lines stand in front of them
    private ReadOnlyStyledDocument<Collection<String>, String, Collection<String>> document(
            List<ConsoleLine> lines, boolean continued) {
        var builder = new ReadOnlyStyledDocumentBuilder<>(area.getSegOps(), area.getInitialParagraphStyle());
        if (continued || lines.isEmpty()) {
            builder.addParagraph("", area.getInitialTextStyle());
        }
        lines.forEach(line -> builder.addParagraph(line.text(), styles(line)));
        return builder.build();
    }

    private StyleSpans<Collection<String>> styles(ConsoleLine line) {
        boolean error = line.stream() == Event.Stream.ERR;
        Collection<String> plain = error ? List.of("console-err") : List.of();
        var spans = new StyleSpansBuilder<Collection<String>>();
        int at = 0;
        if (error) {
            for (var link : SourceLinks.in(line.text(), isProgram)) {
                spans.add(plain, link.from() - at);
                spans.add(List.of("console-link"), link.to() - link.from());
                at = link.to();
            }
        }
        spans.add(plain, line.text().length() - at);
        return spans.create();
    }

    private void clicked(MouseEvent event) {
        if (event.getButton() == MouseButton.PRIMARY && event.isStillSincePress()) {
            lineAt(event).ifPresent(onLine::accept);
        }
    }

    private OptionalInt lineAt(MouseEvent event) {
        var index = area.hit(event.getX(), event.getY()).getCharacterIndex();
        if (index.isEmpty()) {
            return OptionalInt.empty();
        }
        var place = area.offsetToPosition(index.getAsInt(), Bias.Forward);
        return SourceLinks.in(area.getParagraph(place.getMajor()).getText(), isProgram).stream()
                .filter(link -> link.from() <= place.getMinor() && place.getMinor() < link.to())
                .mapToInt(SourceLinks.Link::line)
                .findFirst();
    }

    private void scrolled(ScrollEvent event) {
        if (event.getDeltaY() > 0) {
            following = area.getTotalHeightEstimate() <= area.getHeight();
            follow.setDisable(following);
        } else {
            noticePlace();
        }
    }

    /// Takes up following again, or leaves off, by where a person has just scrolled to.
    private void noticePlace() {
        Platform.runLater(() -> {
            following =
                    area.getEstimatedScrollY() + area.getHeight() >= area.getTotalHeightEstimate() - BOTTOM_TOLERANCE;
            follow.setDisable(following);
        });
    }

    /// Gives the text its context menu.
    public void setContextMenu(CommandControls controls) {
        area.setId("console-text");
        controls.contextMenu(area, ConsoleCommands.CONTEXT_MENU);
    }

    void clear() {
        console.clear();
    }

    void follow() {
        following = true;
        follow.setDisable(true);
        area.showParagraphAtBottom(area.getParagraphs().size() - 1);
    }

    void copy() {
        var content = new ClipboardContent();
        var selected = area.getSelectedText();
        content.putString(selected.isEmpty() ? console.text() : selected);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
