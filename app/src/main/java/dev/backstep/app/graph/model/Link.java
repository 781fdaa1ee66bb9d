package dev.backstep.app.graph.model;

/// An edge of the picture. It points forward, from what was computed first; gradients take it backwards.
///
/// @param source the index of the vertex it comes from
/// @param target the index of the vertex it goes to
/// @param node the backward node whose edge it is, or NONE
/// @param edge its place among that node's edges, or NONE if it is not one of them
/// @param transfer whether its ends are on different devices
public record Link(Kind kind, int source, int target, int node, int edge, boolean transfer) {
    public Link(Kind kind, int source, int target, int node, int edge) {
        this(kind, source, target, node, edge, false);
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
        return new Link(kind, source, target, node, edge, true);
    }
}
