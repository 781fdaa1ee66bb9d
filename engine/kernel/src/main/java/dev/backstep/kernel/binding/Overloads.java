package dev.backstep.kernel.binding;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.TypePromotion;
import dev.backstep.engine.ops.OperatorInfo;
import dev.backstep.engine.ops.OperatorTable;
import dev.backstep.kernel.binding.Handles.Sequence;
import dev.backstep.kernel.cpython.Functions;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.Raw;
import dev.backstep.kernel.cpython.Scope;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What one Python name calls: the overloads of an operator, of which the first that fits is taken.
final class Overloads implements Functions.Native {
    /// Arguments of factory functions that the engine has no use for.
    private static final Set<String> IGNORED =
            Set.of("layout", "pin_memory", "memory_format", "names", "non_blocking", "stacklevel");

    private final Engine engine;
    private final Handles handles;
    private final String name;
    private final boolean method;
    private final Signature[] signatures;

    /// Whether the operator's receiver is not its first argument.
    private final boolean swaps;

    Overloads(Engine engine, Handles handles, String name, boolean method, List<OperatorInfo> operators) {
        this.engine = engine;
        this.handles = handles;
        this.name = name;
        this.method = method;
        signatures = operators.stream().map(o -> new Signature(o, method)).toArray(Signature[]::new);
        swaps = method ? name.equals("where") : name.endsWith("polygamma");
    }

    @Override
    public long call(long arguments, int count, long names) {
        if (!swaps) {
            for (int i = 0; i < signatures.length; i++) {
                var bound = signatures[i].direct(engine, arguments, count, names);
                if (bound == Signature.UNSURE) break;
                if (bound != null) return reference(signatures[i], bound);
            }
        }
        return callSlowly(arguments, count, names);
    }

    private long reference(Signature signature, @Nullable Object[] bound) {
        Object result = OperatorTable.call(signature.operator(), engine, bound);
        if (result instanceof Tensor tensor) return handles.reference(tensor);
        try (var scope = Scope.open()) {
            return Raw.reference(python(signature, result));
        }
    }

    private long callSlowly(long arguments, int count, long names) {
        try (var scope = Scope.open()) {
            var given = new @Nullable Object[count];
            for (int i = 0; i < count; i++) given[i] = argument(arguments, i);
            if (names == 0) return Raw.reference(call(given, Map.of()));
            var named = new LinkedHashMap<String, @Nullable Object>();
            for (var name : Raw.names(names)) named.put(name, argument(arguments, count + named.size()));
            return Raw.reference(call(given, named));
        }
    }

    private @Nullable Object argument(long arguments, int index) {
        return handles.java(PyObject.borrowed(Raw.argument(arguments, index)));
    }

    /// Calls with two arguments, straight from their addresses.
    ///
    /// @return 0 if only [#call(Object...)] can tell
    long direct(long a, long b) {
        var arguments = Raw.pair(a, b);
        for (int i = 0; i < signatures.length; i++) {
            var bound = signatures[i].direct(engine, arguments, 2, 0);
            if (bound == Signature.UNSURE) return 0;
            if (bound != null) return reference(signatures[i], bound);
        }
        return 0;
    }

    /// Calls with converted arguments.
    Object call(@Nullable Object... given) {
        return call(given, Map.of());
    }

    private Object call(@Nullable Object[] given, Map<String, @Nullable Object> named) {
        if (given.length > 1 && swaps) {
            Object self = given[0];
            given[0] = given[1];
            given[1] = self;
        }
        for (Signature signature : signatures) {
            @Nullable Object[] bound = signature.bind(engine, given, named);
            if (bound != null) return run(signature, bound);
        }
        return named.isEmpty() ? refuse(given, named) : withoutExtras(given, named);
    }

    private Object run(Signature signature, @Nullable Object[] bound) {
        return python(signature, OperatorTable.call(signature.operator(), engine, bound));
    }

    private Object python(Signature signature, Object result) {
        return switch (result) {
            case Tensor tensor -> handles.of(tensor);
            case Tensor[] tensors -> named(signature.operator(), tensors);
            default -> handles.any(result);
        };
    }

    /// Several tensors; where the schema names them, as `torch.return_types.max(values=…, indices=…)`.
    private PyObject named(OperatorInfo operator, Tensor[] tensors) {
        if (operator.returnsList() || operator.results().getFirst().isEmpty()) return handles.tuple(tensors);
        var fields = handles.tuple(operator.results().toArray());
        return handles.python("named_tuple").call(operator.name(), fields, handles.tuple(tensors));
    }

    /// Tries again without what no schema has: settings of memory, `requires_grad=` of factory functions, and `out=`.
    private Object withoutExtras(@Nullable Object[] given, Map<String, @Nullable Object> named) {
        var rest = new LinkedHashMap<>(named);
        rest.keySet().removeAll(IGNORED);
        boolean factory = Arrays.stream(signatures).anyMatch(s -> s.hasParameter("device") && !s.hasParameter("self"));
        boolean requiresGrad = factory && Boolean.TRUE.equals(rest.remove("requires_grad"));
        boolean noOut = Arrays.stream(signatures).noneMatch(Signature::hasOut);
        Object out = noOut || rest.get("out") == null ? rest.remove("out") : null;
        if (rest.size() == named.size()) return refuse(given, named);
        for (Signature signature : signatures) {
            @Nullable Object[] bound = signature.bind(engine, given, rest);
            if (bound == null) continue;
            Object result = run(signature, bound);
            if (out != null) return write(result, out);
            if (requiresGrad) DataApi.requireGrad(handles.tensor((PyObject) result));
            return result;
        }
        return refuse(given, named);
    }

    /// Copies a result into what `out=` gave.
    private Object write(Object result, Object out) {
        if (out instanceof Tensor target) {
            Tensor source = handles.tensor((PyObject) result);
            if ((target.requiresGrad() || source.requiresGrad()) && engine.gradMode()) {
                throw EngineException.runtime(name + "(): functions with out=... arguments don't support automatic "
                        + "differentiation, but one of the arguments requires grad.");
            }
            overwrite(target, source);
            return handles.of(target);
        }
        if (out instanceof Sequence several) {
            PyObject tuple = (PyObject) result;
            for (int i = 0; i < several.elements().size(); i++) {
                if (several.elements().get(i) instanceof Tensor target) {
                    overwrite(target, handles.tensor(tuple.get(i)));
                }
            }
            return several.value();
        }
        throw EngineException.type(
                "%s(): argument 'out' must be Tensor, not %s".formatted(name, Handles.typeName(out)));
    }

    /// Writes into the target's own memory, which others may look at too, unless it has to grow.
    private static void overwrite(Tensor target, Tensor source) {
        DType dtype = target.dtype();
        if (!target.device().equals(source.device())) {
            throw EngineException.runtime("Expected out tensor to have device %s, but got %s instead"
                    .formatted(source.device(), target.device()));
        }
        if (!TypePromotion.canCast(source.dtype(), dtype)) {
            throw EngineException.runtime("result type %s can't be cast to the desired output type %s"
                    .formatted(source.dtype().scalarTypeName(), dtype.scalarTypeName()));
        }
        if (Arrays.equals(target.sizes(), source.sizes())) target.copy_(source);
        else target.setData(source.dtype() == dtype ? source : source.to(dtype));
    }

    private Object refuse(@Nullable Object[] given, Map<String, @Nullable Object> named) {
        if (named.get("out") != null && !(named.get("out") instanceof Tensor)) {
            throw EngineException.type(
                    "%s(): argument 'out' must be Tensor, not %s".formatted(name, Handles.typeName(named.get("out"))));
        }
        var shown = Arrays.stream(signatures).filter(s -> !s.hasOut()).toList();
        if (shown.size() == 1) throw shown.getFirst().mismatch(engine, name, given, named);
        int first = method ? 1 : 0;
        // PyTorch leaves a comma where only keywords are given.
        var got = new StringJoiner(", ", "(", given.length == first && !named.isEmpty() ? ", )" : ")");
        for (int i = first; i < given.length; i++) got.add(Handles.typeName(given[i]));
        named.forEach((key, value) -> got.add(key + "=" + Handles.typeName(value)));
        var text = new StringBuilder(name)
                .append("() received an invalid combination of arguments - got ")
                .append(got)
                .append(", but expected one of:\n");
        for (Signature signature : shown)
            text.append(" * ").append(signature.text()).append('\n');
        throw EngineException.type(text.toString());
    }
}
