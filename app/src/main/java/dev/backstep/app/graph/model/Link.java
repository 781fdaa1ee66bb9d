package dev.backstep.app.graph.model;

/// An edge of the picture. It points forward, from what was computed first; gradients take it backwards.
///
/// @param source the index of the vertex it comes from
/// @param target the index of the vertex it goes to
/// @param node the backward node whose edge it is, or NONE
/// @param edge its place among that node's edges, or NONE if it is not one of them
/// @param transfer whether its ends are on different devices
/// @param count how many edges it stands for: into a folded group several may lead
public record Link(Kind kind, int source, int target, int node, int edge, boolean transfer, int count) {
    public Link(Kind kind, int source, int target, int node, int edge) {
        this(kind, source, target, node, edge, false, 1);
    }

    public enum Kind {
        /// An edge of the backward graph.
        GRADIENT("gradient"),
        /// Between a leaf and its `AccumulateGrad`.
        LEAF("leaf"),
        /// A tensor that carries no gradient.
        EXCLUDED("excluded");

        private final String styleClass;

        Kind(String styleClass) {
            this.styleClass = styleClass;
        }

        public String styleClass() {
            return styleClass;
        }
    }

    Link crossing() {
        return new Link(kind, source, target, node, edge, true, count);
    }

    /// The same between what its ends are shown as.
    Link between(int newSource, int newTarget) {
        return new Link(kind, newSource, newTarget, node, edge, transfer, count);
    }

    /// One line for this and another. Among edges of the graph what carries no gradient does not show.
    Link and(Link other) {
        var stronger = kind.ordinal() <= other.kind.ordinal() ? this : other;
        return new Link(
                stronger.kind,
                source,
                target,
                stronger.node,
                stronger.edge,
                transfer || other.transfer,
                count + other.count);
    }
}
