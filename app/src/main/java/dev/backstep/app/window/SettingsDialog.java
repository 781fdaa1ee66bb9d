package dev.backstep.app.window;

import dev.backstep.app.feature.SettingsSection;
import dev.backstep.app.settings.SettingField;
import dev.backstep.app.settings.SettingsStore;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import javafx.stage.Screen;
import javafx.util.StringConverter;

/// The settings that people can change, in sections. A change is applied at once.
final class SettingsDialog {
    private static final double CONTROL_WIDTH = 150;
    private static final double WORDS_WIDTH = 320;

    /// What a dialogue has above and below its content.
    private static final double AROUND = 160;

    private final SettingsStore store;

    SettingsDialog(SettingsStore store) {
        this.store = store;
    }

    Node view(List<SettingsSection> sections) {
        var box = new VBox();
        box.setId("settings");
        box.getStyleClass().add("settings");
        sections.forEach(section -> box.getChildren().add(view(section)));
        var scroller = new ScrollPane(box);
        scroller.getStyleClass().add("edge-to-edge");
        scroller.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroller.setMinWidth(ScrollPane.USE_PREF_SIZE);
        // On a small screen the button to close it is seen, too.
        scroller.setMaxHeight(Screen.getPrimary().getVisualBounds().getHeight() - AROUND);
        return scroller;
    }

    private Node view(SettingsSection section) {
        var table = new GridPane();
        table.getStyleClass().add("settings-table");
        var heading = new Label(section.title());
        heading.getStyleClass().add("title-4");
        table.add(heading, 0, 0, 2, 1);
        int row = 1;
        for (var field : section.fields()) {
            var control = control(field);
            control.setId("setting-" + field.setting().name());
            control.setAccessibleText(field.title());
            control.setAccessibleHelp(field.about());
            var title = new Label(field.title());
            title.setLabelFor(control);
            var about = new Label(field.about());
            about.getStyleClass().add("settings-about");
            about.setWrapText(true);
            var words = new VBox(title, about);
            words.setPrefWidth(WORDS_WIDTH);
            table.addRow(row++, words, control);
        }
        return table;
    }

    private Control control(SettingField<?> field) {
        return switch (field) {
            case SettingField.Flag flag -> checkBox(flag);
            case SettingField.Number number -> spinner(number);
            case SettingField.Choice<?> choice -> comboBox(choice);
        };
    }

    private Control checkBox(SettingField.Flag flag) {
        var box = new CheckBox();
        var property = store.property(flag.setting());
        box.setSelected(property.get());
        box.selectedProperty().subscribe((before, now) -> property.set(now));
        return box;
    }

    private Control spinner(SettingField.Number number) {
        var property = store.property(number.setting());
        var spinner = new Spinner<>(new WholeNumbers(number, property.get()));
        spinner.setEditable(true);
        spinner.setPrefWidth(CONTROL_WIDTH);
        spinner.valueProperty().subscribe((before, now) -> {
            if (now != null && number.setting().allows(now)) {
                property.set(now);
            }
        });
        // What was typed counts when the field is left, too, and not only after Enter.
        spinner.focusedProperty().subscribe((before, focused) -> {
            if (!focused) {
                spinner.commitValue();
            }
        });
        return spinner;
    }

    private <T> Control comboBox(SettingField.Choice<T> choice) {
        var property = store.property(choice.setting());
        var box = new ComboBox<T>();
        box.getItems().setAll(choice.values());
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(T value) {
                return value == null ? "" : choice.name().apply(value);
            }

            @Override
            public T fromString(String text) {
                return choice.values().stream()
                        .filter(value -> choice.name().apply(value).equals(text))
                        .findFirst()
                        .orElse(property.get());
            }
        });
        box.setPrefWidth(CONTROL_WIDTH);
        box.setValue(property.get());
        box.valueProperty().subscribe((before, now) -> {
            if (now != null) {
                property.set(now);
            }
        });
        return box;
    }

    /// The numbers of a field; what is no number of it changes nothing.
    private static final class WholeNumbers extends SpinnerValueFactory<Long> {
        private final SettingField.Number field;

        WholeNumbers(SettingField.Number field, long now) {
            this.field = field;
            setConverter(new StringConverter<>() {
                @Override
                public String toString(Long value) {
                    return value == null ? "" : value.toString();
                }

                @Override
                public Long fromString(String text) {
                    try {
                        return within(Long.parseLong(text.strip()));
                    } catch (NumberFormatException e) {
                        return getValue();
                    }
                }
            });
            setValue(now);
        }

        private long within(long value) {
            return Math.clamp(value, field.least(), field.most());
        }

        @Override
        public void decrement(int steps) {
            setValue(within(getValue() - steps * field.step()));
        }

        @Override
        public void increment(int steps) {
            setValue(within(getValue() + steps * field.step()));
        }
    }
}
