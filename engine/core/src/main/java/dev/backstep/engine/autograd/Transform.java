package dev.backstep.engine.autograd;

import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/// One function of a function at work (`grad(f)`, `vjp(f, x)`): what it does to tensors on the way in and out.
///
/// It differentiates by copies of its inputs. An input that somebody further out differentiates by as well is copied by
/// a
/// recorded view, so that the outer graph goes on; any other becomes a leaf of its own. What it returns depends on
/// those
/// leaves, and is cut off from them unless somebody else may want its gradients. Tangents of all levels come along both
/// ways.
public final class Transform {
    /// Whether the program recorded operations when the transform began, which it goes on to do whatever was said
    /// outside.
    private final boolean recordingOutside;

    private boolean ended;

    public Transform(Engine engine) {
        this.recordingOutside = engine.gradMode();
    }

    /// Nobody can ask for gradients of its leaves any more but itself.
    public void end() {
        ended = true;
    }

    /// A tensor to differentiate by.
    public Tensor copy(Tensor input) {
        if (input.requiresGrad()) return input.view(input.sizes());
        Tensor leaf = input.detach();
        Tangent tangents = input.tangents();
        if (tangents != null) leaf.setTangents(tangents);
        return own(leaf.setRequiresGrad(true));
    }

    private Tensor own(Tensor leaf) {
        if (leaf.edge() != null && leaf.edge().node() instanceof AccumulateGrad node) node.setTransform(this);
        return leaf;
    }

    /// A result without its history, and its tangents without theirs, unless it leads to leaves of others.
    public Tensor release(Tensor result) {
        if (result.requiresGrad() && recordingOutside && leadsBeyond(result)) return result;
        Tangent tangents = result.tangents();
        Tangent released = release(tangents);
        if (!result.requiresGrad() && released == tangents) return result;
        Tensor cut = result.detach();
        if (released != null) cut.setTangents(released);
        return cut;
    }

    private @Nullable Tangent release(@Nullable Tangent tangents) {
        if (tangents == null) return null;
        Tensor value = release(tangents.value());
        Tangent next = release(tangents.next());
        return value == tangents.value() && next == tangents.next()
                ? tangents
                : new Tangent(tangents.level(), value, next);
    }

    private boolean leadsBeyond(Tensor tensor) {
        var edge = tensor.edge();
        if (edge == null) return false;
        var seen = Collections.newSetFromMap(new IdentityHashMap<Node, Boolean>());
        var waiting = new ArrayDeque<Node>();
        seen.add(edge.node());
        waiting.add(edge.node());
        while (!waiting.isEmpty()) {
            Node node = waiting.remove();
            if (node instanceof AccumulateGrad leaf && belongsToOthers(leaf)) return true;
            for (Edge next : node.next()) {
                if (next != null && seen.add(next.node())) waiting.add(next.node());
            }
        }
        return false;
    }

    private boolean belongsToOthers(AccumulateGrad leaf) {
        Transform owner = leaf.transform();
        return owner == null || owner != this && !owner.ended;
    }
}
