package dev.backstep.engine.ops;

import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which tensors may be written to while others are read.
final class Overlap {
    private static final String CLONE = "Please clone() the tensor before performing the operation.";

    private Overlap() {}

    /// @throws EngineException RuntimeError if one element of `out` lies where another does
    static void refuseInternal(Tensor out) {
        if (out.numel() == 0) return;
        for (int d = 0; d < out.dim(); d++) {
            if (out.sizes()[d] > 1 && out.strides()[d] == 0) {
                throw EngineException.runtime("unsupported operation: more than one element of the written-to tensor "
                        + "refers to a single memory location. " + CLONE);
            }
        }
    }

    /// Of tensors with gaps PyTorch does not know; their elements are read before they are written.
    ///
    /// @throws EngineException RuntimeError if the elements of `out` lie among those of an operand in another order
    static void refusePartial(Tensor out, @Nullable Tensor... operands) {
        for (Tensor operand : operands) {
            if (operand == null || operand == out || operand.storage() != out.storage()) continue;
            if (!isDense(out) || !isDense(operand) || out.numel() == 0 || operand.numel() == 0) continue;
            int begin = out.offset();
            int end = begin + out.numel();
            int otherBegin = operand.offset();
            int otherEnd = otherBegin + operand.numel();
            boolean same = begin == otherBegin && end == otherEnd && Arrays.equals(out.strides(), operand.strides());
            if (!same && begin < otherEnd && otherBegin < end) {
                throw EngineException.runtime("unsupported operation: some elements of the input tensor and the "
                        + "written-to tensor refer to a single memory location. " + CLONE);
            }
        }
    }

    /// Whether two tensors over one storage show the same elements in the same order.
    static boolean isSameView(Tensor a, Tensor b) {
        return a.offset() == b.offset()
                && Arrays.equals(a.sizes(), b.sizes())
                && Arrays.equals(a.strides(), b.strides());
    }

    private static boolean isDense(Tensor tensor) {
        return tensor.isContiguous() || Shapes.isDense(tensor.sizes(), tensor.strides());
    }
}
