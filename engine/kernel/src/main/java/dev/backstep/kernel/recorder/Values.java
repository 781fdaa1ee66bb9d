package dev.backstep.kernel.recorder;

import dev.backstep.engine.DType;
import dev.backstep.engine.Shapes;
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

    // Gradients pass through several hands unchanged. Tensors and storages compare by identity.
    private final Map<Tensor, Copy> copies = new WeakHashMap<>();
    private final Map<Storage, Summarised> summaries = new WeakHashMap<>();
    private int stored;
    private long read;

    private record Copy(int version, TensorValue value) {}

    /// The statistics of a block of memory, which views of it share: their order does not matter.
    private record Summarised(int version, int offset, int count, Statistics statistics) {
        boolean isOf(Tensor tensor) {
            return version == tensor.version() && offset == tensor.offset() && count == tensor.numel();
        }
    }

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

    /// Something has changed elements of a storage.
    void changed(Storage storage) {
        summaries.remove(storage);
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
        var kept = new double[keep];
        Statistics statistics;
        if (tensor.storage() instanceof Storage.Host host && !host.isShared()) {
            if (tensor.isContiguous() && host.dtype() == DType.FLOAT32) {
                var elements = host.floats();
                for (int i = 0; i < keep; i++) {
                    kept[i] = elements[tensor.offset() + i];
                }
            } else {
                walk(tensor, elements(host), keep, (i, element) -> kept[i] = element);
            }
            statistics = statistics(tensor, host);
        } else {
            var all = tensor.toDoubles();
            var summary = new Summary();
            for (double element : all) {
                summary.add(element);
            }
            read += count;
            System.arraycopy(all, 0, kept, 0, keep);
            statistics = summary.finish();
        }
        return new TensorValue(tensor.sizes().clone(), tensor.dtype().label(), kept, statistics);
    }

    private Statistics statistics(Tensor tensor, Storage.Host storage) {
        int count = tensor.numel();
        if (!tensor.isContiguous() && !Shapes.isDense(tensor.sizes(), tensor.strides())) {
            read += count;
            var summary = new Summary();
            walk(tensor, elements(storage), count, (_, element) -> summary.add(element));
            return summary.finish();
        }
        var known = summaries.get(storage);
        if (known == null || !known.isOf(tensor)) {
            read += count;
            var summary = new Summary();
            if (storage.dtype() == DType.FLOAT32) {
                summary.add(storage.floats(), tensor.offset(), count);
            } else {
                var elements = elements(storage);
                for (int i = 0; i < count; i++) {
                    summary.add(elements.applyAsDouble(tensor.offset() + i));
                }
            }
            known = new Summarised(tensor.version(), tensor.offset(), count, summary.finish());
            summaries.put(storage, known);
        }
        return known.statistics;
    }

    private interface Visitor {
        void visit(int index, double element);
    }

    /// The first elements in row-major order, over any strides.
    private static void walk(Strided tensor, IntToDoubleFunction elements, int count, Visitor visitor) {
        var sizes = tensor.sizes();
        var strides = tensor.strides();
        var place = new int[sizes.length];
        int at = tensor.offset();
        for (int i = 0; i < count; i++) {
            visitor.visit(i, elements.applyAsDouble(at));
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
}
