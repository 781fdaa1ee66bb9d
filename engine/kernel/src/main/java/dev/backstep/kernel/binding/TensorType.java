package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.kernel.cpython.PeerType;
import dev.backstep.kernel.cpython.PeerType.Slot;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.Raw;
import dev.backstep.kernel.cpython.Scope;
import java.util.List;

/// The type that `torch.Tensor` is derived from: its operators, subscripts, and the attributes that programs ask for
/// most.
final class TensorType {
    private static final List<String> COMPARISONS = List.of("<", "<=", "==", "!=", ">", ">=");

    private final Engine engine;
    private final Handles handles;
    private final Subscript subscript;

    TensorType(Engine engine, Handles handles, Subscript subscript) {
        this.engine = engine;
        this.handles = handles;
        this.subscript = subscript;
    }

    PyObject make() {
        var type = new PeerType("torch._C._TensorBase");
        operators(type);
        attributes(type);
        return type.make();
    }

    private void operators(PeerType type) {
        operator(type, Slot.ADD, Slot.IN_PLACE_ADD, "+");
        operator(type, Slot.SUBTRACT, Slot.IN_PLACE_SUBTRACT, "-");
        operator(type, Slot.MULTIPLY, Slot.IN_PLACE_MULTIPLY, "*");
        operator(type, Slot.TRUE_DIVIDE, Slot.IN_PLACE_TRUE_DIVIDE, "/");
        operator(type, Slot.FLOOR_DIVIDE, Slot.IN_PLACE_FLOOR_DIVIDE, "//");
        operator(type, Slot.REMAINDER, Slot.IN_PLACE_REMAINDER, "%");
        operator(type, Slot.POWER, Slot.IN_PLACE_POWER, "**");
        operator(type, Slot.AND, Slot.IN_PLACE_AND, "&");
        operator(type, Slot.OR, Slot.IN_PLACE_OR, "|");
        operator(type, Slot.XOR, Slot.IN_PLACE_XOR, "^");
        operator(type, Slot.LEFT_SHIFT, Slot.IN_PLACE_LEFT_SHIFT, "<<");
        operator(type, Slot.RIGHT_SHIFT, Slot.IN_PLACE_RIGHT_SHIFT, ">>");
        type.operator(Slot.MATRIX_MULTIPLY, new BinaryOperator(engine, handles, "@"));
        type.negation(self -> handles.reference(tensor(self).neg()));
        var comparisons = COMPARISONS.stream()
                .map(symbol -> new BinaryOperator(engine, handles, symbol))
                .toArray(BinaryOperator[]::new);
        type.comparison((a, b, operator) -> comparisons[operator].call(a, b)).hashedByIdentity();
        type.subscript(this::get, this::set);
        type.length(self -> {
            Tensor tensor = tensor(self);
            if (tensor.dim() == 0) throw EngineException.type("len() of a 0-d tensor");
            return tensor.sizes()[0];
        });
    }

    private void operator(PeerType type, Slot slot, Slot inPlace, String symbol) {
        type.operator(slot, new BinaryOperator(engine, handles, symbol));
        type.operator(inPlace, new BinaryOperator(engine, handles, symbol + "="));
    }

    private long get(long self, long key) {
        try (var scope = Scope.open()) {
            return handles.reference(subscript.get(tensor(self), PyObject.borrowed(key)));
        }
    }

    private void set(long self, long key, long value) {
        if (value == 0) throw EngineException.type("Tensor does not support deleting items");
        try (var scope = Scope.open()) {
            subscript.set(tensor(self), PyObject.borrowed(key), handles.java(PyObject.borrowed(value)));
        }
    }

    private void attributes(PeerType type) {
        type.attribute("is_leaf", self -> Raw.ofBoolean(tensor(self).isLeaf()));
        type.attribute("ndim", self -> Raw.ofLong(tensor(self).dim()));
        type.attribute(
                "dtype",
                self -> Raw.newReference(handles.of(tensor(self).dtype()).address()));
        type.attribute("grad_fn", self -> {
            try (var scope = Scope.open()) {
                return Raw.newReference(handles.of(tensor(self).gradFn()).address());
            }
        });
        type.attribute("shape", self -> {
            try (var scope = Scope.open()) {
                return Raw.newReference(handles.size(tensor(self).sizes()).address());
            }
        });
    }

    private static Tensor tensor(long self) {
        if (Raw.target(self) instanceof Tensor tensor) return tensor;
        throw EngineException.type("the tensor was not initialised: its class must call torch.Tensor's constructor");
    }
}
