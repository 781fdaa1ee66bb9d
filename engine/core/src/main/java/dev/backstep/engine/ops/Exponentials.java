package dev.backstep.engine.ops;

import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import org.jspecify.annotations.Nullable;

/// Functions made of exponentials, logarithms and sines that need care at some places.
public final class Exponentials {
    private Exponentials() {}

    /// `log(exp(a) + exp(b))`. Equal infinities stay what they are.
    public static Tensor logaddexp(Tensor a, Tensor b) {
        Tensor larger = a.maximum(b);
        Tensor smooth = larger.add(a.sub(b).abs().neg().exp().log1p());
        return a.eq(b).logical_and(a.isinf()).where(a, smooth);
    }

    public static Tensor logit(Tensor self, @Nullable Double eps) {
        Tensor x = self.dtype().isFloating() ? self : self.to(self.engine().defaultDtype());
        if (eps != null) x = x.clamp(Scalar.of(eps), Scalar.of(1 - eps));
        return x.div(x.rsub(1)).log();
    }

    public static Tensor sinc(Tensor self) {
        Tensor x = self.mul(Math.PI);
        return x.sin().div(x).masked_fill(self.eq(0), 1);
    }
}
