package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;
import org.jspecify.annotations.Nullable;

/// Sees a gradient, and may replace it.
@FunctionalInterface
public interface TensorHook {
    /// @param gradient null if none arrived, which a hook of a leaf never sees
    /// @return the gradient to use instead, or null to leave it
    @Nullable
    Tensor apply(@Nullable Tensor gradient);

    /// What messages call it.
    default String name() {
        return "hook";
    }
}
