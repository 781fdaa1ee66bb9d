package dev.backstep.kernel.recorder;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Arguments as Python would write them.
final class PythonText {
    private PythonText() {}

    static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean b -> b ? "True" : "False";
            case Double d -> number(d);
            case Float f -> number(f);
            case Number n -> n.toString();
            case Scalar s -> scalar(s);
            case String s -> "'" + s + "'";
            case DType d -> "torch." + d.label();
            case Device d -> "device('" + d + "')";
            case Tensor t -> t.isWrappedNumber() ? scalar(t.item()) : shape(t.sizes());
            case int[] a -> Arrays.toString(a);
            case long[] a -> Arrays.toString(a);
            case boolean[] a ->
                list(java.util.stream.IntStream.range(0, a.length)
                        .mapToObj(i -> a[i])
                        .toList());
            case double[] a -> list(Arrays.stream(a).boxed().toList());
            case Object[] a -> list(Arrays.asList(a));
            case List<?> l -> list(l);
            default -> value.toString();
        };
    }

    /// A shape as Python writes a tuple.
    static String shape(int[] sizes) {
        var text = new StringBuilder("(");
        for (int i = 0; i < sizes.length; i++) {
            text.append(i == 0 ? "" : ", ").append(sizes[i]);
        }
        return text.append(sizes.length == 1 ? ",)" : ")").toString();
    }

    private static String list(List<?> values) {
        return values.stream().map(PythonText::of).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String scalar(Scalar scalar) {
        return switch (scalar.dtype().category()) {
            case BOOL -> scalar.bits() != 0 ? "True" : "False";
            case INTEGRAL -> Long.toString(scalar.bits());
            case FLOATING -> number(scalar.value());
        };
    }

    /// Java's shortest digits in Python's layout: exponents of two digits, from 1e16 and below 1e-4.
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        var java = Double.toString(value);
        int e = java.indexOf('E');
        if (e < 0) {
            return java;
        }
        double size = Math.abs(value);
        if (size >= 1e-4 && size < 1e16) {
            var plain = new BigDecimal(java).stripTrailingZeros().toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        int exponent = Integer.parseInt(java.substring(e + 1));
        var digits = java.substring(0, java.startsWith(".0", e - 2) ? e - 2 : e);
        int places = Math.abs(exponent);
        return digits + (exponent < 0 ? "e-" : "e+") + (places < 10 ? "0" : "") + places;
    }
}
