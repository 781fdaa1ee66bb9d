package dev.backstep.app.inspector;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.inspector.InspectorPage.Contents;
import dev.backstep.app.inspector.InspectorPage.Fact;
import dev.backstep.app.inspector.InspectorPage.Facts;
import dev.backstep.app.inspector.InspectorPage.Note;
import dev.backstep.app.inspector.InspectorPage.Pinned;
import dev.backstep.app.inspector.InspectorPage.Section;
import dev.backstep.app.inspector.InspectorPage.Source;
import dev.backstep.app.replay.ByteText;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.Notes;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.Argument;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.GraphNode.Kind;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.TensorRecord;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the pages of nodes, tensors, edges and runs share: their sections so far, and texts and sections that several
/// of them have.
final class PageWriter {
    final RecordingIndex index;
    final Cursor cursor;
    final Notes notes;
    final List<Section> sections = new ArrayList<>();

    PageWriter(Moment moment) {
        index = moment.index();
        cursor = moment.cursor();
        notes = moment.notes();
    }

    /// The pass whose gradients a node shows: that of the cursor, or the nearest one that reaches the node.
    @Nullable
    BackwardPass passOf(int node) {
        return index.timeline().passOf(node, cursor);
    }

    String madeBy(GraphNode node) {
        return node.kind() == Kind.ACCUMULATE_GRAD
                ? index.name(node.variable()) + ".grad"
                : index.tensorsOf(node.id()).stream()
                        .findFirst()
                        .map(tensor -> index.name(tensor.id()))
                        .orElse("");
    }

    String label(GraphNode node) {
        String made = madeBy(node);
        return made.isEmpty() ? node.name() : node.name() + " (" + made.replace(".grad", "") + ")";
    }

    String when(BackwardPass pass, Step step) {
        String place = "pass " + (pass.id() + 1) + ", step " + (step.index() + 1);
        return step.at() < cursor.at() ? place : "comes in " + place;
    }

    void about(TensorRecord tensor, String heading) {
        var facts = new ArrayList<Fact>();
        String names = tensor.names().isEmpty() ? index.name(tensor.id()) : String.join(", ", tensor.names());
        facts.add(new Fact("name", names));
        facts.add(new Fact("shape", ValueText.shape(tensor.shape())));
        facts.add(new Fact("dtype", tensor.dtype()));
        facts.add(new Fact("device", index.devices().described(tensor.device())));
        facts.add(new Fact("is_leaf", tensor.leaf() ? "True" : "False"));
        facts.add(new Fact("requires_grad", tensor.requiresGrad() ? "True" : "False"));
        if (tensor.base() != NONE) {
            facts.add(new Fact("view of", index.name(tensor.base())));
        }
        Snapshot snapshot = index.snapshot(tensor.id(), cursor);
        if (snapshot != null && snapshot.version() > 0) {
            facts.add(new Fact("version", Integer.toString(snapshot.version())));
        }
        sections.add(new Facts(heading, facts));
    }

    /// What an operation cost beside its computing: what it moved, and what the GPU could not do.
    void detours(Operation operation) {
        var transfer = index.devices().transferOf(operation.id());
        if (transfer != null) {
            note("Moved %s: %s of %s."
                    .formatted(transfer.text(), ByteText.of(transfer.bytes()), index.name(transfer.tensor())));
        }
        if (!operation.onCpu().isEmpty()) {
            var text = "Computed on the CPU: %s. The GPU has no kernel for %s, so inputs and result, up to %s,"
                    + " were copied to the CPU and back, and the GPU waited meanwhile.";
            sections.add(new Note(
                    text.formatted(
                            String.join(", ", operation.onCpu()),
                            operation.onCpu().size() == 1 ? "it" : "them",
                            ByteText.of(index.devices().bytesOf(operation))),
                    true));
        }
    }

    void contents(String heading, int tensor) {
        TensorValue value = index.value(tensor, cursor);
        if (value != null) {
            sections.add(new Contents(heading, value));
        }
    }

    String arguments(Operation operation) {
        var text = new ArrayList<String>();
        for (Argument argument : operation.arguments()) {
            text.add(
                    argument.tensor() == NONE
                            ? argument.name() + "=" + argument.text()
                            : index.name(argument.tensor()));
        }
        return "(" + String.join(", ", text) + ")";
    }

    /// What is pinned to a node stands first; the way to pin something stands last.
    void pinned(int node) {
        var text = notes.of(node);
        sections.add(text.isEmpty() ? sections.size() : 0, new Pinned(node, text));
    }

    void note(String text) {
        sections.add(new Note(text, false));
    }

    void source(int line, String text) {
        if (line > 0 && !text.isEmpty()) {
            sections.add(new Source(line, text));
        }
    }

    InspectorPage page(String title, String subtitle) {
        return new InspectorPage(title, subtitle, List.copyOf(sections));
    }
}
