package dev.backstep.engine.autograd;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.VersionCounter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A saved tensor that was changed in place before the node that saved it could use it.
///
/// @param saver the node that saved it
/// @param tensor the tensor as it is now
/// @param change the first change after it was saved; null if it is no longer known
public record Conflict(Node saver, Tensor tensor, VersionCounter.@Nullable Change change) {
    static EngineException error(Node node, Tensor tensor, int expected, boolean output) {
        var made = output && tensor.dtype().isFloating() ? node : tensor.gradFn();
        var text = new StringBuilder("one of the variables needed for gradient computation has been modified by an "
                        + "inplace operation: [")
                .append(typeName(tensor))
                .append(' ')
                .append(Arrays.toString(tensor.sizes()))
                .append(']');
        if (made != null) {
            text.append(", which is output ")
                    .append(tensor.outputNumber())
                    .append(" of ")
                    .append(made.qualifiedName())
                    .append(',');
        }
        text.append(" is at version ")
                .append(tensor.version())
                .append("; expected version ")
                .append(expected)
                .append(" instead. Hint: ")
                .append(
                        node.engine().anomalyMode() != null
                                ? "the backtrace further above shows the operation that failed to compute its gradient. "
                                        + "The variable in question was changed in there or anywhere later. Good luck!"
                                : "enable anomaly detection to find the operation that failed to compute its gradient, "
                                        + "with torch.autograd.set_detect_anomaly(True).");
        tensor.keep();
        return EngineException.conflict(text.toString(), new Conflict(node, tensor, tensor.firstChangeSince(expected)));
    }

    /// PyTorch has no Python name for two of its types.
    private static String typeName(Tensor tensor) {
        DType dtype = tensor.dtype();
        String device = tensor.device().isCpu() ? "" : tensor.device().type();
        if (dtype == DType.BOOL || dtype == DType.BFLOAT16) {
            return (device.isEmpty() ? "CPU" : device.toUpperCase(java.util.Locale.ROOT)) + dtype.scalarTypeName()
                    + "Type";
        }
        return "torch." + (device.isEmpty() ? "" : device + ".") + dtype.scalarTypeName() + "Tensor";
    }
}
