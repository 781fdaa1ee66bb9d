package dev.backstep.app.editor;

import dev.backstep.app.session.Cursor;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.TensorValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The values worth showing beside a program's lines, short enough to be read in passing.
final class LineValues {
    private static final int SHOWN_ELEMENTS = 4;
    private static final MathContext DIGITS = new MathContext(4);

    private LineValues() {}

    /// The value at a moment of the last named tensor made on each line.
    static Map<Integer, String> at(Recording recording, Cursor cursor) {
        var latest = new HashMap<Integer, Snapshot>();
        for (var snapshot : recording.snapshots()) {
            if (snapshot.at() <= cursor.at()) {
                latest.put(snapshot.tensor(), snapshot);
            }
        }
        var texts = new TreeMap<Integer, String>();
        for (var tensor : recording.tensors()) {
            var snapshot = latest.get(tensor.id());
            if (tensor.line() > 0 && !tensor.names().isEmpty() && snapshot != null) {
                texts.put(tensor.line(), text(snapshot.value()));
            }
        }
        return texts;
    }

    /// Up to four elements as they are; of more the shape and the range.
    static String text(TensorValue value) {
        var shape = value.shape();
        if (value.complete() && shape.length <= 1 && value.elements().length <= SHOWN_ELEMENTS) {
            var elements = IntStream.range(0, value.elements().length)
                    .mapToObj(i -> element(value.elements()[i], value.dtype()))
                    .collect(Collectors.joining(", "));
            return shape.length == 0 ? elements : "[" + elements + "]";
        }
        var sizes = IntStream.of(shape).mapToObj(String::valueOf).collect(Collectors.joining(" × "));
        var statistics = value.statistics();
        if (statistics.nans() > 0 || statistics.infinities() > 0) {
            return "%s  %d NaN, %d inf".formatted(sizes, statistics.nans(), statistics.infinities());
        }
        return "%s  %s … %s"
                .formatted(sizes, element(statistics.min(), value.dtype()), element(statistics.max(), value.dtype()));
    }

    private static String element(double element, String dtype) {
        if (dtype.equals("bool")) {
            return element == 0 ? "False" : "True";
        }
        if (Double.isNaN(element)) {
            return "nan";
        }
        if (Double.isInfinite(element)) {
            return element > 0 ? "inf" : "-inf";
        }
        boolean floating = dtype.contains("float");
        double size = Math.abs(element);
        if (floating && size != 0 && (size < 1e-3 || size >= 1e6)) {
            return "%.2e".formatted(element);
        }
        var digits = floating ? new BigDecimal(element).round(DIGITS) : new BigDecimal(element);
        var plain = digits.stripTrailingZeros().toPlainString();
        return floating && !plain.contains(".") ? plain + "." : plain;
    }
}
