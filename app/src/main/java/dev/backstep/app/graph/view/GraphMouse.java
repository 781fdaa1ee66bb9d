package dev.backstep.app.graph.view;

import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.layout.Moves;
import dev.backstep.app.graph.layout.Place;
import dev.backstep.app.graph.model.Group;
import java.util.List;
import javafx.animation.PauseTransition;
import javafx.scene.Cursor;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/// What the mouse does in a graph view: it pans, zooms, selects, folds, moves nodes and shows cards.
final class GraphMouse {
    private static final Duration HOVER_DELAY = Duration.millis(350);

    /// How far a press must go to be no click.
    private static final double SLACK = 3;

    private static final double LINK_DISTANCE = 5;
    private static final double ZOOM_SPEED = 0.0035;

    private final GraphView view;
    private final GraphViewModel model;
    private final HoverCard card;
    private final PauseTransition hoverDelay = new PauseTransition(HOVER_DELAY);
    private int hovered = -1;
    private boolean overMap;
    private @Nullable Drag drag;

    /// A press of the mouse and what it has done so far.
    ///
    /// @param held the nodes under it, which it moves; none if it moves the camera
    /// @param moves where nodes were before
    private record Drag(
            double pressX,
            double pressY,
            Camera start,
            boolean onMap,
            List<Integer> held,
            Moves moves,
            boolean moved) {}

    GraphMouse(GraphView view, GraphViewModel model, HoverCard card) {
        this.view = view;
        this.model = model;
        this.card = card;
        view.setOnMousePressed(this::pressed);
        view.setOnMouseDragged(this::dragged);
        view.setOnMouseReleased(this::released);
        view.setOnMouseMoved(this::moved);
        view.setOnMouseExited(_ -> {
            overMap = false;
            view.pointAt(null);
            hover(-1);
            view.repaint();
        });
        view.setOnScroll(this::scrolled);
        // The card is about what the pointer is at; a person who uses keys looks elsewhere.
        view.addEventFilter(KeyEvent.KEY_PRESSED, _ -> {
            hoverDelay.stop();
            card.hide();
        });
    }

    /// The vertex under the pointer, or -1.
    int hovered() {
        return hovered;
    }

    boolean isOverMap() {
        return overMap;
    }

    /// The graph is another one.
    void forget() {
        if (drag == null) {
            hovered = -1;
            card.hide();
        }
    }

    private void pressed(MouseEvent event) {
        view.requestFocus();
        card.hide();
        boolean onMap = isOnMap(event);
        if (!onMap && event.getButton() == MouseButton.SECONDARY) {
            selectForMenu(event);
        }
        var held = onMap || event.getButton() != MouseButton.PRIMARY ? List.<Integer>of() : held(event);
        drag = new Drag(
                event.getX(),
                event.getY(),
                view.camera(),
                onMap,
                held,
                model.movesProperty().get(),
                false);
        if (onMap) {
            panByMap(event);
        }
    }

    /// The context menu is about the node under the pointer.
    private void selectForMenu(MouseEvent event) {
        int vertex = view.visible()
                .vertexAt(view.camera().toPictureX(event.getX()), view.camera().toPictureY(event.getY()));
        if (vertex >= 0) {
            model.select(vertex);
        }
    }

    /// The node under the pointer, or all that is in the part whose title is.
    private List<Integer> held(MouseEvent event) {
        double x = view.camera().toPictureX(event.getX());
        double y = view.camera().toPictureY(event.getY());
        int vertex = view.visible().vertexAt(x, y);
        int frame = vertex < 0 ? view.visible().frameTitleAt(x, y) : -1;
        if (frame >= 0) {
            return model.inFrame(frame);
        }
        return vertex >= 0 ? List.of(vertex) : List.of();
    }

    private void dragged(MouseEvent event) {
        var current = drag;
        if (current == null) {
            return;
        }
        if (current.onMap()) {
            panByMap(event);
            return;
        }
        double dx = event.getX() - current.pressX();
        double dy = event.getY() - current.pressY();
        if (!current.moved() && Math.hypot(dx, dy) <= SLACK) {
            return;
        }
        drag = new Drag(
                current.pressX(), current.pressY(), current.start(), false, current.held(), current.moves(), true);
        if (current.held().isEmpty()) {
            view.setCursor(Cursor.CLOSED_HAND);
            view.look(current.start().panned(dx, dy));
        } else {
            view.setCursor(Cursor.MOVE);
            double zoom = view.camera().zoom();
            view.put(current.moves()
                    .plus(
                            model.keys(current.held()),
                            dx / zoom,
                            dy / zoom,
                            view.visible().isHorizontal()));
        }
    }

    private void panByMap(MouseEvent event) {
        var map = view.miniMap();
        if (map != null) {
            view.look(Camera.centered(
                    map.toPictureX(event.getX()),
                    map.toPictureY(event.getY()),
                    view.camera().zoom(),
                    view.getWidth(),
                    view.getHeight()));
        }
    }

    private void released(MouseEvent event) {
        var current = drag;
        drag = null;
        view.setCursor(Cursor.DEFAULT);
        if (current == null || current.moved() || current.onMap() || event.getButton() != MouseButton.PRIMARY) {
            return;
        }
        clicked(event);
    }

    private void clicked(MouseEvent event) {
        var visible = view.visible();
        double x = view.camera().toPictureX(event.getX());
        double y = view.camera().toPictureY(event.getY());
        int vertex = visible.vertexAt(x, y);
        int frame = vertex < 0 ? visible.frameTitleAt(x, y) : -1;
        int link = vertex < 0 && frame < 0
                ? visible.linkAt(x, y, LINK_DISTANCE / view.camera().zoom())
                : -1;
        if (frame >= 0) {
            var group = visible.model().frames().get(frame).group();
            if (event.getClickCount() == 2 || isAtSign(visible.frames().get(frame), x)) {
                model.toggle(group);
            } else {
                model.select(group);
            }
        } else if (vertex >= 0
                && event.getClickCount() == 2
                && visible.model().vertices().get(vertex).group() != null) {
            model.toggle(visible.model().vertices().get(vertex).group());
        } else if (link >= 0) {
            model.selectLink(link);
        } else {
            model.select(vertex);
        }
    }

    /// Whether a place in a frame's title strip is at the sign that folds it.
    private static boolean isAtSign(Place frame, double x) {
        return x >= frame.x() + frame.width() - GraphLayout.FRAME_TITLE;
    }

    private boolean isOnMap(MouseEvent event) {
        var map = view.miniMap();
        return map != null && map.contains(event.getX(), event.getY());
    }

    private void moved(MouseEvent event) {
        boolean onMap = isOnMap(event);
        if (onMap != overMap) {
            overMap = onMap;
            view.repaint();
        }
        int vertex = onMap
                ? -1
                : view.visible()
                        .vertexAt(
                                view.camera().toPictureX(event.getX()),
                                view.camera().toPictureY(event.getY()));
        hover(vertex);
        view.pointAt(onMap ? null : groupAt(event, vertex));
        if (vertex >= 0) {
            hoverDelay.setOnFinished(_ -> showCard(vertex, event.getX(), event.getY()));
            hoverDelay.playFromStart();
        }
    }

    /// The folded group or the title of the open one that the pointer is at.
    private @Nullable Group groupAt(MouseEvent event, int vertex) {
        var visible = view.visible();
        if (vertex >= 0) {
            return visible.model().vertices().get(vertex).group();
        }
        int frame = visible.frameTitleAt(
                view.camera().toPictureX(event.getX()), view.camera().toPictureY(event.getY()));
        return frame < 0 ? null : visible.model().frames().get(frame).group();
    }

    private void hover(int vertex) {
        if (vertex != hovered) {
            hovered = vertex;
            hoverDelay.stop();
            card.hide();
            view.setCursor(vertex >= 0 ? Cursor.HAND : Cursor.DEFAULT);
            view.repaint();
        }
    }

    private void showCard(int vertex, double x, double y) {
        if (vertex == hovered) {
            var moment = model.pictured();
            card.show(
                    HoverText.of(view.visible().model().vertices().get(vertex), moment.index(), moment.cursor()),
                    x,
                    y,
                    view.getWidth(),
                    view.getHeight());
        }
    }

    private void scrolled(ScrollEvent event) {
        if (event.getDeltaY() == 0 && event.getDeltaX() == 0
                || view.visible().model().isEmpty()) {
            return;
        }
        if (event.isShiftDown()) {
            view.look(view.camera().panned(event.getDeltaX() != 0 ? event.getDeltaX() : event.getDeltaY(), 0));
        } else {
            view.look(view.camera().zoomedAt(event.getX(), event.getY(), Math.exp(event.getDeltaY() * ZOOM_SPEED)));
        }
        event.consume();
    }
}
