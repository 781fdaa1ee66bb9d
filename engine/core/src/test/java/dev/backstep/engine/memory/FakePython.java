package dev.backstep.engine.memory;

import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import java.util.function.Supplier;

/// What the Python binding does with tensors: each has at most one object, which counts references, and each call of
/// the engine is bracketed.
final class FakePython {
    final Engine engine;
    private final boolean letsGo;

    /// @param letsGo whether the engine is told when an object dies
    FakePython(Engine engine, boolean letsGo) {
        this.engine = engine;
        this.letsGo = letsGo;
    }

    /// A Python object.
    static final class Ref {
        private Tensor tensor;
        private int count;

        Tensor tensor() {
            if (tensor == null) {
                throw new IllegalStateException("no reference is left");
            }
            return tensor;
        }
    }

    /// A call into the engine.
    <T> T call(Supplier<T> body) {
        engine.memory().enter();
        try {
            return body.get();
        } finally {
            engine.memory().leave();
        }
    }

    /// A call that gives a tensor.
    Ref tensor(Supplier<Tensor> body) {
        return call(() -> wrap(body.get()));
    }

    /// A new reference.
    Ref wrap(Tensor tensor) {
        if (tensor == null) {
            return null;
        }
        Ref ref = (Ref) tensor.peer();
        if (ref == null) {
            ref = new Ref();
            ref.tensor = tensor;
            tensor.setPeer(ref);
            if (letsGo) {
                tensor.taken();
            }
        }
        ref.count++;
        return ref;
    }

    void increase(Ref ref) {
        if (ref != null) {
            ref.count++;
        }
    }

    void decrease(Ref ref) {
        if (ref == null || --ref.count > 0) {
            return;
        }
        Tensor tensor = ref.tensor;
        ref.tensor = null;
        tensor.setPeer(null);
        if (letsGo) {
            tensor.letGo();
        }
    }
}
