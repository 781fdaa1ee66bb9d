package dev.backstep.recording;

import java.util.List;

/// One tensor object of the program. State that can change (`leaf`, `requiresGrad`, `names`) is that of the end of the
/// run; contents are in the [snapshots][Snapshot].
///
/// @param names the variables that held it, in the order they were bound: `x`, `model.layer1.weight`
/// @param shape sizes, empty for a scalar
/// @param dtype such as `float32`
/// @param device such as `cpu` or `cuda:0`
/// @param parameter whether it is an `nn.Parameter`
/// @param node the backward node that is its `grad_fn`; for a leaf that requires grad its `AccumulateGrad` node if the
///     graph has one; else [Recording#NONE]
/// @param outputNumber which output of `node` it is
/// @param operation the operation that made it, or [Recording#NONE]
/// @param base the tensor it is a view of, or [Recording#NONE]
/// @param line the line that made it, or 0 if unknown
public record TensorRecord(
        int id,
        List<String> names,
        int[] shape,
        String dtype,
        String device,
        boolean leaf,
        boolean requiresGrad,
        boolean parameter,
        int node,
        int outputNumber,
        int operation,
        int base,
        int line) {}
