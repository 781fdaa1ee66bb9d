package dev.backstep.app.inspector;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.inspector.InspectorPage.Derivative;
import dev.backstep.app.inspector.InspectorPage.Derivatives;
import dev.backstep.app.inspector.InspectorPage.Fact;
import dev.backstep.app.inspector.InspectorPage.Facts;
import dev.backstep.app.inspector.InspectorPage.Flow;
import dev.backstep.app.inspector.InspectorPage.NamedValue;
import dev.backstep.app.inspector.InspectorPage.QueuedNode;
import dev.backstep.app.inspector.InspectorPage.ReadyQueue;
import dev.backstep.app.inspector.InspectorPage.SavedTensors;
import dev.backstep.app.inspector.InspectorPage.SavedValue;
import dev.backstep.app.inspector.InspectorPage.State;
import dev.backstep.app.inspector.InspectorPage.Sum;
import dev.backstep.app.replay.ReadyNodes;
import dev.backstep.app.replay.SumParts;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.Argument;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Accumulation;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.BackwardPass.Target;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.GraphNode.Edge;
import dev.backstep.recording.GraphNode.Formula;
import dev.backstep.recording.GraphNode.Kind;
import dev.backstep.recording.GraphNode.Saved;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.TensorRecord;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The page of a node of the backward graph.
final class NodePage {
    private static final DerivativeSentences SENTENCES = DerivativeSentences.load();

    private final PageWriter writer;

    private NodePage(PageWriter writer) {
        this.writer = writer;
    }

    static InspectorPage of(PageWriter writer, int node) {
        return new NodePage(writer).write(node);
    }

    private InspectorPage write(int id) {
        GraphNode node = Objects.requireNonNull(writer.index.node(id));
        BackwardPass pass = writer.passOf(id);
        Step step = pass == null ? null : writer.index.timeline().stepOf(pass, id);
        derivatives(node, step);
        switch (node.kind()) {
            case ACCUMULATE_GRAD ->
                writer.note("AccumulateGrad adds the gradient that arrives to .grad of its leaf, whatever is there"
                        + " already.");
            case CUSTOM_FUNCTION ->
                writer.note("This derivative is the program's own: autograd calls the custom function's backward with"
                        + " the gradient that comes in, and believes what it returns.");
            case OPERATOR -> {}
        }
        if (pass != null && step != null) {
            flow(node, pass, step);
            for (Accumulation accumulation : step.accumulations()) {
                writer.sections.add(sum(accumulation, pass));
            }
        } else {
            writer.note("No backward pass has reached this node.");
        }
        writer.index.operationsOf(id).forEach(this::transfers);
        saved(node);
        for (TensorRecord tensor : writer.index.tensorsOf(id)) {
            boolean leaf = node.kind() == Kind.ACCUMULATE_GRAD;
            writer.about(tensor, leaf ? "leaf" : "result");
            writer.contents(leaf ? "values of " + writer.index.name(tensor.id()) : "values of the result", tensor.id());
        }
        readyQueue();
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("kind", kind(node.kind())));
        var device = writer.index.devices().ofNode(node);
        if (!device.isEmpty()) {
            facts.add(new Fact("device", writer.index.devices().described(device)));
        }
        for (Operation operation : writer.index.operationsOf(id)) {
            facts.add(new Fact("operation", operation.name() + writer.arguments(operation)));
        }
        var module = writer.index.recording().structure().path(node.moduleCall());
        if (module != null) {
            facts.add(new Fact("module", module));
        }
        if (node.kind() != Kind.ACCUMULATE_GRAD) {
            facts.add(new Fact("sequence", Long.toString(node.sequence())));
        }
        writer.sections.add(new Facts("node", facts));
        writer.source(node.span() == null ? 0 : node.span().startLine(), writer.index.sourceOf(node.span()));
        writer.pinned(id);
        return writer.page(node.name(), subtitle(node, pass, step));
    }

    private String subtitle(GraphNode node, @Nullable BackwardPass pass, @Nullable Step step) {
        var parts = new ArrayList<String>();
        String made = writer.madeBy(node);
        if (!made.isEmpty()) {
            parts.add(made);
        }
        if (node.span() != null) {
            parts.add("line " + node.span().startLine());
        }
        if (pass != null && step != null) {
            parts.add("step " + (step.index() + 1) + " of " + pass.steps().size());
            parts.add("pass " + (pass.id() + 1) + " of "
                    + writer.index.recording().passes().size());
        }
        return String.join(" · ", parts);
    }

    private void derivatives(GraphNode node, @Nullable Step step) {
        var numbers = new FormulaNumbers(writer.index, node, step);
        var derivatives = new ArrayList<Derivative>();
        for (int i = 0; i < node.formulas().size(); i++) {
            if (i < node.next().size() && node.next().get(i).node() == NONE) {
                continue; // An input that needs no gradient.
            }
            Formula formula = node.formulas().get(i);
            derivatives.add(new Derivative(
                    input(node, formula.input()),
                    SENTENCES.of(node.name(), formula.input()),
                    formula.text(),
                    numbers.substitute(formula.text()),
                    numbers.result(i)));
        }
        if (!derivatives.isEmpty()) {
            writer.sections.add(new Derivatives(derivatives));
        }
    }

    /// `self = a`, as the operation was called; only `self` where the operation is unknown.
    private String input(GraphNode node, String parameter) {
        for (Operation operation : writer.index.operationsOf(node.id())) {
            for (Argument argument : operation.arguments()) {
                if (argument.name().equals(parameter)) {
                    return parameter + " = "
                            + (argument.tensor() == NONE ? argument.text() : writer.index.name(argument.tensor()));
                }
            }
        }
        return parameter;
    }

    private void flow(GraphNode node, BackwardPass pass, Step step) {
        var in = new ArrayList<NamedValue>();
        // Where several gradients met, each comes before their sum.
        for (var sum : SumParts.at(pass, node.id(), step.index())) {
            for (var part : sum.parts()) {
                in.add(new NamedValue("from " + writer.label(writer.index.node(part.node())), part.gradient()));
            }
        }
        boolean summed = !in.isEmpty();
        for (int i = 0; i < step.gradientsIn().size(); i++) {
            in.add(new NamedValue(
                    step.gradientsIn().size() == 1 ? summed ? "sum" : "" : "output " + i,
                    step.gradientsIn().get(i)));
        }
        var out = new ArrayList<NamedValue>();
        for (int i = 0; i < step.gradientsOut().size(); i++) {
            Edge edge = i < node.next().size() ? node.next().get(i) : null;
            GraphNode to = edge == null ? null : writer.index.node(edge.node());
            if (to != null || step.gradientsOut().get(i) != null) {
                out.add(new NamedValue(
                        to == null ? "" : "to " + writer.label(to),
                        step.gradientsOut().get(i)));
            }
        }
        writer.sections.add(new Flow(writer.when(pass, step), in, out));
    }

    private void transfers(Operation operation) {
        writer.detours(operation);
        var transfer = writer.index.devices().transferOf(operation.id());
        if (transfer != null) {
            writer.note("The gradient goes the other way: %s.".formatted(transfer.back()));
        }
    }

    private Sum sum(Accumulation accumulation, BackwardPass pass) {
        String name = writer.index.name(accumulation.tensor());
        boolean returned = accumulation.target() == Target.RETURNED;
        return new Sum(
                returned ? "returned by torch.autograd.grad" : "accumulation, pass " + (pass.id() + 1),
                returned ? "grad of " + name : name + ".grad",
                accumulation.before(),
                accumulation.incoming(),
                accumulation.after());
    }

    private void saved(GraphNode node) {
        var values = new ArrayList<SavedValue>();
        for (Saved saved : node.saved()) {
            if (saved.tensor() == NONE) {
                values.add(new SavedValue(saved.name(), saved.text(), null));
                continue;
            }
            Snapshot then = writer.index.snapshotOfVersion(saved.tensor(), saved.version());
            Snapshot now = writer.index.snapshot(saved.tensor(), writer.cursor);
            String contents = then == null ? saved.text() : ValueText.summary(then.value(), 6);
            values.add(new SavedValue(
                    saved.name(),
                    writer.index.name(saved.tensor()) + " = " + contents,
                    new State(saved.version(), now == null ? saved.version() : now.version())));
        }
        if (!values.isEmpty()) {
            writer.sections.add(new SavedTensors(values));
        }
    }

    private void readyQueue() {
        var position = writer.index.timeline().position(writer.cursor);
        BackwardPass pass = position.pass();
        Step step = position.step();
        if (pass == null || step == null) {
            return;
        }
        var nodes = new ArrayList<QueuedNode>();
        nodes.add(queued(step.node(), true));
        for (int ready : ReadyNodes.after(writer.index.recording(), pass, step.index())) {
            nodes.add(queued(ready, false));
        }
        writer.sections.add(new ReadyQueue(nodes));
    }

    private QueuedNode queued(int id, boolean running) {
        GraphNode node = writer.index.node(id);
        if (node == null) {
            return new QueuedNode(id, "node " + id, "", running);
        }
        // AccumulateGrad nodes have the greatest number there is, so that they run as soon as they can.
        boolean first = node.kind() == Kind.ACCUMULATE_GRAD;
        return new QueuedNode(id, writer.label(node), first ? "runs first" : "seq " + node.sequence(), running);
    }

    private static String kind(Kind kind) {
        return switch (kind) {
            case OPERATOR -> "derivative of an operator";
            case ACCUMULATE_GRAD -> "adds gradients to a leaf's .grad";
            case CUSTOM_FUNCTION -> "torch.autograd.Function";
        };
    }
}
