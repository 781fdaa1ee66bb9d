package dev.backstep.engine.ops;

import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.ScalarFunction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Layers that bring numbers to mean 0 and variance 1.
public final class Normalization {
    private Normalization() {}

    /// All dimensions but the channels.
    static int[] allButChannels(int rank) {
        var dims = new int[rank - 1];
        for (int i = 1; i < dims.length; i++) dims[i] = i + 1;
        return dims;
    }

    /// A vector of channels seen as `(1, C, 1, ...)`.
    static Tensor alongChannels(Tensor vector, int rank) {
        var shape = new int[rank];
        Arrays.fill(shape, 1);
        shape[1] = vector.numel();
        return vector.reshape(shape);
    }

    /// @return the result, and the mean and inverse deviation of the batch (empty if not training)
    public static Tensor[] batchNorm(
            Tensor input,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            boolean training,
            double momentum,
            double eps) {
        if (input.dim() < 2) {
            throw EngineException.runtime("batch_norm: expected at least 2D input, got " + input.dim() + "D");
        }
        int channels = input.sizes()[1];
        checkLength("running_mean", runningMean, channels);
        checkLength("running_var", runningVar, channels);
        checkLength("weight", weight, channels);
        checkLength("bias", bias, channels);
        int rank = input.dim();
        Tensor mean;
        Tensor invstd;
        if (training) {
            var engine = input.engine();
            mean = engine.allocateLike(input, input.dtype(), channels);
            Tensor variance = engine.allocateLike(input, input.dtype(), channels);
            input.backend().channelStatistics(mean, variance, input);
            int n = channels == 0 ? 0 : input.numel() / channels;
            // An empty batch teaches nothing.
            if (runningMean != null && n > 0) {
                runningMean.mul_(1 - momentum).add_(mean.mul(momentum));
            }
            if (runningVar != null && n > 0) {
                double unbiased = n > 1 ? n / (n - 1.0) : Double.NaN;
                runningVar.mul_(1 - momentum).add_(variance.mul(momentum * unbiased));
            }
            invstd = inverseDeviation(variance, eps);
        } else {
            if (runningMean == null || runningVar == null) {
                throw EngineException.runtime(
                        "Expected running_mean and running_var to be defined when training=False");
            }
            mean = runningMean;
            invstd = inverseDeviation(runningVar, eps);
        }
        Tensor scale = weight == null ? invstd : invstd.mul(weight);
        // Rounded where PyTorch rounds: see Note [Order of sums in convolutions] for why that shows.
        Tensor shift = fma(mean.neg(), scale, bias == null ? mean.new_zeros(channels) : bias);
        Tensor result = fma(input, alongChannels(scale, rank), alongChannels(shift, rank));
        if (training) return new Tensor[] {result, mean, invstd};
        return new Tensor[] {result, input.new_zeros(0), input.new_zeros(0)};
    }

    /// `a * b + c`, rounded once.
    private static Tensor fma(Tensor a, Tensor b, Tensor c) {
        return Pointwise.ternary(null, ScalarFunction.FMA, a, b, c, 0);
    }

    /// `1 / sqrt(variance + eps)`, computed in float64.
    private static Tensor inverseDeviation(Tensor variance, double eps) {
        return variance.to(Reductions.widest(variance)).add(eps).rsqrt().to(variance.dtype());
    }

    private static void checkLength(String name, @Nullable Tensor vector, int channels) {
        if (vector != null && vector.numel() != channels) {
            throw EngineException.runtime(
                    "%s should contain %d elements not %d".formatted(name, channels, vector.numel()));
        }
    }

    public static Tensor instanceNorm(
            Tensor input,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            boolean useInputStatistics,
            double momentum,
            double eps) {
        int n = input.sizes()[0];
        int c = input.sizes()[1];
        // Samples become channels of one sample.
        int[] folded = input.sizes().clone();
        folded[0] = 1;
        folded[1] = n * c;
        Tensor result = input.contiguous()
                .view(folded)
                .batch_norm(
                        repeated(weight, n),
                        repeated(bias, n),
                        repeated(runningMean, n),
                        repeated(runningVar, n),
                        useInputStatistics,
                        momentum,
                        eps,
                        false);
        return result.view(input.sizes());
    }

    private static @Nullable Tensor repeated(@Nullable Tensor vector, int times) {
        return vector == null ? null : vector.repeat(times);
    }

    static int[] lastDims(int rank, int count) {
        var dims = new int[count];
        for (int i = 0; i < count; i++) dims[i] = rank - count + i;
        return dims;
    }

    /// @return the result, and the mean and inverse deviation of each group of numbers
    public static Tensor[] layerNorm(
            Tensor input, int[] shape, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        if (shape.length == 0) {
            throw EngineException.runtime("Expected normalized_shape to be at least 1-dimensional, i.e., containing at "
                    + "least one element, but got normalized_shape = []");
        }
        int lead = input.dim() - shape.length;
        boolean fits = lead >= 0;
        for (int i = 0; fits && i < shape.length; i++) fits = input.sizes()[lead + i] == shape[i];
        if (weight != null && !Arrays.equals(weight.sizes(), shape)) {
            throw EngineException.runtime(("Expected weight to be of same shape as normalized_shape, but got weight of "
                            + "shape %s and normalized_shape = %s")
                    .formatted(Shapes.text(weight.sizes()), Shapes.text(shape)));
        }
        if (bias != null && !Arrays.equals(bias.sizes(), shape)) {
            throw EngineException.runtime(
                    ("Expected bias to be of same shape as normalized_shape, but got bias of shape "
                                    + "%s and normalized_shape = %s")
                            .formatted(Shapes.text(bias.sizes()), Shapes.text(shape)));
        }
        if (!fits) {
            var expected = new StringBuilder("[*");
            for (int size : shape) expected.append(", ").append(size);
            throw EngineException.runtime(
                    "Given normalized_shape=%s, expected input with shape %s], but got input of size%s"
                            .formatted(Shapes.text(shape), expected, Shapes.text(input.sizes())));
        }
        int[] dims = lastDims(input.dim(), shape.length);
        Tensor mean = input.mean(dims, true);
        Tensor centered = input.sub(mean);
        Tensor invstd = centered.square().mean(dims, true).add(eps).rsqrt();
        Tensor result = centered.mul(invstd);
        if (weight != null) result = result.mul(weight);
        if (bias != null) result = result.add(bias);
        return new Tensor[] {result, mean, invstd};
    }

    /// @return the result, and the mean and inverse deviation `(N, groups)`
    public static Tensor[] groupNorm(
            Tensor input,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            int n,
            int channels,
            int pixels,
            int groups,
            double eps) {
        Tensor rows = input.reshape(n, groups, channels / groups * pixels);
        Tensor mean = rows.mean(new int[] {2}, true);
        Tensor centered = rows.sub(mean);
        Tensor invstd = centered.square().mean(new int[] {2}, true).add(eps).rsqrt();
        Tensor result = centered.mul(invstd).reshape(input.sizes());
        if (weight != null) result = result.mul(alongChannels(weight, input.dim()));
        if (bias != null) result = result.add(alongChannels(bias, input.dim()));
        return new Tensor[] {result, mean.reshape(n, groups), invstd.reshape(n, groups)};
    }

    public static Tensor groupNorm(
            Tensor input, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        int n = input.sizes()[0];
        int channels = input.sizes()[1];
        if (channels % groups != 0) {
            throw EngineException.runtime(
                    ("Expected number of channels in input to be divisible by num_groups, but got "
                                    + "input of shape %s and num_groups=%d")
                            .formatted(Shapes.text(input.sizes()), groups));
        }
        int pixels = Shapes.numel(Arrays.copyOfRange(input.sizes(), 2, input.dim()));
        return input.contiguous().native_group_norm(weight, bias, n, channels, pixels, groups, eps)[0];
    }

    /// The gradients of `xhat * weight + bias`, where `xhat` is `x` brought to mean 0 and variance 1 over `dims`.
    static Tensor normalizedBackward(Tensor gradHat, Tensor xhat, Tensor invstd, int[] dims) {
        Tensor meanGrad = gradHat.mean(dims, true);
        Tensor meanProduct = gradHat.mul(xhat).mean(dims, true);
        return gradHat.sub(meanGrad).sub(xhat.mul(meanProduct)).mul(invstd);
    }
}
