package dev.backstep.kernel.recorder;

import dev.backstep.engine.DType;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.recording.Statistics;
import dev.backstep.recording.TensorValue;
import java.util.function.IntToDoubleFunction;

/// Copies contents of tensors for the recording: the first elements of each, and statistics over all.
final class Values {
    private static final int ELEMENTS_EACH = 1_000;

    private final Notes notes;
    private final Budget budget;

    Values(Notes notes, Budget budget) {
        this.notes = notes;
        this.budget = budget;
    }

    /// The contents now. Waits for the tensor's device.
    TensorValue of(Tensor tensor) {
        // Gradients pass through several hands unchanged.
        var note = notes.of(tensor);
        var contents = note.contents;
        if (contents == null || note.version != tensor.version()) {
            contents = copy(tensor);
            note.contents = contents;
            note.version = tensor.version();
        }
        return contents;
    }

    /// Something has changed elements of a storage.
    void changed(Storage storage) {
        var note = notes.find(storage);
        if (note != null) {
            note.statistics = null;
        }
    }

    /// [#of] for a tensor whose elements may have changed without its version.
    TensorValue afresh(Tensor tensor) {
        notes.of(tensor).contents = null;
        return of(tensor);
    }

    private TensorValue copy(Tensor tensor) {
        int count = tensor.numel();
        int keep = Math.min(count, ELEMENTS_EACH);
        var kept = new double[keep];
        Statistics statistics;
        if (tensor.storage() instanceof Storage.Host host && !host.isShared()) {
            if (tensor.isContiguous() && host.dtype() == DType.FLOAT32) {
                var elements = host.floats();
                for (int i = 0; i < keep; i++) {
                    kept[i] = elements[tensor.offset() + i];
                }
            } else {
                walk(
                        tensor.sizes(),
                        tensor.strides(),
                        tensor.offset(),
                        elements(host),
                        keep,
                        (i, element) -> kept[i] = element);
            }
            statistics = statistics(tensor, host);
        } else {
            var all = tensor.toDoubles();
            var summary = new Summary();
            for (double element : all) {
                summary.add(element);
            }
            System.arraycopy(all, 0, kept, 0, keep);
            statistics = summary.finish();
        }
        var value = new TensorValue(tensor.sizes().clone(), tensor.dtype().label(), kept, statistics);
        budget.take(Budget.bytes(value));
        return value;
    }

    private Statistics statistics(Tensor tensor, Storage.Host storage) {
        int count = tensor.numel();
        if (!tensor.isContiguous() && !Shapes.isDense(tensor.sizes(), tensor.strides())) {
            return ofStrided(tensor, storage);
        }
        var note = notes.of(storage);
        var known = note.statistics;
        if (known == null || !note.hasStatisticsOf(tensor)) {
            var summary = new Summary();
            if (storage.dtype() == DType.FLOAT32) {
                summary.add(storage.floats(), tensor.offset(), count);
            } else {
                var elements = elements(storage);
                for (int i = 0; i < count; i++) {
                    summary.add(elements.applyAsDouble(tensor.offset() + i));
                }
            }
            known = summary.finish();
            note.statistics = known;
            note.version = tensor.version();
            note.offset = tensor.offset();
            note.count = count;
        }
        return known;
    }

    /// What a dimension of stride 0 repeats is read once: `expand` makes as many elements as one likes.
    private static Statistics ofStrided(Tensor tensor, Storage.Host storage) {
        var sizes = tensor.sizes().clone();
        long times = 1;
        int count = 1;
        for (int d = 0; d < sizes.length; d++) {
            if (tensor.strides()[d] == 0 && sizes[d] > 1) {
                times *= sizes[d];
                sizes[d] = 1;
            }
            count *= sizes[d];
        }
        var summary = new Summary();
        walk(sizes, tensor.strides(), tensor.offset(), elements(storage), count, (_, element) -> summary.add(element));
        summary.repeat(times);
        return summary.finish();
    }

    private interface Visitor {
        void visit(int index, double element);
    }

    /// The first elements in row-major order, over any strides.
    private static void walk(
            int[] sizes, int[] strides, int offset, IntToDoubleFunction elements, int count, Visitor visitor) {
        var place = new int[sizes.length];
        int at = offset;
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
