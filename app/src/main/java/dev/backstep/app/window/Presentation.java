package dev.backstep.app.window;

import dev.backstep.app.graph.view.GraphView;
import dev.backstep.app.window.Panels.Part;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Node;
import javafx.stage.Stage;

/// What a hall sees: the graph, the timeline and one panel, with large type. The commands that show panels choose which
/// one it is.
final class Presentation {
    private final BooleanProperty on = new SimpleBooleanProperty(this, "presentation");

    private final Stage stage;
    private final Panels panels;
    private final GraphView graph;
    private final List<Node> hidden;

    /// @param hidden what is around the panels, and not shown meanwhile
    Presentation(Stage stage, Panels panels, GraphView graph, List<Node> hidden) {
        this.stage = stage;
        this.panels = panels;
        this.graph = graph;
        this.hidden = hidden;
        on.subscribe((before, now) -> show(now));
    }

    BooleanProperty onProperty() {
        return on;
    }

    private void show(boolean presented) {
        var classes = stage.getScene().lookup("#root").getStyleClass();
        classes.remove("presentation");
        if (presented) {
            classes.add("presentation");
        }
        for (var node : hidden) {
            node.setVisible(!presented);
            node.setManaged(!presented);
        }
        panels.present(presented ? Part.INSPECTOR : null);
        graph.setLargeFit(presented);
        graph.requestFocus();
    }
}
