package dev.backstep.app.graph;

import dev.backstep.recording.TensorValue;
import java.util.Locale;

/// Writes tensors in the little room that a picture has, with PyTorch's look: `[3., 4.5]`, `(2, 3)`.
final class ValueText {
    private static final int WRITTEN_OUT = 4;

    private ValueText() {}

    /// All elements if there are at most four, else norm and shape: `‖g‖ 1.23 · (2, 3)`.
    static String of(TensorValue value) {
        var statistics = value.statistics();
        return statistics.count() <= WRITTEN_OUT && value.complete()
                ? elements(value)
                : "‖g‖ " + number(statistics.norm()) + " · " + shape(value.shape());
    }

    /// The first elements, for a preview.
    static String preview(TensorValue value) {
        return elements(value);
    }

    static String shape(int[] shape) {
        var text = new StringBuilder("(");
        for (int i = 0; i < shape.length; i++) {
            text.append(i == 0 ? "" : ", ").append(shape[i]);
        }
        return text.append(shape.length == 1 ? ",)" : ")").toString();
    }

    /// A number with four significant digits, as PyTorch prints floats: `36.`, `0.3333`, `1.2e-07`.
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.3g", value).replaceAll("\\.?0*e", "e");
        }
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f.", value);
        }
        int decimals = size >= 1000 ? 1 : size >= 100 ? 2 : size >= 1 ? 3 : 4;
        var text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.replaceAll("0+$", "");
    }

    private static String elements(TensorValue value) {
        var text = new StringBuilder();
        append(text, value, 0, new int[] {0});
        return text.toString();
    }

    private static void append(StringBuilder text, TensorValue value, int dim, int[] next) {
        var shape = value.shape();
        if (dim == shape.length) {
            text.append(element(value, next[0]++));
            return;
        }
        text.append('[');
        for (int i = 0; i < shape[dim]; i++) {
            if (i > 0) {
                text.append(", ");
            }
            if (next[0] >= Math.min(value.elements().length, WRITTEN_OUT)) {
                text.append('…');
                break;
            }
            append(text, value, dim + 1, next);
        }
        text.append(']');
    }

    private static String element(TensorValue value, int index) {
        if (index >= value.elements().length) {
            return "…";
        }
        double element = value.elements()[index];
        return switch (value.dtype()) {
            case "bool" -> element != 0 ? "True" : "False";
            case "int64", "int32", "int16", "int8", "uint8" -> String.format(Locale.ROOT, "%.0f", element);
            default -> number(element);
        };
    }
}
