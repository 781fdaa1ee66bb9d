package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.KnownRange;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;

/// Order along a dimension.
public final class Sorting {
    private Sorting() {}

    public static Tensor[] sort(Tensor self, int dim, boolean descending) {
        int d = Shapes.dimension(dim, self.dim());
        Tensor indices = self.engine().allocateLike(self, DType.INT64, self.sizes());
        if (self.dim() == 0) return new Tensor[] {Creation.clone(self), Pointwise.fill(indices, Scalar.ZERO)};
        Tensor values = self.engine().allocateLike(self, self.dtype(), self.sizes());
        self.backend().sort(values, indices, self, d, descending);
        KnownRange.note(indices, 0, self.sizes()[d] - 1L, null);
        return new Tensor[] {values, indices};
    }

    public static Tensor[] topk(Tensor self, int k, int dim, boolean largest) {
        int d = Shapes.dimension(dim, self.dim());
        if (k < 0 || k > (self.dim() == 0 ? 1 : self.sizes()[d])) {
            throw EngineException.runtime("selected index k out of range");
        }
        Tensor[] sorted = sort(self, dim, largest);
        if (self.dim() == 0) return sorted;
        for (int i = 0; i < 2; i++) sorted[i] = Creation.contiguousOf(Views.slice(sorted[i], d, 0, k, 1));
        return sorted;
    }

    public static Tensor[] kthvalue(Tensor self, int k, int dim, boolean keepdim) {
        int d = Shapes.dimension(dim, self.dim());
        int size = self.dim() == 0 ? 1 : self.sizes()[d];
        if (k < 1 || k > size) {
            throw EngineException.runtime("kthvalue(): selected number k out of range for dimension " + d);
        }
        return at(sort(self, dim, false), d, k - 1, keepdim);
    }

    public static Tensor[] median(Tensor self, int dim, boolean keepdim) {
        int d = Shapes.dimension(dim, self.dim());
        if (self.dim() > 0 && self.sizes()[d] == 0) {
            throw EngineException.index("median(): Expected reduction dim " + d + " to have non-zero size.");
        }
        Tensor[] sorted = sort(self, dim, false);
        // NaN is sorted to the end and makes the median NaN, but not for integers.
        int middle = self.dim() == 0 ? 0 : (self.sizes()[d] - 1) / 2;
        if (!self.dtype().isFloating() || self.dim() == 0) return at(sorted, d, middle, keepdim);
        Tensor[] lower = at(sorted, d, middle, keepdim);
        Tensor[] last = at(sorted, d, self.sizes()[d] - 1, keepdim);
        Tensor nan = last[0].isnan();
        Tensor firstNan = Reductions.extremeAndIndex(true, self.isnan().to(DType.INT64), d, keepdim, "median")[1];
        return new Tensor[] {nan.where(last[0], lower[0]), nan.where(firstNan, lower[1])};
    }

    public static Tensor median(Tensor self) {
        if (self.numel() == 0) return self.new_full(Shapes.SCALAR, Scalar.of(Double.NaN));
        return median(self.reshape(-1), 0, false)[0];
    }

    private static Tensor[] at(Tensor[] sorted, int dim, int index, boolean keepdim) {
        if (sorted[0].dim() == 0) return sorted;
        var picked = new Tensor[2];
        for (int i = 0; i < 2; i++) {
            Tensor part =
                    keepdim ? Views.slice(sorted[i], dim, index, index + 1, 1) : Views.select(sorted[i], dim, index);
            picked[i] = Creation.contiguousOf(part);
        }
        return picked;
    }
}
