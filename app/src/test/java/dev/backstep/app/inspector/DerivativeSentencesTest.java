package dev.backstep.app.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DerivativeSentencesTest {
    /// From the app's folder, where tests run.
    private static final Path TABLE = Path.of("..", "engine", "core", "src", "main", "operators");

    private static final Pattern ROW = Pattern.compile("- op: *(\\w+?)_?(?:\\.\\w+)?\\((.*)");
    private static final Pattern INPUT =
            Pattern.compile("(?:Tensor\\??(?:\\(\\w!?\\))?|Tensor\\[\\]|Scalar\\??) (\\w+)");
    private static final Pattern FORMULA = Pattern.compile("(?m)^  (\\w+(?:, \\w+)*): ");
    private static final Pattern GRAD_FN = Pattern.compile("(?m)^  grad_fn: (\\w+)");

    private final DerivativeSentences sentences = DerivativeSentences.load();

    @Test
    void everyDerivativeOfTheOperatorTableHasASentenceOfItsOwn() throws IOException {
        var missing = new TreeSet<String>();
        int rows = 0;
        try (var files = Files.newDirectoryStream(TABLE, "*.yaml")) {
            for (var file : files) {
                for (var text : Files.readString(file).split("(?m)^(?=- op:)")) {
                    var row = ROW.matcher(text);
                    if (!row.lookingAt()) {
                        continue;
                    }
                    var inputs = INPUT.matcher(row.group(2))
                            .results()
                            .map(input -> input.group(1))
                            .toList();
                    for (var input : inputsWithFormulas(text, inputs)) {
                        rows++;
                        if (!sentences.has(gradFn(text, row.group(1)), input)) {
                            missing.add(row.group(1) + "." + input);
                        }
                    }
                }
            }
        }
        assertTrue(rows > 250, "the table was read");
        assertEquals(new TreeSet<>(), missing);
    }

    private static List<String> inputsWithFormulas(String row, List<String> inputs) {
        return FORMULA.matcher(row)
                .results()
                .flatMap(names -> Arrays.stream(names.group(1).split(", ")))
                .filter(inputs::contains)
                .toList();
    }

    private static String gradFn(String row, String operator) {
        var explicit = GRAD_FN.matcher(row);
        return explicit.find()
                ? explicit.group(1)
                : Arrays.stream(operator.split("_"))
                                .filter(part -> !part.isEmpty())
                                .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
                                .collect(Collectors.joining())
                                .replaceAll("(\\d)d(?=[A-Z]|$)", "$1D")
                        + "Backward0";
    }

    @Test
    void inputsMayHaveSentencesOfTheirOwnAndUnknownOperatorsGetTheGeneralRule() {
        assertTrue(sentences.of("DivBackward0", "other").startsWith("The larger the divisor"));
        assertTrue(sentences.of("MulBackward0", "self").contains("other factor"));
        assertEquals(
                "The gradient that comes in, times what a small change of thing changes in the result.",
                sentences.of("NobodyKnowsBackward7", "thing"));
    }
}
