package dev.backstep.kernel.binding;

import dev.backstep.engine.Tensor;

/// Is told when a tensor gets an object of Python's: the program sees it for the first time, or again after a while.
@FunctionalInterface
public interface TensorListener {
    /// @param parameter whether it is an `nn.Parameter`
    void shown(Tensor tensor, boolean parameter);
}
