package dev.backstep.app.editor;

import dev.backstep.app.settings.Setting;
import dev.backstep.app.settings.SettingField;
import java.util.List;
import java.util.stream.IntStream;

/// What is remembered about the editor.
public final class EditorSettings {
    /// The size of the program's text, in pixels.
    public static final Setting<Double> FONT_SIZE = Setting.number("fontSize", EditorView.FONT_SIZE, 6, 48);

    private EditorSettings() {}

    /// Those that people can change in the dialogue.
    public static List<SettingField<?>> fields() {
        return List.of(new SettingField.Choice<>(
                FONT_SIZE,
                "Text size",
                "The size of the program's text.",
                IntStream.rangeClosed(8, 40).mapToObj(size -> (double) size).toList(),
                size -> "%.0f px".formatted(size)));
    }
}
