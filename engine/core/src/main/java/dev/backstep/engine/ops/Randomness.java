package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.KnownRange;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.random.Generator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Random numbers, drawn on the CPU in the order of the elements, whatever the device: the same seed gives the same
/// numbers everywhere.
public final class Randomness {
    private Randomness() {}

    private static Generator generator(Tensor self, @Nullable Generator given) {
        return given == null ? self.engine().generator() : given;
    }

    public static Tensor uniform(Tensor self, double from, double to, @Nullable Generator given) {
        if (from > to) {
            throw EngineException.runtime(
                    "uniform_ expects to return a [from, to) range, but found from=%s > to=%s".formatted(from, to));
        }
        var generator = generator(self, given);
        int n = self.numel();
        if (self.dtype() == DType.FLOAT64) {
            var values = new double[n];
            generator.uniform(values, 0, n, from, to);
            return store(self, DType.FLOAT64, values);
        }
        requireFloating(self, "check_uniform_bounds");
        var values = new float[n];
        generator.uniform(values, 0, n, from, to);
        return store(self, DType.FLOAT32, values);
    }

    public static Tensor normal(Tensor self, double mean, double std, @Nullable Generator given) {
        if (std < 0) throw EngineException.runtime("normal expects std >= 0.0, but found std " + std);
        var generator = generator(self, given);
        int n = self.numel();
        if (self.dtype() == DType.FLOAT64) {
            var values = new double[n];
            generator.normal(values, 0, n, mean, std);
            return store(self, DType.FLOAT64, values);
        }
        requireFloating(self, "normal_kernel_cpu");
        var values = new float[n];
        generator.normal(values, 0, n, mean, std);
        return store(self, DType.FLOAT32, values);
    }

    private static void requireFloating(Tensor self, String kernel) {
        Pointwise.requireFloating(self, kernel);
    }

    public static Tensor normal(Tensor mean, Tensor std, @Nullable Generator given) {
        Tensor result = normal(mean.mul(0).add(std.mul(0)), 0, 1, given);
        return result.mul(std).add(mean);
    }

    public static Tensor exponential(Tensor self, double lambda, @Nullable Generator given) {
        if (lambda <= 0) {
            throw EngineException.runtime("exponential_ expects lambda > 0.0, but found lambda=" + lambda);
        }
        var values = new double[self.numel()];
        generator(self, given).exponential(values, 0, values.length, lambda);
        return store(self, DType.FLOAT64, values);
    }

    public static Tensor integers(
            Engine engine,
            long low,
            long high,
            int[] size,
            @Nullable Generator given,
            @Nullable DType dtype,
            @Nullable Device device) {
        if (low >= high) {
            throw EngineException.runtime(
                    "random_ expects 'from' to be less than 'to', but got from=%d >= to=%d".formatted(low, high));
        }
        Tensor result = Creation.empty(engine, size, dtype == null ? DType.INT64 : dtype, device);
        integers(result, low, high, given);
        if (result.dtype() == DType.INT64) KnownRange.note(result, low, high - 1, null);
        return result;
    }

    private static Tensor integers(Tensor self, long low, long high, @Nullable Generator given) {
        var values = new long[self.numel()];
        generator(self, given).randint(values, 0, values.length, low, high);
        return store(self, DType.INT64, values);
    }

    public static Tensor integers(Tensor self, int from, @Nullable Integer to, @Nullable Generator given) {
        long high = to == null ? largest(self.dtype()) : to;
        return integers(self, (long) from, high, given);
    }

    /// `random_()`: integers from 0 to the largest that the dtype holds exactly.
    public static Tensor wholeRange(Tensor self, @Nullable Generator given) {
        if (self.dtype() != DType.INT64) return integers(self, 0L, largest(self.dtype()), given);
        var values = new long[self.numel()];
        Generator source = generator(self, given);
        for (int i = 0; i < values.length; i++) values[i] = source.random64() & Long.MAX_VALUE;
        return store(self, DType.INT64, values);
    }

    /// One more than the largest integer that the dtype holds exactly.
    private static long largest(DType dtype) {
        return switch (dtype) {
            case BOOL -> 2;
            case UINT8 -> 256;
            case INT8 -> 128;
            case INT16 -> 1 << 15;
            case INT32 -> 1L << 31;
            case INT64 -> Long.MAX_VALUE;
            case FLOAT16 -> (1 << 11) + 1;
            case BFLOAT16 -> (1 << 8) + 1;
            case FLOAT32 -> (1 << 24) + 1;
            case FLOAT64 -> (1L << 53) + 1;
        };
    }

    public static Tensor permutation(
            Engine engine, int n, @Nullable Generator given, @Nullable DType dtype, @Nullable Device device) {
        if (n < 0) throw EngineException.runtime("n must be non-negative, got" + n);
        var values = new long[n];
        (given == null ? engine.generator() : given).randperm(values, 0, n);
        return Creation.ofLongs(engine, values, new int[] {n}, dtype == null ? DType.INT64 : dtype, device);
    }

    /// One probability for all.
    public static Tensor bernoulli(Tensor self, double p, @Nullable Generator given) {
        if (!(p >= 0 && p <= 1)) {
            throw EngineException.runtime("bernoulli_ expects p to be in [0, 1], but got p=" + p);
        }
        var values = new byte[self.numel()];
        generator(self, given).bernoulli(values, 0, values.length, p);
        return store(self, DType.BOOL, values);
    }

    /// A probability for each.
    public static Tensor bernoulli(Tensor self, Tensor probabilities, @Nullable Generator given) {
        double[] wide = Views.expand(probabilities, self.sizes()).toDoubles();
        var p = new float[wide.length];
        for (int i = 0; i < p.length; i++) {
            if (!(wide[i] >= 0 && wide[i] <= 1)) {
                throw EngineException.runtime("Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this "
                        + "error message be improved?  If so, please report an enhancement request to PyTorch.)");
            }
            p[i] = (float) wide[i];
        }
        var values = new byte[p.length];
        generator(self, given).bernoulli(values, 0, values.length, p, 0);
        return store(self, DType.BOOL, values);
    }

    /// @param channels whether one draw decides on a whole channel
    public static Tensor dropout(Tensor input, double p, boolean train, boolean channels) {
        if (!(p >= 0 && p <= 1)) {
            throw EngineException.runtime("dropout probability has to be between 0 and 1, but got " + p);
        }
        if (p == 0 || !train || input.numel() == 0) return input;
        if (p == 1) return input.mul(input.new_zeros());
        int[] sizes = input.sizes();
        if (channels) {
            if (input.dim() < 2) {
                throw EngineException.runtime("Feature dropout requires at least 2 dimensions in the input");
            }
            sizes = sizes.clone();
            Arrays.fill(sizes, 2, sizes.length, 1);
        }
        return input.mul(input.new_empty(sizes).bernoulli_(1 - p).div_(1 - p));
    }

    public static Tensor multinomial(Tensor self, int samples, boolean replacement, @Nullable Generator given) {
        if (!self.dtype().isFloating()) {
            throw EngineException.runtime("multinomial only supports floating-point dtypes for input, got: "
                    + self.dtype().scalarTypeName());
        }
        if (self.dim() < 1 || self.dim() > 2) {
            throw EngineException.runtime("prob_dist must be 1 or 2 dim");
        }
        if (samples <= 0) throw EngineException.runtime("cannot sample n_sample <= 0 samples");
        int categories = self.sizes()[self.dim() - 1];
        int rows = self.dim() == 2 ? self.sizes()[0] : 1;
        if (!replacement && samples > categories) {
            throw EngineException.runtime("cannot sample n_sample > prob_dist.size(-1) samples without replacement");
        }
        double[] weights = self.toDoubles();
        for (double w : weights) {
            if (!(w >= 0) || Double.isInfinite(w)) {
                throw EngineException.runtime("probability tensor contains either `inf`, `nan` or element < 0");
            }
        }
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = 0; i < categories; i++) sum += weights[row * categories + i];
            if (sum == 0) {
                throw EngineException.runtime("invalid multinomial distribution (sum of probabilities <= 0)");
            }
        }
        var out = new long[rows * samples];
        var generator = generator(self, given);
        boolean single = self.dtype() != DType.FLOAT64;
        if (replacement && samples > 1) {
            for (int row = 0; row < rows; row++) {
                generator.multinomialWithReplacement(
                        out, row * samples, samples, weights, row * categories, categories, single);
            }
        } else {
            generator.multinomialWithoutReplacement(out, 0, samples, weights, rows, categories, single);
        }
        int[] sizes = self.dim() == 2 ? new int[] {rows, samples} : new int[] {samples};
        return Creation.ofLongs(self.engine(), out, sizes, DType.INT64, self.device());
    }

    /// Puts values drawn in row-major order into a tensor.
    private static Tensor store(Tensor self, DType dtype, Object values) {
        var host = new Tensor(self.engine(), new Storage.Host(dtype, values, self.numel()), self.sizes());
        return Creation.copy(self, host);
    }
}
