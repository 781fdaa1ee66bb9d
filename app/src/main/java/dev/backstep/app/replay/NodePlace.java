package dev.backstep.app.replay;

import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Recording;
import org.jspecify.annotations.Nullable;

/// Where a node is in its program, in words: by which it is found in another run when its own is gone.
///
/// @param statement the text of the statement that made it
/// @param module the path of the module in which it was made
/// @param variable the leaf that it belongs to, empty for none
/// @param number which of the nodes of this kind it is, from 0
record NodePlace(String statement, @Nullable String module, String name, String variable, int number) {
    static NodePlace of(RecordingIndex index, int node) {
        var kind = kind(index, node);
        int number = 0;
        for (int before = 0; before < node; before++) {
            number += kind(index, before).equals(kind) ? 1 : 0;
        }
        return new NodePlace(kind.statement, kind.module, kind.name, kind.variable, number);
    }

    /// The node of a run that is there, or NONE.
    int in(RecordingIndex index) {
        var kind = new NodePlace(statement, module, name, variable, 0);
        int left = number;
        for (int node = 0; node < index.recording().nodes().size(); node++) {
            if (index.recording().nodes().get(node).name().equals(name)
                    && kind(index, node).equals(kind)
                    && left-- == 0) {
                return node;
            }
        }
        return Recording.NONE;
    }

    private static NodePlace kind(RecordingIndex index, int id) {
        GraphNode node = index.recording().nodes().get(id);
        return new NodePlace(
                node.span() == null ? "" : index.sourceOf(node.span()),
                index.recording().structure().path(node.moduleCall()),
                node.name(),
                node.variable() == Recording.NONE ? "" : index.name(node.variable()),
                0);
    }
}
