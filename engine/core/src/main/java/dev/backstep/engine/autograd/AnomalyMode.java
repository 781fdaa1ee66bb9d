package dev.backstep.engine.autograd;

import org.jspecify.annotations.Nullable;

/// Anomaly detection: is told where nodes come from, so that it can say so when one fails.
public interface AnomalyMode {
    /// A node was made.
    ///
    /// @param parent the node whose evaluation made it, if a recorded backward pass did
    void created(Node node, @Nullable Node parent);

    /// A node's evaluation failed.
    void failed(Node node, RuntimeException problem);

    /// Whether a node that computes NaN fails.
    boolean checksForNan();
}
