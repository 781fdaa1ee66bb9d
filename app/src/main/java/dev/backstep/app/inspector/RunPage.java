package dev.backstep.app.inspector;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.inspector.InspectorPage.Fact;
import dev.backstep.app.inspector.InspectorPage.Facts;
import dev.backstep.app.inspector.InspectorPage.Note;
import dev.backstep.app.replay.ByteText;
import dev.backstep.app.replay.Transfer;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// The pages of a run as a whole and of what went wrong in it.
final class RunPage {
    private final PageWriter writer;

    private RunPage(PageWriter writer) {
        this.writer = writer;
    }

    static InspectorPage of(PageWriter writer) {
        return new RunPage(writer).run();
    }

    static InspectorPage of(PageWriter writer, Problem problem) {
        return new RunPage(writer).problem(problem);
    }

    private InspectorPage run() {
        Recording recording = writer.index.recording();
        if (recording.timeline().isEmpty() && recording.run().end() == Recording.End.FINISHED) {
            writer.note("Run a program, then choose a node of its graph to see its numbers here.");
            return writer.page(recording.name(), "");
        }
        String end = switch (recording.run().end()) {
            case FINISHED -> "finished";
            case FAILED -> "failed";
            case INTERRUPTED -> "interrupted";
            case TIMED_OUT -> "timed out";
        };
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("ended", end, recording.run().end() != Recording.End.FINISHED));
        facts.add(new Fact(
                "time", String.format(Locale.ROOT, "%.1f ms", recording.run().nanos() / 1e6)));
        facts.add(new Fact("operations", Long.toString(recording.run().operations())));
        facts.add(new Fact("nodes", Integer.toString(recording.nodes().size())));
        facts.add(
                new Fact("backward passes", Integer.toString(recording.passes().size())));
        long leaves = recording.tensors().stream()
                .filter(tensor -> tensor.leaf() && tensor.requiresGrad())
                .count();
        facts.add(new Fact("leaves that require grad", Long.toString(leaves)));
        facts.add(new Fact(
                "device", writer.index.devices().described(recording.run().device())));
        facts.add(new Fact("seed", Long.toString(recording.run().seed())));
        writer.sections.add(new Facts("run", facts));
        detours();
        if (recording.run().truncated()) {
            writer.sections.add(new Note(omitted(recording.run().omitted()), true));
        }
        for (Problem problem : recording.problems()) {
            String line = problem.span() == null ? "" : "Line " + problem.span().startLine() + ": ";
            writer.sections.add(new Note(
                    line + problem.type() + ": " + problem.message(), problem.severity() == Problem.Severity.ERROR));
        }
        if (!recording.nodes().isEmpty()) {
            writer.note("Choose a node or a tensor in the graph to see its numbers.");
        }
        return writer.page(recording.name(), "the whole run");
    }

    private static String omitted(Recording.Omitted omitted) {
        var parts = new ArrayList<String>();
        part(parts, omitted.iterations(), "turns of loops");
        part(parts, omitted.operations(), "operations");
        part(parts, omitted.nodes(), "nodes");
        part(parts, omitted.passes(), "backward passes");
        part(parts, omitted.steps(), "steps");
        part(parts, omitted.values(), "contents of tensors");
        return "The program did more than a recording holds. Left out: " + String.join(", ", parts) + ".";
    }

    private static void part(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(String.format(Locale.ROOT, "%,d %s", count, what));
        }
    }

    /// What went from device to device, and what the CPU computed for a GPU; nothing where there was neither.
    private void detours() {
        var devices = writer.index.devices();
        var moved = new LinkedHashMap<String, List<Transfer>>();
        devices.transfers()
                .forEach(transfer -> moved.computeIfAbsent(transfer.text(), way -> new ArrayList<>())
                        .add(transfer));
        if (!moved.isEmpty()) {
            var facts = new ArrayList<Fact>();
            moved.forEach((way, transfers) -> facts.add(new Fact(
                    way,
                    "%s, %s"
                            .formatted(
                                    count(transfers.size(), "transfer"),
                                    ByteText.of(transfers.stream()
                                            .mapToLong(Transfer::bytes)
                                            .sum())))));
            writer.sections.add(new Facts("between devices", facts));
        }
        if (devices.operatorsOnCpu() > 0) {
            var facts = new ArrayList<Fact>();
            devices.primitivesOnCpu()
                    .forEach((primitive, operators) -> facts.add(new Fact(primitive, count(operators, "operator"))));
            writer.sections.add(new Facts("computed on the CPU for the GPU", facts));
            writer.note("The GPU has no kernel for these: %s copied their inputs to the CPU and their results back."
                    .formatted(count(devices.operatorsOnCpu(), "operator")));
        }
    }

    private static String count(int number, String what) {
        return number == 1 ? "1 " + what : String.format(Locale.ROOT, "%,d %ss", number, what);
    }

    private InspectorPage problem(Problem problem) {
        writer.sections.add(new Note(problem.message(), true));
        if (problem.operation() != NONE) {
            Operation operation = writer.index.operation(problem.operation());
            if (operation != null) {
                writer.sections.add(new Facts(
                        "failed at", List.of(new Fact("operation", operation.name() + writer.arguments(operation)))));
            }
        }
        GraphNode node = writer.index.node(problem.node());
        if (node != null) {
            writer.sections.add(new Facts("failed at", List.of(new Fact("node", writer.label(node)))));
        }
        int line = problem.span() == null ? 0 : problem.span().startLine();
        writer.source(line, writer.index.sourceOf(problem.span()));
        return writer.page(problem.type(), line > 0 ? "line " + line : "");
    }
}
