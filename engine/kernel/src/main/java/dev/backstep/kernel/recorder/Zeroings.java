package dev.backstep.kernel.recorder;

import dev.backstep.engine.Tensor;
import dev.backstep.recording.Event;
import dev.backstep.recording.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// Notices gradients that are set to zero or removed, and says by what.
final class Zeroings {
    private final Tensors tensors;
    private final Values values;
    private final Timeline timeline;
    private final List<Unnamed> unnamed = new ArrayList<>();
    private final Set<Integer> group = new LinkedHashSet<>();
    private final Set<Integer> groupToNone = new LinkedHashSet<>();
    // Weak, and by identity: tensors have no equals. What its gradient's norm was when that was last looked at.
    private final Map<Tensor, Double> owners = new WeakHashMap<>();
    private @Nullable String by;

    /// An event whose words need the tensor's name, which is sure only at the end of the run.
    private record Unnamed(int event, int tensor, String call) {}

    Zeroings(Tensors tensors, Values values, Timeline timeline) {
        this.tensors = tensors;
        this.values = values;
        this.timeline = timeline;
    }

    /// A tensor has a gradient.
    void accumulated(Tensor owner, Tensor gradient) {
        owners.put(owner, norm(gradient));
    }

    /// What is zeroed until [#end] is zeroed by this call.
    void begin(String call) {
        by = call;
        group.clear();
        groupToNone.clear();
    }

    void end(@Nullable Span span) {
        var call = by;
        if (call != null && !group.isEmpty()) {
            timeline.add(new Event.GradientsZeroed(List.copyOf(group), false, call, span));
        }
        if (call != null && !groupToNone.isEmpty()) {
            timeline.add(new Event.GradientsZeroed(List.copyOf(groupToNone), true, call, span));
        }
        by = null;
    }

    /// Somebody assigned `.grad`. Zeros in the place of zeros, or where there was no gradient, zero nothing.
    void assigned(Tensor owner, @Nullable Tensor before, @Nullable Tensor after, @Nullable Span span) {
        double norm = after == null ? 0 : norm(after);
        boolean wasZero = before == null || norm(before) == 0;
        if (after == null ? before != null : norm == 0 && !wasZero) {
            zeroed(owner, after == null, after == null ? ".grad = None" : ".grad = …", span);
        }
        owners.put(owner, norm);
    }

    /// An in-place operator changed a tensor, which may be a gradient or a part of one.
    void changedInPlace(Tensor tensor, String operator, @Nullable Span span) {
        var owner = owner(tensor);
        var gradient = owner == null ? null : owner.grad();
        if (gradient == null) {
            return;
        }
        double norm = norm(gradient);
        var before = owners.put(owner, norm);
        if (norm == 0 && (operator.equals("zero_") || before == null || before != 0)) {
            zeroed(owner, false, ".grad." + operator + (operator.equals("zero_") ? "()" : "(…)"), span);
        }
    }

    /// The tensor whose gradient this is, or shares its storage (`x.grad.data`).
    private @Nullable Tensor owner(Tensor tensor) {
        if (tensor.gradOf() != null) {
            return tensor.gradOf();
        }
        for (var owner : owners.keySet()) {
            var gradient = owner.grad();
            if (gradient != null && gradient.storage() == tensor.storage()) {
                return owner;
            }
        }
        return null;
    }

    private double norm(Tensor tensor) {
        return values.of(tensor).statistics().norm();
    }

    private void zeroed(Tensor owner, boolean toNone, String call, @Nullable Span span) {
        int id = tensors.see(owner, span == null ? 0 : span.startLine());
        if (by != null) {
            (toNone ? groupToNone : group).add(id);
        } else {
            int event = timeline.add(new Event.GradientsZeroed(List.of(id), toNone, call, span));
            unnamed.add(new Unnamed(event, id, call));
        }
    }

    /// Puts names into events.
    void finish() {
        for (var entry : unnamed) {
            var name = tensors.nameOf(entry.tensor);
            if (timeline.get(entry.event) instanceof Event.GradientsZeroed zeroed) {
                timeline.set(
                        entry.event,
                        new Event.GradientsZeroed(
                                zeroed.tensors(),
                                zeroed.toNone(),
                                (name == null ? "tensor" : name) + entry.call,
                                zeroed.span()));
            }
        }
    }
}
