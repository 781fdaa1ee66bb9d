package dev.backstep.kernel.binding;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.random.Generator;
import dev.backstep.kernel.cpython.Peers;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.PyRef;
import dev.backstep.kernel.cpython.Raw;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Python objects that stand for Java ones, and the way there and back.
final class Handles {
    /// As PyTorch has it.
    private static final int MOST_DIMENSIONS = 128;

    private final Map<String, PyRef> python = new HashMap<>();
    private final Map<String, PyRef> nodeTypes = new HashMap<>();
    private final Map<DType, PyRef> dtypes = new EnumMap<>(DType.class);
    private final Map<Device, PyRef> devices = new HashMap<>();
    private long tensorType;
    private @Nullable TensorListener listener;
    private @Nullable Tensor hookOwner;

    /// A list or tuple, with its elements converted.
    record Sequence(
            List<@Nullable Object> elements, @Nullable PyObject value) {}

    /// A Python object that stands for nothing of ours.
    record Foreign(PyObject value) {}

    /// A Python type given where a dtype may stand: `float`, `int`, `bool`.
    record PythonType(String name, PyObject value) {}

    /// Takes over what the package made: functions, types, and a handle for each dtype.
    ///
    /// @param functions a dict
    /// @param dtypeHandles a dict, by label
    void register(PyObject functions, PyObject dtypeHandles) {
        python.clear();
        nodeTypes.clear();
        devices.clear();
        var entries = functions.entries();
        for (int i = 0; i < entries.size(); i += 2) {
            python.put(entries.get(i).asText(), PyRef.forever(entries.get(i + 1)));
        }
        tensorType = python("tensor_type").address();
        for (DType dtype : DType.values()) {
            var handle = dtypeHandles.item(dtype.label());
            if (handle != null) dtypes.put(dtype, PyRef.forever(handle));
        }
    }

    /// What the package registered under a name.
    PyObject python(String name) {
        var found = python.get(name);
        if (found == null) throw new IllegalStateException("torch has not registered " + name);
        return found.get();
    }

    boolean isRegistered() {
        return !python.isEmpty();
    }

    // To Python

    /// A tensor's handle, or None. There is one for each tensor while Python knows it.
    PyObject of(@Nullable Tensor tensor) {
        return PyObject.owned(reference(tensor));
    }

    /// [#of] as a new reference.
    long reference(@Nullable Tensor tensor) {
        if (tensor == null) return Raw.none();
        if (tensor.peer() instanceof Peers.Slot slot) {
            long known = Raw.reference(slot);
            if (known != 0) return known;
        }
        var slot = Raw.make(tensor, tensorType);
        tensor.setPeer(slot);
        if (listener != null) listener.shown(tensor, false);
        return Raw.firstReference(slot);
    }

    /// Makes a Python object the handle of a tensor that has none.
    void adopt(PyObject handle, Tensor tensor) {
        tensor.setPeer(Peers.adopt(handle, tensor));
        if (listener != null) listener.shown(tensor, handle.typeName().endsWith("Parameter"));
    }

    /// The tensor that the hook which runs is registered on; null if that is known by other ways, or gone.
    @Nullable
    Tensor hookOwner() {
        return hookOwner;
    }

    /// Calls a hook of a tensor.
    PyObject callHook(WeakReference<Tensor> owner, PyRef hook, PyObject argument) {
        var before = hookOwner;
        hookOwner = owner.get();
        try {
            return hook.call(argument);
        } finally {
            hookOwner = before;
        }
    }

    /// @param next is told of tensors that get a handle; null for nobody
    void setListener(@Nullable TensorListener next) {
        listener = next;
    }

    PyObject of(@Nullable Node node) {
        if (node == null) return none();
        if (node.peer() instanceof Peers.Slot slot) {
            var known = slot.object();
            if (known != null) return known;
        }
        var type = nodeTypes.computeIfAbsent(
                node.name(), name -> PyRef.forever(python("node_type").call(name)));
        var slot = Raw.make(node, type.get().address());
        node.setPeer(slot);
        return PyObject.owned(Raw.firstReference(slot));
    }

    PyObject of(DType dtype) {
        var handle = dtypes.get(dtype);
        if (handle == null) throw new IllegalStateException("torch has not registered " + dtype);
        return handle.get();
    }

    PyObject of(Device device) {
        var handle = devices.get(device);
        if (handle == null) {
            Object index = device.index() < 0 ? null : device.index();
            var made = python("device").call(device.type(), index);
            Peers.adopt(made, device);
            handle = PyRef.forever(made);
            devices.put(device, handle);
        }
        return handle.get();
    }

    static Object of(Scalar scalar) {
        return switch (scalar.dtype()) {
            case BOOL -> scalar.bits() != 0;
            case FLOAT64 -> scalar.value();
            default -> scalar.bits();
        };
    }

    PyObject size(int[] sizes) {
        return python("size_type").call(PyObject.tuple(sizes));
    }

    PyObject ints(int[] values) {
        return PyObject.tuple(values);
    }

    PyObject tuple(@Nullable Object... elements) {
        return PyObject.tuple(elements);
    }

    PyObject list(Collection<?> elements) {
        return PyObject.list(elements);
    }

    /// A tuple of tensors.
    PyObject tuple(@Nullable Tensor[] tensors) {
        var handles = new Object[tensors.length];
        for (int i = 0; i < handles.length; i++) handles[i] = of(tensors[i]);
        return PyObject.tuple(handles);
    }

    PyObject none() {
        return PyObject.none();
    }

    /// Anything that an operator gives or a node keeps.
    Object any(@Nullable Object value) {
        return switch (value) {
            case null -> none();
            case Tensor t -> of(t);
            case Tensor[] ts -> tuple(ts);
            case Node n -> of(n);
            case DType d -> of(d);
            case Device d -> of(d);
            case Scalar s -> of(s);
            case int[] is -> ints(is);
            case int[][] lists -> tuple(Arrays.stream(lists).map(this::ints).toArray());
            case Boolean b -> b;
            case Integer i -> i;
            case Long l -> l;
            case Double d -> d;
            case Float f -> f.doubleValue();
            case String s -> s;
            case PyObject v -> v;
            case PyRef r -> r.get();
            case Collection<?> c -> tuple(c.stream().map(this::any).toArray());
            default -> throw new IllegalStateException("no Python form of " + value.getClass());
        };
    }

    // From Python

    /// The Java form of an argument: a `Tensor`, `DType`, `Device`, `Generator`, `Node`; `Long`, `Double`, `Boolean`,
    /// `String`; null for None; a [Sequence]; else a [PythonType] or [Foreign].
    @Nullable
    Object java(PyObject value) {
        return java(value, 0);
    }

    /// @param depth how many lists it is in
    private @Nullable Object java(PyObject value, int depth) {
        return switch (Raw.kind(value.address())) {
            case Raw.PEER -> value.target();
            case Raw.NONE -> null;
            case Raw.BOOL -> value.asBoolean();
            case Raw.INT -> integer(value);
            case Raw.FLOAT -> value.asDouble();
            default -> other(value, depth);
        };
    }

    private @Nullable Object other(PyObject value, int depth) {
        if (value.isText()) return value.asText();
        if (value.isInt()) return integer(value);
        if (value.isFloat()) return value.asDouble();
        if (value.isType()) return new PythonType(value.nameOfType(), value);
        if (isArray(value)) return new Foreign(value);
        if (value.isSequence()) return sequence(value, depth);
        return value.isNumberLike() && value.attribute("dtype") != null ? numpyNumber(value) : new Foreign(value);
    }

    /// Whether it is an array of numpy's.
    static boolean isArray(PyObject value) {
        return value.typeName().equals("ndarray");
    }

    private static Object numpyNumber(PyObject value) {
        if (value.typeName().startsWith("bool")) return value.asBoolean();
        return value.hasIndex() ? integer(value.index()) : value.toFloat().asDouble();
    }

    /// The tensor over an array's memory.
    Tensor tensorOfArray(PyObject array) {
        return tensor(python("from_numpy").call(array));
    }

    private static Object integer(PyObject value) {
        if (!value.fitsInLong()) throw EngineException.runtime("Overflow when unpacking long: " + value.str());
        return value.asLong();
    }

    private Sequence sequence(PyObject value, int depth) {
        // A list may contain itself.
        if (depth == MOST_DIMENSIONS) throw EngineException.value("too many dimensions '" + value.typeName() + "'");
        var items = value.elements();
        var elements = new ArrayList<@Nullable Object>(items.size());
        for (var item : items) elements.add(java(item, depth + 1));
        return new Sequence(elements, value);
    }

    /// The tensor of a handle.
    ///
    /// @throws EngineException TypeError if it is none
    Tensor tensor(PyObject value) {
        Tensor tensor = tensorOrNull(value);
        if (tensor == null) throw EngineException.type("expected Tensor, but got " + typeName(value));
        return tensor;
    }

    /// The tensor of a handle; null for None.
    @Nullable
    Tensor optionalTensor(PyObject value) {
        return value.isNone() ? null : tensor(value);
    }

    /// The tensor of a handle; null for anything else.
    @Nullable
    Tensor tensorOrNull(PyObject value) {
        return value.target() instanceof Tensor tensor ? tensor : null;
    }

    Node node(PyObject value) {
        if (value.target() instanceof Node node) return node;
        throw EngineException.type("expected a node of the graph, but got " + typeName(value));
    }

    Generator generator(PyObject value) {
        if (value.target() instanceof Generator generator) return generator;
        throw EngineException.type("expected torch.Generator, but got " + typeName(value));
    }

    /// A dtype, a Python type that stands for one, or null for None.
    @Nullable
    DType optionalDtype(PyObject value) {
        if (value.isNone()) return null;
        DType dtype = dtype(java(value));
        if (dtype == null) throw EngineException.type("expected torch.dtype, but got " + typeName(value));
        return dtype;
    }

    /// A dtype or a Python type that stands for one; null for anything else.
    static @Nullable DType dtype(@Nullable Object value) {
        if (value instanceof DType dtype) return dtype;
        if (value instanceof PythonType type) {
            return switch (type.name()) {
                case "float" -> DType.FLOAT64;
                case "int" -> DType.INT64;
                case "bool" -> DType.BOOL;
                default -> null;
            };
        }
        return null;
    }

    /// A device, or the text or number of one; null for None.
    @Nullable
    Device optionalDevice(PyObject value) {
        if (value.isNone()) return null;
        Device device = device(java(value));
        if (device == null) {
            throw EngineException.type("Device() received an invalid combination of arguments - got (" + typeName(value)
                    + "), but expected one of:\n * (torch.device device)\n * (str type, int index)\n");
        }
        return device;
    }

    /// A device, or the text or number of one; null for anything else.
    static @Nullable Device device(@Nullable Object value) {
        return switch (value) {
            case Device device -> device;
            case String text -> parse(text);
            case Long index -> new Device("cuda", index.intValue());
            case null, default -> null;
        };
    }

    static Device parse(String text) {
        int colon = text.indexOf(':');
        String type = colon < 0 ? text : text.substring(0, colon);
        if (!List.of("cpu", "cuda", "mps", "meta", "xpu").contains(type)) {
            throw EngineException.runtime(
                    "Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, "
                            + "fpga, ort, xla, lazy, vulkan, mps, meta, hpu, privateuseone device type at start of device "
                            + "string: " + type);
        }
        if (colon < 0) return type.equals("cpu") ? Device.CPU : new Device(type, -1);
        try {
            int index = Integer.parseInt(text.substring(colon + 1));
            return type.equals("cpu") ? Device.CPU : new Device(type, index);
        } catch (NumberFormatException e) {
            throw EngineException.runtime("Invalid device string: '" + text + "'");
        }
    }

    /// The tensors of a list or tuple.
    List<Tensor> tensors(PyObject list) {
        var tensors = new ArrayList<Tensor>();
        int i = 0;
        for (var element : list.elements()) {
            Tensor tensor = tensorOrNull(element);
            if (tensor == null) {
                throw EngineException.type(
                        "expected Tensor as element %d in argument 0, but got %s".formatted(i, typeName(element)));
            }
            tensors.add(tensor);
            i++;
        }
        return tensors;
    }

    /// The tensors of a list or tuple, in which None is allowed.
    List<@Nullable Tensor> optionalTensors(PyObject list) {
        var tensors = new ArrayList<@Nullable Tensor>();
        for (var element : list.elements()) tensors.add(optionalTensor(element));
        return tensors;
    }

    /// The name of a Python object's type, as error messages have it.
    static String typeName(PyObject value) {
        return isArray(value) ? "numpy.ndarray" : value.typeName();
    }

    /// [#typeName(PyObject)] of a converted argument.
    static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "NoneType";
            case Tensor t -> typeName(t);
            case Boolean b -> "bool";
            case Long l -> "int";
            case Double d -> "float";
            case String s -> "str";
            case DType d -> "torch.dtype";
            case Device d -> "torch.device";
            case Generator g -> "torch.Generator";
            case Sequence s -> s.value() == null ? "tuple" : typeName(s.value());
            case PythonType t -> "type";
            case Foreign f -> typeName(f.value());
            default -> value.getClass().getSimpleName();
        };
    }

    private static String typeName(Tensor tensor) {
        var handle = tensor.peer() instanceof Peers.Slot slot ? slot.object() : null;
        return handle == null ? "Tensor" : typeName(handle);
    }
}
