package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.ops.OperatorTable;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// One of Python's operators on tensors, such as `+`, `r-` (with the tensor on the right) or `*=`.
final class BinaryOperator implements Function {
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
    private final boolean reflected;
    private final Overloads overloads;

    BinaryOperator(Engine engine, Handles handles, String written) {
        this.engine = engine;
        this.handles = handles;
        reflected = written.startsWith("r");
        boolean comparison =
                written.equals("<=") || written.equals(">=") || written.endsWith("==") || written.equals("!=");
        boolean inPlace = written.endsWith("=") && !comparison;
        symbol = reflected ? written.substring(1) : inPlace ? written.substring(0, written.length() - 1) : written;
        String name = symbol.equals("-") && reflected ? "rsub" : NAMES.get(symbol) + (inPlace ? "_" : "");
        var rows = OperatorTable.named(name).stream()
                .filter(row -> !row.places().contains("none"))
                .toList();
        overloads = new Overloads(engine, handles, name, true, rows);
    }

    @Override
    public @Nullable Object call(Value... arguments) {
        Object self = handles.java(arguments[0]);
        Object other = handles.java(arguments[1]);
        boolean known = other instanceof Tensor || !symbol.equals("@") && Signature.isNumber(other);
        if (!known) return handles.python("not_implemented");
        if (!reflected) return overloads.call(self, other);
        return switch (symbol) {
            // These have a meaning of their own in PyTorch, which the graph shows.
            case "/" -> handles.of(((Tensor) self).reciprocal().mul(tensor(other)));
            case "**" -> handles.of(base((Tensor) self, other).pow((Tensor) self));
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
