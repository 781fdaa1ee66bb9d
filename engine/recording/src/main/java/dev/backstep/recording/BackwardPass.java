package dev.backstep.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call of `backward()` or `torch.autograd.grad()`.
///
/// @param call how it was called: `backward` or `grad`
/// @param span the statement that called it
/// @param frame the [CallFrame] that called it, or [Recording#NONE]
/// @param roots where gradients start
/// @param inputs the tensors whose gradients were asked for; none if all leaves get theirs
/// @param steps one entry a node evaluated, in the order they ran
/// @param startedAt timeline place of its start
/// @param endedAt timeline place of its end
/// @param problem the error that ended it, or [Recording#NONE]
public record BackwardPass(
        int id,
        String call,
        @Nullable Span span,
        int frame,
        List<Root> roots,
        List<Input> inputs,
        boolean retainGraph,
        boolean createGraph,
        List<Step> steps,
        int startedAt,
        int endedAt,
        int problem) {

    /// A tensor that a pass starts from.
    ///
    /// @param node its backward node
    /// @param input its output number, which is the gradient's place among the node's gradients
    /// @param gradient the gradient it starts with
    /// @param implicit whether nobody passed one, so that it is 1
    public record Root(
            int tensor, int node, int input, @Nullable TensorValue gradient, boolean implicit) {}

    /// A tensor whose gradient a pass was asked for.
    ///
    /// @param node the node that its gradient arrives at, or [Recording#NONE] if nothing leads to it
    public record Input(int tensor, int node) {}

    /// One node's evaluation.
    ///
    /// @param gradientsIn a gradient for each output of the node's operation; null where none arrived
    /// @param gradientsOut a gradient for each edge of the node (as in [GraphNode#next()]); null where none was
    /// computed
    /// @param deliveries where each gradient went
    /// @param accumulations what this step added to `.grad` of leaves and of tensors that retain their gradient, or
    ///     handed to the caller of `torch.autograd.grad`
    /// @param nanos its duration in nanoseconds
    public record Step(
            int index,
            int node,
            List<@Nullable TensorValue> gradientsIn,
            List<@Nullable TensorValue> gradientsOut,
            List<Delivery> deliveries,
            List<Accumulation> accumulations,
            int at,
            long nanos) {}

    /// A gradient that arrives in a node's input buffer.
    ///
    /// @param edge which of the sender's edges it takes
    /// @param node the receiver
    /// @param input which of the receiver's gradients it adds to
    /// @param before what was in the buffer, null if it was empty
    /// @param after the sum now in the buffer; null if it equals the gradient that arrived (the buffer was empty)
    public record Delivery(
            int edge,
            int node,
            int input,
            @Nullable TensorValue before,
            @Nullable TensorValue after) {}

    /// A gradient that reaches a tensor: `before + incoming = after`.
    ///
    /// @param before `.grad` until now, null if there was none
    public record Accumulation(
            Target target, int tensor, @Nullable TensorValue before, TensorValue incoming, TensorValue after) {}

    /// What an accumulation adds to.
    public enum Target {
        /// `.grad` of a leaf.
        LEAF,
        /// `.grad` of a non-leaf with `retain_grad()`.
        RETAINED,
        /// A result of `torch.autograd.grad()`; no `.grad` is touched.
        RETURNED
    }
}
