package dev.backstep.kernel.binding;

import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.kernel.cpython.Functions;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.Raw;
import dev.backstep.kernel.cpython.Scope;

/// Methods that tell something of a tensor and that programs call in loops.
final class TensorMethods {
    private final Handles handles;

    TensorMethods(Handles handles) {
        this.handles = handles;
    }

    /// Adds the functions to a module. Each takes the tensor first.
    void install(PyObject module) {
        define(
                module,
                "dim",
                (a, count, names) -> Raw.ofLong(alone("dim", a, count, names).dim()));
        define(
                module,
                "numel",
                (a, count, names) -> Raw.ofLong(alone("numel", a, count, names).numel()));
        define(
                module,
                "item",
                (a, count, names) -> number(alone("item", a, count, names).item()));
        define(module, "size", this::size);
    }

    private static void define(PyObject module, String name, Functions.Native function) {
        module.setAttribute(name, Functions.of(name, function));
    }

    private static long number(Scalar scalar) {
        return switch (scalar.dtype()) {
            case BOOL -> Raw.ofBoolean(scalar.bits() != 0);
            case FLOAT64 -> Raw.ofDouble(scalar.value());
            default -> Raw.ofLong(scalar.bits());
        };
    }

    /// `size()`, or `size(dim)`.
    private long size(long arguments, int count, long names) {
        Tensor tensor = self(arguments, count);
        int given = count - 1 + (names == 0 ? 0 : Raw.tupleSize(names));
        if (given > 1) {
            throw EngineException.type("size() takes at most 1 argument (%d given)".formatted(given));
        }
        if (names != 0 && Raw.tupleItem(names, 0) != Raw.name("dim")) {
            throw EngineException.type("size() got an unexpected keyword argument '%s'"
                    .formatted(Raw.names(names).getFirst()));
        }
        long dim = given == 0 ? Raw.none() : Raw.argument(arguments, 1);
        if (given == 1 && Raw.kind(dim) != Raw.NONE) {
            return Raw.ofLong(tensor.size(dimension(dim)));
        }
        try (var scope = Scope.open()) {
            return Raw.newReference(handles.size(tensor.sizes()).address());
        }
    }

    private static int dimension(long dim) {
        if (Raw.kind(dim) == Raw.INT) return (int) Raw.asLong(dim);
        try (var scope = Scope.open()) {
            var object = PyObject.borrowed(dim);
            if (object.hasIndex()) return object.index().asInt();
            throw EngineException.type("size(): argument 'dim' (position 1) must be int, not " + object.typeName());
        }
    }

    private static Tensor alone(String name, long arguments, int count, long names) {
        if (count != 1 || names != 0) {
            throw EngineException.type("_TensorBase.%s() takes no %s"
                    .formatted(name, names == 0 ? "arguments (%d given)".formatted(count - 1) : "keyword arguments"));
        }
        return self(arguments, count);
    }

    private static Tensor self(long arguments, int count) {
        if (count > 0 && Raw.target(Raw.argument(arguments, 0)) instanceof Tensor tensor) return tensor;
        throw EngineException.type("expected a tensor");
    }
}
