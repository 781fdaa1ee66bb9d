package dev.backstep.app.inspector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// A plain sentence for the derivative of each operator, from the app's resources: the rule, which stands before the
/// numbers of the case at hand.
final class DerivativeSentences {
    private static final String ANY = "*";

    private final Map<String, String> sentences = new HashMap<>();

    private DerivativeSentences(String text) {
        for (var line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                var parts = line.split(": ", 2);
                for (var operator : parts[0].split(" ")) {
                    sentences.put(operator, parts[1]);
                }
            }
        }
    }

    static DerivativeSentences load() {
        try (var in = Objects.requireNonNull(DerivativeSentences.class.getResourceAsStream("derivatives.txt"))) {
            return new DerivativeSentences(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param node the name of the grad_fn: `MulBackward0`
    /// @param input the input of the operator that the derivative is for
    String of(String node, String input) {
        var operator = operator(node);
        var sentence = sentences.get(operator + "." + input);
        if (sentence == null) {
            sentence = sentences.getOrDefault(operator, Objects.requireNonNull(sentences.get(ANY)));
        }
        return sentence.replace("{input}", input);
    }

    /// Whether there is a sentence for this input of this operator itself.
    boolean has(String node, String input) {
        return sentences.containsKey(operator(node)) || sentences.containsKey(operator(node) + "." + input);
    }

    private static String operator(String node) {
        return node.replaceFirst("Backward(\\d+|s)$", "");
    }
}
