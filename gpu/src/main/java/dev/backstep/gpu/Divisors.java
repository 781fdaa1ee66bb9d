package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Integers do not divide by 0: whether one of a tensor is 0 has to be known before, and waited for.
final class Divisors {
    private final OpenClBackend backend;

    Divisors(OpenClBackend backend) {
        this.backend = backend;
    }

    /// Of a function of integers what it divides by, or null.
    static @Nullable Strided of(ScalarFunction f, @Nullable Strided b, @Nullable Strided c) {
        return switch (f) {
            case DIV, FLOOR_DIV, TRUNC_DIV, REMAINDER, FMOD -> b;
            case ADDCDIV -> c;
            default -> null;
        };
    }

    /// Waits.
    ///
    /// @throws ArithmeticException with PyTorch's word, if a divisor is 0
    void check(Strided divisors) {
        int[] sizes = divisors.sizes().clone();
        for (int d = 0; d < sizes.length; d++) {
            // Most often it is one number for all.
            sizes[d] = divisors.strides()[d] == 0 ? Math.min(1, sizes[d]) : sizes[d];
        }
        boolean[] reduced = new boolean[sizes.length];
        Arrays.fill(reduced, true);
        int[] ones = new int[sizes.length];
        Arrays.fill(ones, 1);
        View divide = View.contiguous(backend.allocate(DType.BOOL, 1), ones);
        backend.reduce(Reduction.ALL, divide, View.of(divisors, divisors.offset(), sizes, divisors.strides()), reduced);
        if (backend.readLongs(divide)[0] == 0) {
            throw new ArithmeticException("ZeroDivisionError");
        }
    }
}
