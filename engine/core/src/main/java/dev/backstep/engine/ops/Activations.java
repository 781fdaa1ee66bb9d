package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.ScalarFunction;
import org.jspecify.annotations.Nullable;

/// Activation functions.
public final class Activations {
    private Activations() {}

    public static Tensor softmax(Tensor self, int dim, @Nullable DType dtype) {
        Tensor input = dtype == null || dtype == self.dtype() ? self : self.to(dtype);
        return input._softmax(dim, false);
    }

    public static Tensor logSoftmax(Tensor self, int dim, @Nullable DType dtype) {
        Tensor input = dtype == null || dtype == self.dtype() ? self : self.to(dtype);
        return input._log_softmax(dim, false);
    }

    public static Tensor softmax(Tensor self, int dim, boolean log) {
        Pointwise.requireFloating(self, log ? "log_softmax_lastdim_kernel_impl" : "softmax_lastdim_kernel_impl");
        int d = Shapes.dimension(dim, self.dim());
        if (self.dim() == 0)
            return Pointwise.fill(Creation.emptyLike(self, null, null), log ? Scalar.ZERO : Scalar.ONE);
        Tensor result = self.engine().allocateLike(self, self.dtype(), self.sizes());
        if (self.numel() > 0) self.backend().softmax(result, self, d, log);
        return result;
    }

    public static Tensor softmaxBackward(Tensor grad, Tensor output, int dim, boolean log) {
        int d = Shapes.dimension(dim, output.dim());
        if (output.dim() == 0) return grad.zeros_like();
        Tensor result = grad.engine().allocateLike(grad, grad.dtype(), output.sizes());
        if (output.numel() > 0) grad.backend().softmaxBackward(result, grad, output, d, log);
        return result;
    }

    public static Tensor gelu(@Nullable Tensor out, Tensor self, String approximate) {
        ScalarFunction f = switch (approximate) {
            case "none" -> ScalarFunction.GELU;
            case "tanh" -> ScalarFunction.GELU_TANH;
            default -> throw EngineException.runtime("approximate argument must be either none or tanh.");
        };
        return Pointwise.onlyFloating(out, f, self, 0, 0, "GeluKernelImpl");
    }

    public static Tensor elu(@Nullable Tensor out, Tensor self, Scalar alpha, Scalar scale, Scalar inputScale) {
        Pointwise.requireFloating(self, "elu_cpu");
        if (scale.value() == 1 && inputScale.value() == 1) {
            return Pointwise.unary(out, ScalarFunction.ELU, self, alpha.value(), 0);
        }
        Tensor negative = self.mul(inputScale).expm1().mul(alpha.value() * scale.value());
        Tensor result = self.gt(0).where(self.mul(scale), negative);
        return out == null ? result : Creation.copy(out, result);
    }

    public static Tensor celu(Tensor self, Scalar alpha) {
        if (alpha.value() == 0) {
            throw EngineException.runtime("ZeroDivisionError: alpha cannot be 0 for CELU");
        }
        return elu(null, self, alpha, Scalar.ONE, Scalar.of(1 / alpha.value()));
    }

    public static Tensor prelu(Tensor self, Tensor weight) {
        return self.gt(0).where(self, self.mul(alongChannels(self, weight)));
    }

    /// A vector of channel factors with the rank of `self`.
    static Tensor alongChannels(Tensor self, Tensor weight) {
        if (weight.numel() == 1) return weight.reshape(Shapes.SCALAR);
        int channels = self.dim() < 2 ? 1 : self.size(1);
        if (channels != weight.numel()) {
            throw EngineException.runtime(
                    ("Mismatch of parameter numbers and input channel size. Found parameter numbers "
                                    + "= %d and channel size = %d.")
                            .formatted(weight.numel(), channels));
        }
        var shape = new int[self.dim()];
        java.util.Arrays.fill(shape, 1);
        shape[1] = channels;
        return weight.reshape(shape);
    }

    public static Tensor hardswish(Tensor self) {
        return self.mul(hardsigmoid(self));
    }

    public static Tensor hardsigmoid(Tensor self) {
        return self.add(3).clamp(Scalar.ZERO, Scalar.of(6)).div(6);
    }

    public static Tensor mish(Tensor self) {
        return self.mul(self.softplus().tanh());
    }

    public static Tensor glu(Tensor self, int dim) {
        if (self.dim() == 0) throw EngineException.runtime("glu does not support 0-dimensional tensors");
        int d = Shapes.dimension(dim, self.dim());
        int size = self.size(d);
        if (size % 2 != 0) {
            throw EngineException.runtime(
                    "Halving dimension must be even, but dimension %d is size %d".formatted(d, size));
        }
        return self.narrow(d, 0, size / 2)
                .mul(self.narrow(d, size / 2, size / 2).sigmoid());
    }

    public static Tensor hardshrink(Tensor self, Scalar lambda) {
        return self.masked_fill(self.abs().le(lambda), 0);
    }

    public static Tensor softshrink(Tensor self, Scalar lambda) {
        if (lambda.value() < 0) {
            throw EngineException.runtime("lambda must be greater or equal to 0, but found to be " + lambda + ".");
        }
        Tensor moved = self.sub(self.sgn().mul(lambda));
        return self.abs().gt(lambda).where(moved, self.new_zeros(Shapes.SCALAR));
    }
}
