package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.TypePromotion;
import java.util.Arrays;

/// Operators that put tensors, or copies of one, beside each other, or move elements around.
public final class Joining {
    private Joining() {}

    public static Tensor cat(Tensor[] tensors, int dim) {
        if (tensors.length == 0) {
            throw EngineException.runtime("torch.cat(): expected a non-empty list of Tensors");
        }
        Tensor first = null;
        for (Tensor t : tensors) {
            if (t.dim() == 0) {
                int at = Arrays.asList(tensors).indexOf(t);
                throw EngineException.runtime(
                        "zero-dimensional tensor (at position " + at + ") cannot be concatenated");
            }
            if (first == null && !isLegacyEmpty(t)) first = t;
        }
        if (first == null) first = tensors[0];
        int d = Shapes.dimension(dim, first.dim());
        int[] sizes = first.sizes().clone();
        sizes[d] = 0;
        DType dtype = TypePromotion.result(first.engine(), tensors);
        for (int i = 0; i < tensors.length; i++) {
            Tensor t = tensors[i];
            if (isLegacyEmpty(t)) continue;
            if (t.dim() != first.dim()) {
                throw EngineException.runtime(
                        "Tensors must have same number of dimensions: got %d and %d".formatted(first.dim(), t.dim()));
            }
            for (int k = 0; k < sizes.length; k++) {
                if (k != d && t.sizes()[k] != sizes[k]) {
                    throw EngineException.runtime(
                            ("Sizes of tensors must match except in dimension %d. Expected size %d "
                                            + "but got size %d for tensor number %d in the list.")
                                    .formatted(d, sizes[k], t.sizes()[k], i));
                }
            }
            sizes[d] += t.sizes()[d];
        }
        Tensor result = first.engine().allocateLike(first, dtype, sizes);
        int at = 0;
        for (Tensor t : tensors) {
            if (isLegacyEmpty(t)) continue;
            result.backend().copy(Views.slice(result, d, at, at + t.sizes()[d], 1), t);
            at += t.sizes()[d];
        }
        return result;
    }

    /// `cat` skips tensors of shape (0,), whatever the others' rank.
    private static boolean isLegacyEmpty(Tensor t) {
        return t.dim() == 1 && t.numel() == 0;
    }

    public static Tensor stack(Tensor[] tensors, int dim) {
        if (tensors.length == 0) throw EngineException.runtime("stack expects a non-empty TensorList");
        var parts = new Tensor[tensors.length];
        int d = Shapes.dimension(dim, tensors[0].dim() + 1);
        for (int i = 0; i < parts.length; i++) {
            if (!Arrays.equals(tensors[i].sizes(), tensors[0].sizes())) {
                throw EngineException.runtime(
                        "stack expects each tensor to be equal size, but got %s at entry 0 and %s at entry %d"
                                .formatted(Shapes.text(tensors[0].sizes()), Shapes.text(tensors[i].sizes()), i));
            }
            parts[i] = Views.unsqueeze(tensors[i], d);
        }
        return cat(parts, d);
    }

    public static Tensor repeat(Tensor self, int[] repeats) {
        if (repeats.length < self.dim()) {
            throw EngineException.runtime(
                    "Number of dimensions of repeat dims can not be smaller than number of " + "dimensions of tensor");
        }
        int lead = repeats.length - self.dim();
        var sizes = new int[repeats.length];
        // As (repeat, size) pairs of dimensions the copies are a broadcast.
        var pairs = new int[2 * repeats.length];
        var source = new int[2 * repeats.length];
        for (int i = 0; i < repeats.length; i++) {
            int size = i < lead ? 1 : self.sizes()[i - lead];
            if (repeats[i] < 0) {
                throw EngineException.runtime("Trying to create tensor with negative dimension " + size * repeats[i]
                        + ": " + Shapes.text(repeats));
            }
            sizes[i] = size * repeats[i];
            pairs[2 * i] = repeats[i];
            pairs[2 * i + 1] = size;
            source[2 * i] = 1;
            source[2 * i + 1] = size;
        }
        Tensor result = self.engine().allocateLike(self, self.dtype(), sizes);
        if (result.numel() == 0) return result;
        Tensor dense = self.isContiguous() ? self : Creation.contiguousCopy(self);
        self.backend().copy(Views.view(result, pairs), Views.expand(Views.view(dense, source), pairs));
        return result;
    }

    public static Tensor flip(Tensor self, int[] dims) {
        boolean[] mask = dims.length == 0 ? new boolean[self.dim()] : Shapes.mask(dims, self.dim());
        Tensor result = self;
        for (int d = 0; d < mask.length; d++) {
            if (!mask[d]) continue;
            int size = self.sizes()[d];
            var order = new long[size];
            for (int i = 0; i < size; i++) order[i] = size - 1L - i;
            result = Indexing.indexSelect(
                    result, d, Creation.ofLongs(self.engine(), order, new int[] {size}, DType.INT64, self.device()));
        }
        return result == self ? Creation.clone(self) : result;
    }

    public static Tensor roll(Tensor self, int[] shifts, int[] dims) {
        if (dims.length == 0 && shifts.length == 1) {
            Tensor flat = roll(self.reshape(-1), shifts, new int[] {0});
            return Views.view(flat, self.sizes());
        }
        if (shifts.length != dims.length) {
            throw EngineException.runtime(
                    "shifts and dimensions must align. shifts: %d, dims:%d".formatted(shifts.length, dims.length));
        }
        Tensor result = self;
        for (int i = 0; i < dims.length; i++) {
            int d = Shapes.dimension(dims[i], self.dim());
            int size = self.dim() == 0 ? 1 : self.sizes()[d];
            if (self.numel() == 0 || self.dim() == 0) continue;
            int shift = Math.floorMod(shifts[i], size);
            if (shift == 0) continue;
            result = cat(
                    new Tensor[] {
                        Views.slice(result, d, size - shift, size, 1), Views.slice(result, d, 0, size - shift, 1)
                    },
                    d);
        }
        return result == self ? Creation.clone(self) : result;
    }
}
