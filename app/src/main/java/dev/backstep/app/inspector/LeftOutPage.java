package dev.backstep.app.inspector;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.inspector.InspectorPage.Fact;
import dev.backstep.app.inspector.InspectorPage.Facts;
import dev.backstep.app.inspector.InspectorPage.Note;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;

/// The page of turns of a loop that the recording does not hold: what is known of them.
final class LeftOutPage {
    private static final int LONGEST_LIST = 40;

    private LeftOutPage() {}

    static InspectorPage of(PageWriter writer, Event.IterationsSkipped skipped) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("turns", String.format(Locale.ROOT, "%,d", skipped.to() - skipped.from())));
        facts.add(new Fact("operations", String.format(Locale.ROOT, "%,d", skipped.operations())));
        facts.add(new Fact("backward passes", String.format(Locale.ROOT, "%,d", skipped.passes())));
        facts.add(new Fact("time", String.format(Locale.ROOT, "%.1f ms", skipped.nanos() / 1e6)));
        writer.sections.add(new Facts("left out", facts));
        series(writer, skipped);
        writer.sections.add(new Note(
                "The program did more than a recording holds. Of this loop it has the first turn, the last and some in"
                        + " between, with all their steps.",
                false));
        var span =
                writer.index.recording().structure().loops().get(skipped.loop()).span();
        writer.source(span.startLine(), writer.index.sourceOf(span));
        boolean one = skipped.to() - skipped.from() == 1;
        return writer.page(
                one ? "turn " + skipped.to() : "turns " + (skipped.from() + 1) + " to " + skipped.to(),
                "of the loop in line " + span.startLine());
    }

    private static void series(PageWriter writer, Event.IterationsSkipped skipped) {
        var facts = new ArrayList<Fact>();
        for (var series : skipped.series()) {
            if (series.values().length > 0 && facts.size() < LONGEST_LIST) {
                var name = series.tensor() == NONE ? "loss" : "‖" + writer.index.name(series.tensor()) + ".grad‖";
                boolean alarming = Arrays.stream(series.values()).anyMatch(value -> !Double.isFinite(value));
                facts.add(new Fact(name, text(series), alarming));
            }
        }
        if (!facts.isEmpty()) {
            writer.sections.add(new Facts("in these turns", facts));
        }
    }

    /// From the first to the last, and between what and what.
    private static String text(Event.Series series) {
        var values = series.values();
        var first = ValueText.number(values[0]);
        if (values.length == 1) {
            return first;
        }
        var range = Arrays.stream(values).summaryStatistics();
        return first + " … " + ValueText.number(values[values.length - 1]) + " (min " + ValueText.number(range.getMin())
                + ", max " + ValueText.number(range.getMax()) + ")";
    }
}
