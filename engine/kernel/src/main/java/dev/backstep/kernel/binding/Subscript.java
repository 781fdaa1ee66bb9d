package dev.backstep.kernel.binding;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.kernel.binding.Handles.Sequence;
import dev.backstep.kernel.cpython.PyObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `x[…]` and `x[…] = y`.
///
/// Integers, slices, None and `...` become views, dimension by dimension; tensors, lists and masks are kept for one
/// `index` operator at the end. The graph so holds what PyTorch's holds.
final class Subscript {
    /// A list that is no longer than this may stand for a tuple; numpy's old rule, which PyTorch keeps.
    private static final int TUPLE_LIKE = 32;

    private final Engine engine;
    private final Handles handles;
    private final DataApi data;

    Subscript(Engine engine, Handles handles, DataApi data) {
        this.engine = engine;
        this.handles = handles;
        this.data = data;
    }

    void install(Definitions define) {
        define.add("get_item", a -> handles.of(get(handles.tensor(a[0]), a[1])));
    }

    Tensor get(Tensor self, PyObject subscript) {
        var parts = new Parts(self, subscript);
        if (parts.hasIndices) return parts.view.index(parts.indices());
        return parts.view == self ? self.alias() : parts.view;
    }

    void set(Tensor self, PyObject subscript, @Nullable Object value) {
        Tensor source = value(self, value);
        var parts = new Parts(self, subscript);
        if (parts.hasIndices) {
            parts.view.index_put_(parts.indices(), withoutLeadingOnes(source));
            return;
        }
        Tensor target = parts.view;
        if (Arrays.equals(target.sizes(), source.sizes())) {
            target.copy_(source);
        } else if (source.dim() == 0) {
            target.fill_(source);
        } else {
            target.copy_(withoutLeadingOnes(source));
        }
    }

    private Tensor value(Tensor self, @Nullable Object value) {
        if (value instanceof Tensor tensor) return tensor;
        if (Signature.isNumber(value)) return data.tensor(value, self.dtype(), self.device());
        if (value instanceof Sequence) return data.tensor(value, self.dtype(), self.device());
        throw EngineException.type("can't assign a %s to a torch.%sTensor"
                .formatted(Handles.typeName(value), self.dtype().scalarTypeName()));
    }

    private static Tensor withoutLeadingOnes(Tensor tensor) {
        int ones = 0;
        while (ones < tensor.dim() && tensor.sizes()[ones] == 1) ones++;
        if (ones == 0) return tensor;
        return tensor.view(Arrays.copyOfRange(tensor.sizes(), ones, tensor.dim()));
    }

    /// A subscript taken apart: the view that its plain parts make, and what is left for `index`.
    private final class Parts {
        private Tensor view;
        private final List<@Nullable Tensor> kept = new ArrayList<>();
        private boolean hasIndices;
        private int dim;

        Parts(Tensor self, PyObject subscript) {
            view = self;
            List<PyObject> items = items(subscript);
            int specified = 0;
            for (PyObject item : items) specified += dimensions(item);
            if (self.dim() == 0 && items.size() == 1 && items.getFirst().isInt()) throw noDimension();
            if (specified > self.dim()) {
                throw EngineException.index("too many indices for tensor of dimension " + self.dim());
            }
            for (PyObject item : items) apply(self, item, specified);
        }

        @Nullable
        Tensor[] indices() {
            return kept.toArray(new Tensor[0]);
        }

        private void apply(Tensor self, PyObject item, int specified) {
            if (item.isInt()) {
                select(item.asInt());
                return;
            }
            if (item.isNone()) {
                view = view.unsqueeze(dim++);
                return;
            }
            if (item.isBoolean()) {
                mask(engine.tensor(new boolean[] {item.asBoolean()}, new int[] {}));
                return;
            }
            if (item.isSlice()) slice(item);
            else if (item.isEllipsis()) dim += self.dim() - specified;
            else tensor(item);
        }

        private void select(int index) {
            int size = dim < view.dim() ? view.sizes()[dim] : 0;
            if (dim >= view.dim()) throw noDimension();
            if (index < -size || index >= size) {
                throw EngineException.index(
                        "index %d is out of bounds for dimension %d with size %d".formatted(index, dim, size));
            }
            view = view.select(dim, index);
        }

        private static EngineException noDimension() {
            return EngineException.index("invalid index of a 0-dim tensor. Use `tensor.item()` in Python or "
                    + "`tensor.item<T>()` in C++ to convert a 0-dim tensor to a number");
        }

        private void slice(PyObject item) {
            int step = bound(item, "step", 1);
            if (step == 0) throw EngineException.value("slice step cannot be zero");
            if (step < 0) throw EngineException.value("step must be greater than zero");
            view = view.slice(dim++, bound(item, "start", 0), bound(item, "stop", Integer.MAX_VALUE), step);
        }

        private int bound(PyObject slice, String name, int otherwise) {
            Object value = handles.java(Objects.requireNonNull(slice.attribute(name)));
            return switch (value) {
                case null -> otherwise;
                case Long l -> (int) Math.clamp(l, Integer.MIN_VALUE, Integer.MAX_VALUE);
                case Tensor t -> (int) t.item().bits();
                default ->
                    throw EngineException.type("slice indices must be integers or None or have an __index__ method");
            };
        }

        private void tensor(PyObject item) {
            Object converted = handles.java(item);
            if (converted instanceof Long number) {
                // One of numpy's.
                select(Math.toIntExact(number));
                return;
            }
            Tensor index = switch (converted) {
                case Tensor t -> t;
                case Handles.Foreign f when Handles.isArray(f.value()) -> handles.tensorOfArray(f.value());
                case Sequence s -> data.tensor(s, s.elements().isEmpty() ? DType.INT64 : null, view.device());
                case String s -> throw EngineException.type("new(): invalid data type 'str'");
                case null, default ->
                    throw EngineException.index("only integers, slices (`:`), ellipsis (`...`), None and long "
                            + "or byte Variables are valid indices (got %s)".formatted(Handles.typeName(converted)));
            };
            if (index.dtype().isFloating()) {
                throw EngineException.index("tensors used as indices must be long, byte or bool tensors");
            }
            boolean mask = index.dtype() == DType.BOOL || index.dtype() == DType.UINT8;
            if (index.dim() == 0 && !mask) {
                select((int) index.item().bits());
            } else if (index.dim() == 0) {
                mask(index);
            } else {
                keep(index);
            }
        }

        /// A single truth value is a mask over a new dimension of size 1.
        private void mask(Tensor truth) {
            view = view.unsqueeze(dim);
            keep(truth.reshape(new int[] {1}));
        }

        private void keep(Tensor index) {
            while (kept.size() < dim) kept.add(null);
            kept.add(index);
            hasIndices = true;
            dim++;
        }
    }

    /// How many dimensions of the tensor a part of a subscript takes.
    private static int dimensions(PyObject item) {
        if (item.isNone() || item.isBoolean() || item.isEllipsis()) return 0;
        boolean mask = item.target() instanceof Tensor tensor
                && (tensor.dtype() == DType.BOOL || tensor.dtype() == DType.UINT8);
        return mask ? ((Tensor) item.target()).dim() : 1;
    }

    private static List<PyObject> items(PyObject subscript) {
        boolean tuple = subscript.isTuple() || subscript.isList() && isTupleLike(subscript);
        return tuple ? subscript.elements() : List.of(subscript);
    }

    /// Whether a list means a tuple: if it is short and has a part that no tensor of indices could have.
    private static boolean isTupleLike(PyObject list) {
        return list.size() < TUPLE_LIKE
                && list.elements().stream()
                        .anyMatch(item -> item.isNone()
                                || item.isSlice()
                                || item.isEllipsis()
                                || item.isList()
                                || item.isTuple());
    }
}
