package dev.backstep.engine.printing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TensorPrinterTest {
    private final Backend backend = new ReferenceBackend();

    /// golden.txt beside this class is what PyTorch prints; golden.py writes it. The system property
    /// `backstep.printing.golden` names a larger file of the same form.
    @Test
    void printsWhatPyTorchPrints() throws IOException {
        String other = System.getProperty("backstep.printing.golden");
        byte[] golden;
        try (var in = other == null
                ? TensorPrinterTest.class.getResourceAsStream("golden.txt")
                : Files.newInputStream(Path.of(other))) {
            golden = in.readAllBytes();
        }
        for (String line : new String(golden, StandardCharsets.UTF_8).split("\n")) {
            if (!line.startsWith("#")) {
                check(line.split("\t", -1));
            }
        }
    }

    private void check(String[] fields) {
        int[] sizes = fields[1].isEmpty()
                ? new int[0]
                : Arrays.stream(fields[1].split(" "))
                        .mapToInt(Integer::parseInt)
                        .toArray();
        double[] numbers = fields[2].isEmpty()
                ? new double[0]
                : Arrays.stream(fields[2].split(" "))
                        .mapToDouble(TensorPrinterTest::parse)
                        .toArray();
        Boolean sciMode = fields[8].equals("None") ? null : Boolean.valueOf(fields[8].equals("True"));
        var options = new PrintOptions(
                Integer.parseInt(fields[4]),
                Double.parseDouble(fields[5]),
                Integer.parseInt(fields[6]),
                Integer.parseInt(fields[7]),
                sciMode);
        var tensor = tensor(DType.valueOf(fields[0].toUpperCase(Locale.ROOT)), numbers, sizes);
        String gradFn = fields[3].equals("node") ? "ViewBackward0" : null;
        var about = new TensorPrinter.About("tensor", Device.CPU, DType.FLOAT32, gradFn, !fields[3].isEmpty(), null);
        String expected = fields[9].replace("\\n", "\n");
        assertEquals(expected, new TensorPrinter(options).repr(tensor, backend, about));
    }

    private static double parse(String number) {
        return switch (number) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(number);
        };
    }

    private View tensor(DType dtype, double[] numbers, int... sizes) {
        var doubles = View.contiguous(new Storage.Host(DType.FLOAT64, numbers, numbers.length), sizes);
        var result = View.contiguous(backend.allocate(dtype, numbers.length), sizes);
        backend.copy(result, doubles);
        return result;
    }

    private String repr(DType dtype, double[] numbers, int... sizes) {
        var about = new TensorPrinter.About("tensor", Device.CPU, DType.FLOAT32, null, false, null);
        return new TensorPrinter(PrintOptions.DEFAULT).repr(tensor(dtype, numbers, sizes), backend, about);
    }

    @Test
    void emptyTensorsSayTheirSizeAndDtype() {
        assertEquals("tensor([])", repr(DType.FLOAT32, new double[0], 0));
        assertEquals("tensor([], size=(3, 0))", repr(DType.FLOAT32, new double[0], 3, 0));
        assertEquals("tensor([], dtype=torch.int64)", repr(DType.INT64, new double[0], 0));
    }

    @Test
    void aTensorElsewhereSaysItsDevice() {
        var about = new TensorPrinter.About("Weight", new Device("cuda", 0), DType.FLOAT32, null, true, null);
        assertEquals(
                "Weight([1.], device='cuda:0', requires_grad=True)",
                new TensorPrinter(PrintOptions.DEFAULT)
                        .repr(tensor(DType.FLOAT32, new double[] {1}, 1), backend, about));
    }

    @Test
    void pythonWritesTheShortestDigits() {
        assertEquals("0.1", PythonNumbers.repr(0.1));
        assertEquals("0.10000000149011612", PythonNumbers.repr(0.1f));
        assertEquals("1e-05", PythonNumbers.repr(1e-5));
        assertEquals("0.0001", PythonNumbers.repr(1e-4));
        assertEquals("1e+16", PythonNumbers.repr(1e16));
        assertEquals("1234567890123456.0", PythonNumbers.repr(1234567890123456.0));
        assertEquals("1.2345e+100", PythonNumbers.repr(1.2345e100));
        assertEquals("-0.0", PythonNumbers.repr(-0.0));
        assertEquals("100.0", PythonNumbers.repr(100));
        assertEquals("5e-324", PythonNumbers.repr(Double.MIN_VALUE));
        assertEquals("2e-323", PythonNumbers.repr(2e-323));
        assertEquals("2e+23", PythonNumbers.repr(2e23));
        assertEquals("nan", PythonNumbers.repr(Double.NaN));
        assertEquals("-inf", PythonNumbers.repr(Double.NEGATIVE_INFINITY));
    }

    @Test
    void roundingIsThatOfTheExactBinaryValue() {
        assertEquals("0.12", PythonNumbers.fixed(0.125, 2));
        assertEquals("2.67", PythonNumbers.fixed(2.675, 2));
        assertEquals("-0", PythonNumbers.fixed(-0.5, 0));
        assertEquals("1.3e-05", PythonNumbers.scientific(1.25e-5, 1));
        assertEquals("0.00e+00", PythonNumbers.scientific(0, 2));
    }
}
