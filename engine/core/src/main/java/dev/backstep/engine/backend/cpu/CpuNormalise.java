package dev.backstep.engine.backend.cpu;

import static dev.backstep.engine.backend.reference.Elements.host;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.Strided;

/// Softmax along the last dimension and statistics of channels, in float32.
final class CpuNormalise {
    private final FloatLines lines;
    private final WideSums wide = new WideSums();

    CpuNormalise(FloatLines lines) {
        this.lines = lines;
    }

    static boolean supportsSoftmax(int dim, Strided out, Strided... others) {
        if (out.dtype() != DType.FLOAT32 || dim != out.sizes().length - 1 || !out.isContiguous()) {
            return false;
        }
        for (Strided other : others) {
            if (!other.isContiguous()) {
                return false;
            }
        }
        return true;
    }

    void softmax(Strided out, Strided in, boolean log) {
        int size = in.sizes()[in.sizes().length - 1];
        float[] a = host(in).floats();
        float[] result = host(out).floats();
        int end = in.offset() + in.numel();
        for (int from = in.offset(), to = out.offset(); from < end; from += size, to += size) {
            softmaxLine(result, to, a, from, size, log);
        }
    }

    private void softmaxLine(float[] out, int to, float[] a, int from, int n, boolean log) {
        float largest = CpuReduce.largest(a, from, n);
        if (n < VectorLoops.SHORTEST) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double power = Math.exp(a[from + i] - largest);
                sum += power;
                if (!log) {
                    out[to + i] = (float) power;
                }
            }
            float logSum = (float) Math.log(sum);
            for (int i = 0; i < n; i++) {
                out[to + i] = log ? a[from + i] - largest - logSum : (float) (out[to + i] / sum);
            }
            return;
        }
        // Softmax may be computed in place, its logarithm needs the input again.
        float[] powers = log ? new float[n] : out;
        int at = log ? 0 : to;
        for (int i = 0; i < n; i++) {
            powers[at + i] = a[from + i] - largest;
        }
        if (!lines.run(ScalarFunction.EXP, powers, at, 1, powers, at, 1, powers, at, 0, powers, at, 0, n, 0, 0)) {
            exponentials(powers, at, n);
        }
        float sum = (float) wide.sum(powers, at, 1, n);
        if (log) {
            float logSum = (float) Math.log(sum);
            for (int i = 0; i < n; i++) {
                out[to + i] = a[from + i] - largest - logSum;
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[to + i] /= sum;
            }
        }
    }

    private static void exponentials(float[] powers, int at, int n) {
        for (int i = at; i < at + n; i++) {
            powers[i] = (float) Math.exp(powers[i]);
        }
    }

    void softmaxBackward(Strided out, Strided grad, Strided result, boolean log) {
        int n = result.sizes()[result.sizes().length - 1];
        float[] g = host(grad).floats();
        float[] y = host(result).floats();
        float[] x = host(out).floats();
        for (int line = 0; line < result.numel(); line += n) {
            int fromG = grad.offset() + line;
            int fromY = result.offset() + line;
            int to = out.offset() + line;
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += log ? g[fromG + i] : (double) g[fromG + i] * y[fromY + i];
            }
            float total = (float) sum;
            for (int i = 0; i < n; i++) {
                x[to + i] = log
                        ? g[fromG + i] - (float) Math.exp(y[fromY + i]) * total
                        : (g[fromG + i] - total) * y[fromY + i];
            }
        }
    }

    static boolean supportsStatistics(Strided mean, Strided variance, Strided in) {
        return in.dtype() == DType.FLOAT32
                && mean.dtype() == DType.FLOAT32
                && variance.dtype() == DType.FLOAT32
                && in.isContiguous()
                && in.numel() > 0;
    }

    void channelStatistics(Strided mean, Strided variance, Strided in) {
        int channels = in.sizes()[1];
        int samples = in.sizes()[0];
        int spatial = in.numel() / channels / samples;
        float[] a = host(in).floats();
        double count = (double) samples * spatial;
        for (int channel = 0; channel < channels; channel++) {
            double sum = 0;
            for (int sample = 0; sample < samples; sample++) {
                sum += wide.sum(a, in.offset() + (sample * channels + channel) * spatial, 1, spatial);
            }
            // Rounded where PyTorch rounds: the mean before it is subtracted, each distance and each square.
            float center = (float) (sum / count);
            double squares = 0;
            for (int sample = 0; sample < samples; sample++) {
                squares += wide.squares(a, in.offset() + (sample * channels + channel) * spatial, spatial, center);
            }
            host(mean).floats()[mean.offset() + channel * mean.strides()[0]] = center;
            host(variance).floats()[variance.offset() + channel * variance.strides()[0]] =
                    (float) squares / (float) count;
        }
    }
}
