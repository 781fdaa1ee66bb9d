package dev.backstep.engine.ops;

import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What derivative formulas need beyond operators. All are made of differentiable operators, so that they have
/// derivatives themselves.
public final class Derivatives {
    private Derivatives() {}

    public static int[][] sizesOf(Tensor[] tensors) {
        var sizes = new int[tensors.length][];
        for (int i = 0; i < sizes.length; i++) sizes[i] = tensors[i].sizes();
        return sizes;
    }

    /// Puts reduced dimensions back as 1.
    static Tensor unsqueezeReduced(Tensor grad, int @Nullable [] dim, boolean keepdim, int rank) {
        if (keepdim || rank == 0) return grad;
        boolean[] mask = Shapes.mask(dim, rank);
        Tensor result = grad;
        for (int i = 0; i < rank; i++) if (mask[i]) result = result.unsqueeze(i);
        return result;
    }

    public static Tensor sum_backward(Tensor grad, int[] sizes, int @Nullable [] dim, boolean keepdim) {
        return unsqueezeReduced(grad, dim, keepdim, sizes.length).expand(sizes);
    }

    public static Tensor mean_backward(Tensor grad, int[] sizes, int @Nullable [] dim, boolean keepdim) {
        boolean[] mask = Shapes.mask(dim, sizes.length);
        int n = 1;
        for (int i = 0; i < sizes.length; i++) if (mask[i]) n *= sizes[i];
        return sum_backward(grad, sizes, dim, keepdim).div(n);
    }

    public static Tensor pow_backward(Tensor grad, Tensor self, Scalar exponent) {
        if (exponent.value() == 0) return self.zeros_like();
        Scalar less = exponent.isFloating() ? Scalar.of(exponent.value() - 1) : Scalar.of(exponent.bits() - 1);
        return grad.mul(self.pow(less).mul(exponent));
    }

    public static Tensor pow_backward_self(Tensor grad, Tensor self, Tensor exponent) {
        Tensor power = exponent.mul(self.pow(exponent.sub(1)));
        return exponent.eq(0.0).where(power.zeros_like(), grad.mul(power));
    }

    public static Tensor pow_backward_exponent(Tensor grad, Tensor self, Tensor exponent, Tensor result) {
        // 0 to a positive power is 0 for every exponent nearby.
        Tensor flat = self.eq(0).logical_and(exponent.ge(0));
        return grad.mul(flat.where(result.zeros_like(), result.mul(self.log())));
    }

    /// For `base ** exponent` with a Python number below.
    public static Tensor pow_backward_exponent(Tensor grad, Scalar base, Tensor exponent, Tensor result) {
        Tensor slope = result.mul(Math.log(base.value()));
        if (base.value() == 0) slope = exponent.ge(0).where(result.zeros_like(), slope);
        return grad.mul(slope);
    }

    /// Where a factor lies column by column, its gradient does too, as in PyTorch: the gradient of `weight.t()` is then
    /// one of `weight` that lies row by row, and neither copied nor added with jumps.
    public static Tensor mm_mat1_backward(Tensor grad, Tensor mat2, int[] sizes, int[] strides) {
        return columnByColumn(sizes, strides) ? mat2.mm(grad.t()).t() : grad.mm(mat2.t());
    }

    /// As [#mm_mat1_backward].
    public static Tensor mm_mat2_backward(Tensor grad, Tensor mat1, int[] sizes, int[] strides) {
        return columnByColumn(sizes, strides) ? grad.t().mm(mat1).t() : mat1.t().mm(grad);
    }

    private static boolean columnByColumn(int[] sizes, int[] strides) {
        return strides[0] == 1 && strides[1] == sizes[0];
    }

    /// A gradient multiplied by a Python number, which is 1 more often than not.
    public static Tensor maybe_multiply(Tensor grad, Scalar factor) {
        return factor.value() == 1 ? grad : grad.mul(factor);
    }

    /// Zeros of the dtype and device of `grad`.
    static Tensor zeros(Tensor grad, int... sizes) {
        return grad.new_zeros(sizes);
    }

    static int[] inverse(int[] dims) {
        var inverse = new int[dims.length];
        for (int i = 0; i < dims.length; i++) inverse[Shapes.dimension(dims[i], dims.length)] = i;
        return inverse;
    }

    public static Tensor permute_backward(Tensor grad, int[] dims) {
        return grad.permute(inverse(dims));
    }

    /// Puts squeezed dimensions back.
    public static Tensor unsqueeze_to(Tensor grad, int[] sizes) {
        Tensor result = grad;
        for (int i = 0; i < sizes.length; i++) if (sizes[i] == 1) result = result.unsqueeze(i);
        return result;
    }

    public static Tensor unsqueeze_to(Tensor grad, int dim, int[] sizes) {
        if (sizes.length == 0) return grad;
        int d = Shapes.dimension(dim, sizes.length);
        return sizes[d] == 1 ? grad.unsqueeze(d) : grad;
    }

    public static Tensor select_backward(Tensor grad, int[] sizes, int dim, int index) {
        Tensor result = zeros(grad, sizes);
        result.select(dim, index).copy_(grad);
        return result;
    }

    public static Tensor slice_backward(
            Tensor grad, int[] sizes, int dim, @Nullable Integer start, @Nullable Integer end, int step) {
        Tensor result = zeros(grad, sizes);
        result.slice(dim, start, end, step).copy_(grad);
        return result;
    }

    /// Sums the places of the base that a strided view shows several times.
    public static Tensor as_strided_backward(
            Tensor grad,
            int[] sizes,
            int[] strides,
            int offset,
            int[] viewSize,
            int[] viewStride,
            @Nullable Integer viewOffset) {
        int shift = (viewOffset == null ? offset : viewOffset) - offset;
        var places = Indexing.storagePlaces(grad, viewSize, viewStride, shift);
        int length = shift + 1;
        int extent = 1;
        for (int i = 0; i < viewSize.length; i++) length += Math.max(viewSize[i] - 1, 0) * viewStride[i];
        for (int i = 0; i < sizes.length; i++) extent += Math.max(sizes[i] - 1, 0) * strides[i];
        Tensor storage = zeros(grad, Math.max(length, extent)).index_add(0, places.reshape(-1), grad.reshape(-1));
        return storage.as_strided(sizes, strides, 0).clone();
    }

    public static Tensor diagonal_backward(Tensor grad, int[] sizes, int offset, int dim1, int dim2) {
        Tensor result = zeros(grad, sizes);
        result.diagonal(offset, dim1, dim2).copy_(grad);
        return result;
    }

    /// Windows may overlap, so their gradients are added by place.
    public static Tensor unfold_backward(Tensor grad, int[] sizes, int dim, int size, int step) {
        int d = Shapes.dimension(dim, sizes.length);
        int[] strides = Shapes.contiguousStrides(sizes);
        int[] viewSize = grad.sizes();
        int[] viewStride = Arrays.copyOf(strides, sizes.length + 1);
        viewStride[sizes.length] = sizes.length == 0 ? 1 : strides[d];
        if (sizes.length > 0) viewStride[d] *= step;
        return as_strided_backward(grad, sizes, strides, 0, viewSize, viewStride, 0);
    }

    public static Tensor split_backward(@Nullable Tensor[] grads, int[] sizes, int size, int dim) {
        int d = Shapes.dimension(dim, sizes.length);
        var parts = new int[grads.length];
        Arrays.fill(parts, size);
        parts[parts.length - 1] = sizes[d] - size * (parts.length - 1);
        return split_with_sizes_backward(grads, sizes, parts, dim);
    }

    public static Tensor split_with_sizes_backward(@Nullable Tensor[] grads, int[] sizes, int[] splitSizes, int dim) {
        int d = Shapes.dimension(dim, sizes.length);
        Tensor some = defined(grads);
        var parts = new Tensor[grads.length];
        for (int i = 0; i < parts.length; i++) {
            int[] shape = sizes.clone();
            shape[d] = splitSizes[i];
            Tensor grad = grads[i];
            parts[i] = grad == null ? zeros(some, shape) : grad;
        }
        return some.engine().cat(parts, d);
    }

    public static Tensor unbind_backward(@Nullable Tensor[] grads, int[] sizes, int dim) {
        Tensor some = defined(grads);
        var parts = new Tensor[grads.length];
        for (int i = 0; i < parts.length; i++) {
            Tensor grad = grads[i];
            parts[i] = grad == null ? some.zeros_like() : grad;
        }
        return some.engine().stack(parts, dim);
    }

    private static Tensor defined(@Nullable Tensor[] grads) {
        for (Tensor grad : grads) if (grad != null) return grad;
        throw new IllegalArgumentException("no gradient is defined");
    }

    public static Tensor[] cat_backward(Tensor grad, int[][] sizes, int dim) {
        var parts = new Tensor[sizes.length];
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            // A tensor of shape (0,) took no part.
            if (sizes[i].length == 1 && sizes[i][0] == 0) {
                parts[i] = zeros(grad, 0);
                continue;
            }
            int d = Shapes.dimension(dim, sizes[i].length);
            parts[i] = grad.narrow(d, at, sizes[i][d]);
            at += sizes[i][d];
        }
        return parts;
    }

    public static Tensor repeat_backward(Tensor grad, int[] repeats, int[] sizes) {
        int lead = repeats.length - sizes.length;
        for (int repeat : repeats) if (repeat == 0) return zeros(grad, sizes);
        var pairs = new int[2 * repeats.length];
        var dims = new int[repeats.length];
        for (int i = 0; i < repeats.length; i++) {
            pairs[2 * i] = repeats[i];
            pairs[2 * i + 1] = i < lead ? 1 : sizes[i - lead];
            dims[i] = 2 * i;
        }
        if (dims.length == 0) return grad;
        return grad.reshape(pairs).sum(dims).reshape(sizes);
    }

    public static Tensor roll_backward(Tensor grad, int[] shifts, int[] dims) {
        var back = new int[shifts.length];
        for (int i = 0; i < back.length; i++) back[i] = -shifts[i];
        return grad.roll(back, dims);
    }

    /// Division with a rounding mode is a step function, so its gradient is 0.
    public static Tensor div_mode_backward(
            Tensor grad, Tensor self, Tensor other, @Nullable String mode, boolean first) {
        if (mode != null) return grad.zeros_like();
        return first ? grad.div(other) : grad.neg().mul(self.div(other).div(other));
    }

    /// `maximum` and `minimum` split the gradient where both are equal.
    public static Tensor extreme_backward(Tensor grad, Tensor wins, Tensor ties) {
        return ties.where(grad.div(2), grad).masked_fill(wins.logical_or(ties).logical_not(), 0);
    }

    public static Tensor clamp_backward(Tensor grad, Tensor self, @Nullable Scalar min, @Nullable Scalar max) {
        Tensor within = null;
        if (min != null) within = self.ge(min);
        if (max != null) within = within == null ? self.le(max) : within.logical_and(self.le(max));
        return within == null ? grad : within.where(grad, 0);
    }

    public static Tensor clamp_backward(Tensor grad, Tensor self, @Nullable Tensor min, @Nullable Tensor max) {
        Tensor within = null;
        if (min != null) within = self.ge(min);
        if (max != null) within = within == null ? self.le(max) : within.logical_and(self.le(max));
        return within == null ? grad : within.where(grad, 0);
    }

    public static Tensor clamp_min_backward(Tensor grad, Tensor self, Tensor min, @Nullable Tensor max) {
        Tensor below = self.lt(min);
        return (max == null ? below : below.logical_and(min.lt(max))).where(grad, 0);
    }

    public static Tensor clamp_max_backward(Tensor grad, Tensor self, @Nullable Tensor min, Tensor max) {
        Tensor above = self.gt(max);
        return (min == null ? above : above.logical_or(max.lt(min))).where(grad, 0);
    }

    // Reductions

    /// The product of the others, for each element, without division by elements that are 0.
    public static Tensor prod_backward(Tensor grad, Tensor self) {
        if (self.dim() == 0) return grad;
        return prod_backward(grad, self.reshape(-1), 0, false).reshape(self.sizes());
    }

    public static Tensor prod_backward(Tensor grad, Tensor self, int dim, boolean keepdim) {
        if (self.dim() == 0) return grad;
        int d = Shapes.dimension(dim, self.dim());
        Tensor spread = keepdim ? grad : grad.unsqueeze(d);
        int size = self.size(d);
        if (size == 0) return self.zeros_like();
        // Products of all before and of all behind each element.
        Tensor one = self.narrow(d, 0, 1).ones_like();
        var engine = self.engine();
        Tensor before =
                engine.cat(new Tensor[] {one, self.narrow(d, 0, size - 1)}, d).cumprod(d);
        Tensor turned = self.narrow(d, 1, size - 1).flip(d);
        Tensor behind = engine.cat(new Tensor[] {one, turned}, d).cumprod(d).flip(d);
        return spread.mul(before.mul(behind));
    }

    public static Tensor value_selecting_backward(Tensor grad, int dim, Tensor indices, int[] sizes, boolean keepdim) {
        if (sizes.length == 0) return grad;
        int d = Shapes.dimension(dim, sizes.length);
        Tensor spread = keepdim ? grad : grad.unsqueeze(d);
        Tensor places = keepdim ? indices : indices.unsqueeze(d);
        return zeros(grad, sizes).scatter_add(d, places, spread);
    }

    /// Shares a gradient among all elements that equal the result.
    public static Tensor evenly_distribute_backward(Tensor grad, Tensor self, Tensor result) {
        Tensor mask = result.isnan().where(self.isnan(), self.eq(result));
        return mask.where(grad.div(mask.sum()), 0);
    }

    public static Tensor scale_grad_by_count(Tensor grad, Tensor self, Tensor result, int[] dim, boolean keepdim) {
        Tensor spread = unsqueezeReduced(grad, dim, keepdim, self.dim());
        Tensor mask = self.eq(unsqueezeReduced(result, dim, keepdim, self.dim()));
        Tensor count = self.dim() == 0 ? mask.sum() : mask.sum(dim, true);
        return spread.mul(mask).div(count);
    }

    public static Tensor var_backward(
            Tensor grad, Tensor self, int @Nullable [] dim, @Nullable Integer correction, boolean keepdim) {
        int n = Reductions.count(self, Shapes.mask(dim, self.dim()));
        double degrees = n - (correction == null ? 1 : correction);
        Tensor spread = unsqueezeReduced(grad, dim, keepdim, self.dim());
        return spread.mul(2.0 / degrees).mul(self.sub(self.mean(dim, true)));
    }

    public static Tensor std_backward(
            Tensor result,
            Tensor grad,
            Tensor self,
            int @Nullable [] dim,
            @Nullable Integer correction,
            boolean keepdim) {
        Tensor scaled = grad.div(result.mul(2)).masked_fill(result.eq(0), 0);
        return var_backward(scaled, self, dim, correction, keepdim);
    }

    public static @Nullable Tensor linalg_vector_norm_backward(
            Tensor grad, Tensor self, Scalar ord, Tensor norm, int @Nullable [] dim, boolean keepdim) {
        return norm_backward(grad, self, ord, norm, dim == null ? new int[0] : dim, keepdim);
    }

    public static @Nullable Tensor norm_backward(
            Tensor grad, Tensor self, @Nullable Scalar p, Tensor norm, int[] dim, boolean keepdim) {
        double order = p == null ? 2 : p.value();
        Tensor g = unsqueezeReduced(grad, dim, keepdim, self.dim());
        Tensor n = unsqueezeReduced(norm, dim, keepdim, self.dim());
        if (order == 0) return null;
        if (order == 1) return self.sgn().mul(g);
        if (order == 2) return self.mul(g.div(n).masked_fill(n.eq(0), 0));
        if (Double.isInfinite(order)) {
            Tensor ties = self.abs().eq(n);
            Tensor count = self.dim() == 0 ? ties.sum() : ties.sum(dim, true);
            return self.sgn().mul(g.div(count).mul(ties));
        }
        if (order < 2) {
            Tensor scaled = self.sgn().mul(self.abs().pow(order - 1).masked_fill(self.eq(0), 0));
            return scaled.mul(g.div(n.pow(order - 1)).masked_fill(n.eq(0), 0));
        }
        Tensor scaled = self.mul(self.abs().pow(order - 2));
        return scaled.mul(g.div(n.pow(order - 1)).masked_fill(n.eq(0), 0));
    }

    public static Tensor logsumexp_backward(Tensor grad, Tensor self, Tensor result, int[] dim, boolean keepdim) {
        Tensor g = unsqueezeReduced(grad, dim, keepdim, self.dim());
        Tensor r = unsqueezeReduced(result, dim, keepdim, self.dim());
        return g.mul(self.sub(r).exp());
    }

    public static Tensor cumsum_backward(Tensor grad, int dim) {
        if (grad.dim() == 0 || grad.numel() <= 1) return grad;
        return grad.flip(dim).cumsum(dim).flip(dim);
    }

    /// The sum over all later products that contain an element, each without it.
    public static Tensor cumprod_backward(Tensor grad, Tensor self, int dim, Tensor result) {
        if (self.dim() == 0) return grad;
        int d = Shapes.dimension(dim, self.dim());
        int size = self.size(d);
        var parts = new Tensor[size];
        Tensor one = size == 0 ? self : self.narrow(d, 0, 1).ones_like();
        for (int k = 0; k < size; k++) {
            // d result[j] / d self[k] for j >= k: the product before k times the products from k + 1 to j.
            Tensor before = k == 0 ? one : result.narrow(d, k - 1, 1);
            Tensor later = self.engine()
                    .cat(new Tensor[] {one, self.narrow(d, k + 1, size - k - 1)}, d)
                    .cumprod(d);
            parts[k] = grad.narrow(d, k, size - k)
                    .mul(later)
                    .sum(new int[] {d}, true)
                    .mul(before);
        }
        return size == 0 ? self.zeros_like() : self.engine().cat(parts, d);
    }

    /// The sum over all later results j of `grad[j] * exp(self[i] - result[j])`.
    public static Tensor logcumsumexp_backward(Tensor grad, Tensor self, Tensor result, int dim) {
        if (grad.dim() == 0 || grad.numel() == 0) return grad;
        if (!grad.engine().gradMode() && !grad.engine().forwardMode())
            return logcumsumexp_backward_in_logs(grad, self, result, dim);
        Tensor x = self.transpose(dim, -1).unsqueeze(-1);
        Tensor r = result.transpose(dim, -1).unsqueeze(-2);
        int size = self.size(dim);
        Tensor earlier = grad.new_ones(size, size).tril(-1).ne(0);
        // Filled before exp, which would overflow there.
        Tensor factors = x.sub(r).masked_fill(earlier, Double.NEGATIVE_INFINITY).exp();
        return grad.transpose(dim, -1).unsqueeze(-2).mul(factors).sum(-1).transpose(dim, -1);
    }

    /// The same as a running logsumexp: PyTorch's way, in linear memory, which has no second derivative
    /// where a gradient is 0.
    private static Tensor logcumsumexp_backward_in_logs(Tensor grad, Tensor self, Tensor result, int dim) {
        Tensor none = grad.new_full(Shapes.SCALAR, Scalar.of(Double.NEGATIVE_INFINITY));
        Tensor positive = grad.gt(0).where(grad.log(), none);
        Tensor negative = grad.lt(0).where(grad.neg().log(), none);
        Tensor up = positive.sub(result)
                .flip(dim)
                .logcumsumexp(dim)
                .flip(dim)
                .add(self)
                .exp();
        Tensor down = negative.sub(result)
                .flip(dim)
                .logcumsumexp(dim)
                .flip(dim)
                .add(self)
                .exp();
        return up.sub(down);
    }

    public static Tensor cummaxmin_backward(Tensor grad, int[] sizes, Tensor indices, int dim) {
        if (sizes.length == 0) return grad;
        return zeros(grad, sizes).scatter_add(dim, indices, grad);
    }

    // Indexing

    public static Tensor put_backward(Tensor grad, Tensor index, boolean accumulate) {
        return accumulate ? grad : grad.put(index, grad.new_zeros(index.sizes()), false);
    }

    public static Tensor index_backward(Tensor grad, int[] sizes, @Nullable Tensor[] indices) {
        return zeros(grad, sizes).index_put(indices, grad, true);
    }

    public static Tensor index_put_self_backward(Tensor grad, @Nullable Tensor[] indices, boolean accumulate) {
        return accumulate ? grad : grad.index_put(indices, zeros(grad), false);
    }

    public static Tensor index_backward_values(Tensor grad, @Nullable Tensor[] indices) {
        return grad.index(indices);
    }

    public static Tensor masked_select_backward(Tensor grad, int[] sizes, Tensor mask) {
        int[] wide = Shapes.broadcast(sizes, mask.sizes());
        Tensor where = mask.expand(wide).contiguous();
        if (wide.length == 0) return grad.sum();
        return zeros(grad, wide).index_put(new Tensor[] {where}, grad, false).sum_to_size(sizes);
    }

    public static Tensor diag_backward(Tensor grad, int[] sizes, int diagonal) {
        if (sizes.length == 1) return grad.diagonal(diagonal, 0, 1);
        return diagonal_backward(grad, sizes, diagonal, 0, 1);
    }

    public static Tensor dist_backward(Tensor grad, Tensor difference, Scalar p, Tensor result) {
        Tensor gradient = norm_backward(grad, difference, p, result, new int[0], false);
        return gradient == null ? difference.zeros_like() : gradient;
    }

    public static Tensor trace_backward(Tensor grad, int[] sizes) {
        Tensor result = zeros(grad, sizes);
        Tensor diagonal = result.diagonal();
        diagonal.copy_(grad.expand(diagonal.sizes()));
        return result;
    }

    public static Tensor nansum_backward(Tensor grad, Tensor self, int @Nullable [] dim, boolean keepdim) {
        return sum_backward(grad, self.sizes(), dim, keepdim).masked_fill(self.isnan(), 0);
    }

    public static Tensor logit_backward(Tensor grad, Tensor self, @Nullable Double eps) {
        Tensor slope = grad.div(self.mul(self.rsub(1)));
        if (eps == null) return slope.masked_fill(self.lt(0).logical_or(self.gt(1)), Double.NaN);
        Tensor outside = self.lt(eps).logical_or(self.gt(1 - eps));
        return slope.masked_fill(outside, 0);
    }

    public static Tensor sinc_backward(Tensor grad, Tensor self) {
        Tensor x = self.mul(Math.PI);
        Tensor slope = x.cos().mul(x).sub(x.sin()).div(x.mul(self));
        return grad.mul(slope.masked_fill(self.eq(0), 0));
    }

    /// Sums the gradients of a mean and a variance (or a deviation), either of which may be missing.
    public static Tensor moments_backward(
            @Nullable Tensor[] grads,
            Tensor self,
            int @Nullable [] dim,
            @Nullable Integer correction,
            boolean keepdim,
            @Nullable Tensor deviation) {
        Tensor spread = grads[0];
        Tensor mean = grads[1];
        Tensor first = spread == null
                ? null
                : deviation == null
                        ? var_backward(spread, self, dim, correction, keepdim)
                        : std_backward(deviation, spread, self, dim, correction, keepdim);
        Tensor second = mean == null ? null : mean_backward(mean, self.sizes(), dim, keepdim);
        if (first == null) return second == null ? self.zeros_like() : second;
        return second == null ? first : first.add(second);
    }
}
