package dev.backstep.app.replay;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Accumulation;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.BackwardPass.Target;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What happened to the `.grad` of every tensor: accumulations by backward passes, and zeroings. Gradients returned
/// by `torch.autograd.grad` touch no `.grad` and are not here.
public final class GradientHistory {
    private final Map<Integer, List<Change>> changes = new LinkedHashMap<>();

    /// A change of one tensor's `.grad`.
    public sealed interface Change {
        /// The place from which it holds, as [Cursor#at()] counts.
        int at();

        /// `.grad` after it, null for None.
        @Nullable
        TensorValue after();
    }

    /// A pass added a gradient.
    public record Accumulated(int at, BackwardPass pass, Step step, Accumulation accumulation) implements Change {
        @Override
        public TensorValue after() {
            return accumulation.after();
        }
    }

    /// `.grad` was set to zero or removed.
    public record Zeroed(
            int at,
            @Nullable TensorValue after,
            String by,
            @Nullable Span span) implements Change {}

    /// Passes added gradients that the recording does not hold: in turns of a loop that are left out.
    ///
    /// @param passes how many did
    public record LeftOut(int at, @Nullable TensorValue after, long passes) implements Change {}

    GradientHistory(Recording recording) {
        for (int i = 0; i < recording.timeline().size(); i++) {
            switch (recording.timeline().get(i)) {
                case Event.StepDone(int passId, int stepIndex) -> {
                    BackwardPass pass = recording.passes().get(passId);
                    Step step = pass.steps().get(stepIndex);
                    for (Accumulation accumulation : step.accumulations()) {
                        if (accumulation.target() != Target.RETURNED) {
                            of(accumulation.tensor()).add(new Accumulated(i + 1, pass, step, accumulation));
                        }
                    }
                }
                case Event.GradientsZeroed zeroed -> {
                    for (int tensor : zeroed.tensors()) {
                        of(tensor).add(zeroed(i + 1, zeroed, tensor));
                    }
                }
                case Event.IterationsSkipped skipped -> {
                    for (var gradient : skipped.gradients()) {
                        leftOut(
                                i + 1,
                                gradient,
                                recording
                                        .structure()
                                        .loops()
                                        .get(skipped.loop())
                                        .span());
                    }
                }
                default -> {}
            }
        }
    }

    private void leftOut(int at, Event.Gradient gradient, Span loop) {
        var all = of(gradient.tensor());
        if (gradient.zeroed()) {
            all.add(new Zeroed(at, gradient.passes() == 0 ? gradient.last() : null, "turns that are left out", loop));
        }
        if (gradient.passes() > 0) {
            all.add(new LeftOut(at, gradient.last(), gradient.passes()));
        }
    }

    /// The tensors whose `.grad` ever changed, in the order of their first change.
    public Set<Integer> tensors() {
        return Collections.unmodifiableSet(changes.keySet());
    }

    /// All changes of a tensor's `.grad`, in order.
    public List<Change> changes(int tensor) {
        return List.copyOf(changes.getOrDefault(tensor, List.of()));
    }

    /// The `.grad` of a tensor at the cursor, or null if it is None then.
    public @Nullable TensorValue gradient(int tensor, Cursor cursor) {
        List<Change> all = changes.getOrDefault(tensor, List.of());
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).at() <= cursor.at()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : all.get(low - 1).after();
    }

    private Zeroed zeroed(int at, Event.GradientsZeroed event, int tensor) {
        List<Change> before = of(tensor);
        TensorValue last = before.isEmpty() ? null : before.getLast().after();
        return new Zeroed(at, event.toNone() || last == null ? null : last.zeros(), event.by(), event.span());
    }

    private List<Change> of(int tensor) {
        return changes.computeIfAbsent(tensor, ignored -> new ArrayList<>());
    }
}
