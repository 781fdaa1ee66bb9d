package dev.backstep.app.controls;

import java.text.BreakIterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/// Text that wraps, that a person can select with the mouse and copy. Far lighter than a text area, of which a page
/// of facts would need dozens.
public final class SelectableText extends TextFlow {
    private static final KeyCombination COPY = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination ALL = new KeyCodeCombination(KeyCode.A, KeyCombination.SHORTCUT_DOWN);

    private static final List<Double> DOTS = List.of(1.0, 2.5);

    /// Where a long name may be broken. Spaces of no width stand there, which no caller sees.
    private static final Pattern BREAK = Pattern.compile("(?<=\\w[._/(-]{1,2})(?=\\w)");

    private static final String SPACE = "\u200b";

    private final String content;
    private final Text text;
    private final Path marks = new Path();
    private List<Link> links = List.of();
    private int anchor;

    /// A part of the text that leads somewhere when it is clicked.
    ///
    /// @param from where it begins
    /// @param to behind its end
    /// @param title for menus
    public record Link(int from, int to, String title, Runnable open) {}

    public SelectableText(String content, String... styleClasses) {
        this.content = content;
        text = new Text(breakable(content));
        marks.setManaged(false);
        marks.setMouseTransparent(true);
        marks.getStyleClass().add("link-marks");
        marks.getStrokeDashArray().setAll(DOTS);
        getChildren().addAll(text, marks);
        getStyleClass().add("selectable-text");
        getStyleClass().addAll(styleClasses);
        text.getStyleClass().add("text");
        setCursor(Cursor.TEXT);
        setFocusTraversable(false);
        setAccessibleRole(AccessibleRole.TEXT);
        setAccessibleText(content);
        setOnMousePressed(this::press);
        setOnMouseMoved(event -> setCursor(linkAt(event).isPresent() ? Cursor.HAND : Cursor.TEXT));
        setOnMouseClicked(this::click);
        setOnMouseDragged(event -> select(anchor, indexAt(event)));
        setOnKeyPressed(this::key);
        setOnContextMenuRequested(event -> {
            menu().show(this, event.getScreenX(), event.getScreenY());
            event.consume();
        });
        focusedProperty().addListener((_, _, focused) -> {
            if (!focused) {
                select(0, 0);
            }
        });
    }

    /// The whole text.
    public String content() {
        return content;
    }

    private static String breakable(String content) {
        return BREAK.matcher(content).replaceAll(SPACE);
    }

    /// Where a place in the content is in the text that is shown.
    private int shown(int place) {
        int at = 0;
        for (int seen = 0; at < text.getText().length() && seen < place; at++) {
            seen += text.getText().startsWith(SPACE, at) ? 0 : 1;
        }
        return at;
    }

    /// What is selected; empty if nothing is.
    public String selected() {
        int from = text.getSelectionStart();
        int to = text.getSelectionEnd();
        return from < 0 || to <= from ? "" : text.getText().substring(from, to).replace(SPACE, "");
    }

    /// Makes parts of the text links; they have dots under them.
    public void setLinks(List<Link> now) {
        links = List.copyOf(now);
        requestLayout();
    }

    public List<Link> links() {
        return links;
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        marks.getElements().clear();
        links.forEach(link -> mark(getRangeShape(shown(link.from()), shown(link.to()), false)));
    }

    /// Draws the lower edge of each box of a shape: a part that wraps has several.
    private void mark(PathElement[] shape) {
        double left = 0;
        double right = 0;
        double bottom = 0;
        for (var element : shape) {
            switch (element) {
                case MoveTo start -> {
                    left = start.getX();
                    right = left;
                    bottom = start.getY();
                }
                case LineTo corner -> {
                    left = Math.min(left, corner.getX());
                    right = Math.max(right, corner.getX());
                    bottom = Math.max(bottom, corner.getY());
                    // The fourth line closes the box.
                    if (corner.getX() == left && corner.getY() < bottom) {
                        double y = Math.floor(bottom) - 0.5;
                        marks.getElements().addAll(new MoveTo(left, y), new LineTo(right, y));
                    }
                }
                default -> {}
            }
        }
    }

    private void click(MouseEvent event) {
        if (event.getButton() == MouseButton.PRIMARY && event.isStillSincePress() && event.getClickCount() == 1) {
            linkAt(event).ifPresent(link -> link.open().run());
        }
    }

    private Optional<Link> linkAt(MouseEvent event) {
        if (links.isEmpty()) {
            return Optional.empty();
        }
        var hit = hitTest(new Point2D(event.getX(), event.getY()));
        // Beside the text the nearest character would be hit.
        boolean inside = text.getBoundsInParent().contains(event.getX(), event.getY());
        return inside
                ? links.stream()
                        .filter(link ->
                                hit.getCharIndex() >= shown(link.from()) && hit.getCharIndex() <= shown(link.to()))
                        .findFirst()
                : Optional.empty();
    }

    private void press(MouseEvent event) {
        if (event.getButton() != MouseButton.PRIMARY) {
            return;
        }
        requestFocus();
        int index = indexAt(event);
        switch (event.getClickCount()) {
            case 1 -> select(index, index);
            case 2 -> selectWord(index);
            default -> select(0, text.getText().length());
        }
        event.consume();
    }

    private void selectWord(int index) {
        BreakIterator words = BreakIterator.getWordInstance();
        words.setText(text.getText());
        int from = index == 0 || words.isBoundary(index) ? index : words.preceding(index);
        int to = index >= text.getText().length() ? index : words.following(index);
        select(from, to);
    }

    private void key(KeyEvent event) {
        if (COPY.match(event)) {
            copy();
            event.consume();
        } else if (ALL.match(event)) {
            selectAll();
            event.consume();
        }
    }

    /// Copies what is selected, or everything.
    public void copy() {
        copy(selected().isEmpty() ? content() : selected());
    }

    public void selectAll() {
        select(0, text.getText().length());
    }

    private void select(int from, int to) {
        anchor = from;
        text.setSelectionStart(from == to ? -1 : Math.min(from, to));
        text.setSelectionEnd(from == to ? -1 : Math.max(from, to));
    }

    private int indexAt(MouseEvent event) {
        int index = hitTest(new Point2D(event.getX(), event.getY())).getInsertionIndex();
        return Math.clamp(index, 0, text.getText().length());
    }

    private ContextMenu menu() {
        String chosen = selected();
        var copy = new MenuItem(chosen.isEmpty() ? "Copy" : "Copy selection");
        copy.setOnAction(_ -> copy(chosen.isEmpty() ? content() : chosen));
        var menu = new ContextMenu(copy);
        for (var link : links) {
            var item = new MenuItem(link.title());
            item.setOnAction(_ -> link.open().run());
            menu.getItems().add(item);
        }
        return menu;
    }

    private static void copy(String value) {
        var clipboard = new ClipboardContent();
        clipboard.putString(value);
        Clipboard.getSystemClipboard().setContent(clipboard);
    }
}
