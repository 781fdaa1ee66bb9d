package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the derivative formulas of layers, activations and losses need. See [Derivatives].
public final class NetworkDerivatives {
    private static final double SQRT_HALF = 0.7071067811865476;
    private static final double TWO_OVER_SQRT_PI = 1.1283791670955126;

    private NetworkDerivatives() {}

    // Softmax

    public static Tensor softmax_double_backward(Tensor grad, Tensor gradOutput, Tensor output, int dim) {
        if (output.dim() == 0) return output.zeros_like();
        Tensor first = grad.mul(gradOutput);
        Tensor sum = gradOutput.mul(output).sum(new int[] {dim}, true);
        Tensor other = grad.mul(output).sum(new int[] {dim}, true);
        return first.sub(grad.mul(sum)).sub(gradOutput.mul(other));
    }

    public static Tensor log_softmax_double_backward_grad(Tensor grad, Tensor output, int dim) {
        if (output.dim() == 0) return output.zeros_like();
        return grad.sub(output.exp().mul(grad).sum(new int[] {dim}, true));
    }

    public static Tensor log_softmax_double_backward(Tensor grad, Tensor gradOutput, Tensor output, int dim) {
        if (output.dim() == 0) return output.zeros_like();
        return grad.mul(output.exp()).mul(gradOutput.sum(new int[] {dim}, true)).neg();
    }

    // Activations

    public static Tensor gelu_backward(Tensor grad, Tensor self, String approximate) {
        if (approximate.equals("tanh")) {
            double beta = Math.sqrt(2) * TWO_OVER_SQRT_PI * 0.5;
            Tensor cube = self.pow(3);
            Tensor inner = self.add(cube.mul(0.044715)).mul(beta);
            Tensor t = inner.tanh();
            Tensor left = t.add(1).mul(0.5);
            Tensor slope =
                    t.mul(t).rsub(1).mul(self.mul(self).mul(3 * 0.044715).add(1).mul(beta));
            return grad.mul(left.add(self.mul(0.5).mul(slope)));
        }
        Tensor cdf = self.mul(SQRT_HALF).erf().add(1).mul(0.5);
        Tensor pdf = self.mul(self).mul(-0.5).exp().mul(TWO_OVER_SQRT_PI * SQRT_HALF * 0.5);
        return grad.mul(cdf.add(self.mul(pdf)));
    }

    public static Tensor silu_backward(Tensor grad, Tensor self) {
        Tensor s = self.sigmoid();
        return grad.mul(s.mul(self.mul(s.rsub(1)).add(1)));
    }

    public static Tensor elu_backward(Tensor grad, Tensor self, Scalar alpha, Scalar scale, Scalar inputScale) {
        double negative = alpha.value() * scale.value() * inputScale.value();
        // Not the exponentials of large numbers, of which the derivatives of the unused branch would be infinite.
        Tensor below = self.masked_fill(self.ge(0), 0)
                .mul(inputScale)
                .exp()
                .mul(negative)
                .mul(grad);
        return self.gt(0).where(grad.mul(scale), below);
    }

    /// For `celu`, which scales its input and not its output.
    public static Tensor elu_backward(Tensor grad, Tensor self, Scalar alpha, Scalar inputScale) {
        return elu_backward(grad, self, alpha, Scalar.ONE, inputScale);
    }

    public static Scalar reciprocal_of(Scalar number) {
        return Scalar.of(1 / number.value());
    }

    public static Tensor prelu_backward(Tensor grad, Tensor self, Tensor weight) {
        return self.gt(0).where(grad, grad.mul(Activations.alongChannels(self, weight)));
    }

    public static Tensor prelu_weight_backward(Tensor grad, Tensor self, int[] sizes) {
        Tensor product = self.gt(0).where(0, grad.mul(self));
        if (Shapes.numel(sizes) == 1) return product.sum().reshape(sizes);
        return product.sum(Normalization.allButChannels(self.dim())).reshape(sizes);
    }

    public static Tensor hardswish_backward(Tensor grad, Tensor self) {
        Tensor middle = grad.mul(self.div(3).add(0.5));
        return self.lt(-3).where(0, self.le(3).where(middle, grad));
    }

    public static Tensor mish_backward(Tensor grad, Tensor self) {
        Tensor t = self.softplus().tanh();
        return grad.mul(t.add(self.mul(self.sigmoid()).mul(t.mul(t).rsub(1))));
    }

    public static Tensor glu_backward(Tensor grad, Tensor self, int dim) {
        int half = self.size(dim) / 2;
        Tensor first = self.narrow(dim, 0, half);
        Tensor gate = self.narrow(dim, half, half).sigmoid();
        Tensor byGate = grad.mul(first).mul(gate.mul(gate.rsub(1)));
        return self.engine().cat(new Tensor[] {grad.mul(gate), byGate}, Shapes.dimension(dim, self.dim()));
    }

    // Layers

    public static Tensor embedding_backward(
            Tensor grad, Tensor indices, int[] sizes, int padding, boolean scaleByFrequency) {
        Tensor places = indices.reshape(-1);
        Tensor rows = grad.reshape(places.numel(), sizes[1]);
        if (padding >= 0) rows = rows.masked_fill(places.eq(padding).unsqueeze(1), 0);
        if (scaleByFrequency) {
            Tensor ones = grad.new_ones(places.numel());
            Tensor counts = grad.new_zeros(sizes[0]).index_add(0, places, ones);
            rows = rows.div(counts.index_select(0, places).unsqueeze(1));
        }
        return grad.new_zeros(sizes).index_add(0, places, rows);
    }

    public static Tensor constant_pad_nd_backward(Tensor grad, int[] pad) {
        var back = new int[pad.length];
        for (int i = 0; i < pad.length; i++) back[i] = -pad[i];
        return grad.constant_pad_nd(back);
    }

    public static int[] spatial(int[] sizes) {
        return Pooling.spatial(sizes);
    }

    // Convolution

    private static int[] zeros(int[] like) {
        return new int[like.length];
    }

    public static Tensor convolved(
            Tensor input, Tensor weight, int[] stride, int[] padding, int[] dilation, int groups) {
        return input.convolution(weight, null, stride, padding, dilation, false, zeros(stride), groups);
    }

    /// As many windows as `size` says: a transposed convolution with an output padding of a stride or more leaves room
    /// for further ones, to which nothing belongs.
    public static Tensor convolved(
            Tensor input, Tensor weight, int[] size, int[] stride, int[] padding, int[] dilation, int groups) {
        Tensor result = convolved(input, weight, stride, padding, dilation, groups);
        for (int i = 2; i < size.length; i++) {
            if (result.sizes()[i] != size[i]) result = result.narrow(i, 0, size[i]);
        }
        return result;
    }

    public static Tensor convolution_input_backward(
            Tensor grad,
            Tensor weight,
            int[] inputSize,
            int[] stride,
            int[] padding,
            int[] dilation,
            boolean transposed,
            int groups) {
        if (transposed) return convolved(grad, weight, inputSize, stride, padding, dilation, groups);
        return grad._convolution_input_grad(weight, inputSize, stride, padding, dilation, groups);
    }

    public static Tensor convolution_weight_backward(
            Tensor grad,
            Tensor input,
            int[] weightSize,
            int[] stride,
            int[] padding,
            int[] dilation,
            boolean transposed,
            int groups) {
        if (transposed) return input._convolution_weight_grad(grad, weightSize, stride, padding, dilation, groups);
        return grad._convolution_weight_grad(input, weightSize, stride, padding, dilation, groups);
    }

    /// The gradient of a bias for each channel.
    public static Tensor sum_channels(Tensor grad) {
        return grad.sum(Normalization.allButChannels(grad.dim()));
    }

    // Pooling

    /// @param spatial how many dimensions the indices flatten
    public static Tensor max_pool_backward(Tensor grad, Tensor indices, int[] sizes, int spatial) {
        int lead = sizes.length - spatial;
        int[] flat = Arrays.copyOf(sizes, lead + 1);
        flat[lead] = Shapes.numel(Arrays.copyOfRange(sizes, lead, sizes.length));
        int[] windows = Arrays.copyOf(sizes, lead + 1);
        windows[lead] = Shapes.numel(Arrays.copyOfRange(grad.sizes(), lead, grad.dim()));
        return grad.new_zeros(flat)
                .scatter_add(lead, indices.reshape(windows), grad.reshape(windows))
                .reshape(sizes);
    }

    public static Tensor max_pool_backward(Tensor grad, Tensor indices, int[] sizes, int spatial, int[] dilation) {
        if (Arrays.stream(dilation).allMatch(d -> d == 1)) return max_pool_backward(grad, indices, sizes, spatial);
        // A dilated window may lie beside the input altogether.
        Tensor beside = indices.lt(0);
        return max_pool_backward(grad.masked_fill(beside, 0), indices.masked_fill(beside, 0), sizes, spatial);
    }

    public static Tensor avg_pool2d_backward(
            Tensor grad,
            int[] sizes,
            int[] kernel,
            int[] stride,
            int[] padding,
            boolean ceil,
            boolean countPadding,
            @Nullable Integer divisor) {
        var window = Pooling.averageWindow(sizes, kernel, stride, padding, ceil);
        Tensor divided = grad.div(Pooling.divisors(grad, Pooling.spatial(sizes), window, countPadding, divisor));
        if (sizes.length == 4) return Pooling.spreadWindows(divided, sizes, window);
        return Pooling.spreadWindows(divided.unsqueeze(0), sizes, window).squeeze(0);
    }

    public static Tensor adaptive_avg_pool2d_backward(Tensor grad, int[] sizes) {
        int[] spatial = Pooling.spatial(sizes);
        int[] outputs = Pooling.spatial(grad.sizes());
        return Pooling.rows(grad, spatial[0], outputs[0])
                .t()
                .matmul(grad)
                .matmul(Pooling.rows(grad, spatial[1], outputs[1]));
    }

    // Normalisation

    /// In a pass that is itself differentiated, backward or forward, the statistics are computed anew, since they too
    /// depend on the input.
    private static boolean recorded(Tensor grad) {
        return grad.engine().gradMode() || grad.engine().forwardMode();
    }

    public static @Nullable Tensor[] native_batch_norm_backward(
            @Nullable Tensor given,
            Tensor input,
            @Nullable Tensor weight,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            Tensor savedMean,
            Tensor savedInvstd,
            boolean training,
            double eps,
            boolean[] wanted) {
        int rank = input.dim();
        int[] dims = Normalization.allButChannels(rank);
        Tensor grad = given == null ? input.zeros_like() : given;
        Tensor mean;
        Tensor invstd;
        if (!training) {
            if (runningMean == null || runningVar == null) throw new IllegalStateException("no running statistics");
            mean = Normalization.alongChannels(runningMean, rank);
            invstd = Normalization.alongChannels(runningVar.add(eps).rsqrt(), rank);
        } else if (recorded(grad)) {
            mean = input.mean(dims, true);
            invstd = input.sub(mean).square().mean(dims, true).add(eps).rsqrt();
        } else {
            mean = Normalization.alongChannels(savedMean, rank);
            invstd = Normalization.alongChannels(savedInvstd, rank);
        }
        Tensor xhat = wanted[0] && training || wanted[1] ? input.sub(mean).mul(invstd) : input;
        @Nullable Tensor[] out = new Tensor[3];
        if (wanted[0]) {
            Tensor gradHat = weight == null ? grad : grad.mul(Normalization.alongChannels(weight, rank));
            out[0] = training ? Normalization.normalizedBackward(gradHat, xhat, invstd, dims) : gradHat.mul(invstd);
        }
        if (wanted[1]) out[1] = grad.mul(xhat).sum(dims);
        if (wanted[2]) out[2] = grad.sum(dims);
        return out;
    }

    public static @Nullable Tensor[] native_layer_norm_backward(
            @Nullable Tensor given,
            Tensor input,
            int[] shape,
            @Nullable Tensor weight,
            Tensor savedMean,
            Tensor savedInvstd,
            double eps,
            boolean[] wanted) {
        int[] dims = Normalization.lastDims(input.dim(), shape.length);
        Tensor grad = given == null ? input.zeros_like() : given;
        Tensor mean = savedMean;
        Tensor invstd = savedInvstd;
        if (recorded(grad)) {
            mean = input.mean(dims, true);
            invstd = input.sub(mean).square().mean(dims, true).add(eps).rsqrt();
        }
        Tensor xhat = input.sub(mean).mul(invstd);
        @Nullable Tensor[] out = new Tensor[3];
        if (wanted[0]) {
            Tensor gradHat = weight == null ? grad : grad.mul(weight);
            out[0] = Normalization.normalizedBackward(gradHat, xhat, invstd, dims);
        }
        if (wanted[1]) out[1] = grad.mul(xhat).sum_to_size(shape);
        if (wanted[2]) out[2] = grad.sum_to_size(shape);
        return out;
    }

    public static @Nullable Tensor[] native_group_norm_backward(
            @Nullable Tensor given,
            Tensor input,
            @Nullable Tensor weight,
            Tensor savedMean,
            Tensor savedInvstd,
            int n,
            int channels,
            int pixels,
            int groups,
            double eps,
            boolean[] wanted) {
        int[] rowShape = {n, groups, channels / groups * pixels};
        int[] dims = {2};
        Tensor grad = given == null ? input.zeros_like() : given;
        Tensor rows = input.reshape(rowShape);
        Tensor mean = savedMean.unsqueeze(2);
        Tensor invstd = savedInvstd.unsqueeze(2);
        if (recorded(grad)) {
            mean = rows.mean(dims, true);
            invstd = rows.sub(mean).square().mean(dims, true).add(eps).rsqrt();
        }
        Tensor xhat = rows.sub(mean).mul(invstd);
        int[] others = Normalization.allButChannels(input.dim());
        @Nullable Tensor[] out = new Tensor[3];
        if (wanted[0]) {
            Tensor gradHat = weight == null ? grad : grad.mul(Normalization.alongChannels(weight, input.dim()));
            out[0] = Normalization.normalizedBackward(gradHat.reshape(rowShape), xhat, invstd, dims)
                    .reshape(input.sizes());
        }
        if (wanted[1]) out[1] = grad.mul(xhat.reshape(input.sizes())).sum(others);
        if (wanted[2]) out[2] = grad.sum(others);
        return out;
    }

    // Losses

    /// The gradient of each element's loss.
    private static Tensor perElement(Tensor grad, Tensor self, int reduction) {
        return reduction == Losses.MEAN ? grad.div(self.numel()) : grad;
    }

    public static Tensor mse_loss_backward(Tensor grad, Tensor self, Tensor target, int reduction) {
        Tensor difference = self.sub(target);
        return difference.mul(2).mul(perElement(grad, difference, reduction));
    }

    public static Tensor smooth_l1_loss_backward(Tensor grad, Tensor self, Tensor target, int reduction, double beta) {
        Tensor x = self.sub(target);
        Tensor slope = beta == 0 ? x.sgn() : x.abs().lt(beta).where(x.div(beta), x.sgn());
        return slope.mul(perElement(grad, x, reduction));
    }

    public static Tensor huber_loss_backward(Tensor grad, Tensor self, Tensor target, int reduction, double delta) {
        Tensor x = self.sub(target);
        Tensor slope = x.abs().le(delta).where(x, x.sgn().mul(delta));
        return slope.mul(perElement(grad, x, reduction));
    }

    public static Tensor nll_loss_backward(
            Tensor grad,
            int[] sizes,
            Tensor given,
            @Nullable Tensor weight,
            int reduction,
            int ignored,
            Tensor totalWeight) {
        Tensor target = given.to(DType.INT64);
        int dim = sizes.length == 1 ? 0 : 1;
        Tensor weights = Losses.targetWeights(grad, target, weight, ignored);
        Tensor scaled = reduction == Losses.MEAN ? grad.div(totalWeight) : grad;
        // Where all targets are ignored the weights sum up to 0.
        Tensor each =
                weights.mul(scaled).neg().masked_fill(target.eq(ignored), 0).unsqueeze(dim);
        return grad.new_zeros(sizes).scatter_add(dim, Losses.targetIndex(target, ignored, dim), each);
    }

    private static Tensor weighted(Tensor loss, @Nullable Tensor weight) {
        return weight == null ? loss : loss.mul(weight);
    }

    public static Tensor binary_cross_entropy_backward(
            Tensor grad, Tensor self, Tensor target, @Nullable Tensor weight, int reduction) {
        Tensor slope = self.sub(target).div(self.rsub(1).mul(self).clamp_min(1e-12));
        return weighted(slope, weight).mul(perElement(grad, self, reduction));
    }

    public static Tensor binary_cross_entropy_target_backward(
            Tensor grad, Tensor self, Tensor target, @Nullable Tensor weight, int reduction) {
        Tensor slope = self.neg().log1p().sub(self.log());
        return weighted(slope, weight).mul(perElement(grad, self, reduction));
    }

    public static Tensor bce_with_logits_backward(
            Tensor grad,
            Tensor self,
            Tensor target,
            @Nullable Tensor weight,
            @Nullable Tensor positive,
            int reduction) {
        Tensor slope;
        if (positive == null) {
            slope = self.sigmoid().sub(target);
        } else {
            Tensor t = positive.mul(target);
            slope = t.add(1).sub(target).mul(self.sigmoid()).sub(t);
        }
        return weighted(slope, weight).mul(perElement(grad, self, reduction));
    }

    public static Tensor bce_with_logits_target_backward(
            Tensor grad,
            Tensor self,
            Tensor target,
            @Nullable Tensor weight,
            @Nullable Tensor positive,
            int reduction) {
        Tensor slope = self.neg();
        if (positive != null) {
            slope = self.neg().log_sigmoid().sub(positive.mul(self.log_sigmoid()));
        }
        return weighted(slope, weight).mul(perElement(grad, self, reduction));
    }
}
