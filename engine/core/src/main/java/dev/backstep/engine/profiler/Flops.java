package dev.backstep.engine.profiler;

import dev.backstep.engine.Tensor;
import dev.backstep.engine.ops.OperatorInfo;
import org.jspecify.annotations.Nullable;

/// Estimates of floating point operations, by the formulas of PyTorch's profiler: a product and a sum are two.
final class Flops {
    private Flops() {}

    /// @return 0 for operators that have no formula
    static long of(OperatorInfo operator, @Nullable Object[] arguments) {
        if (operator.inPlace()) return 0;
        return switch (operator.name()) {
            case "mul", "add" -> arguments[0] instanceof Tensor tensor ? tensor.numel() : 0;
            case "mm", "bmm" -> product(arguments[0], arguments[1]);
            case "addmm", "baddbmm" -> product(arguments[1], arguments[2]);
            case "conv2d" -> convolution(arguments);
            default -> 0;
        };
    }

    private static long product(@Nullable Object left, @Nullable Object right) {
        if (!(left instanceof Tensor a) || !(right instanceof Tensor b) || a.dim() < 2 || b.dim() < 2) return 0;
        return 2L * a.numel() * b.size(-1);
    }

    private static long convolution(@Nullable Object[] arguments) {
        if (!(arguments[0] instanceof Tensor input) || !(arguments[1] instanceof Tensor weight)) return 0;
        if (!(arguments[3] instanceof int[] stride)
                || !(arguments[4] instanceof int[] padding)
                || !(arguments[5] instanceof int[] dilation)
                || !(arguments[6] instanceof Integer groups)) return 0;
        if (input.dim() != 4 || weight.dim() != 4 || weight.size(1) == 0) return 0;
        long flops = 2L * input.size(0) * input.size(1) * weight.numel() / weight.size(1) / groups;
        for (int i = 0; i < 2; i++) {
            int reach = at(dilation, i) * (weight.size(2 + i) - 1);
            flops *= (input.size(2 + i) + 2 * at(padding, i) - reach - 1) / at(stride, i) + 1;
        }
        return flops;
    }

    /// One number stands for all dimensions.
    private static int at(int[] values, int dimension) {
        return values[Math.min(dimension, values.length - 1)];
    }
}
