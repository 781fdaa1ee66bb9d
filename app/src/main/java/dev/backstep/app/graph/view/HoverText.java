package dev.backstep.app.graph.view;

import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.theme.Shortened;
import dev.backstep.app.replay.ByteText;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.List;

/// What a hover card says about a vertex: a title and lines of a label and a text.
public record HoverText(String title, List<Line> lines) {
    private static final int PREVIEW = 4;
    private static final int LONGEST = 44;

    public record Line(String label, String text) {}

    public static HoverText of(Vertex vertex, RecordingIndex index, Cursor cursor) {
        var lines = new ArrayList<Line>();
        var recording = index.recording();
        lines.add(new Line("", vertex.kind().legend()));
        if (vertex.group() != null) {
            lines.add(new Line("holds", vertex.detail()));
        }
        if (vertex.tensor() != Recording.NONE) {
            var tensor = recording.tensors().get(vertex.tensor());
            if (!tensor.names().isEmpty()) {
                lines.add(new Line("name", String.join(", ", tensor.names())));
            }
            lines.add(new Line("tensor", ValueText.shape(tensor.shape()) + "  " + tensor.dtype()));
            if (!tensor.device().equals("cpu") || index.devices().mixed()) {
                lines.add(new Line("device", shorten(index.devices().described(tensor.device()))));
            }
            var value = index.value(vertex.tensor(), cursor);
            if (value != null) {
                lines.add(new Line("value", shorten(ValueText.values(value, PREVIEW))));
            }
            var gradient = index.gradient(vertex.tensor(), cursor);
            if (gradient != null) {
                lines.add(new Line(".grad", shorten(ValueText.values(gradient, PREVIEW))));
            }
        }
        var transfer = vertex.mark().transfer();
        if (transfer != null) {
            lines.add(new Line("moved", transfer.text() + "  " + ByteText.of(transfer.bytes())));
        }
        if (!vertex.mark().onCpu().isEmpty()) {
            lines.add(new Line(
                    "on the CPU", shorten(String.join(", ", vertex.mark().onCpu()) + ": no GPU kernel")));
        }
        if (vertex.node() != Recording.NONE) {
            var node = recording.nodes().get(vertex.node());
            for (var formula : node.formulas()) {
                lines.add(new Line("∂ " + formula.input(), shorten(formula.text())));
            }
            var module = recording.structure().path(node.moduleCall());
            if (module != null) {
                lines.add(new Line("module", module));
            }
        } else if (vertex.operation() != Recording.NONE) {
            lines.add(new Line(
                    "why", why(recording.operations().get(vertex.operation()).excluded())));
        }
        if (vertex.line() > 0) {
            var source = recording.source().lines().skip(vertex.line() - 1L).findFirst();
            source.map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> lines.add(new Line("line " + vertex.line(), shorten(text))));
        }
        return new HoverText(vertex.title(), lines);
    }

    private static String why(Operation.Excluded excluded) {
        return switch (excluded) {
            case NO -> "it is in the graph";
            case GRAD_MODE -> "gradient recording was off (torch.no_grad())";
            case NO_INPUT_REQUIRES_GRAD -> "none of its inputs requires grad";
            case NOT_DIFFERENTIABLE -> "its result cannot carry a gradient";
        };
    }

    private static String shorten(String text) {
        return Shortened.to(text, LONGEST);
    }
}
