package dev.backstep.app.settings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a person chose, and how they left the window. Missing or impossible values become the defaults.
///
/// @param theme light, dark, or as the system has it
/// @param window null until the window was closed for the first time
/// @param lastFile the file that was open, null if none was
/// @param recentFiles the newest first
/// @param live whether the program runs as it is typed
/// @param device `cpu` or `gpu`, which is kept when there is no GPU today
/// @param gpu the name of the GPU that was chosen among several, empty for the first
/// @param seed for `torch.manual_seed` before each run
/// @param fontSize of the editor, in points
/// @param liveLimitSeconds how long a program may run when it is run because it changed
/// @param runLimitSeconds how long a program may run when a person asked for it
/// @param kernelHeapMegabytes the most heap the kernel may use
@JsonIgnoreProperties(ignoreUnknown = true)
public record Settings(
        ThemeChoice theme,
        @Nullable Window window,
        Panels panels,
        @Nullable String lastFile,
        List<String> recentFiles,
        Boolean live,
        String device,
        String gpu,
        Long seed,
        Double fontSize,
        Integer liveLimitSeconds,
        Integer runLimitSeconds,
        Integer kernelHeapMegabytes) {

    public static final double DEFAULT_FONT_SIZE = 13;

    private static final int MAX_RECENT = 10;

    public static final Settings DEFAULT =
            new Settings(null, null, null, null, null, null, null, null, null, null, null, null, null);

    /// Which theme.
    public enum ThemeChoice {
        LIGHT,
        DARK,
        SYSTEM
    }

    /// Where the window was, in the units of the screen.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Window(double x, double y, double width, double height, boolean maximized) {}

    /// How the window is divided: places of the dividers, as fractions, and what is shown.
    ///
    /// @param editor between editor and graph
    /// @param inspector between graph and inspector
    /// @param bottom between these and the panels below
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Panels(
            double editor,
            double inspector,
            double bottom,
            boolean editorShown,
            boolean inspectorShown,
            boolean bottomShown) {

        public static final Panels DEFAULT = new Panels(0.33, 0.77, 0.66, true, true, true);

        public Panels {
            editor = fraction(editor, 0.33);
            inspector = fraction(inspector, 0.77);
            bottom = fraction(bottom, 0.66);
        }

        private static double fraction(double value, double otherwise) {
            return value > 0 && value < 1 ? value : otherwise;
        }
    }

    public Settings {
        theme = theme == null ? ThemeChoice.SYSTEM : theme;
        window = window == null || !(window.width >= 200 && window.height >= 200) ? null : window;
        panels = panels == null ? Panels.DEFAULT : panels;
        recentFiles = recentFiles == null
                ? List.of()
                : recentFiles.stream().filter(f -> f != null).limit(MAX_RECENT).toList();
        live = live == null || live;
        device = "gpu".equals(device) ? "gpu" : "cpu";
        gpu = gpu == null ? "" : gpu;
        seed = seed == null ? 0L : seed;
        fontSize = within(fontSize, 6, 48, DEFAULT_FONT_SIZE);
        liveLimitSeconds = (int) within(liveLimitSeconds, 1, 3600, 10);
        runLimitSeconds = (int) within(runLimitSeconds, 1, 86_400, 60);
        kernelHeapMegabytes = (int) within(kernelHeapMegabytes, 256, 1 << 20, 1024);
    }

    private static double within(@Nullable Number value, double least, double most, double otherwise) {
        return value != null && value.doubleValue() >= least && value.doubleValue() <= most
                ? value.doubleValue()
                : otherwise;
    }
}
