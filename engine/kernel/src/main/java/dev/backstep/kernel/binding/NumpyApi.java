package dev.backstep.kernel.binding;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.kernel.cpython.Memory;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.PyRef;
import java.util.Objects;

/// Memory that tensors and numpy's arrays share.
final class NumpyApi {
    private final Engine engine;
    private final Handles handles;

    NumpyApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
    }

    void install(Definitions define) {
        // A memoryview of all elements of the tensor's storage, and what ends the sharing.
        define.add("share", a -> {
            Tensor tensor = handles.tensor(a[0]);
            var memory = engine.sharing().share(tensor);
            var shared = new Shared(memory, (Storage.Host) tensor.storage());
            return PyObject.tuple(Memory.view(memory.segment()), shared);
        });
        define.add("unshare", a -> {
            engine.sharing().unshare(((Shared) Objects.requireNonNull(a[0].target())).storage);
            return null;
        });
        // The array, its address, the bytes that its elements reach, dtype, sizes, and strides in elements.
        define.add("over", a -> {
            var array = PyRef.of(a[0]);
            DType dtype = Objects.requireNonNull(handles.optionalDtype(a[3]));
            var memory = Memory.at(a[1].asLong(), a[2].asLong());
            return handles.of(engine.sharing().over(memory, dtype, ints(a[4]), ints(a[5]), array::closeLater));
        });
    }

    private static int[] ints(PyObject tuple) {
        return tuple.elements().stream().mapToInt(PyObject::asInt).toArray();
    }

    /// @param memory kept as long as an array looks at it
    private record Shared(Object memory, Storage.Host storage) {}
}
