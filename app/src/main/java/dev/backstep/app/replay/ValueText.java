package dev.backstep.app.replay;

import dev.backstep.recording.TensorValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// Numbers, shapes and contents of tensors as text, in PyTorch's look: `(2, 3)`, `[3., 27.]`, `1.2346e+05`.
///
/// The choice between `3.`, `0.5000` and `1.2346e+05` is that of `torch/_tensor_str.py` with its default of four
/// digits, made from the elements shown; unlike there, columns are not padded, because these texts stand inside
/// lines.
public final class ValueText {
    /// How many elements [#values(TensorValue)] shows.
    public static final int DEFAULT_ELEMENTS = 8;

    private static final int DIGITS = 4;
    private static final String MORE = "…";

    private ValueText() {}

    /// A shape as Python writes the tuple: `()`, `(2,)`, `(2, 3)`.
    public static String shape(int[] shape) {
        var text = new StringBuilder("(");
        for (int i = 0; i < shape.length; i++) {
            text.append(i == 0 ? "" : ", ").append(shape[i]);
        }
        return text.append(shape.length == 1 ? ",)" : ")").toString();
    }

    /// The contents with up to [#DEFAULT_ELEMENTS] elements.
    public static String values(TensorValue value) {
        return values(value, DEFAULT_ELEMENTS);
    }

    /// The contents in nested brackets, such as `[[1., 2.], [3., 4.]]`; a scalar stands without brackets.
    ///
    /// @param limit how many elements to show at most; `…` stands for those left out or not recorded
    public static String values(TensorValue value, int limit) {
        int shown = Math.min(limit, value.elements().length);
        var text = new StringBuilder();
        new Nested(value, formatter(value, shown), shown, text).append(0, 0);
        return text.toString();
    }

    /// The contents where at most `limit` elements make them up, else the L2 norm and the shape: `‖3.1416‖ (64, 3)`.
    public static String summary(TensorValue value, int limit) {
        return value.complete() && value.elements().length <= limit
                ? values(value, limit)
                : "‖" + number(value.statistics().norm()) + "‖ " + shape(value.shape());
    }

    /// A single number of no particular tensor, such as a norm: `3.`, `0.5000`, `1.2346e+05`.
    public static String number(double number) {
        double size = Math.abs(number);
        if (!Double.isFinite(number) || number == Math.rint(number) && size < 1e5) {
            return whole(number);
        }
        return size >= 1e5 || size < 1e-4 ? scientific(number) : fixed(number);
    }

    /// How each element of a tensor is written, so that all of them look alike.
    public static DoubleFunction<String> formatter(TensorValue value) {
        return formatter(value, value.elements().length);
    }

    private static DoubleFunction<String> formatter(TensorValue value, int shown) {
        String dtype = value.dtype();
        if (dtype.equals("bool")) {
            return number -> number == 0 ? "False" : "True";
        }
        if (!isFloating(dtype)) {
            return number -> fixedPoint(number, 0);
        }
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        boolean whole = true;
        for (int i = 0; i < shown; i++) {
            double number = value.elements()[i];
            double size = Math.abs(number);
            if (Double.isFinite(number) && size != 0) {
                smallest = Math.min(smallest, size);
                largest = Math.max(largest, size);
                whole &= number == Math.rint(number);
            }
        }
        boolean wide = largest / smallest > 1000 || largest > 1e8;
        if (largest > 0 && (wide || !whole && smallest < 1e-4)) {
            return ValueText::scientific;
        }
        return whole ? ValueText::whole : ValueText::fixed;
    }

    /// Whether a dtype's numbers have a fraction, which PyTorch shows by a point.
    public static boolean isFloating(String dtype) {
        return dtype.startsWith("float") || dtype.startsWith("bfloat") || dtype.startsWith("complex");
    }

    private static String whole(double number) {
        return Double.isFinite(number) ? fixedPoint(number, 0) + "." : special(number);
    }

    private static String fixed(double number) {
        return Double.isFinite(number) ? fixedPoint(number, DIGITS) : special(number);
    }

    private static String scientific(double number) {
        if (!Double.isFinite(number)) {
            return special(number);
        }
        // Rounded from the exact binary value, as C and Python do; Java's own %e rounds the shortest decimal.
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(DIGITS + 1, RoundingMode.HALF_EVEN));
        return String.format(Locale.ROOT, "%." + DIGITS + "e", rounded);
    }

    private static String fixedPoint(double number, int digits) {
        if (!Double.isFinite(number)) {
            return special(number);
        }
        String text = new BigDecimal(number)
                .setScale(digits, RoundingMode.HALF_EVEN)
                .abs()
                .toPlainString();
        boolean negative = Double.doubleToRawLongBits(number) < 0;
        return negative ? "-" + text : text;
    }

    private static String special(double number) {
        return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }

    /// Writes one tensor's elements, dimension by dimension.
    private record Nested(TensorValue value, DoubleFunction<String> format, int shown, StringBuilder text) {
        /// @param offset the first element of this slice
        private void append(int dimension, int offset) {
            int[] shape = value.shape();
            if (dimension == shape.length) {
                text.append(shown > offset ? format.apply(value.elements()[offset]) : MORE);
                return;
            }
            int stride = 1;
            for (int i = dimension + 1; i < shape.length; i++) {
                stride *= shape[i];
            }
            text.append('[');
            for (int i = 0; i < shape[dimension]; i++) {
                text.append(i == 0 ? "" : ", ");
                int start = offset + i * stride;
                if (start >= shown && stride > 0) {
                    text.append(MORE);
                    break;
                }
                append(dimension + 1, start);
            }
            text.append(']');
        }
    }
}
