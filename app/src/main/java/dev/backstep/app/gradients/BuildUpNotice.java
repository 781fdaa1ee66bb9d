package dev.backstep.app.gradients;

import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A build-up in words.
///
/// @param text what happened: `a.grad and b.grad hold the sum of 2 backward passes (line 7). Nobody zeroed them in
///     between.`
/// @param lines the lines of the passes, ascending
/// @param fix how to avoid it, null where there is no simple way
public record BuildUpNotice(
        String text, List<Integer> lines, @Nullable ZeroingFix fix) {
    /// When a build-up is meant.
    public static final String MICRO_BATCHES =
            "Adding up the gradients of several passes is right when one batch is split into micro-batches: several"
                    + " backward passes, then one optimizer step, then zeroing.";

    private static final int NAMED = 3;

    static BuildUpNotice of(RecordingIndex index, BuildUp buildUp) {
        boolean one = buildUp.tensors().size() == 1;
        List<Integer> lines = buildUp.contributions().stream()
                .map(BuildUp.Contribution::pass)
                .map(BackwardPass::span)
                .flatMap(span -> span == null ? Stream.empty() : Stream.of(span))
                .map(Span::startLine)
                .distinct()
                .sorted()
                .toList();
        String verb = buildUp.end() != null ? "held" : one ? "holds" : "hold";
        var text = new StringBuilder(names(index, buildUp.tensors()))
                .append(' ')
                .append(verb)
                .append(" the sum of ")
                .append(buildUp.contributions().size())
                .append(" backward passes")
                .append(in(lines))
                .append(". Nobody zeroed ")
                .append(one ? "it" : "them")
                .append(" in between.");
        String optimizer = steppedWithSum(index, buildUp);
        if (optimizer != null) {
            text.append(' ').append(optimizer).append(" stepped with gradients of earlier passes added in.");
        }
        if (buildUp.end() != null) {
            text.append(" Zeroed later by ").append(buildUp.end().by());
            Span span = buildUp.end().span();
            text.append(span == null ? "." : " on line " + span.startLine() + ".");
        }
        return new BuildUpNotice(text.toString(), lines, ZeroingFix.of(index, buildUp));
    }

    private static String names(RecordingIndex index, List<Integer> tensors) {
        var names = new ArrayList<String>();
        int named = tensors.size() <= NAMED ? tensors.size() : NAMED - 1;
        for (int tensor : tensors.subList(0, named)) {
            names.add(index.name(tensor) + ".grad");
        }
        if (tensors.size() > named) {
            names.add((tensors.size() - named) + " others");
        }
        return names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    private static String in(List<Integer> lines) {
        if (lines.isEmpty()) {
            return "";
        }
        String numbers = lines.size() > 6
                ? lines.getFirst() + " to " + lines.getLast()
                : String.join(", ", lines.stream().map(String::valueOf).toList());
        return lines.size() == 1 ? " (line " + numbers + ")" : " (lines " + numbers + ")";
    }

    /// The optimiser that stepped after each of at least two of the passes, which micro-batching would not do.
    private static @Nullable String steppedWithSum(RecordingIndex index, BuildUp buildUp) {
        int second = buildUp.contributions().get(1).at();
        int first = buildUp.contributions().getFirst().at();
        boolean between = false;
        List<Event> events = index.recording().timeline();
        int until = buildUp.end() == null ? events.size() : buildUp.end().at();
        for (int i = first; i < Math.min(until, events.size()); i++) {
            if (events.get(i) instanceof Event.OptimizerStepped stepped
                    && stepped.tensors().stream().anyMatch(buildUp.tensors()::contains)) {
                if (i >= second && between) {
                    return stepped.optimizer();
                }
                between |= i < second;
            }
        }
        return null;
    }
}
