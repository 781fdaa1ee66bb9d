package dev.backstep.engine.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What follows from a row.
class OperatorTableTest {
    @Test
    void theReferenceHasEveryRowWithItsFormulas() throws IOException {
        String text = Files.readString(Path.of("target/generated-sources/operators/OPERATORS.md"));
        for (OperatorInfo operator : OperatorTable.all()) {
            assertTrue(text.contains("### `" + operator.schema() + "`"), operator.schema());
            for (var formula : operator.formulas()) {
                assertTrue(text.contains("- d " + formula.inputs() + ": `" + formula.text() + "`"), operator.schema());
            }
        }
    }

    @Test
    void aRowsTangentIsAsItSaysOrAsItsForwardAllows() {
        assertEquals("auto_element_wise", row("mul", "Tensor").jvp());
        assertEquals("auto_linear", row("transpose", "int").jvp());
        assertEquals("self_t.mm(mat2) + self.mm(mat2_t)", row("mm", "").jvp());
        assertEquals("auto_transposed", row("prod", "").jvp());
        assertEquals("", row("matmul", "").jvp());
    }

    private static OperatorInfo row(String name, String overload) {
        return OperatorTable.named(name).stream()
                .filter(o -> o.overload().equals(overload))
                .findFirst()
                .orElseThrow();
    }
}
