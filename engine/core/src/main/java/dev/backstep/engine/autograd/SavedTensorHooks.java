package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;
import org.jspecify.annotations.Nullable;

/// Decides how nodes keep the tensors they save (`torch.autograd.graph.saved_tensors_hooks`).
public interface SavedTensorHooks {
    /// Is called with recording off, and must not change the tensor.
    @Nullable
    Object pack(Tensor tensor);

    /// The tensor gets its history back from the node, whatever this one's is.
    Tensor unpack(@Nullable Object packed);
}
