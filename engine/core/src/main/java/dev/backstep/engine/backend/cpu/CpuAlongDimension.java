package dev.backstep.engine.backend.cpu;

import static dev.backstep.engine.backend.reference.Elements.host;

import dev.backstep.engine.backend.Strided;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Extremes and sorting along a dimension of float32 tensors: a walk over the other dimensions, a line along this one.
final class CpuAlongDimension {
    private CpuAlongDimension() {}

    /// See [dev.backstep.engine.backend.Backend#argReduce].
    static void argReduce(boolean max, @Nullable Strided values, @Nullable Strided indices, Strided in, int dim) {
        int size = in.sizes()[dim];
        int stride = in.strides()[dim];
        float[] a = host(in).floats();
        Strided toValues = values == null ? in : values;
        Strided toIndices = indices == null ? in : indices;
        var walk = new Walk(without(in.sizes(), dim), in, toValues, toIndices);
        if (walk.length == 0 || size == 0) {
            return;
        }
        do {
            for (int i = 0; i < walk.length; i++) {
                int from = walk.at[0] + i * walk.step[0];
                int best = max ? largest(a, from, stride, size) : smallest(a, from, stride, size);
                if (values != null) {
                    host(values).floats()[walk.at[1] + i * walk.step[1]] = a[from + best * stride];
                }
                if (indices != null) {
                    host(indices).longs()[walk.at[2] + i * walk.step[2]] = best;
                }
            }
        } while (walk.next());
    }

    private static int largest(float[] a, int from, int stride, int size) {
        int best = 0;
        float extreme = a[from];
        // Negated, so that a NaN wins, and nothing wins over it.
        for (int i = 1; i < size && extreme == extreme; i++) {
            float value = a[from + i * stride];
            if (!(value <= extreme)) {
                best = i;
                extreme = value;
            }
        }
        return best;
    }

    private static int smallest(float[] a, int from, int stride, int size) {
        int best = 0;
        float extreme = a[from];
        for (int i = 1; i < size && extreme == extreme; i++) {
            float value = a[from + i * stride];
            if (!(value >= extreme)) {
                best = i;
                extreme = value;
            }
        }
        return best;
    }

    /// See [dev.backstep.engine.backend.Backend#sort]. A number that sorts as the element does and the element's index
    /// share a long, so that sorting longs sorts both, stably.
    static void sort(Strided values, Strided indices, Strided in, int dim, boolean descending) {
        int size = in.sizes()[dim];
        float[] a = host(in).floats();
        float[] sorted = host(values).floats();
        long[] places = host(indices).longs();
        int step = in.strides()[dim];
        int stepValues = values.strides()[dim];
        int stepIndices = indices.strides()[dim];
        var walk = new Walk(without(in.sizes(), dim), in, values, indices);
        if (walk.length == 0 || size == 0) {
            return;
        }
        long[] keys = new long[size];
        float[] line = new float[size];
        do {
            for (int l = 0; l < walk.length; l++) {
                int from = walk.at[0] + l * walk.step[0];
                for (int i = 0; i < size; i++) {
                    line[i] = a[from + i * step];
                    int order = order(line[i]);
                    keys[i] = (long) (descending ? ~order : order) << 32 | i;
                }
                Arrays.sort(keys);
                int toValues = walk.at[1] + l * walk.step[1];
                int toIndices = walk.at[2] + l * walk.step[2];
                for (int i = 0; i < size; i++) {
                    int place = (int) keys[i];
                    sorted[toValues + i * stepValues] = line[place];
                    places[toIndices + i * stepIndices] = place;
                }
            }
        } while (walk.next());
    }

    /// An integer that compares as the number does: all NaN equal and largest, -0 equal to 0.
    private static int order(float value) {
        int bits = Float.floatToIntBits(value + 0.0f);
        return bits >= 0 ? bits : bits ^ 0x7fffffff;
    }

    private static int[] without(int[] sizes, int dim) {
        int[] others = sizes.clone();
        others[dim] = 1;
        return others;
    }
}
