package dev.backstep.app.graph.view;

import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.graph.model.GraphOptions;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// The bar over the graph: search, what to show, and how large.
final class GraphTools extends HBox {
    /// The search field's part of the width, which leaves the rest one row in a window of 1280.
    private static final double SEARCH_SHARE = 0.2;

    private static final double SEARCH_LEAST = 112;
    private static final double SEARCH_MOST = 170;

    private final TextField search = new TextField();
    private final Label found = new Label();
    private final Button zoomOut = button(Feather.MINUS, "graph-zoom-out");
    private final Button zoomIn = button(Feather.PLUS, "graph-zoom-in");
    private final Button fit = button(Feather.MAXIMIZE, "graph-fit");

    /// What the bar asks the view to do.
    interface Actions {
        void search(String query);

        void nextMatch(boolean backwards);

        void leaveSearch();

        void showMap(boolean shown);
    }

    GraphTools(ObjectProperty<GraphOptions> options, Actions actions) {
        getStyleClass().add("graph-tools");
        setPickOnBounds(false);
        var constants = toggle("Constants", "Show tensors that do not require grad", "graph-constants");
        var excluded = toggle("Excluded", "Show operations that are not in the graph, dotted", "graph-excluded");
        var gradients = toggle("Gradients", "Write the gradients of the pass on the edges", "graph-gradients");
        options.subscribe(now -> {
            constants.setSelected(now.constants());
            excluded.setSelected(now.excluded());
            gradients.setSelected(now.gradients());
        });
        for (var toggle : List.of(constants, excluded, gradients)) {
            toggle.setOnAction(_ -> options.set(
                    options.get().showing(constants.isSelected(), excluded.isSelected(), gradients.isSelected())));
        }
        // In a narrow view they take two rows rather than be cut.
        var groups =
                new FlowPane(group(gradients, constants, excluded), group(mapToggle(actions), zoomOut, zoomIn, fit));
        groups.getStyleClass().add("graph-tool-groups");
        groups.setPickOnBounds(false);
        HBox.setHgrow(groups, Priority.ALWAYS);
        getChildren().addAll(searchField(actions), found, groups);
    }

    /// Makes the buttons perform their commands.
    void setControls(CommandControls controls) {
        controls.wire(zoomOut, "graph.zoom-out");
        controls.wire(zoomIn, "graph.zoom-in");
        controls.wire(fit, "graph.fit");
        controls.describe(search, "graph.search");
    }

    void focusSearch() {
        search.requestFocus();
        search.selectAll();
    }

    /// Says how many vertices were found, and which of them is shown.
    void showFound(int at, int count) {
        found.setText(search.getText().isBlank() ? "" : count == 0 ? "not found" : (at + 1) + " of " + count);
    }

    private TextField searchField(Actions actions) {
        search.setId("graph-search");
        search.setPromptText("Search nodes");
        search.setAccessibleText("Search the nodes of the graph");
        search.getStyleClass().add("graph-search");
        search.setMinWidth(SEARCH_LEAST);
        search.setMaxWidth(SEARCH_MOST);
        search.prefWidthProperty().bind(widthProperty().multiply(SEARCH_SHARE));
        search.textProperty().addListener((_, _, text) -> actions.search(text));
        search.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                actions.nextMatch(event.isShiftDown());
                event.consume();
            } else if (event.getCode() == KeyCode.ESCAPE) {
                search.clear();
                actions.leaveSearch();
                event.consume();
            }
        });
        found.getStyleClass().add("graph-found");
        return search;
    }

    private static ToggleButton mapToggle(Actions actions) {
        var toggle = new ToggleButton(null, new FontIcon(Feather.MAP));
        toggle.setFocusTraversable(false);
        toggle.setSelected(true);
        toggle.setOnAction(_ -> actions.showMap(toggle.isSelected()));
        return describe(toggle, "Show a map where not all of the graph is seen", "graph-map");
    }

    private static ToggleButton toggle(String text, String help, String id) {
        var toggle = new ToggleButton(text);
        toggle.setFocusTraversable(false);
        return describe(toggle, help, id);
    }

    private static Button button(Feather icon, String id) {
        var button = new Button(null, new FontIcon(icon));
        button.setFocusTraversable(false);
        button.setId(id);
        button.getStyleClass().add("graph-tool");
        button.setMinWidth(Region.USE_PREF_SIZE);
        return button;
    }

    private static <T extends ButtonBase> T describe(T button, String help, String id) {
        button.setId(id);
        button.getStyleClass().add("graph-tool");
        button.setTooltip(new Tooltip(help));
        button.setAccessibleText(help);
        button.setMinWidth(Region.USE_PREF_SIZE);
        return button;
    }

    private static HBox group(Node... nodes) {
        var group = new HBox(nodes);
        group.getStyleClass().add("graph-tool-group");
        group.setMinWidth(Region.USE_PREF_SIZE);
        return group;
    }
}
