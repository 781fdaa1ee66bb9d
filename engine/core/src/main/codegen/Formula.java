import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A derivative formula, translated from infix notation to Java.
///
/// Arithmetic and comparisons with a tensor become method calls (`grad * other` becomes `grad.mul(other)`), so that
/// the derivative is itself differentiable; between numbers they stay what they are. `f(x, ...)` is the operator of
/// that name, or a function of `Derivatives` and its sisters. What a formula mentions is what the node saves: `self`
/// the tensor,
/// `self.sizes()` only its sizes.
///
/// @param java the expression
/// @param kind its type
/// @param used what it mentions
record Formula(String java, Kind kind, Set<Use> used) {
    enum Kind {
        TENSOR,
        TENSORS,
        SCALAR,
        DOUBLE,
        INT,
        INTS,
        BOOL,
        OTHER
    }

    /// Something that a formula needs from the forward.
    ///
    /// @param variable `self`, `result`
    /// @param aspect `sizes` if only that is needed, else empty
    record Use(String variable, String aspect) {
        String field() {
            return aspect.isEmpty() ? variable : variable + "_" + aspect;
        }
    }

    static Formula translate(String text, Row row, FormulaContext context) {
        return translate(new Parser(text, row, context, false));
    }

    /// A formula of tangents: `self_t` becomes the variable `self_d`, which is zeros where there is no tangent.
    static Formula translateTangent(String text, Row row, FormulaContext context) {
        return translate(new Parser(text, row, context, true));
    }

    private static Formula translate(Parser parser) {
        var value = parser.expression();
        parser.end();
        return new Formula(value.java, value.kind, parser.used);
    }

    private record Value(String java, Kind kind) {}

    private static final class Parser {
        private final String text;
        private final Row row;
        private final FormulaContext context;
        private final boolean tangents;
        private final Set<Use> used = new LinkedHashSet<>();
        private int at;

        Parser(String text, Row row, FormulaContext context, boolean tangents) {
            this.tangents = tangents;
            this.text = text;
            this.row = row;
            this.context = context;
        }

        Value expression() {
            var left = comparison();
            while (true) {
                if (accept("&&")) left = new Value(left.java + " && " + comparison().java, Kind.BOOL);
                else if (accept("||")) left = new Value(left.java + " || " + comparison().java, Kind.BOOL);
                else if (accept("?")) {
                    var yes = expression();
                    expect(":");
                    var no = expression();
                    return new Value("(%s ? %s : %s)".formatted(left.java, yes.java, no.java), yes.kind);
                } else return left;
            }
        }

        private Value comparison() {
            var left = sum();
            for (String[] operator : new String[][] {
                {">=", "ge", "le"},
                {"<=", "le", "ge"},
                {"==", "eq", "eq"},
                {"!=", "ne", "ne"},
                {">", "gt", "lt"},
                {"<", "lt", "gt"}
            }) {
                if (!accept(operator[0])) continue;
                var right = sum();
                if (left.kind == Kind.TENSOR) return call(left, operator[1], right);
                if (right.kind == Kind.TENSOR) return call(right, operator[2], left);
                return new Value(number(left) + " " + operator[0] + " " + number(right), Kind.BOOL);
            }
            return left;
        }

        private Value sum() {
            var left = product();
            while (true) {
                if (accept("+")) left = arithmetic(left, "+", "add", "add", product());
                else if (peek("-") && accept("-")) left = arithmetic(left, "-", "sub", "rsub", product());
                else return left;
            }
        }

        private Value product() {
            var left = unary();
            while (true) {
                if (accept("*")) left = arithmetic(left, "*", "mul", "mul", unary());
                else if (accept("/")) left = arithmetic(left, "/", "div", "", unary());
                else return left;
            }
        }

        private Value arithmetic(Value left, String operator, String method, String swapped, Value right) {
            if (left.kind == Kind.TENSOR) return call(left, method, right);
            if (right.kind == Kind.TENSOR) {
                if (swapped.isEmpty()) return call(new Value(right.java + ".reciprocal()", Kind.TENSOR), "mul", left);
                return call(right, swapped, left);
            }
            boolean integer = left.kind == Kind.INT && right.kind == Kind.INT;
            return new Value(
                    "(%s %s %s)".formatted(number(left), operator, number(right)), integer ? Kind.INT : Kind.DOUBLE);
        }

        private static Value call(Value receiver, String method, Value argument) {
            return new Value("%s.%s(%s)".formatted(receiver.java, method, argument.java), Kind.TENSOR);
        }

        private static String number(Value value) {
            return value.kind == Kind.SCALAR ? value.java + ".value()" : value.java;
        }

        private Value unary() {
            if (accept("-")) {
                var value = unary();
                return switch (value.kind) {
                    case TENSOR -> new Value(value.java + ".neg()", Kind.TENSOR);
                    case SCALAR -> new Value(value.java + ".negate()", Kind.SCALAR);
                    default -> new Value("-" + value.java, value.kind);
                };
            }
            if (accept("!")) return new Value("!" + unary().java, Kind.BOOL);
            return postfix(primary());
        }

        private Value postfix(Value value) {
            while (true) {
                if (accept(".")) {
                    String method = word();
                    expect("(");
                    value = method(value, method, arguments());
                } else if (accept("[")) {
                    var index = expression();
                    expect("]");
                    Kind kind =
                            value.kind == Kind.TENSORS ? Kind.TENSOR : value.kind == Kind.INTS ? Kind.INT : Kind.OTHER;
                    value = new Value(value.java + "[" + index.java + "]", kind);
                } else return value;
            }
        }

        private Value method(Value receiver, String method, List<Value> arguments) {
            String list = String.join(", ", arguments.stream().map(Value::java).toList());
            return new Value(
                    "%s.%s(%s)".formatted(receiver.java, method, list), context.methodKind(receiver.kind, method));
        }

        private Value primary() {
            skip();
            char c = at < text.length() ? text.charAt(at) : 0;
            if (c == '(') {
                at++;
                var value = expression();
                expect(")");
                return new Value("(" + value.java + ")", value.kind);
            }
            if (Character.isDigit(c)) return number();
            if (c == '"' || c == '\'') {
                int end = text.indexOf(c, at + 1);
                String content = text.substring(at + 1, end);
                at = end + 1;
                return new Value("\"" + content + "\"", Kind.OTHER);
            }
            if (c == '{') {
                at++;
                var parts = new ArrayList<String>();
                while (!accept("}")) {
                    parts.add(expression().java);
                    accept(",");
                }
                return new Value("new int[] {" + String.join(", ", parts) + "}", Kind.INTS);
            }
            String name = word();
            if (accept("(")) return function(name, arguments());
            return variable(name);
        }

        private Value number() {
            int start = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at))
                            || text.charAt(at) == '.'
                            || text.charAt(at) == '-' && text.charAt(at - 1) == 'e')) {
                at++;
            }
            String literal = text.substring(start, at);
            return new Value(literal, literal.matches("\\d+") ? Kind.INT : Kind.DOUBLE);
        }

        private Value function(String name, List<Value> arguments) {
            String list = String.join(", ", arguments.stream().map(Value::java).toList());
            if (!arguments.isEmpty() && arguments.get(0).kind == Kind.TENSOR && context.isOperator(name)) {
                return method(arguments.get(0), name, arguments.subList(1, arguments.size()));
            }
            return new Value("%s(%s)".formatted(name, list), Kind.TENSOR);
        }

        private Value variable(String name) {
            switch (name) {
                case "grad":
                    return new Value("grad", Kind.TENSOR);
                case "grads":
                    return new Value("grads", Kind.TENSORS);
                case "wanted":
                    return new Value("wanted", Kind.OTHER);
                case "true", "false":
                    return new Value(name, Kind.BOOL);
                case "null":
                    return new Value(name, Kind.TENSOR);
                case "M_PI":
                    return new Value("Math.PI", Kind.DOUBLE);
                default:
            }
            if (tangents && name.endsWith("_t")) {
                String input = name.substring(0, name.length() - 2);
                for (var p : row.differentiableInputs()) {
                    if (p.name().equals(input))
                        return new Value(input + "_d", p.type().kind());
                }
            }
            Kind kind = context.variableKind(row, name);
            if (kind == null)
                throw new IllegalArgumentException("unknown in a formula of %s: %s".formatted(row.name(), name));
            for (String aspect : FormulaContext.ASPECTS.keySet()) {
                if (kind == Kind.TENSOR || kind == Kind.TENSORS) {
                    if (acceptWhole("." + aspect + "()")) {
                        var use = new Use(name, aspect);
                        used.add(use);
                        Kind aspectKind = kind == Kind.TENSORS ? Kind.OTHER : FormulaContext.ASPECTS.get(aspect);
                        return new Value(use.field(), aspectKind);
                    }
                }
            }
            used.add(new Use(name, ""));
            return new Value(name, kind);
        }

        private List<Value> arguments() {
            var list = new ArrayList<Value>();
            while (!accept(")")) {
                list.add(expression());
                if (!peek(")")) expect(",");
            }
            return list;
        }

        private String word() {
            skip();
            int start = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) at++;
            if (start == at) throw new IllegalArgumentException("cannot read '%s' at %d".formatted(text, at));
            return text.substring(start, at);
        }

        private void skip() {
            while (at < text.length() && text.charAt(at) == ' ') at++;
        }

        private boolean peek(String token) {
            skip();
            return text.startsWith(token, at);
        }

        private boolean accept(String token) {
            if (!peek(token)) return false;
            at += token.length();
            return true;
        }

        private boolean acceptWhole(String token) {
            if (!text.startsWith(token, at)) return false;
            at += token.length();
            return true;
        }

        private void expect(String token) {
            if (!accept(token))
                throw new IllegalArgumentException("expected %s in '%s' at %d".formatted(token, text, at));
        }

        private void end() {
            skip();
            if (at < text.length()) throw new IllegalArgumentException("cannot read '%s' at %d".formatted(text, at));
        }
    }
}
