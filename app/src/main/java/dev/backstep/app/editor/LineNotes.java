package dev.backstep.app.editor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.beans.value.ObservableDoubleValue;
import javafx.css.PseudoClass;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Rectangle;
import org.fxmisc.richtext.CodeArea;
import org.jspecify.annotations.Nullable;

/// Short remarks behind the ends of lines: values, messages. They lie over the text area, are no part of the text and
/// let the mouse through.
final class LineNotes extends Pane {
    /// Who remarks. The first of these that has something to say about a line is heard.
    enum Layer {
        PROBLEMS,
        VALUES
    }

    /// A remark; the style class gives its colour.
    ///
    /// @param whole all of it, which is shown when the mouse rests on the remark
    record Note(String text, String styleClass, String whole) {
        Note(String text, String styleClass) {
            this(text, styleClass, text);
        }
    }

    private static final PseudoClass FADED = PseudoClass.getPseudoClass("faded");
    private static final double GAP = 28;
    private static final double EDGE = 14;
    private static final double MIN_WIDTH = 48;

    private final CodeArea area;
    private final Map<Layer, Map<Integer, Note>> layers = new EnumMap<>(Layer.class);
    private final List<Label> labels = new ArrayList<>();
    private final List<Note> shown = new ArrayList<>(); // what each of the labels shows
    private final HoverPopup popup = new HoverPopup();
    private Set<Integer> edited = Set.of(); // lines, since the values were set
    private boolean faded;

    LineNotes(CodeArea area, ObservableDoubleValue fontSize) {
        this.area = area;
        setMouseTransparent(true);
        getStyleClass().add("line-notes");
        var clip = new Rectangle();
        // Beside the scroll bars, not over them.
        clip.widthProperty().bind(area.widthProperty());
        clip.heightProperty().bind(area.heightProperty());
        setClip(clip);
        area.viewportDirtyEvents().subscribe(event -> requestLayout());
        fontSize.addListener((size, before, now) -> requestLayout());
        styleProperty().bind(area.styleProperty());
        area.addEventHandler(MouseEvent.MOUSE_MOVED, this::hover);
        area.addEventHandler(MouseEvent.MOUSE_EXITED, event -> popup.hide());
        area.plainTextChanges().subscribe(change -> {
            popup.hide();
            var shift = LineShift.of(area, change);
            layers.replaceAll((layer, notes) -> shift.apply(notes, true));
            edited = shift.applyAndEdit(edited);
            dropOutdated();
            requestLayout();
        });
    }

    /// Replaces what one party remarks, by line, from 1.
    void set(Layer layer, Map<Integer, Note> notes) {
        if (layer == Layer.VALUES) {
            edited = Set.of();
        }
        if (!Map.copyOf(notes).equals(layers.put(layer, Map.copyOf(notes)))) {
            requestLayout();
        }
    }

    /// Whether the values are those of an earlier text. Then those of edited lines go; before, while a person types and
    /// the next run is about to renew them, they stay, so that they do not flicker at each letter.
    void setFaded(boolean faded) {
        this.faded = faded;
        pseudoClassStateChanged(FADED, faded);
        dropOutdated();
    }

    private void dropOutdated() {
        if (faded && !edited.isEmpty()) {
            var left = new HashMap<>(layers.getOrDefault(Layer.VALUES, Map.of()));
            left.keySet().removeAll(edited);
            layers.put(Layer.VALUES, left);
            requestLayout();
        }
    }

    @Override
    protected void layoutChildren() {
        int used = 0;
        shown.clear();
        int visible = area.getVisibleParagraphs().size();
        for (int i = 0; i < visible; i++) {
            int paragraph = area.visibleParToAllParIndex(i);
            var note = note(paragraph + 1);
            if (note != null && place(label(used), paragraph, note)) {
                shown.add(note);
                used++;
            }
        }
        labels.subList(used, labels.size()).forEach(label -> label.setVisible(false));
    }

    /// Shows all of a remark that is cut or says only the first of several things.
    private void hover(MouseEvent event) {
        var at = screenToLocal(event.getScreenX(), event.getScreenY());
        for (int i = 0; i < shown.size(); i++) {
            var label = labels.get(i);
            if (label.getBoundsInParent().contains(at)) {
                var note = shown.get(i);
                if (isCut(label) || !note.whole.equals(note.text)) {
                    popup.show(area, new Point2D(event.getScreenX(), event.getScreenY()), note.whole);
                }
                return;
            }
        }
        popup.hide();
    }

    private static boolean isCut(Label label) {
        return label.getWidth() < label.prefWidth(-1);
    }

    private @Nullable Note note(int line) {
        return layers.values().stream()
                .filter(notes -> notes.containsKey(line))
                .map(notes -> notes.get(line))
                .findFirst()
                .orElse(null);
    }

    private Label label(int index) {
        if (index == labels.size()) {
            var label = new Label();
            label.setManaged(false);
            labels.add(label);
            getChildren().add(label);
        }
        return labels.get(index);
    }

    private boolean place(Label label, int paragraph, Note note) {
        int length = area.getParagraphLength(paragraph);
        int offset = area.getAbsolutePosition(paragraph, 0);
        Optional<Bounds> end = length == 0
                ? area.getParagraphBoundsOnScreen(paragraph)
                : area.getCharacterBoundsOnScreen(offset + length - 1, offset + length);
        if (end.isEmpty()) {
            return false;
        }
        var bounds = screenToLocal(end.get());
        label.setText(note.text());
        label.getStyleClass().setAll("line-note", note.styleClass());
        label.applyCss();
        double x = (length == 0 ? bounds.getMinX() : bounds.getMaxX()) + GAP;
        double width = Math.min(label.prefWidth(-1), area.getWidth() - x - EDGE);
        if (width < MIN_WIDTH) {
            return false;
        }
        label.resizeRelocate(x, bounds.getMinY(), width, bounds.getHeight());
        label.setVisible(true);
        return true;
    }
}
