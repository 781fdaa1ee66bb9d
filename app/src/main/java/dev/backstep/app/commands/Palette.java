package dev.backstep.app.commands;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// All commands in one list, found by some letters of their titles. It lies over the window while a person chooses, and
/// then gives the focus back to where it was, so that the command is about that.
public final class Palette extends VBox {
    private static final double WIDTH = 520;
    private static final double ROW = 30;
    private static final int ROWS = 12;

    private final Commands commands;
    private final TextField query = new TextField();
    private final ListView<Command> list = new ListView<>();
    private final List<Command> findable = new ArrayList<>();
    private @Nullable Node before;

    public Palette(Commands commands) {
        this.commands = commands;
        setId("palette");
        getStyleClass().add("palette");
        setVisible(false);
        setMinWidth(0);
        setPrefWidth(WIDTH);
        setMaxSize(WIDTH, USE_PREF_SIZE);
        query.setId("palette-query");
        query.setPromptText("Search commands");
        query.setAccessibleText("Search commands");
        query.textProperty().subscribe(this::find);
        query.addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
        list.setId("palette-list");
        list.setFixedCellSize(ROW);
        list.setFocusTraversable(false);
        list.setPlaceholder(new Label("No command has these letters"));
        list.setCellFactory(view -> new Row());
        list.setOnMouseClicked(event -> choose());
        getChildren().addAll(query, list);
        query.focusedProperty().subscribe((was, focused) -> {
            if (!focused && !list.isFocused()) {
                setVisible(false);
            }
        });
    }

    /// Lets the palette find more than commands. These come when something is searched for, and after the commands.
    public void alsoFind(List<Command> more) {
        findable.addAll(more);
    }

    /// Shows the list, with the focus in its search field.
    public void open() {
        before = getScene().getFocusOwner();
        query.clear();
        find("");
        setVisible(true);
        query.requestFocus();
    }

    private void close() {
        setVisible(false);
        if (before != null) {
            before.requestFocus();
        }
    }

    private void find(String text) {
        var all = List.copyOf(commands.all());
        if (text.isBlank()) {
            list.getItems().setAll(all);
        } else {
            list.getItems().setAll(FuzzyMatch.find(all, text, Palette::name));
            list.getItems().addAll(FuzzyMatch.find(findable, text, Palette::name));
        }
        list.setPrefHeight(Math.clamp(list.getItems().size(), 1, ROWS) * ROW + 2);
        list.getSelectionModel().select(0);
        list.scrollTo(0);
    }

    private static String name(Command command) {
        return command.title() + " " + command.category().title();
    }

    private void keyPressed(KeyEvent event) {
        int step = switch (event.getCode()) {
            case DOWN -> 1;
            case UP -> -1;
            case PAGE_DOWN -> ROWS;
            case PAGE_UP -> -ROWS;
            default -> 0;
        };
        if (step != 0) {
            int last = list.getItems().size() - 1;
            list.getSelectionModel()
                    .select(Math.clamp(list.getSelectionModel().getSelectedIndex() + step, 0, Math.max(0, last)));
            list.scrollTo(Math.max(0, list.getSelectionModel().getSelectedIndex() - ROWS / 2));
            event.consume();
        } else if (event.getCode() == KeyCode.ENTER) {
            choose();
            event.consume();
        } else if (event.getCode() == KeyCode.ESCAPE) {
            close();
            event.consume();
        }
    }

    private void choose() {
        var chosen = list.getSelectionModel().getSelectedItem();
        if (chosen != null && chosen.isEnabled()) {
            close();
            commands.perform(chosen);
        }
    }

    private final class Row extends ListCell<Command> {
        private final Label title = new Label();
        private final Label category = new Label();
        private final Label keys = new Label();
        private final HBox box;

        Row() {
            var space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            category.getStyleClass().add("palette-category");
            keys.getStyleClass().add("palette-keys");
            keys.setMinWidth(USE_PREF_SIZE);
            box = new HBox(title, category, space, keys);
            box.setAlignment(Pos.CENTER_LEFT);
            box.getStyleClass().add("palette-row");
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable Command command, boolean empty) {
            super.updateItem(command, empty);
            if (empty || command == null) {
                setGraphic(null);
                return;
            }
            var why = command.isEnabled() || command.obstacle().isEmpty() ? "" : " – " + command.obstacle();
            title.setText(command.title() + why);
            category.setText(command.category().title());
            keys.setText(commands.keyMapProperty().get().shownTogether(command.id()));
            box.setOpacity(command.isEnabled() ? 1 : 0.5);
            setGraphic(box);
        }
    }
}
