package dev.backstep.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One operator that ran forward (operators run by the backward pass are not listed).
///
/// @param name the profiler's name, such as `aten::mul`; in-place operators end in `_`
/// @param arguments in schema order
/// @param inputs tensors read, in schema order (lists flattened)
/// @param outputs tensors made, or changed in place
/// @param span the user's statement that ran it, or null if none did
/// @param frame the [CallFrame] that ran it, or [Recording#NONE]
/// @param moduleCall the innermost [ModuleCall] that it is part of, or [Recording#NONE]
/// @param composite the innermost [Composite] that it is part of, or [Recording#NONE]
/// @param node the backward node it was recorded as, or [Recording#NONE] when it is excluded from the graph
/// @param excluded why it has no node
/// @param nanos its duration in nanoseconds
/// @param onCpu the primitives that it computed on the CPU because the GPU has no kernel for them, such as `put`, each
///     once; empty on the CPU itself
public record Operation(
        int id,
        String name,
        List<Argument> arguments,
        List<Integer> inputs,
        List<Integer> outputs,
        @Nullable Span span,
        int frame,
        int moduleCall,
        int composite,
        int node,
        Excluded excluded,
        long nanos,
        List<String> onCpu) {

    /// Why an operation left no node in the graph.
    public enum Excluded {
        /// It has a node.
        NO,
        /// Gradient recording was off (`torch.no_grad()`, inference mode).
        GRAD_MODE,
        /// None of its inputs requires grad.
        NO_INPUT_REQUIRES_GRAD,
        /// Its result cannot carry a gradient (integers, booleans, comparisons, `detach`).
        NOT_DIFFERENTIABLE
    }
}
