package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;
import dev.backstep.engine.ops.OperatorInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Is told what an engine does, while it does it. Without one installed, each place costs a null check.
///
/// Tensors are the live ones: who wants to keep values copies them. `before` values are snapshots already. Calls inside
/// an observer to the same engine are not observed if it switches itself off for that time.
public interface Observer {
    /// Whether it keeps tensors that it is told of, without [holding][dev.backstep.engine.Tensor#hold] them. Then the
    /// engine leaves all memory to the garbage collector as soon as the observer is installed.
    default boolean keepsTensors() {
        return true;
    }

    /// An operator starts. Composite operators bracket the operators they are made of; operators that a kernel uses
    /// inside are not reported. Inside a backward pass [dev.backstep.engine.Engine#passDepth()] is above 0.
    default void operationStarted(OperatorInfo operator) {}

    /// An operator that has started threw.
    ///
    /// @param arguments in schema order
    default void operationFailed(OperatorInfo operator, @Nullable Object[] arguments) {}

    /// An operator is done.
    ///
    /// @param arguments in schema order
    /// @param result a `Tensor` or a `Tensor[]`; for an in-place operator the changed tensor
    /// @param node what it was recorded as, or null
    /// @param excluded why there is no node
    default void operationDone(
            OperatorInfo operator,
            @Nullable Object[] arguments,
            Object result,
            @Nullable Node node,
            Excluded excluded,
            long nanos) {}

    /// A backward pass starts. Passes inside a pass (from hooks) nest.
    default void passStarted(PassInfo pass) {}

    /// A node was evaluated and its gradients were delivered.
    ///
    /// @param gradientsIn one entry an output of the operation
    /// @param gradientsOut one entry an edge of the node
    /// @param ready the nodes that can run now, next first
    default void stepDone(
            Node node, @Nullable Tensor[] gradientsIn, @Nullable Tensor[] gradientsOut, List<Node> ready, long nanos) {}

    /// A gradient arrived in a node's input buffer. Comes before the sender's [#stepDone].
    ///
    /// @param edge which of the sender's edges it took
    /// @param before what was in the buffer, null if nothing
    /// @param after what is in it now
    default void delivered(
            Node from, int edge, Node to, int input, Tensor gradient, @Nullable Tensor before, Tensor after) {}

    /// A gradient reached a tensor: `before + incoming = after`. Comes before the [#stepDone] of the node it came to.
    ///
    /// @param before a copy of `.grad` until now, null if there was none
    default void accumulated(
            Accumulation kind, Tensor tensor, @Nullable Tensor before, Tensor incoming, Tensor after) {}

    /// The evaluation of a node failed, its hooks among it. Comes before the [#passEnded] of its pass.
    default void stepFailed(Node node, Throwable problem) {}

    /// The innermost pass ended, by an error if `problem` is not null.
    default void passEnded(@Nullable Throwable problem) {}

    /// A tensor has got other elements, geometry or dtype (`tensor.data = other`), whatever its version says.
    default void dataSet(Tensor tensor) {}

    /// Somebody assigned `.grad`.
    default void gradientSet(Tensor tensor, @Nullable Tensor before, @Nullable Tensor after) {}

    /// A tensor's history or elements changed in place; also told for gradients ([Tensor#gradOf()]).
    default void changedInPlace(OperatorInfo operator, Tensor tensor) {}

    /// A pass about to run.
    ///
    /// @param roots the tensors it starts from
    /// @param gradients the gradients it starts with
    /// @param implicit for each root whether nobody passed a gradient, so that it is 1
    /// @param inputs the tensors whose gradients were asked for; empty for all leaves
    /// @param accumulates whether gradients are added to `.grad` (`backward`), rather than returned (`grad`)
    record PassInfo(
            List<Tensor> roots,
            List<Tensor> gradients,
            List<Boolean> implicit,
            List<Tensor> inputs,
            boolean accumulates,
            boolean retainGraph,
            boolean createGraph) {}

    /// Why an operation has no node.
    enum Excluded {
        /// It has one, or is made of operators that have.
        NO,
        GRAD_MODE,
        NO_INPUT_REQUIRES_GRAD,
        NOT_DIFFERENTIABLE
    }

    /// What a gradient was added to.
    enum Accumulation {
        /// `.grad` of a leaf
        LEAF,
        /// `.grad` of a non-leaf that retains it
        RETAINED,
        /// the result of `grad()`
        RETURNED
    }
}
