package dev.backstep.app.editor;

import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.commands.Context;
import dev.backstep.app.controls.DeferredPane;
import dev.backstep.app.replay.Replay;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.geometry.Insets;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import org.fxmisc.flowless.VirtualizedScrollPane;
import org.fxmisc.richtext.CodeArea;
import org.jspecify.annotations.Nullable;

/// Shows and edits the program. It ties the text area to the [EditorViewModel] and hands it to the parts; each part
/// watches the text area, or the replay, by itself.
public final class EditorView extends BorderPane {
    /// The text size to begin with, in pixels.
    public static final double FONT_SIZE = 13;

    static final String STYLE_SHEET = "/dev/backstep/styles/editor.css";

    private static final double MIN_FONT_SIZE = 8;
    private static final double MAX_FONT_SIZE = 40;

    private final EditorViewModel program;
    private final CodeArea area = new CodeArea();
    private final StyleLayers styles = new StyleLayers(area);
    private final DoubleProperty fontSize = new SimpleDoubleProperty(this, "fontSize", FONT_SIZE);
    private final FindBar findBar = new FindBar(area, styles, () -> show(null));
    private final GoToLineBar goToLineBar;
    private final DeferredPane text;

    public EditorView(EditorViewModel program, Replay replay) {
        this.program = program;
        goToLineBar = new GoToLineBar(program, () -> show(null));
        getStyleClass().add("editor");
        getStylesheets().add(STYLE_SHEET);
        area.getStyleClass().add("editor-text");
        area.setAccessibleRole(AccessibleRole.TEXT_AREA);
        Context.EDITOR.of(area);
        area.styleProperty().bind(fontSize.map("-fx-font-size: %spx;"::formatted));

        new TypingAssist(area, styles.lexed());
        new BracketHighlight(area, styles);
        var gutter = new Gutter(
                area, line -> Places.made(replay.moment().recording(), line).ifPresent(replay::select));
        var notes = new LineNotes(area, fontSize);
        new ProblemMarks(area, program.problems(), styles, gutter, notes);
        new StepHighlight(area, replay, styles, gutter);
        new ValueNotes(area, replay, notes, program.documentProperty());

        text = new DeferredPane(new VirtualizedScrollPane<>(area), notes);
        setCenter(text);
        var advice = new AdviceCard(program);
        setBottom(advice);
        setMargin(advice, new Insets(0, 12, 12, 12));
        addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
        synchronize();
    }

    /// The text's size in pixels.
    public DoubleProperty fontSizeProperty() {
        return fontSize;
    }

    /// Where undo, cut, copy and paste go.
    FocusedText focusedText() {
        return new FocusedText(area);
    }

    void findNext() {
        findBar.next();
    }

    void findPrevious() {
        findBar.previous();
    }

    /// Makes the text larger by some pixels.
    void zoom(int pixels) {
        fontSize.set(Math.clamp(fontSize.get() + pixels, MIN_FONT_SIZE, MAX_FONT_SIZE));
    }

    void resetZoom() {
        fontSize.set(FONT_SIZE);
    }

    /// Gives the text its context menu.
    public void setContextMenu(CommandControls controls) {
        area.setId("editor-text");
        controls.contextMenu(area, EditorCommands.CONTEXT_MENU);
    }

    /// Puts the keyboard's focus into the text.
    @Override
    public void requestFocus() {
        text.focus(area);
    }

    void edit(LineCommand command) {
        Edits.apply(area, command.on(area.getText(), area.getAnchor(), area.getCaretPosition()));
    }

    /// What a command on lines makes of a text and its selection.
    interface LineCommand {
        Edit on(String text, int anchor, int caret);
    }

    private void keyPressed(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE && getTop() != null) {
            show(null);
            event.consume();
        }
    }

    void showFind(boolean replace) {
        show(findBar);
        findBar.open(replace);
    }

    void showGoToLine() {
        show(goToLineBar);
        goToLineBar.open();
    }

    private void show(@Nullable Node bar) {
        if (getTop() == findBar && bar != findBar) {
            findBar.close();
        }
        setTop(bar);
        if (bar == null) {
            text.focus(area);
        }
    }

    /// Keeps the view model and the text area equal, whichever of them changes.
    private void synchronize() {
        area.replaceText(program.text());
        area.getUndoManager().forgetHistory();
        // Not the text property: while it is observed, RichTextFX puts the whole text together at each change of style.
        area.plainTextChanges().subscribe(change -> program.textProperty().set(area.getText()));
        area.caretPositionProperty()
                .addListener((caret, before, now) -> program.caretProperty().set(now));
        program.textProperty().addListener((value, before, now) -> {
            if (!area.getText().equals(now)) {
                Edits.apply(area, Edit.between(area.getText(), now));
            }
        });
        program.caretProperty().addListener((caret, before, now) -> {
            if (area.getCaretPosition() != now.intValue()) {
                area.moveTo(Math.clamp(now.intValue(), 0, area.getLength()));
                area.requestFollowCaret();
            }
        });
        program.documentProperty().addListener((count, before, now) -> {
            area.getUndoManager().forgetHistory();
            area.moveTo(0);
            area.requestFollowCaret();
        });
    }
}
