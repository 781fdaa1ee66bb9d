package dev.backstep.app.window;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.backstep.app.settings.Setting;
import dev.backstep.app.settings.SettingField;
import java.util.List;

/// What is remembered about the window and its documents.
final class WindowSettings {
    static final int MAX_RECENT = 10;

    static final Setting<ThemeChoice> THEME =
            Setting.of("theme", ThemeChoice.class, ThemeChoice.SYSTEM, choice -> true);

    static final Setting<Boolean> REDUCED_MOTION = Setting.flag("reducedMotion", false);

    static final Setting<Bounds> BOUNDS =
            Setting.of("window", Bounds.class, Bounds.UNKNOWN, bounds -> bounds.width >= 200 && bounds.height >= 200);

    static final Setting<Division> PANELS = Setting.of("panels", Division.class, Division.DEFAULT, panels -> true);

    /// The file that was open, empty if none was.
    static final Setting<String> LAST_FILE = Setting.text("lastFile", "");

    /// The newest first.
    static final Setting<List<String>> RECENT_FILES = Setting.texts("recentFiles");

    private WindowSettings() {}

    /// Those that people can change in the dialogue.
    static List<SettingField<?>> fields() {
        return List.of(
                new SettingField.Choice<>(
                        THEME,
                        "Theme",
                        "Light, dark, or as the system has it.",
                        List.of(ThemeChoice.values()),
                        choice -> Theme.title(choice)),
                new SettingField.Flag(
                        REDUCED_MOTION, "Reduced motion", "Show steps and graphs at once, without moving things."));
    }

    /// Where the window was, in the units of the screen.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Bounds(double x, double y, double width, double height, boolean maximized) {
        static final Bounds UNKNOWN = new Bounds(0, 0, 0, 0, false);
    }

    /// How the window is divided: places of the dividers, as fractions, and what is shown.
    ///
    /// @param editor between editor and graph
    /// @param inspector between graph and inspector
    /// @param bottom between these and the panels below
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Division(
            double editor,
            double inspector,
            double bottom,
            boolean editorShown,
            boolean inspectorShown,
            boolean bottomShown) {
        static final Division DEFAULT = new Division(0.36, 0.77, 0.66, true, true, true);

        Division {
            editor = fraction(editor, 0.36);
            inspector = fraction(inspector, 0.77);
            bottom = fraction(bottom, 0.66);
        }

        private static double fraction(double value, double otherwise) {
            return value > 0 && value < 1 ? value : otherwise;
        }
    }
}
