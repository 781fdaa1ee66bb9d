package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.KnownRange;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.Backend.Scan;
import org.jspecify.annotations.Nullable;

/// Operators that reduce dimensions.
public final class Reductions {
    private Reductions() {}

    /// Sizes with the reduced dimensions 1.
    static int[] keptSizes(Tensor self, boolean[] mask) {
        int[] sizes = self.sizes().clone();
        for (int i = 0; i < sizes.length; i++) if (mask[i]) sizes[i] = 1;
        return sizes;
    }

    /// Drops the reduced dimensions of a result that has them as 1.
    static Tensor drop(Tensor kept, boolean[] mask, boolean keepdim) {
        if (keepdim) return kept;
        int rank = 0;
        for (boolean m : mask) if (!m) rank++;
        var sizes = new int[rank];
        int at = 0;
        for (int i = 0; i < mask.length; i++) if (!mask[i]) sizes[at++] = kept.sizes()[i];
        return Views.view(kept, sizes);
    }

    static Tensor reduce(Reduction r, Tensor self, boolean[] mask, boolean keepdim, DType dtype) {
        Tensor result = self.engine().allocateLike(self, dtype, keptSizes(self, mask));
        self.backend().reduce(r, result, self, mask);
        return drop(result, mask, keepdim);
    }

    /// Integers add up in int64.
    private static DType sumType(Tensor self, @Nullable DType dtype) {
        if (dtype != null) return dtype;
        return self.dtype().isFloating() ? self.dtype() : DType.INT64;
    }

    public static Tensor sum(Tensor self, int @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
        return reduce(Reduction.SUM, self, Shapes.mask(dim, self.dim()), keepdim, sumType(self, dtype));
    }

    public static Tensor prod(Tensor self, int @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
        return reduce(Reduction.PROD, self, Shapes.mask(dim, self.dim()), keepdim, sumType(self, dtype));
    }

    public static Tensor mean(Tensor self, int @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
        DType type = dtype == null ? self.dtype() : dtype;
        if (!type.isFloating()) {
            throw EngineException.runtime("mean(): could not infer output dtype. Input dtype must be either a floating "
                    + "point or complex dtype. Got: " + type.scalarTypeName());
        }
        boolean[] mask = Shapes.mask(dim, self.dim());
        Tensor sum = reduce(Reduction.SUM, self, mask, keepdim, type);
        double count = count(self, mask);
        return sum.div_(self.engine().wrapped(count));
    }

    /// How many elements each result is made of.
    static int count(Tensor self, boolean[] mask) {
        int n = 1;
        for (int i = 0; i < mask.length; i++) if (mask[i]) n *= self.sizes()[i];
        return n;
    }

    /// `sum_to_size`: the adjoint of broadcasting.
    public static Tensor sumTo(Tensor self, int[] size) {
        if (!Shapes.isExpandable(size, self.sizes())) {
            throw EngineException.runtime("size {%s} is not expandable to size {%s}."
                    .formatted(Shapes.text(size), Shapes.text(self.sizes())));
        }
        int lead = self.dim() - size.length;
        var mask = new boolean[self.dim()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i < lead || size[i - lead] == 1 && self.sizes()[i] != 1;
        }
        Tensor kept = self.engine().allocateLike(self, self.dtype(), keptSizes(self, mask));
        self.backend().reduce(Reduction.SUM, kept, self, mask);
        return Views.view(kept, size);
    }

    /// Largest or smallest over dimensions.
    public static Tensor extreme(boolean max, Tensor self, int @Nullable [] dim, boolean keepdim, String name) {
        boolean[] mask = Shapes.mask(dim, self.dim());
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] && self.sizes()[i] == 0) {
                boolean all = dim == null || dim.length == 0;
                throw all
                        ? EngineException.runtime(
                                (name + "(): Expected reduction dim to be specified for input.numel() == "
                                        + "0. Specify the reduction dim with the 'dim' argument."))
                        : EngineException.index(name + "(): Expected reduction dim " + i + " to have non-zero size.");
            }
        }
        return reduce(max ? Reduction.MAX : Reduction.MIN, self, mask, keepdim, self.dtype());
    }

    /// Largest or smallest along one dimension, and where.
    public static Tensor[] extremeAndIndex(boolean max, Tensor self, int dim, boolean keepdim, String name) {
        int d = Shapes.dimension(dim, self.dim());
        if (self.dim() == 0) {
            Tensor index = self.engine().allocateLike(self, DType.INT64);
            return new Tensor[] {Creation.clone(self), Pointwise.fill(index, Scalar.ZERO)};
        }
        if (self.sizes()[d] == 0) {
            throw EngineException.index(name + "(): Expected reduction dim " + d + " to have non-zero size.");
        }
        var mask = new boolean[self.dim()];
        mask[d] = true;
        int[] sizes = keptSizes(self, mask);
        Tensor values = self.engine().allocateLike(self, self.dtype(), sizes);
        Tensor indices = self.engine().allocateLike(self, DType.INT64, sizes);
        self.backend().argReduce(max, values, indices, self, d);
        KnownRange.note(indices, 0, self.sizes()[d] - 1L, null);
        return new Tensor[] {drop(values, mask, keepdim), drop(indices, mask, keepdim)};
    }

    /// Where the largest or smallest is; in the flattened tensor without `dim`.
    public static Tensor argExtreme(boolean max, Tensor self, @Nullable Integer dim, boolean keepdim) {
        String name = max ? "argmax" : "argmin";
        if (dim != null) return extremeAndIndex(max, self, dim, keepdim, name)[1];
        if (self.numel() == 0) {
            throw EngineException.index(name + "(): Expected reduction dim to be specified for input.numel() == 0. "
                    + "Specify the reduction dim with the 'dim' argument.");
        }
        Tensor index = extremeAndIndex(max, self.reshape(-1), 0, false, name)[1];
        if (!keepdim) return index;
        var ones = new int[self.dim()];
        java.util.Arrays.fill(ones, 1);
        return Views.view(index, ones);
    }

    /// `all` or `any`.
    public static Tensor truth(boolean all, Tensor self, @Nullable Integer dim, boolean keepdim) {
        boolean[] mask = Shapes.mask(dim == null ? null : new int[] {dim}, self.dim());
        DType type = self.dtype() == DType.UINT8 ? DType.UINT8 : DType.BOOL;
        Tensor result = reduce(all ? Reduction.ALL : Reduction.ANY, self, mask, keepdim, DType.BOOL);
        return type == DType.BOOL ? result : result.to(type);
    }

    /// Running sums, products and extremes.
    public static Tensor scan(Scan s, Tensor self, int dim, @Nullable DType dtype) {
        int d = Shapes.dimension(dim, self.dim());
        DType type = dtype != null ? dtype : self.dtype().isFloating() ? self.dtype() : DType.INT64;
        Tensor input = self.dtype() == type ? self : self.to(type);
        if (self.dim() == 0) return Creation.clone(input);
        Tensor result = self.engine().allocateLike(self, type, self.sizes());
        self.backend().scan(s, result, null, input, d);
        return result;
    }

    /// Running extremes and where they are.
    public static Tensor[] scanExtreme(boolean max, Tensor self, int dim) {
        int d = Shapes.dimension(dim, self.dim());
        Tensor indices = self.engine().allocateLike(self, DType.INT64, self.sizes());
        if (self.dim() == 0) return new Tensor[] {Creation.clone(self), Pointwise.fill(indices, Scalar.ZERO)};
        Tensor values = self.engine().allocateLike(self, self.dtype(), self.sizes());
        self.backend().scan(max ? Scan.MAX : Scan.MIN, values, indices, self, d);
        KnownRange.note(indices, 0, self.sizes()[d] - 1L, null);
        return new Tensor[] {values, indices};
    }

    /// Variance, with `n - correction` in the denominator.
    public static Tensor var(Tensor self, int @Nullable [] dim, @Nullable Integer correction, boolean keepdim) {
        if (!self.dtype().isFloating()) {
            throw EngineException.runtime("std and var only support floating point and complex dtypes");
        }
        boolean[] mask = Shapes.mask(dim, self.dim());
        int n = count(self, mask);
        // Two passes in float64: a difference of large means must not lose digits.
        DType widest = widest(self);
        Tensor wide = self.to(widest);
        Tensor mean = reduce(Reduction.SUM, wide, mask, true, widest).div(n);
        Tensor squares = reduce(Reduction.SUM, wide.sub(mean).square(), mask, keepdim, widest);
        int degrees = correction == null ? 1 : correction;
        return squares.div(Math.max(n - degrees, 0)).to(self.dtype());
    }

    /// In what to compute what must not lose digits: float64 where the tensor's device has it.
    static DType widest(Tensor self) {
        return self.backend().has(DType.FLOAT64) ? DType.FLOAT64 : DType.FLOAT32;
    }

    /// The p-norm over dimensions.
    public static Tensor norm(Tensor self, Scalar ord, int @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
        DType type = dtype == null ? self.dtype() : dtype;
        if (!type.isFloating()) {
            throw EngineException.runtime(
                    "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
                            + type.scalarTypeName());
        }
        boolean[] mask = Shapes.mask(dim, self.dim());
        Tensor x = self.to(type).abs();
        double p = ord.value();
        if (p == Double.POSITIVE_INFINITY) return reduce(Reduction.MAX, x, mask, keepdim, type);
        if (p == Double.NEGATIVE_INFINITY) return reduce(Reduction.MIN, x, mask, keepdim, type);
        if (p == 0) return reduce(Reduction.SUM, x.ne(0), mask, keepdim, type);
        if (p == 1) return reduce(Reduction.SUM, x, mask, keepdim, type);
        if (p == 2)
            return reduce(Reduction.SUM, x.square(), mask, keepdim, type).sqrt();
        return reduce(Reduction.SUM, x.pow(ord), mask, keepdim, type).pow(1 / p);
    }

    /// `log(sum(exp(self)))`, safe for large numbers.
    public static Tensor logsumexp(Tensor self, int[] dim, boolean keepdim) {
        Tensor x = self.dtype().isFloating() ? self : self.to(self.engine().defaultDtype());
        boolean[] mask = Shapes.mask(dim, self.dim());
        if (x.numel() == 0)
            return reduce(Reduction.SUM, x.exp(), mask, keepdim, x.dtype()).log();
        Tensor max = reduce(Reduction.MAX, x, mask, true, x.dtype());
        max = max.masked_fill(max.isinf(), 0);
        Tensor sum = reduce(Reduction.SUM, x.sub(max).exp(), mask, true, x.dtype());
        return drop(sum.log().add(max), mask, keepdim);
    }

    /// Variance or standard deviation, and mean.
    public static Tensor[] moments(
            Tensor self, int @Nullable [] dim, @Nullable Integer correction, boolean keepdim, boolean root) {
        Tensor variance = var(self, dim, correction, keepdim);
        return new Tensor[] {root ? variance.sqrt() : variance, mean(self, dim, keepdim, null)};
    }
}
