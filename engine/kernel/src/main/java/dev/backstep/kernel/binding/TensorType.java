package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.kernel.cpython.Interpreter;
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
        type.attribute("grad", this::grad, this::setGrad);
        type.attribute("requires_grad", self -> Raw.ofBoolean(tensor(self).requiresGrad()), this::setRequiresGrad);
        type.attribute("data", self -> handles.reference(tensor(self).data()), this::setData);
        type.attribute(
                "device",
                self -> Raw.newReference(handles.of(tensor(self).device()).address()));
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

    private long grad(long self) {
        Tensor tensor = tensor(self);
        Tensor grad = tensor.grad();
        if (grad == null && tensor.requiresGrad() && !tensor.isLeaf() && !tensor.retainsGrad()) {
            Interpreter.warn(
                    "UserWarning",
                    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute "
                            + "won't be populated during autograd.backward(). If you indeed want the .grad field to be "
                            + "populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you access "
                            + "the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
                            + "github.com/pytorch/pytorch/pull/30531 for more informations.");
        }
        return handles.reference(grad);
    }

    private void setGrad(long self, long value) {
        boolean none = value == 0 || Raw.kind(value) == Raw.NONE;
        if (!none && !(Raw.target(value) instanceof Tensor)) {
            try (var scope = Scope.open()) {
                throw EngineException.type("assigned grad expected to be a Tensor or None but got grad of type"
                        + PyObject.borrowed(value).typeName());
            }
        }
        tensor(self).setGrad(none ? null : (Tensor) Raw.target(value));
    }

    private void setRequiresGrad(long self, long value) {
        if (value == 0 || Raw.kind(value) != Raw.BOOL) throw EngineException.runtime("requires_grad must be a bool");
        Tensor tensor = tensor(self);
        if (Raw.isTrue(value) && !tensor.dtype().isFloating()) {
            throw EngineException.runtime("only Tensors of floating point and complex dtype can require gradients");
        }
        tensor.setRequiresGrad(Raw.isTrue(value));
    }

    private void setData(long self, long value) {
        if (value == 0) {
            throw EngineException.runtime("Deleting tensor data is not allowed. Delete tensor instead!");
        }
        if (!(Raw.target(value) instanceof Tensor data)) {
            try (var scope = Scope.open()) {
                throw EngineException.type("Variable data has to be a tensor, but got "
                        + PyObject.borrowed(value).typeName());
            }
        }
        tensor(self).setData(data);
    }

    private static Tensor tensor(long self) {
        if (Raw.target(self) instanceof Tensor tensor) return tensor;
        throw EngineException.type("the tensor was not initialised: its class must call torch.Tensor's constructor");
    }
}
