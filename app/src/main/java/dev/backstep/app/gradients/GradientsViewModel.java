package dev.backstep.app.gradients;

import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Accumulation;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.BackwardPass.Target;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;

/// What the gradients panel shows: a chart of the whole recording, and the accumulation and the build-ups at the
/// cursor.
public final class GradientsViewModel {
    /// How many lines the chart draws.
    public static final int SHOWN = 8;

    /// From which ratio of the largest to the smallest norm on a logarithmic scale is offered.
    static final double WIDE_SPREAD = 1e3;

    private final Replay replay;
    private final ReadOnlyObjectWrapper<Chart> chart = new ReadOnlyObjectWrapper<>(Chart.EMPTY);
    private final ReadOnlyObjectWrapper<@Nullable AccumulationDetail> accumulation = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<List<BuildUpNotice>> notices = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<List<BuildUpNotice>> allNotices = new ReadOnlyObjectWrapper<>(List.of());
    private final BooleanProperty logScale = new SimpleBooleanProperty();
    private List<BuildUp> buildUps = List.of();
    private List<GradientSeries> series = List.of();
    private List<Mark> marks = List.of();
    private List<BuildUp> noticed = List.of();

    /// The chart of a recording.
    ///
    /// @param passes names of the passes, for the axis
    /// @param shown the lines drawn, the most interesting first
    /// @param others the lines left out
    /// @param marks zeroings and optimiser steps, in order
    /// @param logOffered whether norms spread so widely that a logarithmic scale helps
    public record Chart(
            List<String> passes,
            List<GradientSeries> shown,
            List<GradientSeries> others,
            List<Mark> marks,
            boolean logOffered) {
        static final Chart EMPTY = new Chart(List.of(), List.of(), List.of(), List.of(), false);
    }

    /// Something that happened to gradients or parameters between passes.
    ///
    /// @param afterPass the pass it came after, -1 if before the first
    /// @param text what: `optimizer.zero_grad() → None, line 8`
    public record Mark(int afterPass, Kind kind, String text) {
        /// Sorts of marks.
        public enum Kind {
            ZEROED,
            STEPPED
        }
    }

    public GradientsViewModel(Replay replay) {
        this.replay = replay;
        replay.momentProperty().subscribe((before, now) -> {
            if (!now.sameRecording(before)) {
                updateRecording();
                return;
            }
            if (!now.selection().equals(before.selection())) {
                updateChart();
            }
            updateCursor();
        });
        updateRecording();
    }

    public ReadOnlyObjectProperty<Chart> chartProperty() {
        return chart.getReadOnlyProperty();
    }

    /// The accumulation at the selected tensor, or else at the one that the cursor's step reached, or else at the
    /// first of the chart; null where there is none.
    public ReadOnlyObjectProperty<@Nullable AccumulationDetail> accumulationProperty() {
        return accumulation.getReadOnlyProperty();
    }

    /// The build-ups that have happened before the cursor.
    public ReadOnlyObjectProperty<List<BuildUpNotice>> noticesProperty() {
        return notices.getReadOnlyProperty();
    }

    /// The build-ups of the whole recording, wherever the cursor is.
    public ReadOnlyObjectProperty<List<BuildUpNotice>> allNoticesProperty() {
        return allNotices.getReadOnlyProperty();
    }

    /// Whether the chart's scale is logarithmic; set anew with each recording.
    public BooleanProperty logScaleProperty() {
        return logScale;
    }

    /// Looks at a tensor: its line is drawn and its accumulation shown.
    public void select(int tensor) {
        replay.select(new Selection.Tensor(tensor));
    }

    /// The newest pass at the cursor, from 0; -1 before the first.
    public int passAtCursor() {
        BackwardPass pass = index().timeline().newestPass(cursor());
        return pass == null ? -1 : pass.id();
    }

    private void updateRecording() {
        boolean offeredBefore = chart.get().logOffered();
        buildUps = BuildUp.of(index());
        allNotices.set(
                buildUps.stream().map(each -> BuildUpNotice.of(index(), each)).toList());
        series = GradientSeries.byInterest(GradientSeries.of(index(), buildUps));
        marks = findMarks();
        updateChart();
        // A live edit that keeps the spread keeps the person's choice of scale.
        if (chart.get().logOffered() != offeredBefore) {
            logScale.set(chart.get().logOffered());
        }
        updateCursor();
    }

    private void updateChart() {
        List<GradientSeries> ranked = new ArrayList<>(series);
        int selected = selectedTensor();
        for (int i = SHOWN; i < ranked.size(); i++) {
            if (ranked.get(i).tensor() == selected) {
                ranked.addFirst(ranked.remove(i));
            }
        }
        int shown = Math.min(SHOWN, ranked.size());
        var passes = replay.moment().recording().passes().stream()
                .map(pass -> "pass " + (pass.id() + 1))
                .toList();
        chart.set(new Chart(
                passes,
                List.copyOf(ranked.subList(0, shown)),
                List.copyOf(ranked.subList(shown, ranked.size())),
                marks,
                spread(ranked) > WIDE_SPREAD));
    }

    private void updateCursor() {
        List<BuildUp> happened = buildUps.stream()
                .map(each -> each.before(cursor()))
                .filter(Objects::nonNull)
                .toList();
        if (!happened.equals(noticed)) {
            noticed = happened;
            notices.set(happened.stream()
                    .map(each -> BuildUpNotice.of(index(), each))
                    .toList());
        }
        int tensor = tensorOfInterest();
        accumulation.set(tensor < 0 ? null : AccumulationDetail.of(index(), tensor, cursor()));
    }

    private List<Mark> findMarks() {
        var found = new ArrayList<Mark>();
        int pass = -1;
        for (Event event : replay.moment().recording().timeline()) {
            switch (event) {
                case Event.PassEnded(int ended) -> pass = Math.max(pass, ended);
                case Event.GradientsZeroed zeroed ->
                    found.add(new Mark(
                            pass,
                            Mark.Kind.ZEROED,
                            zeroed.by() + (zeroed.toNone() ? " → None" : " → zeros") + onLine(zeroed.span())));
                case Event.OptimizerStepped stepped ->
                    found.add(
                            new Mark(pass, Mark.Kind.STEPPED, stepped.optimizer() + " step" + onLine(stepped.span())));
                default -> {}
            }
        }
        return List.copyOf(found);
    }

    private static String onLine(@Nullable Span span) {
        return span == null ? "" : ", line " + span.startLine();
    }

    private static double spread(List<GradientSeries> all) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (GradientSeries series : all) {
            for (GradientSeries.Point point : series.points()) {
                if (point.present() && Double.isFinite(point.norm()) && point.norm() > 0) {
                    smallest = Math.min(smallest, point.norm());
                    largest = Math.max(largest, point.norm());
                }
            }
        }
        return largest == 0 ? 1 : largest / smallest;
    }

    private int tensorOfInterest() {
        int selected = selectedTensor();
        if (selected >= 0 && !index().gradients().changes(selected).isEmpty()) {
            return selected;
        }
        Step step = index().timeline().position(cursor()).step();
        if (step != null) {
            for (Accumulation each : step.accumulations()) {
                if (each.target() != Target.RETURNED) {
                    return each.tensor();
                }
            }
        }
        return chart.get().shown().isEmpty()
                ? -1
                : chart.get().shown().getFirst().tensor();
    }

    private int selectedTensor() {
        return switch (replay.moment().selection()) {
            case Selection.Tensor(int tensor) -> tensor;
            case Selection.Node(int node) -> {
                GraphNode found = index().node(node);
                yield found == null ? -1 : found.variable();
            }
            default -> -1;
        };
    }

    private RecordingIndex index() {
        return replay.moment().index();
    }

    private Cursor cursor() {
        return replay.moment().cursor();
    }
}
