package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node's part in one backward pass: how many gradients it still waits for, and what has arrived.
///
/// It hangs on the node itself, which is faster than a map. A pass that starts inside another (from a hook, or a
/// checkpoint) may meet the same nodes: then tasks stack up, and the inner one is taken off when the inner pass ends.
final class NodeTask {
    final BackwardPass pass;
    final Node node;
    final @Nullable NodeTask outer;

    /// Gradients that have not arrived.
    int dependencies;

    /// What has arrived, by input; null until something has.
    @Nullable
    Tensor @Nullable [] buffer;

    /// Inputs (below 64) whose sum belongs to the buffer alone, so that it may be added to in place.
    long owned;

    /// Whether a pass for chosen inputs only has to evaluate this node.
    boolean needed;

    @Nullable
    List<Capture> captures;

    /// A gradient that the caller asked for.
    record Capture(int input, int result) {}

    NodeTask(BackwardPass pass, Node node) {
        this.pass = pass;
        this.node = node;
        this.outer = node.task;
    }

    boolean shouldExecute() {
        return needed || captures != null;
    }
}
