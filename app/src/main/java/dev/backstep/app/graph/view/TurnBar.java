package dev.backstep.app.graph.view;

import dev.backstep.app.graph.model.Group;
import java.util.function.ObjIntConsumer;
import javafx.geometry.BoundingBox;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// Beside the box of a loop: which of its turns is shown between the first and the last. There while the pointer is at
/// the box, or the box is selected.
final class TurnBar extends HBox {
    private static final double GAP = 4;
    private static final double SLIDER = 130;

    private final Slider slider = new Slider();
    private final Label text = new Label();
    private @Nullable TurnChoice choice;
    private boolean following;

    /// @param show shows a turn of a loop
    TurnBar(ObjIntConsumer<Group> show) {
        getStyleClass().add("graph-turn-bar");
        setId("graph-turns");
        setManaged(false);
        setVisible(false);
        slider.setId("graph-turn");
        slider.setPrefWidth(SLIDER);
        slider.setFocusTraversable(false);
        slider.setAccessibleText("The turn of the loop that is shown");
        slider.valueProperty().addListener((_, _, value) -> {
            if (!following && choice != null) {
                show.accept(choice.loop(), (int) Math.round(value.doubleValue()));
            }
        });
        text.getStyleClass().add("graph-turn");
        text.setId("graph-turn-text");
        text.setMinWidth(Region.USE_PREF_SIZE);
        getChildren().addAll(end(Feather.SKIP_BACK, "first", 0), slider, end(Feather.SKIP_FORWARD, "last", 1), text);
        // What is under the bar is not what the pointer is at.
        addEventHandler(MouseEvent.ANY, MouseEvent::consume);
    }

    private Button end(Feather icon, String which, int share) {
        var button = new Button(null, new FontIcon(icon));
        button.setId("graph-turn-" + which);
        button.getStyleClass().add("graph-turn-end");
        button.setFocusTraversable(false);
        button.setTooltip(new Tooltip("Show the " + which + " turn"));
        button.setAccessibleText("Show the " + which + " turn");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> slider.setValue(share * slider.getMax()));
        return button;
    }

    /// Shows the turns of a loop, or hides the bar.
    void show(@Nullable TurnChoice next) {
        choice = next;
        setVisible(next != null);
        if (next == null) {
            return;
        }
        following = true;
        slider.setMax(next.count() - 1.0);
        slider.setBlockIncrement(1);
        if (!slider.isValueChanging() || Math.round(slider.getValue()) != next.chosen()) {
            slider.setValue(next.chosen());
        }
        following = false;
        text.setText(next.text());
    }

    /// Stands above a box, or below it where there is no room, and stays where it is while it is dragged.
    ///
    /// @param top where controls end
    /// @param bottom where the legend begins
    void place(BoundingBox box, double top, double width, double bottom) {
        if (slider.isPressed()) {
            return;
        }
        applyCss();
        double ownWidth = Math.ceil(prefWidth(-1));
        double ownHeight = Math.ceil(prefHeight(-1));
        double x = Math.clamp(box.getCenterX() - ownWidth / 2, GAP, Math.max(GAP, width - ownWidth - GAP));
        // It touches the box, so that the pointer can go from there to it.
        double above = box.getMinY() - ownHeight + 2;
        double y = above >= top ? above : box.getMaxY() - 2;
        y = Math.clamp(y, top, Math.max(top, bottom - ownHeight));
        resizeRelocate(Math.round(x), Math.round(y), ownWidth, ownHeight);
    }
}
