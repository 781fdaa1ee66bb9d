package dev.backstep.engine.ops;

import dev.backstep.engine.Tensor;

/// Sums in the exponent, safe for large numbers.
public final class Exponentials {
    private Exponentials() {}

    /// `log(exp(a) + exp(b))`. Equal infinities stay what they are.
    public static Tensor logaddexp(Tensor a, Tensor b) {
        Tensor larger = a.maximum(b);
        Tensor smooth = larger.add(a.sub(b).abs().neg().exp().log1p());
        return a.eq(b).logical_and(a.isinf()).where(a, smooth);
    }
}
