package dev.backstep.engine.ops;

import static dev.backstep.engine.DType.BOOL;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.TypePromotion;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.Strided;
import org.jspecify.annotations.Nullable;

/// Operators that work element by element: promotion, broadcasting, and the primitive.
///
/// `out` is the tensor to write to, or null for a new one.
public final class Pointwise {
    private Pointwise() {}

    // One input

    /// A function that keeps the dtype.
    public static Tensor unary(@Nullable Tensor out, ScalarFunction f, Tensor self) {
        return unary(out, f, self, 0, 0);
    }

    /// A function with parameters that keeps the dtype.
    public static Tensor unary(@Nullable Tensor out, ScalarFunction f, Tensor self, double p, double q) {
        return apply(out, f, self.dtype(), self, null, null, p, q);
    }

    /// A function into floating numbers: integers become the default dtype.
    public static Tensor floating(@Nullable Tensor out, ScalarFunction f, Tensor self) {
        return apply(out, f, floatingType(self), self, null, null, 0, 0);
    }

    public static Tensor polygamma(@Nullable Tensor out, Tensor self, int n) {
        if (n < 0) throw EngineException.runtime("polygamma(n, x) does not support negative n.");
        return apply(out, ScalarFunction.POLYGAMMA, floatingType(self), self, null, null, n, 0);
    }

    /// A function that is not meant for bool.
    public static Tensor numeric(@Nullable Tensor out, ScalarFunction f, Tensor self, String name) {
        if (self.dtype() == BOOL && f == ScalarFunction.NEG) {
            throw EngineException.runtime("Negation, the `-` operator, on a bool tensor is not supported. If you are "
                    + "trying to invert a mask, use the `~` or `logical_not()` operator instead.");
        }
        return unary(out, f, self);
    }

    /// Rounding, which leaves integers as they are.
    public static Tensor rounding(@Nullable Tensor out, ScalarFunction f, Tensor self) {
        if (self.dtype().isFloating()) return unary(out, f, self);
        return apply(out, ScalarFunction.AFFINE, self.dtype(), self, null, null, 1, 0);
    }

    /// A function that needs floating numbers and refuses others as PyTorch's kernels do.
    public static Tensor onlyFloating(
            @Nullable Tensor out, ScalarFunction f, Tensor self, double p, double q, String kernel) {
        requireFloating(self, kernel);
        return unary(out, f, self, p, q);
    }

    /// @throws EngineException RuntimeError if `self` holds integers
    public static void requireFloating(Tensor self, String kernel) {
        requireFloating(self.dtype(), kernel);
    }

    private static void requireFloating(DType dtype, String kernel) {
        if (!dtype.isFloating()) {
            throw EngineException.runtime("\"%s\" not implemented for '%s'".formatted(kernel, dtype.scalarTypeName()));
        }
    }

    static DType floatingType(Tensor self) {
        return self.dtype().isFloating() ? self.dtype() : self.engine().defaultDtype();
    }

    // Two inputs

    /// Arithmetic that is not meant for integers.
    public static Tensor onlyFloatingBinary(
            @Nullable Tensor out, ScalarFunction f, Tensor self, Tensor other, String kernel) {
        requireFloating(TypePromotion.result(self.engine(), self, other), kernel);
        return binary(out, f, self, other);
    }

    /// Arithmetic in the promoted dtype.
    public static Tensor binary(@Nullable Tensor out, ScalarFunction f, Tensor self, Tensor other) {
        return binary(out, f, self, other, 0, 0);
    }

    static Tensor binary(@Nullable Tensor out, ScalarFunction f, Tensor self, Tensor other, double p, double q) {
        DType dtype = self.dtype();
        if (dtype == other.dtype() && self.dim() != 0 && other.dim() != 0) {
            if (out == null && self.sizes() == other.sizes() && self.isContiguous() && other.isContiguous()) {
                DType type = f.result() == ScalarFunction.Result.BOOL ? BOOL : dtype;
                var backend = self.backend();
                var result = new Tensor(backend.allocate(type, self.numel()), self);
                backend.pointwise(f, result, self, other, null, p, q);
                return result;
            }
        } else {
            dtype = TypePromotion.result(self.engine(), self, other);
        }
        return apply(out, f, dtype, self, other, null, p, q);
    }

    /// Arithmetic in the promoted dtype, with a Python number on the right.
    public static Tensor binary(@Nullable Tensor out, ScalarFunction f, Tensor self, Scalar other) {
        return binary(out, f, self, self.engine().wrapped(other));
    }

    /// `self + alpha * other`.
    public static Tensor add(@Nullable Tensor out, Tensor self, Tensor other, Scalar alpha) {
        if (isOne(alpha)) {
            if (self.dtype() == BOOL && other.dtype() == BOOL)
                return binary(out, ScalarFunction.LOGICAL_OR, self, other);
            return binary(out, ScalarFunction.ADD, self, other);
        }
        checkAlpha(self, other, alpha);
        return binary(out, ScalarFunction.ADD_SCALED, self, other, alpha.value(), 0);
    }

    /// `self - alpha * other`.
    public static Tensor sub(@Nullable Tensor out, Tensor self, Tensor other, Scalar alpha) {
        if (self.dtype() == BOOL && other.dtype() == BOOL) {
            throw EngineException.runtime("Subtraction, the `-` operator, with two bool tensors is not supported. Use "
                    + "the `^` or `logical_xor()` operator instead.");
        }
        if (self.dtype() == BOOL || other.dtype() == BOOL) {
            throw EngineException.runtime("Subtraction, the `-` operator, with a bool tensor is not supported. If you "
                    + "are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
        }
        if (isOne(alpha)) return binary(out, ScalarFunction.SUB, self, other);
        checkAlpha(self, other, alpha);
        return binary(out, ScalarFunction.ADD_SCALED, self, other, -alpha.value(), 0);
    }

    private static boolean isOne(Scalar alpha) {
        return alpha == Scalar.ONE || alpha.value() == 1 && alpha.dtype() != BOOL;
    }

    private static void checkAlpha(Tensor self, Tensor other, Scalar alpha) {
        DType dtype = TypePromotion.result(self.engine(), self, other);
        if (alpha.dtype() == BOOL && dtype != BOOL) {
            throw EngineException.runtime("Boolean alpha only supported for Boolean results.");
        }
        if (alpha.isFloating() && !dtype.isFloating()) {
            throw EngineException.runtime(
                    "For integral input tensors, argument alpha must not be a floating point number.");
        }
    }

    /// True division: integers become the default dtype.
    public static Tensor floatingBinary(@Nullable Tensor out, ScalarFunction f, Tensor self, Tensor other) {
        DType dtype = TypePromotion.result(self.engine(), self, other);
        if (dtype.isFloating()) return binary(out, f, self, other);
        return apply(out, f, self.engine().defaultDtype(), self, other, null, 0, 0);
    }

    /// Division rounded as `mode` says: null, `trunc` or `floor`.
    public static Tensor div(@Nullable Tensor out, Tensor self, Tensor other, @Nullable String mode) {
        if (mode == null) return floatingBinary(out, ScalarFunction.DIV, self, other);
        ScalarFunction f = switch (mode) {
            case "trunc" -> ScalarFunction.TRUNC_DIV;
            case "floor" -> ScalarFunction.FLOOR_DIV;
            default ->
                throw EngineException.runtime("div expected rounding_mode to be one of None, 'trunc', or 'floor' "
                        + "but found '" + mode + "'");
        };
        return integerDivision(out, f, self, other, "ZeroDivisionError");
    }

    /// A division that integers cannot do by zero.
    public static Tensor integerDivision(
            @Nullable Tensor out, ScalarFunction f, Tensor self, Tensor other, String message) {
        try {
            return binary(out, f, self, other);
        } catch (ArithmeticException e) {
            throw EngineException.runtime(message);
        }
    }

    /// A power with a Python number as the exponent.
    public static Tensor pow(@Nullable Tensor out, Tensor self, Scalar exponent) {
        DType dtype = TypePromotion.result(self.engine(), self, exponent);
        if (!dtype.isFloating() && exponent.bits() < 0) {
            throw EngineException.runtime("Integers to negative integer powers are not allowed.");
        }
        if (dtype.isFloating() && exponent.value() == 2) {
            return apply(out, ScalarFunction.SQUARE, dtype, self, null, null, 0, 0);
        }
        return apply(out, ScalarFunction.POW_SCALAR, dtype, self, null, null, exponent.value(), 0);
    }

    /// Comparison; the result is bool.
    public static Tensor compare(@Nullable Tensor out, ScalarFunction f, Tensor self, Tensor other) {
        return binary(out, f, self, other);
    }

    /// A logical function: operands are read as "is not 0".
    public static Tensor logical(@Nullable Tensor out, ScalarFunction f, Tensor self, Tensor other) {
        if (out == self) Operands.refuseGrowth(out, Shapes.broadcast(self.sizes(), other.sizes()));
        Tensor a = self.dtype() == BOOL ? self : self.to(BOOL);
        Tensor b = other.dtype() == BOOL ? other : other.to(BOOL);
        return apply(out, f, BOOL, a, b, null, 0, 0);
    }

    /// A function of bits.
    public static Tensor bitwise(@Nullable Tensor out, ScalarFunction f, Tensor self, Tensor other, String name) {
        DType dtype = TypePromotion.result(self.engine(), self, other);
        if (dtype.isFloating()) {
            throw EngineException.runtime(
                    "\"%s_cpu\" not implemented for '%s'".formatted(name, dtype.scalarTypeName()));
        }
        return binary(out, f, self, other);
    }

    /// `grad` where `self` is above the threshold, else 0.
    public static Tensor thresholdBackward(Tensor grad, Tensor self, Scalar threshold) {
        return binary(null, ScalarFunction.THRESHOLD_BACKWARD, grad, self, threshold.value(), 0);
    }

    // Three inputs

    /// `condition ? self : other`.
    public static Tensor where(Tensor condition, Tensor self, Tensor other) {
        if (condition.dtype() != BOOL && condition.dtype() != DType.UINT8) {
            throw EngineException.runtime(
                    "where expected condition to be a boolean tensor, but got a tensor with dtype "
                            + condition.dtype().scalarTypeName());
        }
        Tensor mask = condition.dtype() == BOOL ? condition : condition.to(BOOL);
        DType dtype = TypePromotion.result(self.engine(), self, other);
        return apply(null, ScalarFunction.WHERE, dtype, mask, self, other, 0, 0);
    }

    /// A function of three tensors of one promoted dtype.
    public static Tensor ternary(@Nullable Tensor out, ScalarFunction f, Tensor self, Tensor b, Tensor c, double p) {
        DType dtype = TypePromotion.result(self.engine(), self, b, c);
        return apply(out, f, dtype, self, b, c, p, 0);
    }

    /// Keeps elements within bounds, either of which may be missing.
    public static Tensor clamp(@Nullable Tensor out, Tensor self, @Nullable Scalar min, @Nullable Scalar max) {
        if (min == null && max == null) {
            throw EngineException.runtime("torch.clamp: At least one of 'min' or 'max' must not be None");
        }
        DType dtype = self.dtype();
        if (min != null) dtype = TypePromotion.promote(dtype, TypePromotion.result(self.engine(), self, min));
        if (max != null) dtype = TypePromotion.promote(dtype, TypePromotion.result(self.engine(), self, max));
        double low = min == null ? Double.NEGATIVE_INFINITY : min.value();
        double high = max == null ? Double.POSITIVE_INFINITY : max.value();
        if (Double.isNaN(low) || Double.isNaN(high)) {
            return fill(
                    out == null ? self.engine().allocateLike(self, dtype, self.sizes()) : out, Scalar.of(Double.NaN));
        }
        if (low > high) low = high;
        return apply(out, ScalarFunction.CLAMP, dtype, self, null, null, low, high);
    }

    /// Keeps elements within bounds that are tensors.
    public static Tensor clamp(@Nullable Tensor out, Tensor self, @Nullable Tensor min, @Nullable Tensor max) {
        if (min == null && max == null) {
            throw EngineException.runtime("torch.clamp: At least one of 'min' or 'max' must not be None");
        }
        Tensor result = self;
        if (min != null) result = binary(max == null ? out : null, ScalarFunction.MAXIMUM, result, min);
        if (max != null) result = binary(out, ScalarFunction.MINIMUM, result, max);
        return result;
    }

    /// Sets every element.
    public static Tensor fill(Tensor self, Scalar value) {
        self.backend().fill(self, value.value(), value.bits());
        return self;
    }

    /// Sets every element.
    public static Tensor fill(Tensor self, Tensor value) {
        if (value.dim() != 0) {
            throw EngineException.runtime(
                    "fill_ only supports 0-dimension value tensor but got tensor with " + value.dim() + " dimensions.");
        }
        if (value.device().isCpu() || !value.device().equals(self.device())) return fill(self, value.item());
        self.backend().copy(self, Views.expand(value, self.sizes()));
        return self;
    }

    /// All bits turned round; for bools the logical not.
    public static Tensor bitwiseNot(@Nullable Tensor out, Tensor self) {
        if (self.dtype() == BOOL) return unary(out, ScalarFunction.LOGICAL_NOT, self);
        if (self.dtype().isFloating()) {
            throw EngineException.runtime(
                    "\"bitwise_not_cpu\" not implemented for '" + self.dtype().scalarTypeName() + "'");
        }
        return unary(out, ScalarFunction.BITWISE_NOT, self);
    }

    // What all have in common

    /// Broadcasts, converts to `dtype`, computes, and converts to the dtype of `out`.
    static Tensor apply(
            @Nullable Tensor out,
            ScalarFunction f,
            DType dtype,
            Tensor a,
            @Nullable Tensor b,
            @Nullable Tensor c,
            double p,
            double q) {
        int[] sizes = a.sizes();
        if (b != null) sizes = Shapes.broadcast(sizes, b.sizes());
        if (c != null) sizes = Shapes.broadcast(sizes, c.sizes());
        DType resultType = f.result() == ScalarFunction.Result.BOOL ? BOOL : dtype;
        Tensor target = Operands.target(out, resultType, sizes, a, b, c);
        boolean mask = f == ScalarFunction.WHERE;
        var backend = target.backend();
        Strided x = Operands.input(a, mask ? BOOL : dtype, sizes, target);
        Strided y = b == null ? null : Operands.input(b, dtype, sizes, target);
        Strided z = c == null ? null : Operands.input(c, dtype, sizes, target);
        boolean direct = out == null || out.dtype() == resultType && !Operands.overlap(out, a, b, c);
        if (direct) {
            backend.pointwise(f, target, x, y, z, p, q);
            return target;
        }
        // Another dtype, or an operand that overlaps the target in another way than element for element.
        Tensor temporary = a.engine().allocateLike(target, resultType, sizes);
        backend.pointwise(f, temporary, x, y, z, p, q);
        backend.copy(target, temporary);
        return target;
    }
}
