package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;

/// Decides how nodes keep the tensors they save (`torch.autograd.graph.saved_tensors_hooks`).
public interface SavedTensorHooks {
    Object pack(Tensor tensor);

    Tensor unpack(Object packed);
}
