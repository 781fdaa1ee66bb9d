package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;
import org.jspecify.annotations.Nullable;

/// Sees a gradient, and may replace it.
@FunctionalInterface
public interface TensorHook {
    /// @return the gradient to use instead, or null to leave it
    @Nullable
    Tensor apply(Tensor gradient);
}
