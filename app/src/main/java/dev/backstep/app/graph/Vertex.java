package dev.backstep.app.graph;

/// A node of the picture.
///
/// @param key its identity, which it keeps from one recording to the next (see [Continuity])
/// @param title the first line: a variable's name or a backward function's
/// @param detail the second line, possibly empty
/// @param node the backward node it stands for, or [NONE][dev.backstep.recording.Recording#NONE]
/// @param tensor the leaf, the constant, or the (named) result of the node; or NONE
/// @param operation the operation that made it, or NONE
/// @param line the source line that made it, or 0 if unknown
public record Vertex(
        String key, Kind kind, String title, String detail, int node, int tensor, int operation, int line) {

    /// Sorts of vertices, each with a class of its own in the style sheet.
    public enum Kind {
        LEAF("leaf", "leaf, requires grad"),
        CONSTANT("constant", "constant, no grad"),
        ACCUMULATE("accumulate", "AccumulateGrad"),
        FUNCTION("function", "backward function"),
        CUSTOM("custom", "autograd.Function"),
        ROOT("root", "root"),
        EXCLUDED("excluded", "not in the graph");

        private final String styleClass;
        private final String legend;

        Kind(String styleClass, String legend) {
            this.styleClass = styleClass;
            this.legend = legend;
        }

        public String styleClass() {
            return styleClass;
        }

        /// What the legend calls it.
        public String legend() {
            return legend;
        }
    }

    Vertex withKey(String newKey) {
        return new Vertex(newKey, kind, title, detail, node, tensor, operation, line);
    }
}
