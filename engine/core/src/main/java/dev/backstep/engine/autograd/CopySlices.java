package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;
import org.jspecify.annotations.Nullable;

/// The history of a tensor that was changed in place through one of its views: the gradient of the part that the view
/// shows goes through the function of the change, the rest goes on as it is. See Note [Views and history].
public final class CopySlices extends Node {
    private final int[] baseSizes;
    private final int[] baseStrides;
    private final int[] viewSizes;
    private final int[] viewStrides;
    private final int viewOffset;
    private final Node function;

    /// @param function the node of the in-place operation, whose first edge is that of the view's old history
    CopySlices(Tensor base, Tensor view, Node function) {
        super(base.engine());
        baseSizes = base.sizes();
        baseStrides = base.strides();
        viewSizes = view.sizes();
        viewStrides = view.strides();
        viewOffset = view.offset() - base.offset();
        this.function = function;
        @Nullable Edge[] edges = function.next().clone();
        edges[0] = base.edge();
        setNext(edges);
        addOutput(base);
    }

    @Override
    public String name() {
        return "CopySlices";
    }

    @Override
    public String qualifiedName() {
        return "torch::autograd::CopySlices";
    }

    /// The node of the in-place operation.
    public Node function() {
        return function;
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] gradients) {
        @Nullable Tensor[] out = new Tensor[next().length];
        Tensor gradient = gradients[0];
        if (gradient == null) return out;
        checkNotReleased();
        // Not an alias of the gradient: the part that the view shows is overwritten below.
        Tensor result = gradient.new_empty_strided(baseSizes, baseStrides);
        result.copy_(gradient);
        Tensor part = result.as_strided(viewSizes, viewStrides, result.offset() + viewOffset);
        @Nullable Tensor[] inner = function.apply(new Tensor[] {part.clone()});
        for (int i = 0; i < out.length; i++) {
            if (i > 0) {
                out[i] = inner[i];
            } else {
                Tensor first = inner[0];
                if (first == null) part.zero_();
                else part.copy_(first);
                out[0] = next()[0] == null ? null : result;
            }
        }
        return out;
    }

    @Override
    protected void release() {
        function.releaseSaved();
    }
}
