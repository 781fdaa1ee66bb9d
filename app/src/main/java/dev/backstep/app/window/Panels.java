package dev.backstep.app.window;

import dev.backstep.app.window.WindowSettings.Division;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import org.jspecify.annotations.Nullable;

/// How the window is divided: the editor, the graph and the inspector side by side, the buttons of playback, and the
/// panels below. All but the graph and the buttons can be hidden, and find their place again when they come back.
final class Panels {
    /// How much of the width a graph has that is presented.
    private static final double PRESENTED_GRAPH = 0.64;

    private final BooleanProperty editorShown = new SimpleBooleanProperty();
    private final BooleanProperty inspectorShown = new SimpleBooleanProperty();
    private final BooleanProperty bottomShown = new SimpleBooleanProperty();
    private final Node editor;
    private final Node graph;
    private final Node inspector;
    private final Node bottom;
    private final SplitPane top = new SplitPane();
    private final BorderPane upper = new BorderPane();
    private final SplitPane whole = new SplitPane();

    private @Nullable Part presented;

    /// What can stand beside the graph when it is presented.
    enum Part {
        EDITOR,
        INSPECTOR,
        BELOW
    }

    // Where the dividers were when they were last to be seen, as fractions.
    private double editorPlace;
    private double inspectorPlace;
    private double bottomPlace;

    Panels(Division from, Node editor, Node graph, Node inspector, Node transport, Node bottom) {
        this.editor = editor;
        this.graph = graph;
        this.inspector = inspector;
        this.bottom = bottom;
        editorPlace = from.editor();
        inspectorPlace = from.inspector();
        bottomPlace = from.bottom();
        editorShown.set(from.editorShown());
        inspectorShown.set(from.inspectorShown());
        bottomShown.set(from.bottomShown());
        upper.setCenter(top);
        upper.setBottom(transport);
        top.setId("panels");
        whole.setId("panels-and-below");
        whole.setOrientation(Orientation.VERTICAL);
        // When the window grows, the graph does.
        SplitPane.setResizableWithParent(editor, false);
        SplitPane.setResizableWithParent(inspector, false);
        SplitPane.setResizableWithParent(bottom, false);
        arrange();
        editorShown.subscribe((before, now) -> rearrange());
        inspectorShown.subscribe((before, now) -> rearrange());
        bottomShown.subscribe((before, now) -> rearrange());
    }

    Node view() {
        return whole;
    }

    /// Shows the graph and one part beside it, large, and nothing below; null for everything as it was.
    void present(@Nullable Part part) {
        notePlaces();
        presented = part;
        arrange();
    }

    /// Shows or hides a part. While something is presented, it comes to stand beside the graph.
    void toggle(Part part) {
        if (presented == null) {
            var shown = shown(part);
            shown.set(!shown.get());
        } else {
            present(part);
        }
    }

    /// Shows a part if it is hidden.
    void uncover(Part part) {
        if (presented == null) {
            shown(part).set(true);
        } else {
            present(part);
        }
    }

    BooleanProperty shown(Part part) {
        return switch (part) {
            case EDITOR -> editorShown;
            case INSPECTOR -> inspectorShown;
            case BELOW -> bottomShown;
        };
    }

    /// Called when a divider was moved or a panel shown or hidden.
    void setOnChange(Runnable changed) {
        for (var shown : List.of(editorShown, inspectorShown, bottomShown)) {
            shown.subscribe((before, now) -> changed.run());
        }
        for (var split : List.of(top, whole)) {
            split.addEventFilter(MouseEvent.MOUSE_RELEASED, event -> changed.run());
        }
    }

    Division state() {
        notePlaces();
        return new Division(
                editorPlace, inspectorPlace, bottomPlace, editorShown.get(), inspectorShown.get(), bottomShown.get());
    }

    private void rearrange() {
        notePlaces();
        arrange();
    }

    private void notePlaces() {
        if (presented != null) {
            return;
        }
        var places = top.getDividerPositions();
        var hasEditor = top.getItems().contains(editor);
        var hasInspector = top.getItems().contains(inspector);
        if (hasEditor) {
            editorPlace = places[0];
        }
        if (hasInspector) {
            inspectorPlace = places[hasEditor ? 1 : 0];
        }
        if (whole.getItems().contains(bottom)) {
            bottomPlace = whole.getDividerPositions()[0];
        }
    }

    private void arrange() {
        top.getItems().clear();
        whole.getItems().setAll(upper);
        if (presented != null) {
            var beside = switch (presented) {
                case EDITOR -> editor;
                case INSPECTOR -> inspector;
                case BELOW -> bottom;
            };
            top.getItems().addAll(graph, beside);
            top.setDividerPositions(PRESENTED_GRAPH);
            return;
        }
        if (editorShown.get()) {
            top.getItems().add(editor);
        }
        top.getItems().add(graph);
        if (inspectorShown.get()) {
            top.getItems().add(inspector);
        }
        if (bottomShown.get()) {
            whole.getItems().add(bottom);
            whole.setDividerPositions(bottomPlace);
        }
        if (editorShown.get() && inspectorShown.get()) {
            top.setDividerPositions(editorPlace, inspectorPlace);
        } else if (editorShown.get()) {
            top.setDividerPositions(editorPlace);
        } else if (inspectorShown.get()) {
            top.setDividerPositions(inspectorPlace);
        }
    }
}
