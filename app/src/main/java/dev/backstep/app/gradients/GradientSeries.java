package dev.backstep.app.gradients;

import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.GradientHistory.Accumulated;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The norm of one tensor's `.grad` after each backward pass.
///
/// @param points one for each pass of the recording
/// @param builtUp whether it ever held the sum of several passes
public record GradientSeries(int tensor, String name, List<Point> points, boolean builtUp) {
    /// @param pass from 0
    /// @param norm the L2 norm of `.grad` after the pass; NaN both where it holds a NaN and where there is none
    /// @param present whether there was a gradient after the pass
    /// @param alone what the norm would be had it been zeroed before this pass; NaN if the pass did not reach it
    public record Point(int pass, double norm, boolean present, double alone) {}

    /// A series for each tensor whose `.grad` a pass changed; none where there is no pass.
    static List<GradientSeries> of(RecordingIndex index, List<BuildUp> buildUps) {
        var all = new ArrayList<GradientSeries>();
        for (int tensor : index.gradients().tensors()) {
            Map<Integer, Double> alone = new HashMap<>();
            index.gradients().changes(tensor).forEach(change -> {
                if (change instanceof Accumulated accumulated) {
                    alone.put(
                            accumulated.pass().id(),
                            accumulated.accumulation().incoming().statistics().norm());
                }
            });
            if (alone.isEmpty()) {
                continue;
            }
            var points = new ArrayList<Point>();
            for (BackwardPass pass : index.recording().passes()) {
                TensorValue gradient = index.gradient(tensor, new Cursor(pass.endedAt() + 1));
                points.add(new Point(
                        pass.id(),
                        gradient == null ? Double.NaN : gradient.statistics().norm(),
                        gradient != null,
                        alone.getOrDefault(pass.id(), Double.NaN)));
            }
            boolean builtUp = buildUps.stream().anyMatch(each -> each.tensors().contains(tensor));
            all.add(new GradientSeries(tensor, index.name(tensor), List.copyOf(points), builtUp));
        }
        return all;
    }

    /// The norm after the last pass that left a gradient; NaN if none did.
    public double last() {
        for (Point point : points.reversed()) {
            if (point.present()) {
                return point.norm();
            }
        }
        return Double.NaN;
    }

    /// Whether a pass left it with a NaN or an infinity.
    public boolean hasSpecial() {
        return points.stream().anyMatch(point -> point.present() && !Double.isFinite(point.norm()));
    }

    /// What to look at first: gradients with NaN or infinity, then the largest and the smallest by turns, because
    /// those explode or vanish.
    static List<GradientSeries> byInterest(List<GradientSeries> all) {
        var special = all.stream().filter(GradientSeries::hasSpecial).toList();
        var sorted = all.stream()
                .filter(series -> !series.hasSpecial())
                .sorted(Comparator.comparingDouble(GradientSeries::last).reversed())
                .toList();
        var result = new ArrayList<>(special);
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            result.add(sorted.get(low++));
            if (low <= high) {
                result.add(sorted.get(high--));
            }
        }
        return result;
    }
}
