package dev.backstep.app.inspector;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.Argument;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.GraphNode.Saved;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.TensorRecord;
import dev.backstep.recording.TensorValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Puts the numbers of a step into a node's derivative formulas: `grad * other` becomes `[3., 3.] * 2`.
final class FormulaNumbers {
    private static final int LIMIT = 6;
    private static final Pattern WORD =
            Pattern.compile("\"[^\"]*\"|(?<![\\w.])([A-Za-z_]\\w*)(\\.sizes\\(\\)|\\.numel\\(\\))?(?![\\w(])");

    /// A number, repeated to a shape.
    private static final Pattern EXPANDED = Pattern.compile(
            "(?<![\\w.])(-?\\d[\\d.]*(?:e[+-]?\\d+)?|-?inf|nan)\\.expand\\(\\((\\d*)(,?[\\d, ]*)\\)\\)");

    private static final Set<String> LITERALS = Set.of("true", "false", "null");

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, int[]> shapes = new HashMap<>();
    private final @Nullable Step step;

    /// @param step the evaluation whose gradient stands for `grad`; null if there was none
    FormulaNumbers(RecordingIndex index, GraphNode node, @Nullable Step step) {
        this.step = step;
        for (Operation operation : index.operationsOf(node.id())) {
            for (Argument argument : operation.arguments()) {
                TensorRecord tensor = index.tensor(argument.tensor());
                if (tensor != null) {
                    shapes.put(argument.name(), tensor.shape());
                } else {
                    values.put(argument.name(), argument.text());
                }
            }
        }
        for (Saved saved : node.saved()) {
            if (saved.tensor() == NONE) {
                values.put(saved.name(), saved.text());
                continue;
            }
            Snapshot snapshot = index.snapshotOfVersion(saved.tensor(), saved.version());
            if (snapshot != null) {
                put(saved.name(), snapshot.value());
            }
        }
        if (step != null) {
            for (int i = 0; i < step.gradientsIn().size(); i++) {
                TensorValue gradient = step.gradientsIn().get(i);
                if (gradient != null) {
                    put(i == 0 ? "grad" : "grads[" + i + "]", gradient);
                }
            }
        }
    }

    private void put(String name, TensorValue value) {
        shapes.put(name, value.shape());
        if (value.complete() && value.elements().length <= LIMIT) {
            values.put(name, ValueText.values(value, LIMIT));
        }
    }

    /// The formula with numbers; null if the gradient or any operand's value is large or unknown.
    @Nullable
    String substitute(String formula) {
        if (step == null) {
            return null;
        }
        Matcher words = WORD.matcher(formula);
        var text = new StringBuilder();
        boolean any = false;
        while (words.find()) {
            if (words.group(1) == null || LITERALS.contains(words.group(1))) {
                continue;
            }
            String known = known(words.group(1), words.group(2));
            if (known == null) {
                return null;
            }
            any = true;
            words.appendReplacement(text, Matcher.quoteReplacement(known));
        }
        words.appendTail(text);
        return any ? EXPANDED.matcher(text).replaceAll(FormulaNumbers::expanded) : null;
    }

    /// `[1., 1.]` rather than `1..expand((2,))`; larger or deeper tensors in words.
    private static String expanded(MatchResult call) {
        String number = call.group(1);
        String first = call.group(2);
        if (first.isEmpty()) {
            return number;
        }
        boolean vector = call.group(3).equals(",");
        return vector && first.length() == 1 && Integer.parseInt(first) <= LIMIT
                ? "[" + String.join(", ", Collections.nCopies(Integer.parseInt(first), number)) + "]"
                : "(" + number + " expanded to (" + first + call.group(3) + "))";
    }

    private @Nullable String known(String name, @Nullable String method) {
        int[] shape = shapes.get(name);
        return switch (method) {
            case ".sizes()" -> shape == null ? null : ValueText.shape(shape);
            case ".numel()" ->
                shape == null ? null : Integer.toString(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
            case null, default -> values.get(name);
        };
    }

    /// What the derivative of an input came to, if it is small.
    @Nullable
    String result(int input) {
        if (step == null || input >= step.gradientsOut().size()) {
            return null;
        }
        TensorValue gradient = step.gradientsOut().get(input);
        return gradient == null || !gradient.complete() || gradient.elements().length > LIMIT
                ? null
                : ValueText.values(gradient, LIMIT);
    }
}
