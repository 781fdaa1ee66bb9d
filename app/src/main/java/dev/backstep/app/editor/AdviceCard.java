package dev.backstep.app.editor;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/// Shows the program's [Advice] below the text until it no longer holds or a person has dismissed it.
final class AdviceCard extends HBox {
    private final EditorViewModel program;
    private final Label text = new Label();
    private final Hyperlink fix = new Hyperlink();
    private String dismissed = "";

    AdviceCard(EditorViewModel program) {
        this.program = program;
        getStyleClass().add("advice");
        var icon = new FontIcon("fth-alert-triangle");
        icon.getStyleClass().add("advice-icon");
        text.setWrapText(true);
        text.setId("advice-text");
        fix.setId("advice-fix");
        fix.setOnAction(event -> {
            fix.setVisited(false);
            insertFix();
        });
        fix.managedProperty().bind(fix.visibleProperty());
        var words = new VBox(text, fix);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var close = new Button(null, new FontIcon("fth-x"));
        close.getStyleClass().addAll("button-icon", "flat");
        close.setId("advice-close");
        close.setTooltip(new Tooltip("Do not show this again"));
        close.setAccessibleText("Do not show this again");
        close.setOnAction(event -> dismiss());
        setAlignment(Pos.TOP_LEFT);
        getChildren().addAll(icon, words, close);
        managedProperty().bind(visibleProperty());
        program.adviceProperty().subscribe(this::show);
    }

    private void show(@Nullable Advice advice) {
        setVisible(advice != null && !advice.text().equals(dismissed));
        if (advice != null) {
            text.setText(advice.text());
            var insertion = advice.fix();
            fix.setVisible(insertion != null);
            fix.setText(
                    insertion == null
                            ? ""
                            : "Insert %s before line %d"
                                    .formatted(insertion.text().strip(), insertion.line()));
        }
    }

    private void insertFix() {
        var advice = program.adviceProperty().get();
        if (advice != null && advice.fix() != null) {
            program.insertLine(advice.fix().line(), advice.fix().text());
            // Whether it helped is for the next run to say.
            program.adviceProperty().set(null);
        }
    }

    private void dismiss() {
        dismissed = text.getText();
        setVisible(false);
    }
}
