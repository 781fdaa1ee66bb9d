package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.Arrays;

/// Layers that are neither convolutions nor norms.
public final class Layers {
    private Layers() {}

    public static Tensor embedding(Tensor weight, Tensor indices) {
        if (weight.dim() != 2) throw EngineException.runtime("'weight' must be 2-D");
        if (indices.dtype() != DType.INT64 && indices.dtype() != DType.INT32) {
            throw EngineException.runtime(
                    ("Expected tensor for argument #1 'indices' to have one of the following scalar "
                                    + "types: Long, Int; but got torch.%sTensor instead (while checking arguments for embedding)")
                            .formatted(indices.dtype().scalarTypeName()));
        }
        Tensor rows = Indexing.indexSelect(weight, 0, indices.reshape(-1));
        int[] sizes = Arrays.copyOf(indices.sizes(), indices.dim() + 1);
        sizes[indices.dim()] = weight.sizes()[1];
        return Views.view(rows, sizes);
    }

    /// Pads with a number; negative widths cut off.
    ///
    /// @param pad pairs (before, behind), the last dimension first
    public static Tensor pad(Tensor self, int[] pad, Scalar value) {
        if (pad.length % 2 != 0) {
            throw EngineException.runtime("Length of pad must be even but instead it equals " + pad.length);
        }
        if (pad.length / 2 > self.dim()) {
            throw EngineException.runtime(("Length of pad should be no more than twice the number of dimensions of the "
                            + "input. Pad length is %dwhile the input has %ddimensions.")
                    .formatted(pad.length, self.dim()));
        }
        int[] sizes = self.sizes().clone();
        Tensor source = self;
        for (int i = 0; i < pad.length / 2; i++) {
            int d = self.dim() - 1 - i;
            sizes[d] += pad[2 * i] + pad[2 * i + 1];
            if (sizes[d] < 0) {
                throw EngineException.runtime(
                        ("The input size %d, plus negative padding %d and %d resulted in a negative "
                                        + "output size, which is invalid. Check dimension %d of your input.")
                                .formatted(self.sizes()[d], pad[2 * i], pad[2 * i + 1], d));
            }
        }
        Tensor result = self.new_full(sizes, value);
        Tensor target = result;
        for (int i = 0; i < pad.length / 2; i++) {
            int d = self.dim() - 1 - i;
            int before = pad[2 * i];
            int behind = pad[2 * i + 1];
            int size = self.sizes()[d];
            source = Views.slice(source, d, Math.max(-before, 0), size - Math.max(-behind, 0), 1);
            int from = Math.max(before, 0);
            target = Views.slice(target, d, from, from + source.sizes()[d], 1);
        }
        if (source.numel() > 0) result.backend().copy(target, source);
        return result;
    }

    /// `values` repeated to a length, or `fallback` if it is empty: how `int[2]` arguments are read.
    static int[] expand(int[] values, int length, int[] fallback, String name) {
        int[] given = values.length == 0 ? fallback : values;
        if (given.length == length) return given;
        if (given.length == 1) {
            var all = new int[length];
            Arrays.fill(all, given[0]);
            return all;
        }
        throw EngineException.runtime("expected %s to be a single integer value or a list of %d values to match the "
                .concat("convolution dimensions, but got %s=%s")
                .formatted(name, length, name, Shapes.text(given)));
    }
}
