package dev.backstep.engine.ops;

import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import java.util.Arrays;

/// Whether tensors agree.
public final class Comparisons {
    private Comparisons() {}

    /// Whether sizes and all elements are the same; NaN differs from everything.
    public static boolean equal(Tensor self, Tensor other) {
        if (self.dtype() != other.dtype()) {
            throw EngineException.runtime(
                    "Expected object of scalar type %s but got scalar type %s for argument 'other'"
                            .formatted(
                                    self.dtype().scalarTypeName().toLowerCase(java.util.Locale.ROOT),
                                    other.dtype().scalarTypeName().toLowerCase(java.util.Locale.ROOT)));
        }
        if (!Arrays.equals(self.sizes(), other.sizes())) return false;
        return holds(self, () -> self.eq(other).all());
    }

    /// Where `|self - other| <= atol + rtol * |other|`, infinities of one sign included.
    public static Tensor isclose(Tensor self, Tensor other, double rtol, double atol, boolean equalNan) {
        if (self.dtype() != other.dtype()) {
            throw EngineException.runtime(self.dtype().scalarTypeName() + " did not match "
                    + other.dtype().scalarTypeName());
        }
        if (rtol < 0) throw EngineException.runtime("rtol must be greater than or equal to zero, but got " + rtol);
        if (atol < 0) throw EngineException.runtime("atol must be greater than or equal to zero, but got " + atol);
        Tensor same = self.eq(other);
        if (equalNan && self.dtype().isFloating())
            same = same.logical_or(self.isnan().logical_and(other.isnan()));
        if (rtol == 0 && atol == 0) return same;
        Tensor allowed =
                other.mul(self.engine().wrapped(rtol)).abs().add(self.engine().wrapped(atol));
        Tensor actual = self.sub(other).abs();
        return same.logical_or(actual.isfinite().logical_and(actual.le(allowed)));
    }

    public static boolean allclose(Tensor self, Tensor other, double rtol, double atol, boolean equalNan) {
        return holds(self, () -> isclose(self, other, rtol, atol, equalNan).all());
    }

    private static boolean holds(Tensor self, java.util.function.Supplier<Tensor> truth) {
        return Autograd.quietly(self.engine(), truth).item().bits() != 0;
    }
}
