package dev.backstep.app.graph.view;

import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// The card that appears when the pointer rests on a node. Takes no clicks.
final class HoverCard extends VBox {
    private final Label title = new Label();
    private final Label kind = new Label();
    private final GridPane grid = new GridPane();

    HoverCard() {
        getStyleClass().add("graph-card");
        title.getStyleClass().add("graph-card-title");
        kind.getStyleClass().add("graph-card-kind");
        grid.getStyleClass().add("graph-card-grid");
        getChildren().addAll(title, kind, grid);
        setMouseTransparent(true);
        setManaged(false);
        setVisible(false);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
    }

    /// Shows the card near a point, inside an area of this size.
    void show(HoverText text, double x, double y, double width, double height) {
        title.setText(text.title());
        grid.getChildren().clear();
        for (var line : text.lines()) {
            if (line.label().isEmpty()) {
                kind.setText(line.text());
                continue;
            }
            var label = new Label(line.label());
            label.getStyleClass().add("graph-card-label");
            label.setMinWidth(Region.USE_PREF_SIZE);
            var value = new Label(line.text());
            value.getStyleClass().add("graph-card-value");
            grid.addRow(grid.getRowCount(), label, value);
        }
        setVisible(true);
        toFront();
        applyCss();
        double cardWidth = Math.min(width - 16, Math.ceil(prefWidth(-1)));
        double cardHeight = Math.ceil(prefHeight(cardWidth));
        double left = x + 16 + cardWidth > width - 8 ? Math.max(8, x - 16 - cardWidth) : x + 16;
        double top = Math.clamp(y + 12, 8, Math.max(8, height - cardHeight - 8));
        resizeRelocate(Math.round(left), Math.round(top), cardWidth, cardHeight);
    }

    void hide() {
        setVisible(false);
    }
}
