package dev.backstep.app.guide;

import dev.backstep.app.guide.GuideViewModel.Shown;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// The guide's card, a strip across the window: it covers nothing, in a small window neither.
public final class GuideCard extends HBox {
    private static final PseudoClass DONE = PseudoClass.getPseudoClass("done");

    private final GuideText words;
    private final Label progress = new Label();
    private final HBox dots = new HBox();
    private final Label title = new Label();
    private final Label text = new Label();
    private final Button back = new Button("Back");
    private final Button forward = new Button();

    GuideCard(GuideViewModel model, GuideText words) {
        this.words = words;
        setId("guide-card");
        getStyleClass().add("guide-card");
        setAlignment(Pos.CENTER_LEFT);
        progress.getStyleClass().add("guide-progress");
        progress.setId("guide-progress");
        dots.getStyleClass().add("guide-dots");
        for (var ignored : Card.TASKS) {
            var dot = new Region();
            dot.getStyleClass().add("guide-dot");
            dots.getChildren().add(dot);
        }
        var place = new VBox(progress, dots);
        place.setAlignment(Pos.CENTER_LEFT);
        place.getStyleClass().add("guide-place");
        place.setMinWidth(USE_PREF_SIZE);
        title.getStyleClass().add("guide-title");
        title.setId("guide-title");
        text.setId("guide-text");
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        var sentences = new VBox(title, text);
        sentences.getStyleClass().add("guide-words");
        HBox.setHgrow(sentences, Priority.ALWAYS);
        sentences.setMinWidth(0);
        back.setId("guide-back");
        back.setOnAction(event -> model.goBack());
        forward.setId("guide-forward");
        forward.setOnAction(event -> model.goOn());
        var close = new Button(null, new FontIcon(Feather.X));
        close.getStyleClass().addAll("flat", "notice-close");
        close.setId("guide-close");
        close.setTooltip(new Tooltip("Leave the guide (Esc)"));
        close.setAccessibleText("Leave the guide");
        close.setOnAction(event -> model.leave());
        var buttons = new HBox(back, forward, close);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        buttons.getStyleClass().add("guide-buttons");
        buttons.setMinWidth(USE_PREF_SIZE);
        getChildren().addAll(place, sentences, buttons);
        managedProperty().bind(visibleProperty());
        model.shownProperty().subscribe(this::show);
    }

    private void show(Shown shown) {
        var card = shown.card();
        setVisible(card != null);
        if (card == null) {
            return;
        }
        int tasks = Card.TASKS.size();
        boolean end = card == Card.END;
        progress.setText(end ? "Done" : "%d of %d".formatted(card.ordinal() + 1, tasks));
        for (int i = 0; i < tasks; i++) {
            dots.getChildren()
                    .get(i)
                    .pseudoClassStateChanged(DONE, i < card.ordinal() || i == card.ordinal() && shown.done());
        }
        title.setText(words.title(card));
        title.setGraphic(shown.done() ? new FontIcon(Feather.CHECK) : null);
        text.setText(words.text(card));
        back.setDisable(card.ordinal() == 0);
        forward.setText(end ? "Finish" : shown.done() ? "Next" : "Skip");
        pseudoClassStateChanged(DONE, shown.done());
    }
}
