package dev.backstep.kernel.binding;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.random.Generator;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Python objects that stand for Java ones, and the way there and back.
final class Handles {
    /// The attribute in which a handle keeps its Java object.
    private static final String TARGET = "_t";

    private final Map<String, Value> python = new HashMap<>();
    private final Map<DType, Value> dtypes = new EnumMap<>(DType.class);
    private final Map<Device, Value> devices = new HashMap<>();

    /// A list or tuple, with its elements converted.
    record Sequence(List<@Nullable Object> elements, Value value) {}

    /// A Python object that stands for nothing of ours.
    record Foreign(Value value) {}

    /// A Python type given where a dtype may stand: `float`, `int`, `bool`.
    record PythonType(String name, Value value) {}

    /// Takes over what the package made: constructors, constants, and a handle for each dtype.
    void register(Value functions, Value dtypeHandles) {
        python.clear();
        var keys = functions.getHashKeysIterator();
        while (keys.hasIteratorNextElement()) {
            var key = keys.getIteratorNextElement();
            python.put(key.asString(), functions.getHashValue(key));
        }
        devices.clear();
        for (DType dtype : DType.values()) {
            Value handle = dtypeHandles.getHashValue(dtype.label());
            if (handle != null && !handle.isNull()) dtypes.put(dtype, handle);
        }
    }

    /// What the package registered under a name.
    Value python(String name) {
        var found = python.get(name);
        if (found == null) throw new IllegalStateException("torch has not registered " + name);
        return found;
    }

    boolean isRegistered() {
        return !python.isEmpty();
    }

    // To Python

    /// A tensor's handle, or None. There is one for each tensor.
    Value of(@Nullable Tensor tensor) {
        if (tensor == null) return none();
        if (tensor.peer() instanceof Value handle) return handle;
        Value handle = python("tensor").execute(tensor);
        tensor.setPeer(handle);
        return handle;
    }

    Value of(@Nullable Node node) {
        if (node == null) return none();
        if (node.peer() instanceof Value handle) return handle;
        Value handle = python("node").execute(node, node.name());
        node.setPeer(handle);
        return handle;
    }

    Value of(DType dtype) {
        var handle = dtypes.get(dtype);
        if (handle == null) throw new IllegalStateException("torch has not registered " + dtype);
        return handle;
    }

    Value of(Device device) {
        var handle = devices.get(device);
        if (handle == null) {
            Object index = device.index() < 0 ? none() : device.index();
            handle = python("device").execute(device, device.type(), index);
            devices.put(device, handle);
        }
        return handle;
    }

    Object of(Scalar scalar) {
        return switch (scalar.dtype()) {
            case BOOL -> scalar.bits() != 0;
            case FLOAT64 -> scalar.value();
            default -> scalar.bits();
        };
    }

    Value size(int[] sizes) {
        return python("size").execute(boxed(sizes));
    }

    Value ints(int[] values) {
        return python("tuple").execute(boxed(values));
    }

    private static Object[] boxed(int[] values) {
        var boxed = new Object[values.length];
        for (int i = 0; i < values.length; i++) boxed[i] = values[i];
        return boxed;
    }

    Value tuple(Object... elements) {
        return python("tuple").execute(elements);
    }

    Value list(Collection<?> elements) {
        return python("list").execute(elements.toArray());
    }

    /// A tuple of tensors.
    Value tuple(@Nullable Tensor[] tensors) {
        var handles = new Object[tensors.length];
        for (int i = 0; i < handles.length; i++) handles[i] = of(tensors[i]);
        return tuple(handles);
    }

    /// Python's None. Java's null would arrive as an object that `is None` denies.
    Value none() {
        return python("none");
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
            case int[][] lists ->
                tuple(java.util.Arrays.stream(lists).map(this::ints).toArray());
            case Boolean b -> b;
            case Integer i -> i;
            case Long l -> l;
            case Double d -> d;
            case Float f -> f.doubleValue();
            case String s -> s;
            case Value v -> v;
            case Collection<?> c -> tuple(c.stream().map(this::any).toArray());
            default -> throw new IllegalStateException("no Python form of " + value.getClass());
        };
    }

    // From Python

    /// The Java form of an argument: a `Tensor`, `DType`, `Device`, `Generator`, `Node`; `Long`, `Double`, `Boolean`,
    /// `String`; null for None; a [Sequence]; else a [PythonType] or [Foreign].
    @Nullable
    Object java(Value value) {
        if (value.isNumber()) return number(value);
        if (value.isBoolean()) return value.asBoolean();
        if (value.isString()) return value.asString();
        if (value.isNull()) return null;
        if (value.hasMembers()) {
            Value target = value.getMember(TARGET);
            if (target != null && target.isHostObject()) return target.asHostObject();
        }
        if (value.hasArrayElements()) return sequence(value);
        if (value.isMetaObject()) return new PythonType(value.getMetaSimpleName(), value);
        return new Foreign(value);
    }

    private static Object number(Value value) {
        return switch (value.as(Object.class)) {
            case Double d -> d;
            case Float f -> f.doubleValue();
            case BigInteger big -> throw EngineException.runtime("Overflow when unpacking long: " + big);
            case Number n -> n.longValue();
            case Object other -> throw new IllegalStateException("a number that is none: " + other);
        };
    }

    private Sequence sequence(Value value) {
        int length = Math.toIntExact(value.getArraySize());
        var elements = new ArrayList<@Nullable Object>(length);
        for (int i = 0; i < length; i++) elements.add(java(value.getArrayElement(i)));
        return new Sequence(elements, value);
    }

    /// The tensor of a handle.
    ///
    /// @throws EngineException TypeError if it is none
    Tensor tensor(Value value) {
        Tensor tensor = tensorOrNull(value);
        if (tensor == null) throw EngineException.type("expected Tensor, but got " + typeName(value));
        return tensor;
    }

    /// The tensor of a handle; null for None.
    @Nullable
    Tensor optionalTensor(Value value) {
        return value.isNull() ? null : tensor(value);
    }

    /// The tensor of a handle; null for anything else.
    @Nullable
    Tensor tensorOrNull(Value value) {
        return target(value) instanceof Tensor tensor ? tensor : null;
    }

    Node node(Value value) {
        if (target(value) instanceof Node node) return node;
        throw EngineException.type("expected a node of the graph, but got " + typeName(value));
    }

    Generator generator(Value value) {
        if (target(value) instanceof Generator generator) return generator;
        throw EngineException.type("expected torch.Generator, but got " + typeName(value));
    }

    /// A dtype, a Python type that stands for one, or null for None.
    @Nullable
    DType optionalDtype(Value value) {
        if (value.isNull()) return null;
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
    Device optionalDevice(Value value) {
        if (value.isNull()) return null;
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
    List<Tensor> tensors(Value list) {
        var tensors = new ArrayList<Tensor>();
        for (long i = 0; i < list.getArraySize(); i++) {
            Value element = list.getArrayElement(i);
            Tensor tensor = tensorOrNull(element);
            if (tensor == null) {
                throw EngineException.type(
                        "expected Tensor as element %d in argument 0, but got %s".formatted(i, typeName(element)));
            }
            tensors.add(tensor);
        }
        return tensors;
    }

    /// The tensors of a list or tuple, in which None is allowed.
    List<@Nullable Tensor> optionalTensors(Value list) {
        var tensors = new ArrayList<@Nullable Tensor>();
        for (long i = 0; i < list.getArraySize(); i++) tensors.add(optionalTensor(list.getArrayElement(i)));
        return tensors;
    }

    private static @Nullable Object target(Value value) {
        if (!value.hasMembers()) return null;
        Value target = value.getMember(TARGET);
        return target != null && target.isHostObject() ? target.asHostObject() : null;
    }

    /// The name of a Python object's type, as error messages have it.
    static String typeName(Value value) {
        if (value.isBoolean()) return "bool";
        if (value.isString()) return "str";
        if (value.isNumber()) return value.as(Object.class) instanceof Double ? "float" : "int";
        Value type = value.getMetaObject();
        return type == null ? "object" : type.getMetaSimpleName();
    }

    /// [#typeName(Value)] of a converted argument.
    static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "NoneType";
            case Tensor t -> t.peer() instanceof Value handle ? typeName(handle) : "Tensor";
            case Boolean b -> "bool";
            case Long l -> "int";
            case Double d -> "float";
            case String s -> "str";
            case DType d -> "torch.dtype";
            case Device d -> "torch.device";
            case Generator g -> "torch.Generator";
            case Sequence s -> typeName(s.value());
            case PythonType t -> "type";
            case Foreign f -> typeName(f.value());
            default -> value.getClass().getSimpleName();
        };
    }
}
