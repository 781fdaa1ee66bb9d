package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.ops.OperatorTable;
import dev.backstep.kernel.cpython.PeerType;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.Raw;
import dev.backstep.kernel.cpython.Scope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One of Python's operators on tensors, such as `+` or `*=`.
final class BinaryOperator implements PeerType.Binary {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("+", "add"),
            Map.entry("-", "sub"),
            Map.entry("*", "mul"),
            Map.entry("/", "div"),
            Map.entry("//", "floor_divide"),
            Map.entry("%", "remainder"),
            Map.entry("**", "pow"),
            Map.entry("@", "matmul"),
            Map.entry("&", "bitwise_and"),
            Map.entry("|", "bitwise_or"),
            Map.entry("^", "bitwise_xor"),
            Map.entry("<<", "bitwise_left_shift"),
            Map.entry(">>", "bitwise_right_shift"),
            Map.entry("==", "eq"),
            Map.entry("!=", "ne"),
            Map.entry("<", "lt"),
            Map.entry("<=", "le"),
            Map.entry(">", "gt"),
            Map.entry(">=", "ge"));

    private final Engine engine;
    private final Handles handles;
    private final String symbol;
    private final Overloads overloads;
    private final boolean isProduct;
    private final boolean commutes;
    private final @Nullable Overloads reflected;

    /// @param written such as `+`, `+=` or `<`
    BinaryOperator(Engine engine, Handles handles, String written) {
        this.engine = engine;
        this.handles = handles;
        boolean inPlace = written.endsWith("=") && !NAMES.containsKey(written);
        symbol = inPlace ? written.substring(0, written.length() - 1) : written;
        isProduct = symbol.equals("@");
        commutes = List.of("+", "*", "&", "|", "^").contains(symbol);
        overloads = overloads(NAMES.get(symbol) + (inPlace ? "_" : ""));
        reflected = symbol.equals("-") && !inPlace ? overloads("rsub") : null;
    }

    private Overloads overloads(String name) {
        var rows = OperatorTable.named(name).stream()
                .filter(row -> !row.places().contains("none"))
                .toList();
        return new Overloads(engine, handles, name, true, rows);
    }

    @Override
    public long call(long a, long b) {
        if (Raw.target(a) instanceof Tensor) {
            long result = Raw.kind(b) == Raw.PEER || !isProduct ? overloads.direct(a, b) : 0;
            if (result != 0) return result;
        } else if (commutes && Raw.kind(a) != Raw.PEER) {
            long result = overloads.direct(b, a);
            if (result != 0) return result;
        }
        return callSlowly(a, b);
    }

    private long callSlowly(long a, long b) {
        try (var scope = Scope.open()) {
            Object left = handles.java(PyObject.borrowed(a));
            Object right = handles.java(PyObject.borrowed(b));
            boolean isReflected = !(left instanceof Tensor);
            Object other = isReflected ? left : right;
            boolean known = other instanceof Tensor || !symbol.equals("@") && Signature.isNumber(other);
            if (!known) return PeerType.notImplemented();
            return Raw.reference(isReflected ? reflected((Tensor) right, other) : overloads.call(left, right));
        }
    }

    /// The tensor stands on the right of a number.
    private Object reflected(Tensor self, @Nullable Object other) {
        return switch (symbol) {
            // These have a meaning of their own in PyTorch, which the graph shows.
            case "/" -> handles.of(self.reciprocal().mul(tensor(other)));
            case "**" -> handles.of(base(self, other).pow(self));
            case "-" -> reflected.call(self, other);
            case "//", "%", "@", "<<", ">>" -> overloads.call(tensor(other), self);
            default -> overloads.call(self, other);
        };
    }

    private Tensor tensor(@Nullable Object value) {
        return value instanceof Tensor t ? t : engine.wrapped(Scalar.of(value));
    }

    /// The left operand of `2 ** x`: a tensor of the dtype of the result.
    private Tensor base(Tensor exponent, @Nullable Object value) {
        if (value instanceof Tensor t) return t;
        if (value == null) throw EngineException.type("unsupported operand type(s) for ** or pow()");
        Scalar scalar = Scalar.of(value);
        return engine.wrapped(scalar).to(exponent.mul(engine.wrapped(scalar)).dtype());
    }
}
