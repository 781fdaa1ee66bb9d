package dev.backstep.app.window;

import dev.backstep.app.editor.TextComparison;
import dev.backstep.app.editor.TextComparison.In;
import java.util.List;
import javafx.collections.FXCollections;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// Two versions of a program in one list: a line of the editor only begins with `+`, a line of the file only with `−`.
final class ComparisonView extends VBox {
    private static final PseudoClass MINE = PseudoClass.getPseudoClass("mine");
    private static final PseudoClass THEIRS = PseudoClass.getPseudoClass("theirs");
    private static final double LINE = 20;

    ComparisonView(List<TextComparison.Line> lines) {
        getStyleClass().add("comparison");
        var list = new ListView<>(FXCollections.observableList(lines));
        list.setId("comparison");
        list.setFixedCellSize(LINE);
        list.setPrefSize(720, 420);
        list.setCellFactory(_ -> new Cell());
        getChildren().addAll(new Label("+ in the editor only        − in the file only"), list);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).in() != In.BOTH) {
                list.scrollTo(Math.max(0, i - 4));
                break;
            }
        }
    }

    private static final class Cell extends ListCell<TextComparison.Line> {
        @Override
        protected void updateItem(TextComparison.@Nullable Line line, boolean empty) {
            super.updateItem(line, empty);
            setText(line == null ? null : sign(line.in()) + line.text());
            pseudoClassStateChanged(MINE, line != null && line.in() == In.MINE);
            pseudoClassStateChanged(THEIRS, line != null && line.in() == In.THEIRS);
        }

        private static String sign(In in) {
            return switch (in) {
                case BOTH -> "  ";
                case MINE -> "+ ";
                case THEIRS -> "− ";
            };
        }
    }
}
