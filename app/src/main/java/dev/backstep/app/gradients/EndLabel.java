package dev.backstep.app.gradients;

import dev.backstep.app.replay.ValueText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// A label at the right end of a line of the chart.
///
/// @param color which of the chart's colours its line has
/// @param y its middle
record EndLabel(GradientSeries series, int color, String text, double y) {
    private static final double ROOM = 15;

    /// Closer than this they cannot be read.
    private static final double LEAST_ROOM = 11.5;

    /// @param detail 0 for the name alone, 1 with the newest norm, 2 also with what that would be if zeroed
    static String text(GradientSeries series, int detail) {
        String text = series.name();
        if (detail == 0) {
            return text;
        }
        text += "  " + shortNumber(series.last());
        double alone = series.points().getLast().alone();
        if (detail == 2 && series.builtUp() && Double.isFinite(alone)) {
            text += " (" + shortNumber(alone) + " if zeroed)";
        }
        return text;
    }

    /// As many of the labels as can be read between two heights: the first ones. The lines of the others still tell
    /// their names when the pointer is on them.
    static List<EndLabel> readable(List<EndLabel> labels, double top, double bottom) {
        int most = Math.max(1, (int) Math.floor((bottom - top) / LEAST_ROOM) + 1);
        return labels.subList(0, Math.min(labels.size(), most));
    }

    /// Moves labels apart so that none overlap, as little as needed and between two heights; where there are too
    /// many, they share the room evenly.
    static List<EndLabel> apart(List<EndLabel> labels, double top, double bottom) {
        var sorted = new ArrayList<>(labels);
        sorted.sort(Comparator.comparingDouble(EndLabel::y));
        double room = Math.min(ROOM, (bottom - top) / Math.max(1, sorted.size() - 1));
        double[] y = sorted.stream().mapToDouble(EndLabel::y).toArray();
        for (int i = 1; i < y.length; i++) {
            y[i] = Math.max(y[i], y[i - 1] + room);
        }
        for (int i = y.length - 1; i >= 0; i--) {
            double limit = i == y.length - 1 ? bottom : y[i + 1] - room;
            y[i] = Math.min(y[i], limit);
        }
        var result = new ArrayList<EndLabel>();
        for (int i = 0; i < y.length; i++) {
            EndLabel label = sorted.get(i);
            result.add(new EndLabel(label.series(), label.color(), label.text(), y[i]));
        }
        return result;
    }

    /// `88.6` rather than `88.6397`: the label has to be short, and hovering gives the digits.
    private static String shortNumber(double number) {
        if (!Double.isFinite(number)) {
            return ValueText.number(number);
        }
        double size = Math.abs(number);
        return String.format(
                Locale.ROOT, size != 0 && (size < 0.01 || size >= 1e5) ? "%.1e" : size < 1 ? "%.3f" : "%.1f", number);
    }
}
