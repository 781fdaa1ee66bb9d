package dev.backstep.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node of the backward graph: what PyTorch calls a `grad_fn`.
///
/// @param name such as `MulBackward0` or `AccumulateGrad`
/// @param kind what sort of node it is
/// @param operation the operation that made it, or [Recording#NONE]
/// @param variable for `AccumulateGrad` the leaf it accumulates into, else [Recording#NONE]
/// @param next where the gradient of each input goes, one entry an input
/// @param saved what the forward kept for this node
/// @param formulas the derivative of each differentiable input
/// @param span the statement that made it
/// @param frame the [CallFrame] that made it, or [Recording#NONE]
/// @param moduleCall the innermost [ModuleCall] that made it, or [Recording#NONE]
/// @param pass the backward pass that made it (`create_graph=True`), or [Recording#NONE]
/// @param sequence the sequence number by which the engine orders ready nodes; the larger runs first
public record GraphNode(
        int id,
        String name,
        Kind kind,
        int operation,
        int variable,
        List<Edge> next,
        List<Saved> saved,
        List<Formula> formulas,
        @Nullable Span span,
        int frame,
        int moduleCall,
        int pass,
        long sequence) {

    /// Sorts of nodes.
    public enum Kind {
        /// The derivative of an operator.
        OPERATOR,
        /// Adds a gradient to a leaf's `.grad`.
        ACCUMULATE_GRAD,
        /// A user's `torch.autograd.Function`.
        CUSTOM_FUNCTION
    }

    /// Where the gradient of one input goes.
    ///
    /// @param node the next node, or [Recording#NONE] when that input needs no gradient
    /// @param input which of the next node's gradients it adds to
    public record Edge(int node, int input) {}

    /// Something the forward kept for the backward.
    ///
    /// @param name the formula's word for it: `self`, `exponent`, `result`
    /// @param tensor the saved tensor, or [Recording#NONE]
    /// @param version the version at which a tensor was saved
    /// @param text a saved value that is no tensor, as Python writes it; for a tensor its shape
    public record Saved(String name, int tensor, int version, String text) {}

    /// A line of the derivative table.
    ///
    /// @param input the input's name: `self`, `other`
    /// @param text the formula as the table has it: `grad * other`
    public record Formula(String input, String text) {}
}
