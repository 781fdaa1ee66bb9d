package dev.backstep.kernel.recorder;

import dev.backstep.engine.Tensor;
import dev.backstep.recording.Event;
import dev.backstep.recording.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
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
    // Weak, and by identity: tensors have no equals.
    private final Set<Tensor> owners = Collections.newSetFromMap(new WeakHashMap<>());
    private @Nullable String by;
    private boolean groupToNone;

    /// An event whose words need the tensor's name, which is sure only at the end of the run.
    private record Unnamed(int event, int tensor, String call) {}

    Zeroings(Tensors tensors, Values values, Timeline timeline) {
        this.tensors = tensors;
        this.values = values;
        this.timeline = timeline;
    }

    /// A tensor has a gradient.
    void accumulated(Tensor owner) {
        owners.add(owner);
    }

    /// What is zeroed until [#end] is zeroed by this call.
    void begin(String call) {
        by = call;
        group.clear();
    }

    void end(@Nullable Span span) {
        var call = by;
        if (call != null && !group.isEmpty()) {
            timeline.add(new Event.GradientsZeroed(List.copyOf(group), groupToNone, call, span));
        }
        by = null;
    }

    /// Somebody assigned `.grad`.
    void assigned(Tensor owner, @Nullable Tensor before, @Nullable Tensor after, @Nullable Span span) {
        if (before != null && (after == null || isZero(after))) {
            zeroed(owner, after == null, after == null ? ".grad = None" : ".grad = …", span);
        }
    }

    /// An in-place operator changed a tensor, which may be a gradient.
    void changedInPlace(Tensor tensor, String operator, @Nullable Span span) {
        var owner = owner(tensor);
        if (owner != null && isZero(tensor)) {
            zeroed(owner, false, ".grad." + operator + (operator.equals("zero_") ? "()" : "(…)"), span);
        }
    }

    /// The tensor whose gradient this is, or shares its storage (`x.grad.data`).
    private @Nullable Tensor owner(Tensor tensor) {
        if (tensor.gradOf() != null) {
            return tensor.gradOf();
        }
        for (var owner : owners) {
            var gradient = owner.grad();
            if (gradient != null && gradient.storage() == tensor.storage()) {
                return owner;
            }
        }
        return null;
    }

    private boolean isZero(Tensor tensor) {
        return values.of(tensor).statistics().norm() == 0;
    }

    private void zeroed(Tensor owner, boolean toNone, String call, @Nullable Span span) {
        int id = tensors.see(owner, span == null ? 0 : span.startLine());
        if (by != null) {
            group.add(id);
            groupToNone = toNone;
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
