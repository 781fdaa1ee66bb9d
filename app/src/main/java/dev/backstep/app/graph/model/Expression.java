package dev.backstep.app.graph.model;

import dev.backstep.app.replay.TensorNames;
import dev.backstep.recording.Argument;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Short expressions for what operations compute, such as `3*a**3`, made from the recorded arguments: one statement
/// often runs several operations, and each of their nodes wants its own part of it.
final class Expression {
    private static final int LONGEST = 22;
    private static final Map<String, Infix> INFIX = Map.ofEntries(
            Map.entry("add", new Infix(" + ", 1)),
            Map.entry("sub", new Infix(" - ", 1)),
            Map.entry("rsub", new Infix(" - ", 1)),
            Map.entry("mul", new Infix("*", 2)),
            Map.entry("div", new Infix("/", 2)),
            Map.entry("true_divide", new Infix("/", 2)),
            Map.entry("matmul", new Infix(" @ ", 2)),
            Map.entry("mm", new Infix(" @ ", 2)),
            Map.entry("mv", new Infix(" @ ", 2)),
            Map.entry("dot", new Infix(" @ ", 2)),
            Map.entry("pow", new Infix("**", 4)));
    private static final int UNARY = 3;
    private static final int ATOM = 5;

    private final Recording recording;
    private final List<String> lines;

    /// @param precedence the larger binds the tighter
    private record Infix(String sign, int precedence) {}

    /// Stands for what is too deep to be written out; nothing that contains it is.
    private static final Term TOO_DEEP = new Term("…", ATOM);

    private record Term(String text, int precedence) {
        String within(int other) {
            return precedence < other ? "(" + text + ")" : text;
        }
    }

    Expression(Recording recording) {
        this.recording = recording;
        lines = recording.source().lines().toList();
    }

    /// The expression of an operation, or null if it would be too long to show.
    @Nullable
    String of(Operation operation) {
        var text = call(operation, 0).text();
        return text.length() > LONGEST || text.contains("…") ? null : text;
    }

    /// The source text of a span if it is short and on one line, else null.
    @Nullable
    String source(@Nullable Span span) {
        if (span == null || span.startLine() != span.endLine() || span.startLine() > lines.size()) {
            return null;
        }
        var line = lines.get(span.startLine() - 1);
        int from = Math.min(Math.max(0, span.startColumn() - 1), line.length());
        var text = line.substring(from, Math.min(Math.max(from, span.endColumn() - 1), line.length()))
                .strip();
        return text.isEmpty() || text.length() > LONGEST ? null : text;
    }

    private Term call(Operation operation, int depth) {
        var name = baseName(operation.name());
        var arguments = operation.arguments();
        var infix = INFIX.get(name);
        if (infix != null && arguments.size() >= 2) {
            var left = term(arguments.get(0), depth);
            var right = left == TOO_DEEP ? TOO_DEEP : term(arguments.get(1), depth);
            if (left == TOO_DEEP || right == TOO_DEEP) {
                return TOO_DEEP;
            }
            if (name.equals("rsub") || (name.equals("mul") && isNumber(arguments.get(1)))) {
                var other = left;
                left = right;
                right = other;
            }
            // Equal precedence on the right needs brackets: a - (b - c).
            return new Term(
                    left.within(infix.precedence()) + infix.sign() + right.within(infix.precedence() + 1),
                    infix.precedence());
        }
        if (name.equals("neg") && !arguments.isEmpty()) {
            var negated = term(arguments.getFirst(), depth);
            return negated == TOO_DEEP ? TOO_DEEP : new Term("-" + negated.within(UNARY), UNARY);
        }
        var parts = new ArrayList<String>();
        for (var argument : arguments) {
            if (argument.tensor() != Recording.NONE) {
                var part = term(argument, depth);
                if (part == TOO_DEEP) {
                    return TOO_DEEP;
                }
                parts.add(part.text());
            }
        }
        return new Term(name + "(" + String.join(", ", parts) + ")", ATOM);
    }

    private Term term(Argument argument, int depth) {
        if (argument.tensor() == Recording.NONE) {
            return new Term(argument.text(), argument.text().startsWith("-") ? UNARY : ATOM);
        }
        return term(recording.tensors().get(argument.tensor()), depth + 1);
    }

    private Term term(TensorRecord tensor, int depth) {
        var variable = TensorNames.variable(tensor);
        if (variable != null) {
            return new Term(variable, ATOM);
        }
        // A name says more than a deep expression would.
        if (tensor.operation() == Recording.NONE || depth > 3) {
            return TOO_DEEP;
        }
        return call(recording.operations().get(tensor.operation()), depth);
    }

    private static boolean isNumber(Argument argument) {
        return argument.tensor() == Recording.NONE;
    }

    /// `mul` of `aten::mul_.Tensor`.
    static String baseName(String operator) {
        int start = operator.lastIndexOf(':') + 1;
        int dot = operator.indexOf('.', start);
        var name = operator.substring(start, dot < 0 ? operator.length() : dot);
        if (name.equals("_to_copy")) {
            return "to"; // what a program calls it
        }
        return name.endsWith("_") && !name.endsWith("__") ? name.substring(0, name.length() - 1) : name;
    }
}
