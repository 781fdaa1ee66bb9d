package dev.backstep.engine.autograd;

import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// What the hooks of the time made of a saved tensor, with the history that the tensor gets back when it is unpacked.
///
/// @param original the tensor, for those who only look; it is not kept alive, which hooks are there to decide
/// @param edge where its gradient went; null if it needed none
/// @param tangents what it had of them
record Packed(
        SavedTensorHooks hooks,
        @Nullable Object content,
        WeakReference<Tensor> original,
        @Nullable Edge edge,
        @Nullable Tangent tangents) {
    static Packed of(Tensor tensor, SavedTensorHooks hooks) {
        var engine = tensor.engine();
        int version = tensor.version();
        boolean mode = engine.setGradMode(false);
        Object content;
        try {
            content = hooks.pack(tensor);
        } finally {
            engine.setGradMode(mode);
        }
        if (tensor.version() != version) {
            throw EngineException.runtime(
                    "A saved tensor pack hook is modifying its input in place. Tensors provided as "
                            + "input to pack hook can not be modified by in-place operations as this can lead to unexpected "
                            + "side-effects. Please open an issue if you need to perform in-place operations on the input to a "
                            + "pack hook.");
        }
        if (content instanceof Tensor own) own.keep();
        return new Packed(hooks, content, new WeakReference<>(tensor), tensor.edge(), tensor.tangents());
    }

    Tensor unpack() {
        Tensor tensor = hooks.unpack(content).withHistory(edge);
        if (tangents != null) tensor.setTangents(tangents);
        return tensor;
    }
}
