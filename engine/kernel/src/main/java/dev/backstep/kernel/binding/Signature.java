package dev.backstep.kernel.binding;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.ops.OperatorInfo;
import dev.backstep.engine.ops.OperatorInfo.Parameter;
import dev.backstep.engine.ops.OperatorInfo.Type;
import dev.backstep.engine.random.Generator;
import dev.backstep.kernel.binding.Handles.Sequence;
import dev.backstep.kernel.cpython.Raw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// One overload of an operator as Python calls it.
///
/// As a method the first parameter is the receiver, which arguments are not counted with; as a function it is called
/// `input`.
final class Signature {
    /// What numpy calls an argument.
    private static final Map<String, String> OTHER_NAMES =
            Map.of("axis", "dim", "keepdims", "keepdim", "x", "input", "a", "input", "x1", "input", "x2", "other");

    /// Operators whose tensor arguments may be Python numbers.
    private static final Set<String> NUMBERS_AS_TENSORS = Set.of(
            "add",
            "sub",
            "subtract",
            "rsub",
            "mul",
            "multiply",
            "div",
            "divide",
            "true_divide",
            "floor_divide",
            "remainder",
            "fmod",
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "not_equal",
            "less",
            "less_equal",
            "greater",
            "greater_equal",
            "bitwise_and",
            "bitwise_or",
            "bitwise_xor",
            "bitwise_left_shift",
            "bitwise_right_shift",
            "__and__",
            "__or__",
            "__xor__",
            "__lshift__",
            "__rshift__",
            "where",
            "masked_fill",
            "index_fill",
            "pow",
            "result_type",
            "copysign",
            "float_power",
            "xlogy",
            "special_xlogy",
            "special_xlog1py");

    private static final Object MISMATCH = new Object();
    private static final Object FITS = new Object();

    private final OperatorInfo operator;
    private final boolean method;
    private final List<Parameter> parameters;
    private final int receivers;
    private final int positional;
    private final boolean varargs;
    private final boolean numbersAsTensors;

    /// The defaults of all parameters in their order, and the names by which Python knows them.
    private final @Nullable Object[] defaults;

    private final long[] names;

    /// A bit for each parameter without a default.
    private final long required;

    Signature(OperatorInfo operator, boolean method) {
        this.operator = operator;
        this.method = method;
        parameters = operator.parameters();
        receivers = method ? 1 : 0;
        positional = (int) parameters.stream().filter(p -> !p.keywordOnly()).count();
        boolean ints = positional > receivers
                && (parameters.get(receivers).type() == Type.INTS
                        || parameters.get(receivers).type() == Type.OPTIONAL_INTS);
        varargs = ints && positional - receivers == 1;
        String name = operator.name();
        numbersAsTensors = NUMBERS_AS_TENSORS.contains(
                operator.inPlace() && name.endsWith("_") && !name.endsWith("__")
                        ? name.substring(0, name.length() - 1)
                        : name);
        defaults = new @Nullable Object[parameters.size()];
        names = new long[parameters.size()];
        long needed = 0;
        for (int i = 0; i < names.length; i++) {
            defaults[i] = parameters.get(i).defaultValue();
            names[i] = Raw.name(nameOf(i));
            if (parameters.get(i).defaultText() == null) needed |= 1L << i;
        }
        required = needed;
    }

    /// What [#direct] says where only [#bind] can tell.
    static final @Nullable Object[] UNSURE = {};

    OperatorInfo operator() {
        return operator;
    }

    /// [#bind] for the commonest arguments, straight from their addresses and without making anything of Java's for
    /// each: tensors, numbers, and tuples of numbers.
    ///
    /// @param arguments where the addresses lie; those by name come last
    /// @param count of those by position
    /// @param given a tuple of the names of the others, or 0
    /// @return null if they do not fit; [#UNSURE] if they are of another kind
    @Nullable
    Object @Nullable [] direct(Engine engine, long arguments, int count, long given) {
        int named = given == 0 ? 0 : Raw.tupleSize(given);
        if (count > positional || count < receivers) return varargs && count > positional ? UNSURE : null;
        var bound = defaults.clone();
        long present = (1L << count) - 1;
        for (int i = 0; i < count; i++) {
            var problem = put(engine, bound, i, Raw.argument(arguments, i));
            if (problem != FITS) return problem == MISMATCH ? null : UNSURE;
        }
        for (int i = 0; i < named; i++) {
            int place = count;
            long name = Raw.tupleItem(given, i);
            while (place < names.length && names[place] != name) place++;
            if (place == names.length) return OTHER_NAMES.containsKey(Raw.text(name)) ? UNSURE : null;
            present |= 1L << place;
            var problem = put(engine, bound, place, Raw.argument(arguments, count + i));
            if (problem != FITS) return problem == MISMATCH ? null : UNSURE;
        }
        return (present & required) == required ? bound : null;
    }

    private Object put(Engine engine, @Nullable Object[] bound, int index, long address) {
        int kind = Raw.kind(address);
        var parameter = parameters.get(index);
        if (kind == Raw.NONE) {
            bound[index] = null;
            return takesNone(parameter) ? FITS : MISMATCH;
        }
        switch (parameter.type()) {
            case TENSOR, OPTIONAL_TENSOR -> {
                if (kind == Raw.PEER && Raw.target(address) instanceof Tensor tensor) bound[index] = tensor;
                else if (numbersAsTensors && isNumber(kind)) {
                    var number = scalar(kind, address);
                    if (number == null) return UNSURE;
                    bound[index] = engine.wrapped(number);
                } else return kind == Raw.PEER || isNumber(kind) ? MISMATCH : UNSURE;
            }
            case SCALAR, OPTIONAL_SCALAR -> {
                var number = isNumber(kind) ? scalar(kind, address) : null;
                if (number == null) return UNSURE;
                bound[index] = number;
            }
            case INT, OPTIONAL_INT -> {
                if (kind != Raw.INT) return kind == Raw.FLOAT || kind == Raw.BOOL ? MISMATCH : UNSURE;
                long value = Raw.asLong(address);
                if (value != (int) value) return UNSURE;
                bound[index] = (int) value;
            }
            case FLOAT, OPTIONAL_FLOAT -> {
                if (kind == Raw.FLOAT) bound[index] = Raw.asDouble(address);
                else return UNSURE;
            }
            case BOOL, OPTIONAL_BOOL -> {
                if (kind != Raw.BOOL) return UNSURE;
                bound[index] = Raw.isTrue(address);
            }
            case INTS, OPTIONAL_INTS -> {
                var ints = kind == Raw.TUPLE
                        ? ints(address)
                        : kind == Raw.INT && parameter.size() > 0 ? equal(address, parameter.size()) : null;
                if (ints == null) return UNSURE;
                bound[index] = ints;
            }
            default -> {
                return UNSURE;
            }
        }
        return FITS;
    }

    private static boolean isNumber(int kind) {
        return kind == Raw.INT || kind == Raw.FLOAT || kind == Raw.BOOL;
    }

    /// Null if it has more than 64 bits.
    private static @Nullable Scalar scalar(int kind, long address) {
        if (kind == Raw.FLOAT) return Scalar.of(Raw.asDouble(address));
        if (kind == Raw.BOOL) return Scalar.of(Raw.isTrue(address));
        long value = Raw.asLong(address);
        return value == -1 && Raw.overflowed() ? null : Scalar.of(value);
    }

    private static int @Nullable [] equal(long number, int size) {
        long value = Raw.asLong(number);
        if (value != (int) value) return null;
        var ints = new int[size];
        Arrays.fill(ints, (int) value);
        return ints;
    }

    private static int @Nullable [] ints(long tuple) {
        var ints = new int[Raw.tupleSize(tuple)];
        for (int i = 0; i < ints.length; i++) {
            long item = Raw.tupleItem(tuple, i);
            if (Raw.kind(item) != Raw.INT) return null;
            long value = Raw.asLong(item);
            if (value != (int) value) return null;
            ints[i] = (int) value;
        }
        return ints;
    }

    /// Whether it writes its result into a given tensor.
    boolean hasOut() {
        return parameters.stream().anyMatch(Parameter::out);
    }

    boolean hasParameter(String name) {
        return index(name) >= 0;
    }

    /// Arguments in schema order for [dev.backstep.engine.ops.OperatorTable#call], or null if they do not fit.
    @Nullable
    Object @Nullable [] bind(Engine engine, @Nullable Object[] given, Map<String, @Nullable Object> named) {
        var bound = new @Nullable Object[parameters.size()];
        int taken = Math.min(given.length, positional);
        if (given.length > positional && !(varargs && allInts(given))) return null;
        boolean spread =
                varargs && given.length > receivers && (given.length > positional || given[receivers] instanceof Long);
        for (int i = 0; i < taken; i++) {
            Object value = spread && i == receivers ? spread(given) : given[i];
            Object converted = convert(engine, value, parameters.get(i));
            if (converted == MISMATCH) return null;
            bound[i] = converted;
        }
        int used = 0;
        for (int i = taken; i < bound.length; i++) {
            Parameter p = parameters.get(i);
            String name = nameOf(i);
            String key = named.isEmpty() ? null : key(named, name);
            if (key != null) {
                used++;
                Object converted = convert(engine, named.get(key), p);
                if (converted == MISMATCH) return null;
                bound[i] = converted;
            } else if (p.defaultText() == null) {
                return null;
            } else {
                bound[i] = p.defaultValue();
            }
        }
        return used == named.size() ? bound : null;
    }

    private static @Nullable String key(Map<String, @Nullable Object> named, String name) {
        if (named.containsKey(name)) return name;
        for (var other : OTHER_NAMES.entrySet()) {
            if (other.getValue().equals(name) && named.containsKey(other.getKey())) return other.getKey();
        }
        return null;
    }

    private boolean allInts(@Nullable Object[] given) {
        for (int i = receivers; i < given.length; i++) if (!isInt(given[i])) return false;
        return true;
    }

    private Sequence spread(@Nullable Object[] given) {
        return new Sequence(Arrays.asList(given).subList(receivers, given.length), null);
    }

    /// The name by which Python knows a parameter.
    private String nameOf(int index) {
        String name = parameters.get(index).name();
        return index == 0 && !method && name.equals("self") && parameters.get(0).type() == Type.TENSOR ? "input" : name;
    }

    private int index(String name) {
        for (int i = receivers; i < parameters.size(); i++) if (nameOf(i).equals(name)) return i;
        return -1;
    }

    // Conversion

    private @Nullable Object convert(Engine engine, @Nullable Object value, Parameter p) {
        if (value == null) return takesNone(p) ? null : MISMATCH;
        return switch (p.type()) {
            case TENSOR, OPTIONAL_TENSOR -> tensor(engine, value);
            case TENSORS, OPTIONAL_TENSORS -> tensors(value, p.type() == Type.OPTIONAL_TENSORS);
            case SCALAR, OPTIONAL_SCALAR -> scalar(value);
            case INT, OPTIONAL_INT -> isInt(value) ? (Object) narrow(asLong(value)) : MISMATCH;
            case INTS, OPTIONAL_INTS -> ints(value, p.size());
            case FLOAT, OPTIONAL_FLOAT -> floating(value);
            case BOOL, OPTIONAL_BOOL -> bool(value);
            case DTYPE, OPTIONAL_DTYPE -> orMismatch(Handles.dtype(value));
            case OPTIONAL_DEVICE -> orMismatch(Handles.device(value));
            case STRING, OPTIONAL_STRING -> value instanceof String ? value : MISMATCH;
            case OPTIONAL_GENERATOR -> value instanceof Generator ? value : MISMATCH;
        };
    }

    private static Object orMismatch(@Nullable Object value) {
        return value == null ? MISMATCH : value;
    }

    private static boolean takesNone(Parameter p) {
        return p.type().name().startsWith("OPTIONAL") || "None".equals(p.defaultText());
    }

    private Object tensor(Engine engine, Object value) {
        if (value instanceof Tensor) return value;
        return numbersAsTensors && isNumber(value) ? engine.wrapped(Scalar.of(value)) : MISMATCH;
    }

    private static Object tensors(Object value, boolean nulls) {
        if (!(value instanceof Sequence sequence)) return MISMATCH;
        var tensors = new Tensor[sequence.elements().size()];
        for (int i = 0; i < tensors.length; i++) {
            switch (sequence.elements().get(i)) {
                case Tensor tensor -> tensors[i] = tensor;
                case null -> {
                    if (!nulls) throw notATensor(i, null);
                }
                case Object other -> throw notATensor(i, other);
            }
        }
        return tensors;
    }

    private static EngineException notATensor(int index, @Nullable Object value) {
        return EngineException.type(
                "expected Tensor as element %d in argument 0, but got %s".formatted(index, Handles.typeName(value)));
    }

    private static Object scalar(Object value) {
        if (isNumber(value)) return Scalar.of(value);
        return value instanceof Tensor t && t.dim() == 0 && !t.requiresGrad() ? t.item() : MISMATCH;
    }

    private static Object floating(Object value) {
        if (value instanceof Double) return value;
        if (value instanceof Long l) return (double) l;
        return value instanceof Tensor t && t.dim() == 0 && !t.requiresGrad()
                ? t.item().value()
                : MISMATCH;
    }

    private static Object bool(Object value) {
        if (value instanceof Boolean) return value;
        return value instanceof Tensor t && t.dim() == 0 && t.dtype() == DType.BOOL
                ? t.item().bits() != 0
                : MISMATCH;
    }

    private static Object ints(Object value, int size) {
        if (value instanceof Sequence sequence) {
            var ints = new int[sequence.elements().size()];
            for (int i = 0; i < ints.length; i++) {
                Object element = sequence.elements().get(i);
                if (!isInt(element)) return MISMATCH;
                ints[i] = narrow(asLong(element));
            }
            return ints;
        }
        if (size > 0 && isInt(value)) {
            var ints = new int[size];
            Arrays.fill(ints, narrow(asLong(value)));
            return ints;
        }
        return MISMATCH;
    }

    static boolean isNumber(@Nullable Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    private static boolean isInt(@Nullable Object value) {
        return value instanceof Long
                || value instanceof Tensor t && t.dim() == 0 && t.dtype().isIntegral();
    }

    private static long asLong(@Nullable Object value) {
        return value instanceof Tensor t ? t.item().bits() : (Long) value;
    }

    // Words

    /// Why arguments do not fit the only overload that there is.
    EngineException mismatch(
            Engine engine, String name, @Nullable Object[] given, Map<String, @Nullable Object> named) {
        int count = given.length - receivers;
        int most = positional - receivers;
        boolean spreads = varargs && given.length > receivers && given[receivers] instanceof Long;
        if (count > most && !spreads) {
            String takes = required() < most ? "from " + required() + " to " + most : "" + most;
            return EngineException.type("%s() takes %s positional argument%s but %d %s given"
                    .formatted(name, takes, most == 1 ? "" : "s", count, count == 1 ? "was" : "were"));
        }
        if (spreads && count > 1) {
            for (int i = receivers; i < given.length; i++) {
                if (!isInt(given[i])) {
                    return EngineException.type(
                            "%s(): argument '%s' must be tuple of ints, but found element of type %s at pos %d"
                                    .formatted(name, nameOf(receivers), Handles.typeName(given[i]), i - receivers + 1));
                }
            }
        }
        var missing = new ArrayList<String>();
        for (int i = given.length; i < parameters.size(); i++) {
            if (parameters.get(i).defaultText() == null && !parameters.get(i).out() && key(named, nameOf(i)) == null) {
                missing.add('"' + nameOf(i) + '"');
            }
        }
        if (!missing.isEmpty()) {
            return EngineException.type("%s() missing %d required positional arguments: %s"
                    .formatted(name, missing.size(), String.join(", ", missing)));
        }
        for (String key : named.keySet()) {
            int index = index(OTHER_NAMES.getOrDefault(key, key));
            if (index < 0) index = index(key);
            if (index < 0) {
                return EngineException.type("%s() got an unexpected keyword argument '%s'".formatted(name, key));
            }
            if (index < given.length) {
                return EngineException.type("%s() got multiple values for argument '%s'".formatted(name, key));
            }
        }
        for (int i = receivers; i < parameters.size(); i++) {
            boolean byPosition = i < given.length;
            String key = byPosition ? null : key(named, nameOf(i));
            if (!byPosition && key == null) continue;
            if (byPosition && spreads) continue;
            Object value = byPosition ? given[i] : named.get(key);
            if (convert(engine, value, parameters.get(i)) != MISMATCH) continue;
            String place = byPosition ? " (position %d)".formatted(i - receivers + 1) : "";
            if (value instanceof Sequence sequence
                    && typeName(parameters.get(i)).startsWith("tuple of ints")) {
                for (int e = 0; e < sequence.elements().size(); e++) {
                    if (!isInt(sequence.elements().get(e))) {
                        return EngineException.type(
                                "%s(): argument '%s' must be tuple of ints, but found element of type %s at pos %d"
                                        .formatted(
                                                name,
                                                nameOf(i),
                                                Handles.typeName(
                                                        sequence.elements().get(e)),
                                                e + 1));
                    }
                }
            }
            return EngineException.type("%s(): argument '%s'%s must be %s, not %s"
                    .formatted(name, nameOf(i), place, typeName(parameters.get(i)), Handles.typeName(value)));
        }
        return EngineException.type(name + "() received an invalid combination of arguments");
    }

    private int required() {
        int count = 0;
        for (int i = receivers; i < positional; i++) if (parameters.get(i).defaultText() == null) count++;
        return count;
    }

    /// As PyTorch lists it among the overloads: `(Tensor input, Number alpha)`.
    String text() {
        var text = new StringJoiner(", ", "(", ")");
        boolean star = false;
        for (int i = receivers; i < parameters.size(); i++) {
            Parameter p = parameters.get(i);
            if (p.keywordOnly() && !star) {
                text.add("*");
                star = true;
            }
            text.add(typeName(p) + " " + nameOf(i));
        }
        return text.toString();
    }

    private static String typeName(Parameter p) {
        return switch (p.type()) {
            case TENSOR, OPTIONAL_TENSOR -> "Tensor";
            case TENSORS, OPTIONAL_TENSORS -> "tuple of Tensors";
            case SCALAR, OPTIONAL_SCALAR -> "Number";
            case INT, OPTIONAL_INT -> "int";
            case INTS, OPTIONAL_INTS -> "tuple of ints";
            case FLOAT, OPTIONAL_FLOAT -> "float";
            case BOOL, OPTIONAL_BOOL -> "bool";
            case DTYPE, OPTIONAL_DTYPE -> "torch.dtype";
            case OPTIONAL_DEVICE -> "torch.device";
            case STRING, OPTIONAL_STRING -> "str";
            case OPTIONAL_GENERATOR -> "Generator";
        };
    }

    /// Sizes, strides and dimensions are ints in the engine.
    private static int narrow(long value) {
        if (value != (int) value) {
            throw EngineException.runtime(
                    "sizes and indices are limited to %d, but got %d".formatted(Integer.MAX_VALUE, value));
        }
        return (int) value;
    }
}
