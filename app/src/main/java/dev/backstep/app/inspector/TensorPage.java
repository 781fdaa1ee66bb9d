package dev.backstep.app.inspector;

import dev.backstep.app.inspector.InspectorPage.Contents;
import dev.backstep.app.inspector.InspectorPage.Fact;
import dev.backstep.app.inspector.InspectorPage.Facts;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.GraphNode.Kind;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Operation.Excluded;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorRecord;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.Objects;

/// The page of a tensor.
final class TensorPage {
    private final PageWriter writer;

    private TensorPage(PageWriter writer) {
        this.writer = writer;
    }

    static InspectorPage of(PageWriter writer, int tensor) {
        return new TensorPage(writer).write(tensor);
    }

    private InspectorPage write(int id) {
        TensorRecord tensor = Objects.requireNonNull(writer.index.tensor(id));
        Operation operation = writer.index.operation(tensor.operation());
        if (operation != null && operation.excluded() != Excluded.NO && isResult(tensor, operation)) {
            writer.note(excluded(operation.excluded()));
        }
        writer.about(tensor, "tensor");
        writer.index.operationsOn(id).forEach(writer::detours);
        writer.contents("values", id);
        TensorValue gradient = writer.index.gradient(id, writer.cursor);
        if (gradient != null) {
            writer.sections.add(
                    new Contents("gradient (" + writer.index.name(id) + ".grad)" + onGpu(tensor.device()), gradient));
        } else if (tensor.requiresGrad() && tensor.leaf()) {
            writer.note(writer.index.name(id) + ".grad is None here.");
        }
        var facts = new ArrayList<Fact>();
        for (Operation made : writer.index.operationsOn(id)) {
            facts.add(new Fact(
                    made.name().endsWith("_") ? "changed by" : "made by", made.name() + writer.arguments(made)));
        }
        GraphNode node = writer.index.nodeOf(id);
        if (node != null && node.kind() != Kind.ACCUMULATE_GRAD) {
            facts.add(new Fact("grad_fn", node.name()));
        }
        String module =
                operation == null ? null : writer.index.recording().structure().path(operation.moduleCall());
        if (module != null) {
            facts.add(new Fact("module", module));
        }
        if (!facts.isEmpty()) {
            writer.sections.add(new Facts("origin", facts));
        }
        String text = operation == null ? "" : writer.index.sourceOf(operation.span());
        writer.source(
                tensor.line(),
                text.isEmpty() && tensor.line() > 0 ? writer.index.sourceOf(Span.line(tensor.line())) : text);
        if (node != null) {
            writer.pinned(node.id());
        }
        String place = tensor.line() > 0 ? " · line " + tensor.line() : "";
        return writer.page(writer.index.name(id), role(tensor) + place);
    }

    /// Whether an operation computed it from tensors. Without a graph it is a leaf all the same. What the program
    /// made of numbers, or asked to require grad, was never to have a node.
    private static boolean isResult(TensorRecord tensor, Operation operation) {
        return !operation.inputs().isEmpty() && !tensor.requiresGrad() && !tensor.parameter();
    }

    /// A gradient lives where its tensor does; on the CPU nobody asks.
    private static String onGpu(String device) {
        return device.equals("cpu") ? "" : " on " + device;
    }

    private static String role(TensorRecord tensor) {
        if (tensor.parameter()) {
            return tensor.requiresGrad() ? "parameter" : "frozen parameter";
        }
        if (tensor.leaf()) {
            return tensor.requiresGrad() ? "leaf, requires grad" : "constant";
        }
        return "non-leaf";
    }

    private static String excluded(Excluded reason) {
        return switch (reason) {
            case NO -> "In the graph.";
            case GRAD_MODE -> "Not in the graph: gradients were not recorded here (torch.no_grad or inference mode).";
            case NO_INPUT_REQUIRES_GRAD -> "Not in the graph: none of its inputs requires grad.";
            case NOT_DIFFERENTIABLE -> "Not in the graph: its result cannot carry a gradient.";
        };
    }
}
