package dev.backstep.kernel.binding;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.TypePromotion;
import dev.backstep.engine.ops.Creation;
import dev.backstep.kernel.binding.Handles.Foreign;
import dev.backstep.kernel.binding.Handles.Sequence;
import dev.backstep.kernel.cpython.PyObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Python numbers and lists as tensors, and back.
final class DataApi {
    private final Engine engine;
    private final Handles handles;

    DataApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
    }

    void install(Definitions define) {
        define.add("tensor", a -> {
            Tensor made = tensor(handles.java(a[0]), handles.optionalDtype(a[1]), handles.optionalDevice(a[2]));
            if (a[3].asBoolean()) requireGrad(made);
            return handles.of(made);
        });
        define.add("legacy_constructor", a -> handles.of(legacy(a[0].asText(), handles.optionalDtype(a[1]), a[2])));
        define.add("to_list", a -> toList(handles.tensor(a[0])));
        define.add("truth", a -> truth(handles.tensor(a[0])));
        define.add("open_weights", a -> new WeightsFile(bytes(a[0])));
        define.add("weights_pickle", a -> {
            return ((WeightsFile) a[0].target()).pickle();
        });
        define.add(
                "weights_storage",
                a -> handles.of(((WeightsFile) a[0].target())
                        .storage(engine, a[1].asText(), SessionApi.dtypeNamed(a[2].asText()))));
        define.add("storage_length", a -> handles.tensor(a[0]).storage().length());
        define.add("storage_bytes", a -> WeightsFile.bytes(handles.tensor(a[0])));
        define.add("index_value", a -> {
            Tensor tensor = handles.tensor(a[0]);
            if (tensor.numel() != 1 || tensor.dtype().isFloating()) {
                throw EngineException.type("only integer tensors of a single element can be converted to an index");
            }
            return tensor.item().bits();
        });
    }

    /// What `requires_grad=True` does to a new tensor.
    static void requireGrad(Tensor made) {
        if (!made.dtype().isFloating()) {
            throw EngineException.runtime("Only Tensors of floating point and complex dtype can require gradients");
        }
        made.setRequiresGrad(true);
    }

    static Tensor ofLongs(Engine engine, long[] values, int[] sizes, DType dtype, Device device) {
        return Creation.ofLongs(engine, values, sizes, dtype, device);
    }

    /// The bytes of Python's `bytes` or of anything else with a buffer.
    private static byte[] bytes(PyObject value) {
        return value.asBytes();
    }

    // Into a tensor

    /// A new leaf with a copy of numbers, nested sequences of them, or a tensor.
    Tensor tensor(@Nullable Object data, @Nullable DType dtype, @Nullable Device device) {
        if (data instanceof Tensor source) {
            Tensor copy = source.detach().clone();
            return converted(copy, dtype, device);
        }
        var reader = new Reader();
        reader.measure(data, 0);
        reader.read(data, 0);
        return reader.tensor(dtype, device);
    }

    private static Tensor converted(Tensor tensor, @Nullable DType dtype, @Nullable Device device) {
        DType wanted = dtype == null ? tensor.dtype() : dtype;
        return Creation.to(tensor, wanted, device == null ? tensor.device() : device, false);
    }

    /// Flattens nested sequences.
    private final class Reader {
        private final List<Integer> shape = new ArrayList<>();
        private final List<Object> numbers = new ArrayList<>();
        private @Nullable DType common;

        /// The shape, which the first element at each depth decides.
        private void measure(@Nullable Object data, int depth) {
            switch (data) {
                case Sequence sequence -> {
                    shape.add(sequence.elements().size());
                    if (!sequence.elements().isEmpty())
                        measure(sequence.elements().getFirst(), depth + 1);
                }
                case Tensor tensor -> {
                    for (int size : tensor.sizes()) shape.add(size);
                }
                case Long l -> {}
                case Double d -> {}
                case Boolean b -> {}
                case String s -> {
                    if (depth == 0) throw EngineException.type("new(): invalid data type 'str'");
                    throw EngineException.value("too many dimensions 'str'");
                }
                case null -> throw EngineException.runtime("Could not infer dtype of NoneType");
                case Foreign f ->
                    throw EngineException.runtime("Could not infer dtype of " + Handles.typeName(f.value()));
                default -> throw EngineException.runtime("Could not infer dtype of " + Handles.typeName(data));
            }
        }

        private void read(@Nullable Object data, int depth) {
            if (data instanceof Sequence sequence) {
                if (depth >= shape.size()) {
                    throw EngineException.type("must be real number, not " + Handles.typeName(sequence));
                }
                if (sequence.elements().size() != shape.get(depth)) {
                    throw EngineException.value("expected sequence of length %d at dim %d (got %d)"
                            .formatted(
                                    shape.get(depth), depth, sequence.elements().size()));
                }
                for (Object element : sequence.elements()) read(element, depth + 1);
                return;
            }
            if (data instanceof Tensor tensor) {
                if (tensor.numel() != 1 || depth + tensor.dim() != shape.size()) {
                    throw EngineException.value("only one element tensors can be converted to Python scalars");
                }
                join(tensor.dtype());
                if (tensor.dtype().isFloating()) for (double d : tensor.toDoubles()) numbers.add(d);
                else for (long l : tensor.toLongs()) numbers.add(l);
                return;
            }
            if (data instanceof String) throw EngineException.value("too many dimensions 'str'");
            if (depth < shape.size()) throw EngineException.type("not a sequence");
            switch (data) {
                case Double d -> {
                    join(engine.defaultDtype());
                    numbers.add(d);
                }
                case Long l -> {
                    join(DType.INT64);
                    numbers.add(l);
                }
                case Boolean b -> {
                    join(DType.BOOL);
                    numbers.add(b ? 1L : 0L);
                }
                case null, default ->
                    throw EngineException.runtime("Could not infer dtype of " + Handles.typeName(data));
            }
        }

        private void join(DType dtype) {
            common = common == null ? dtype : TypePromotion.promote(common, dtype);
        }

        private Tensor tensor(@Nullable DType dtype, @Nullable Device device) {
            DType wanted = dtype != null ? dtype : common == null ? engine.defaultDtype() : common;
            int[] sizes = shape.stream().mapToInt(Integer::intValue).toArray();
            boolean floats = numbers.stream().anyMatch(Double.class::isInstance) || wanted.isFloating();
            if (floats) {
                double[] values = numbers.stream()
                        .mapToDouble(n -> ((Number) n).doubleValue())
                        .toArray();
                return Creation.ofDoubles(engine, values, sizes, wanted, device);
            }
            long[] values =
                    numbers.stream().mapToLong(n -> ((Number) n).longValue()).toArray();
            return Creation.ofLongs(engine, values, sizes, wanted, device);
        }
    }

    /// `torch.Tensor(2, 3)`, `torch.FloatTensor([1, 2])`: sizes, or data of a dtype.
    private Tensor legacy(String name, @Nullable DType dtype, PyObject arguments) {
        DType wanted = dtype == null ? engine.defaultDtype() : dtype;
        if (arguments.size() == 0) return engine.zeros(new int[] {0}, wanted, null);
        Object first = handles.java(arguments.get(0));
        if (arguments.size() == 1 && !(first instanceof Long)) {
            if (first instanceof Tensor tensor) return tensor.dtype() == wanted ? tensor.alias() : tensor.to(wanted);
            if (first instanceof Sequence s && isSize(s)) return engine.zeros(ints(s.elements()), wanted, null);
            if (first instanceof Sequence) return tensor(first, wanted, null);
            if (first instanceof Foreign f && Handles.isArray(f.value())) {
                return tensor(handles.tensorOfArray(f.value()), wanted, null);
            }
            throw EngineException.type(
                    "%s(): argument must be a size or a sequence, not %s".formatted(name, Handles.typeName(first)));
        }
        var sizes = new ArrayList<@Nullable Object>();
        for (int i = 0; i < arguments.size(); i++) sizes.add(handles.java(arguments.get(i)));
        return engine.zeros(ints(sizes), wanted, null);
    }

    private boolean isSize(Sequence sequence) {
        return sequence.value() != null && sequence.value().typeName().equals("Size");
    }

    private static int[] ints(List<@Nullable Object> elements) {
        var ints = new int[elements.size()];
        for (int i = 0; i < ints.length; i++) {
            if (!(elements.get(i) instanceof Long l)) {
                throw EngineException.type(
                        "new(): data must be a sequence (got %s)".formatted(Handles.typeName(elements.get(i))));
            }
            ints[i] = Math.toIntExact(l);
        }
        return ints;
    }

    // Out of a tensor

    private Object toList(Tensor tensor) {
        Object[] flat = switch (tensor.dtype().category()) {
            case BOOL ->
                Arrays.stream(tensor.toLongs()).<Object>mapToObj(l -> l != 0).toArray();
            case INTEGRAL -> Arrays.stream(tensor.toLongs()).boxed().toArray();
            case FLOATING -> Arrays.stream(tensor.toDoubles()).boxed().toArray();
        };
        return nested(flat, tensor.sizes(), 0, new int[1]);
    }

    private Object nested(Object[] flat, int[] sizes, int dim, int[] next) {
        if (dim == sizes.length) return flat[next[0]++];
        var elements = new ArrayList<Object>(sizes[dim]);
        for (int i = 0; i < sizes[dim]; i++) elements.add(nested(flat, sizes, dim + 1, next));
        return handles.list(elements);
    }

    private static boolean truth(Tensor tensor) {
        if (tensor.numel() == 0) {
            throw EngineException.runtime("Boolean value of Tensor with no values is ambiguous");
        }
        if (tensor.numel() > 1) {
            throw EngineException.runtime("Boolean value of Tensor with more than one value is ambiguous");
        }
        return tensor.item().value() != 0;
    }
}
