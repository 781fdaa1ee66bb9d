package dev.backstep.kernel.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonTextTest {
    /// As `repr` writes them.
    @ParameterizedTest
    @CsvSource({
        "0.0, 0.0",
        "-0.0, -0.0",
        "1, 1.0",
        "0.1, 0.1",
        "0.001, 0.001",
        "0.0001, 0.0001",
        "0.00012345, 0.00012345",
        "9.999E-5, 9.999e-05",
        "1E-5, 1e-05",
        "1.5E-10, 1.5e-10",
        "1E-300, 1e-300",
        "123456.789, 123456.789",
        "1E7, 10000000.0",
        "12345678.9, 12345678.9",
        "1E15, 1000000000000000.0",
        "123456789012345680, 1.2345678901234568e+17",
        "1E16, 1e+16",
        "-2.5E300, -2.5e+300",
        "1.7976931348623157E308, 1.7976931348623157e+308",
        "NaN, nan",
        "Infinity, inf",
        "-Infinity, -inf"
    })
    void numbersAreWrittenAsInPython(double value, String text) {
        assertEquals(text, PythonText.of(value));
    }

    @Test
    void shapesAreTuples() {
        assertEquals("()", PythonText.shape(new int[0]));
        assertEquals("(3,)", PythonText.shape(new int[] {3}));
        assertEquals("(2, 3)", PythonText.shape(new int[] {2, 3}));
        assertEquals("[1, 2.5, 'a', None]", PythonText.of(java.util.Arrays.asList(1, 2.5, "a", null)));
        assertEquals("[True]", PythonText.of(List.of(true)));
    }
}
