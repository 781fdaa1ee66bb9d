package dev.backstep.app.export;

import dev.backstep.app.graph.theme.GraphTheme;

/// How pictures are written.
///
/// @param dark whether in the colours for a dark ground
/// @param scale pixels a picture unit, in files that have pixels; of a part of a window, pixels a pixel
///     of it
/// @param legend whether the key to the kinds of nodes is below
/// @param transparent whether the ground is left out, in formats that can be without
/// @param stepSeconds how long an animation takes for a step, its start and the pause after it together
public record ExportOptions(boolean dark, double scale, boolean legend, boolean transparent, double stepSeconds) {
    /// Long enough to read a sum.
    public static final double STEP_SECONDS = 1.6;

    public static final ExportOptions DEFAULT = new ExportOptions(false, 2, true, false, STEP_SECONDS);

    public ExportOptions withDark(boolean now) {
        return new ExportOptions(now, scale, legend, transparent, stepSeconds);
    }

    public ExportOptions withScale(double now) {
        return new ExportOptions(dark, now, legend, transparent, stepSeconds);
    }

    public ExportOptions withLegend(boolean now) {
        return new ExportOptions(dark, scale, now, transparent, stepSeconds);
    }

    public ExportOptions withTransparent(boolean now) {
        return new ExportOptions(dark, scale, legend, now, stepSeconds);
    }

    public ExportOptions withStepSeconds(double now) {
        return new ExportOptions(dark, scale, legend, transparent, now);
    }

    GraphTheme theme() {
        return dark ? GraphTheme.dark() : GraphTheme.light();
    }
}
