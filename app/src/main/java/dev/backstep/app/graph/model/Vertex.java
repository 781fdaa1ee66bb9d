package dev.backstep.app.graph.model;

import dev.backstep.app.replay.Transfer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A node of the picture.
///
/// @param key its identity, which it keeps from one recording to the next (see [Continuity])
/// @param title the first line: a variable's name or a backward function's
/// @param detail the second line, possibly empty
/// @param node the backward node it stands for, or [NONE][dev.backstep.recording.Recording#NONE]
/// @param tensor the leaf, the constant, or the (named) result of the node; or NONE
/// @param operation the operation that made it, or NONE
/// @param line the source line that made it, or 0 if unknown
/// @param mark what there is to say about its device
/// @param group the folded group that it stands for, or null
public record Vertex(
        String key,
        Kind kind,
        String title,
        String detail,
        int node,
        int tensor,
        int operation,
        int line,
        Mark mark,
        @Nullable Group group) {

    private static final Pattern BACKWARD = Pattern.compile("Backward\\d*$");

    public Vertex(String key, Kind kind, String title, String detail, int node, int tensor, int operation, int line) {
        this(key, kind, title, detail, node, tensor, operation, line, Mark.NONE, null);
    }

    /// What there is to say about devices. Where everything lives on one device that is nothing.
    ///
    /// @param device where its tensor lives if the program uses several devices, else empty
    /// @param transfer what it moves between devices, or null
    /// @param onCpu the primitives that it computed on the CPU although its tensor lives on a GPU
    public record Mark(String device, @Nullable Transfer transfer, List<String> onCpu) {
        public static final Mark NONE = new Mark("", null, List.of());

        /// For those who do not see the picture; empty or from a comma on.
        public String words() {
            return (device.isEmpty() ? "" : ", on " + device)
                    + (transfer == null ? "" : ", moved " + transfer.text())
                    + (onCpu.isEmpty() ? "" : ", computed on the CPU");
        }

        /// The number of the GPU that its tensor lives on, if the program uses several devices; else empty.
        public String gpu() {
            return device.startsWith("cuda:") ? device.substring("cuda:".length()) : "";
        }
    }

    /// Sorts of vertices, each with a class of its own in the style sheet.
    public enum Kind {
        LEAF("leaf", "leaf, requires grad"),
        CONSTANT("constant", "constant, no grad"),
        ACCUMULATE("accumulate", "AccumulateGrad"),
        FUNCTION("function", "backward function"),
        CUSTOM("custom", "autograd.Function"),
        ROOT("root", "root"),
        EXCLUDED("excluded", "not in the graph"),
        GROUP("group", "folded: double-click opens it");

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

    /// What says most in little room: a name's end, a function without what all have in their names.
    public String shortTitle() {
        int about = title.indexOf(" · ");
        return BACKWARD.matcher(about > 0 ? title.substring(0, about) : title).replaceFirst("");
    }

    Vertex withKey(String newKey) {
        return new Vertex(newKey, kind, title, detail, node, tensor, operation, line, mark, group);
    }

    public Vertex withMark(Mark newMark) {
        return new Vertex(key, kind, title, detail, node, tensor, operation, line, newMark, group);
    }

    Vertex withDetail(String newDetail) {
        return new Vertex(key, kind, title, newDetail, node, tensor, operation, line, mark, group);
    }
}
