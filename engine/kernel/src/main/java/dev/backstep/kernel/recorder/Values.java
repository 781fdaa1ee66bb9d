package dev.backstep.kernel.recorder;

import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Strided;
import dev.backstep.recording.Statistics;
import dev.backstep.recording.TensorValue;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.IntToDoubleFunction;

/// Copies contents of tensors within a budget: the first elements of each, and statistics over all.
final class Values {
    private static final int ELEMENTS_EACH = 1_000;
    private static final int ELEMENTS_TOGETHER = 2_000_000;
    /// Elements that statistics may read in a run: about a second.
    private static final long READ_TOGETHER = 500_000_000;

    // Gradients pass through several hands unchanged; tensors compare by identity.
    private final Map<Tensor, Copy> copies = new WeakHashMap<>();
    private int stored;
    private long read;

    private record Copy(int version, TensorValue value) {}

    /// Whether the time for reading is spent, so that nothing should be copied any more.
    boolean exhausted() {
        return read > READ_TOGETHER;
    }

    /// The contents now. Waits for the tensor's device.
    TensorValue of(Tensor tensor) {
        var copy = copies.get(tensor);
        if (copy == null || copy.version != tensor.version()) {
            copy = new Copy(tensor.version(), copy(tensor));
            copies.put(tensor, copy);
        }
        return copy.value;
    }

    /// [#of] for a tensor whose elements may have changed without its version.
    TensorValue afresh(Tensor tensor) {
        copies.remove(tensor);
        return of(tensor);
    }

    private TensorValue copy(Tensor tensor) {
        int count = tensor.numel();
        int keep = Math.min(Math.min(count, ELEMENTS_EACH), ELEMENTS_TOGETHER - stored);
        stored += keep;
        read += count;
        var kept = new double[keep];
        var summary = new Summary();
        if (tensor.storage() instanceof Storage.Host host && !host.isShared()) {
            var elements = elements(host);
            if (tensor.isContiguous()) {
                int offset = tensor.offset();
                for (int i = 0; i < count; i++) {
                    double element = elements.applyAsDouble(offset + i);
                    summary.add(element);
                    if (i < keep) {
                        kept[i] = element;
                    }
                }
            } else {
                walk(tensor, elements, summary, kept);
            }
        } else {
            var all = tensor.toDoubles();
            for (double element : all) {
                summary.add(element);
            }
            System.arraycopy(all, 0, kept, 0, keep);
        }
        return new TensorValue(tensor.sizes().clone(), tensor.dtype().label(), kept, summary.finish());
    }

    /// Row-major order over any strides.
    private static void walk(Strided tensor, IntToDoubleFunction elements, Summary summary, double[] kept) {
        var sizes = tensor.sizes();
        var strides = tensor.strides();
        var place = new int[sizes.length];
        int at = tensor.offset();
        int count = tensor.numel();
        for (int i = 0; i < count; i++) {
            double element = elements.applyAsDouble(at);
            summary.add(element);
            if (i < kept.length) {
                kept[i] = element;
            }
            for (int d = sizes.length - 1; d >= 0; d--) {
                at += strides[d];
                if (++place[d] < sizes[d]) {
                    break;
                }
                at -= strides[d] * sizes[d];
                place[d] = 0;
            }
        }
    }

    private static IntToDoubleFunction elements(Storage.Host storage) {
        return switch (storage.dtype()) {
            case FLOAT32 -> floats(storage.floats());
            case FLOAT64 -> doubles(storage.doubles());
            case INT64 -> longs(storage.longs());
            case INT32 -> i -> storage.ints()[i];
            case INT16 -> i -> storage.shorts()[i];
            case INT8, BOOL -> i -> storage.bytes()[i];
            case UINT8 -> i -> storage.bytes()[i] & 0xff;
            case FLOAT16 -> i -> Float.float16ToFloat(storage.shorts()[i]);
            case BFLOAT16 -> i -> Float.intBitsToFloat(storage.shorts()[i] << 16);
        };
    }

    private static IntToDoubleFunction floats(float[] array) {
        return i -> array[i];
    }

    private static IntToDoubleFunction doubles(double[] array) {
        return i -> array[i];
    }

    private static IntToDoubleFunction longs(long[] array) {
        return i -> array[i];
    }

    /// Sums for [Statistics]. The deviation is summed around the first element, so that a large mean does not cost the
    /// digits of a small spread.
    private static final class Summary {
        private long count;
        private double first;
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;
        private double sum;
        private double squares;
        private double deviation;
        private double deviationSquares;
        private long nans;
        private long infinities;
        private long zeros;

        void add(double element) {
            if (count++ == 0) {
                first = element;
            }
            min = Math.min(min, element);
            max = Math.max(max, element);
            sum += element;
            squares += element * element;
            double d = element - first;
            deviation += d;
            deviationSquares += d * d;
            if (element == 0) {
                zeros++;
            } else if (Double.isNaN(element)) {
                nans++;
            } else if (Double.isInfinite(element)) {
                infinities++;
            }
        }

        Statistics finish() {
            if (count == 0) {
                return new Statistics(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, 0, 0);
            }
            double variance = (deviationSquares - deviation * deviation / count) / (count - 1);
            double std = count < 2 ? Double.NaN : Math.sqrt(Math.max(variance, 0));
            return new Statistics(count, min, max, sum / count, std, Math.sqrt(squares), nans, infinities, zeros);
        }
    }
}
