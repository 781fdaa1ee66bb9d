package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.autograd.InPlaceView;
import dev.backstep.kernel.cpython.PyObject;

/// What changes a tensor's shape or elements' place rather than its elements: `unsqueeze_`, `resize_`, `set_`.
final class GeometryApi {
    private final Engine engine;
    private final Handles handles;

    GeometryApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
    }

    void install(Definitions define) {
        define.add("check_in_place", a -> {
            Tensor self = handles.tensor(a[0]);
            if (engine.gradMode() && self.requiresGrad()) Autograd.checkInPlace(self);
            return null;
        });
        define.add("become_view", a -> {
            InPlaceView.become(handles.tensor(a[0]), handles.tensor(a[1]), a[2].asText());
            return a[0];
        });
        define.add("resize_", a -> resize(a[0], a[1]));
        define.add("set_", a -> {
            Tensor self = handles.tensor(a[0]);
            Tensor source = handles.tensor(a[1]);
            if (source.dtype() != self.dtype()) {
                throw EngineException.runtime("Could not set tensor of type %s to a tensor of type %s"
                        .formatted(source.dtype().scalarTypeName(), self.dtype().scalarTypeName()));
            }
            self.takeGeometry(source);
            self.bumpVersion();
            return a[0];
        });
    }

    private PyObject resize(PyObject handle, PyObject sizes) {
        Tensor self = handles.tensor(handle);
        if (self.requiresGrad()) throw EngineException.runtime("cannot resize variables that require grad");
        var wanted = new int[sizes.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = sizes.get(i).asInt();
            if (wanted[i] < 0) {
                throw EngineException.runtime("requested resize to %s (%d elements in total), but the given size has "
                                .formatted(Shapes.text(wanted), Shapes.numel(wanted))
                        + "a negative dimension");
            }
        }
        int count = Shapes.numel(wanted);
        if (self.offset() + count > self.storage().length()) {
            Tensor larger =
                    Autograd.quietly(engine, () -> engine.zeros(new int[] {count}, self.dtype(), self.device()));
            int kept = Math.min(count, self.storage().length() - self.offset());
            Autograd.quietly(
                    engine,
                    () -> larger.narrow(0, 0, kept).copy_(self.alias(self.offset(), new int[] {kept}, new int[] {1})));
            self.takeGeometry(larger);
        }
        // Resizing is no change of elements: the version stays.
        self.takeGeometry(self.alias(self.offset(), wanted, Shapes.contiguousStrides(wanted)));
        return handle;
    }
}
