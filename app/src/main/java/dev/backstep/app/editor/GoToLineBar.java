package dev.backstep.app.editor;

import java.util.OptionalInt;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;

/// Asks for a line number and goes there.
final class GoToLineBar extends HBox {
    private final EditorViewModel program;
    private final TextField number = new TextField();
    private final Label status = new Label();

    GoToLineBar(EditorViewModel program, Runnable onClose) {
        this.program = program;
        getStyleClass().addAll("find-bar", "find-row");
        setAlignment(Pos.CENTER_LEFT);
        number.setId("go-to-line");
        number.setPromptText("Line");
        number.setPrefColumnCount(6);
        status.getStyleClass().add("find-status");
        getChildren().addAll(new Label("Go to line"), number, status);
        number.textProperty().addListener((text, before, now) -> status.setText(""));
        number.setOnAction(event -> line().ifPresentOrElse(
                        line -> {
                            program.goToLine(line);
                            onClose.run();
                        },
                        () -> status.setText("Type a number from 1 to " + lineCount())));
    }

    void open() {
        number.setPromptText("1 to " + lineCount());
        number.clear();
        number.requestFocus();
    }

    private int lineCount() {
        return Lines.of(program.text()).count();
    }

    private OptionalInt line() {
        try {
            return OptionalInt.of(Integer.parseInt(number.getText().strip()));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
