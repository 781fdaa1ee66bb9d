package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;
import org.jspecify.annotations.Nullable;

/// Sees what goes into and comes out of a node's evaluation.
@FunctionalInterface
public interface NodeHook {
    /// @param gradientsIn what the node computed: a gradient for each of its edges (PyTorch's `grad_inputs`); for a
    ///     hook that runs before the node, empty
    /// @param gradientsOut what it was given (PyTorch's `grad_outputs`)
    /// @return what to use instead (of `gradientsIn`; of `gradientsOut` for a hook that runs before), or null
    @Nullable
    Tensor @Nullable [] apply(@Nullable Tensor[] gradientsIn, @Nullable Tensor[] gradientsOut);

    /// What messages call it.
    default String name() {
        return "hook";
    }
}
