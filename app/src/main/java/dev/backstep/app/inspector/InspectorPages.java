package dev.backstep.app.inspector;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.inspector.InspectorPage.Contents;
import dev.backstep.app.inspector.InspectorPage.Derivative;
import dev.backstep.app.inspector.InspectorPage.Derivatives;
import dev.backstep.app.inspector.InspectorPage.Fact;
import dev.backstep.app.inspector.InspectorPage.Facts;
import dev.backstep.app.inspector.InspectorPage.Flow;
import dev.backstep.app.inspector.InspectorPage.NamedValue;
import dev.backstep.app.inspector.InspectorPage.Note;
import dev.backstep.app.inspector.InspectorPage.QueuedNode;
import dev.backstep.app.inspector.InspectorPage.ReadyQueue;
import dev.backstep.app.inspector.InspectorPage.SavedTensors;
import dev.backstep.app.inspector.InspectorPage.SavedValue;
import dev.backstep.app.inspector.InspectorPage.Section;
import dev.backstep.app.inspector.InspectorPage.Source;
import dev.backstep.app.inspector.InspectorPage.State;
import dev.backstep.app.inspector.InspectorPage.Sum;
import dev.backstep.app.session.Cursor;
import dev.backstep.app.session.RecordingIndex;
import dev.backstep.app.session.Selection;
import dev.backstep.app.session.Timeline;
import dev.backstep.app.session.ValueText;
import dev.backstep.recording.Argument;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Accumulation;
import dev.backstep.recording.BackwardPass.Delivery;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.BackwardPass.Target;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.GraphNode.Edge;
import dev.backstep.recording.GraphNode.Formula;
import dev.backstep.recording.GraphNode.Kind;
import dev.backstep.recording.GraphNode.Saved;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Operation.Excluded;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorRecord;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes the inspector's page for a selection. Where nothing is selected, it is about what the cursor's event did,
/// or about the run as a whole.
final class InspectorPages {
    private final RecordingIndex index;
    private final Cursor cursor;
    private final List<Section> sections = new ArrayList<>();

    private InspectorPages(RecordingIndex index, Cursor cursor) {
        this.index = index;
        this.cursor = cursor;
    }

    static InspectorPage of(RecordingIndex index, Cursor cursor, Selection selection) {
        var pages = new InspectorPages(index, cursor);
        return switch (selection) {
            case Selection.Node(int node) when index.node(node) != null -> pages.node(node);
            case Selection.Tensor(int tensor) when index.tensor(tensor) != null -> pages.tensor(tensor);
            case Selection.Edge(int node, int edge) when hasEdge(index, node, edge) -> pages.edge(node, edge);
            default -> pages.event();
        };
    }

    private static boolean hasEdge(RecordingIndex index, int node, int edge) {
        GraphNode from = index.node(node);
        return from != null
                && edge >= 0
                && edge < from.next().size()
                && index.node(from.next().get(edge).node()) != null;
    }

    private InspectorPage event() {
        return switch (index.timeline().position(cursor).event()) {
            case Event.StepDone(int pass, int step) ->
                node(index.recording().passes().get(pass).steps().get(step).node());
            case Event.PassStarted(int pass)
            when !roots(pass).isEmpty() -> node(roots(pass).getFirst().node());
            case Event.OperationDone(int operation)
            when !index.recording().operations().get(operation).outputs().isEmpty() ->
                tensor(index.recording().operations().get(operation).outputs().getFirst());
            case Event.ProblemRaised(int problem) ->
                problem(index.recording().problems().get(problem));
            case null, default -> run();
        };
    }

    private List<BackwardPass.Root> roots(int pass) {
        return index.recording().passes().get(pass).roots();
    }

    // ---- a node

    private InspectorPage node(int id) {
        GraphNode node = Objects.requireNonNull(index.node(id));
        BackwardPass pass = passOf(id);
        Step step = pass == null ? null : Timeline.stepOf(pass, id);
        derivatives(node, step);
        if (pass != null && step != null) {
            flow(node, pass, step);
            for (Accumulation accumulation : step.accumulations()) {
                sections.add(sum(accumulation, pass));
            }
        } else {
            note("No backward pass has reached this node.");
        }
        saved(node);
        for (TensorRecord tensor : index.tensorsOf(id)) {
            boolean leaf = node.kind() == Kind.ACCUMULATE_GRAD;
            about(tensor, leaf ? "leaf" : "result");
            contents(leaf ? "values of " + index.name(tensor.id()) : "values of the result", tensor.id());
        }
        readyQueue();
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("kind", kind(node.kind())));
        for (Operation operation : index.operationsOf(id)) {
            facts.add(new Fact("operation", operation.name() + arguments(operation)));
        }
        if (node.module() != null) {
            facts.add(new Fact("module", node.module()));
        }
        if (node.kind() != Kind.ACCUMULATE_GRAD) {
            facts.add(new Fact("sequence", Long.toString(node.sequence())));
        }
        sections.add(new Facts("node", facts));
        source(node.span() == null ? 0 : node.span().startLine(), index.sourceOf(node.span()));
        return page(node.name(), subtitle(node, pass, step));
    }

    /// The pass whose gradients a node shows: that of the cursor, or the nearest one that reaches the node.
    private @Nullable BackwardPass passOf(int node) {
        List<BackwardPass> passes = index.recording().passes();
        BackwardPass newest = index.timeline().newestPass(cursor);
        int from = newest == null ? -1 : newest.id();
        for (int pass = from; pass >= 0; pass--) {
            if (Timeline.stepOf(passes.get(pass), node) != null) {
                return passes.get(pass);
            }
        }
        for (int pass = from + 1; pass < passes.size(); pass++) {
            if (Timeline.stepOf(passes.get(pass), node) != null) {
                return passes.get(pass);
            }
        }
        return null;
    }

    private String subtitle(GraphNode node, @Nullable BackwardPass pass, @Nullable Step step) {
        var parts = new ArrayList<String>();
        String made = madeBy(node);
        if (!made.isEmpty()) {
            parts.add(made);
        }
        if (node.span() != null) {
            parts.add("line " + node.span().startLine());
        }
        if (pass != null && step != null) {
            parts.add("step " + (step.index() + 1) + " of " + pass.steps().size());
            parts.add("pass " + (pass.id() + 1) + " of "
                    + index.recording().passes().size());
        }
        return String.join(" · ", parts);
    }

    private String madeBy(GraphNode node) {
        return node.kind() == Kind.ACCUMULATE_GRAD
                ? index.name(node.variable()) + ".grad"
                : index.tensorsOf(node.id()).stream()
                        .findFirst()
                        .map(tensor -> index.name(tensor.id()))
                        .orElse("");
    }

    private void derivatives(GraphNode node, @Nullable Step step) {
        var numbers = new FormulaNumbers(index, node, step);
        var derivatives = new ArrayList<Derivative>();
        for (int i = 0; i < node.formulas().size(); i++) {
            Formula formula = node.formulas().get(i);
            derivatives.add(new Derivative(
                    input(node, formula.input()),
                    formula.text(),
                    numbers.substitute(formula.text()),
                    numbers.result(i)));
        }
        if (!derivatives.isEmpty()) {
            sections.add(new Derivatives(derivatives));
        }
    }

    /// `self = a`, as the operation was called; only `self` where the operation is unknown.
    private String input(GraphNode node, String parameter) {
        for (Operation operation : index.operationsOf(node.id())) {
            for (Argument argument : operation.arguments()) {
                if (argument.name().equals(parameter)) {
                    return parameter + " = "
                            + (argument.tensor() == NONE ? argument.text() : index.name(argument.tensor()));
                }
            }
        }
        return parameter;
    }

    private void flow(GraphNode node, BackwardPass pass, Step step) {
        var in = new ArrayList<NamedValue>();
        for (int i = 0; i < step.gradientsIn().size(); i++) {
            in.add(new NamedValue(
                    step.gradientsIn().size() == 1 ? "" : "output " + i,
                    step.gradientsIn().get(i)));
        }
        var out = new ArrayList<NamedValue>();
        for (int i = 0; i < step.gradientsOut().size(); i++) {
            Edge edge = i < node.next().size() ? node.next().get(i) : null;
            GraphNode to = edge == null ? null : index.node(edge.node());
            if (to != null || step.gradientsOut().get(i) != null) {
                out.add(new NamedValue(
                        to == null ? "" : "to " + label(to), step.gradientsOut().get(i)));
            }
        }
        sections.add(new Flow(when(pass, step), in, out));
    }

    private String when(BackwardPass pass, Step step) {
        String place = "pass " + (pass.id() + 1) + ", step " + (step.index() + 1);
        return step.at() < cursor.at() ? place : "comes in " + place;
    }

    private Sum sum(Accumulation accumulation, BackwardPass pass) {
        String name = index.name(accumulation.tensor());
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
            Snapshot then = index.snapshotOfVersion(saved.tensor(), saved.version());
            Snapshot now = index.snapshot(saved.tensor(), cursor);
            String contents = then == null ? saved.text() : ValueText.summary(then.value(), 6);
            values.add(new SavedValue(
                    saved.name(),
                    index.name(saved.tensor()) + " = " + contents,
                    new State(saved.version(), now == null ? saved.version() : now.version())));
        }
        if (!values.isEmpty()) {
            sections.add(new SavedTensors(values));
        }
    }

    private void readyQueue() {
        Step step = index.timeline().position(cursor).step();
        if (step == null) {
            return;
        }
        var nodes = new ArrayList<QueuedNode>();
        nodes.add(queued(step.node(), true));
        for (int ready : step.ready()) {
            nodes.add(queued(ready, false));
        }
        sections.add(new ReadyQueue(nodes));
    }

    private QueuedNode queued(int id, boolean running) {
        GraphNode node = index.node(id);
        if (node == null) {
            return new QueuedNode(id, "node " + id, "", running);
        }
        // AccumulateGrad nodes have the greatest number there is, so that they run as soon as they can.
        boolean first = node.kind() == Kind.ACCUMULATE_GRAD;
        return new QueuedNode(id, label(node), first ? "runs first" : "seq " + node.sequence(), running);
    }

    private String label(GraphNode node) {
        String made = madeBy(node);
        return made.isEmpty() ? node.name() : node.name() + " (" + made.replace(".grad", "") + ")";
    }

    private static String kind(Kind kind) {
        return switch (kind) {
            case OPERATOR -> "derivative of an operator";
            case ACCUMULATE_GRAD -> "adds gradients to a leaf's .grad";
            case CUSTOM_FUNCTION -> "torch.autograd.Function";
        };
    }

    // ---- a tensor

    private InspectorPage tensor(int id) {
        TensorRecord tensor = Objects.requireNonNull(index.tensor(id));
        Operation operation = index.operation(tensor.operation());
        if (operation != null && operation.excluded() != Excluded.NO && !tensor.leaf()) {
            note(excluded(operation.excluded()));
        }
        about(tensor, "tensor");
        contents("values", id);
        TensorValue gradient = index.gradient(id, cursor);
        if (gradient != null) {
            sections.add(new Contents("gradient (" + index.name(id) + ".grad)", gradient));
        } else if (tensor.requiresGrad() && tensor.leaf()) {
            note(index.name(id) + ".grad is None here.");
        }
        var facts = new ArrayList<Fact>();
        for (Operation made : index.operationsOn(id)) {
            facts.add(new Fact(made.name().endsWith("_") ? "changed by" : "made by", made.name() + arguments(made)));
        }
        GraphNode node = index.nodeOf(id);
        if (node != null && node.kind() != Kind.ACCUMULATE_GRAD) {
            facts.add(new Fact("grad_fn", node.name()));
        }
        if (operation != null && operation.module() != null) {
            facts.add(new Fact("module", operation.module()));
        }
        if (!facts.isEmpty()) {
            sections.add(new Facts("origin", facts));
        }
        String text = operation == null ? "" : index.sourceOf(operation.span());
        source(tensor.line(), text.isEmpty() && tensor.line() > 0 ? index.sourceOf(line(tensor.line())) : text);
        String place = tensor.line() > 0 ? " · line " + tensor.line() : "";
        return page(index.name(id), role(tensor) + place);
    }

    private static Span line(int line) {
        return Span.line(line);
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

    private void about(TensorRecord tensor, String heading) {
        var facts = new ArrayList<Fact>();
        String names = tensor.names().isEmpty() ? index.name(tensor.id()) : String.join(", ", tensor.names());
        facts.add(new Fact("name", names));
        facts.add(new Fact("shape", ValueText.shape(tensor.shape())));
        facts.add(new Fact("dtype, device", tensor.dtype() + ", " + tensor.device()));
        facts.add(new Fact(
                "leaf", (tensor.leaf() ? "yes" : "no") + (tensor.requiresGrad() ? ", requires grad" : ", no grad")));
        if (tensor.base() != NONE) {
            facts.add(new Fact("view of", index.name(tensor.base())));
        }
        Snapshot snapshot = index.snapshot(tensor.id(), cursor);
        if (snapshot != null && snapshot.version() > 0) {
            facts.add(new Fact("version", Integer.toString(snapshot.version())));
        }
        sections.add(new Facts(heading, facts));
    }

    private void contents(String heading, int tensor) {
        TensorValue value = index.value(tensor, cursor);
        if (value != null) {
            sections.add(new Contents(heading, value));
        }
    }

    private String arguments(Operation operation) {
        var text = new ArrayList<String>();
        for (Argument argument : operation.arguments()) {
            text.add(
                    argument.tensor() == NONE
                            ? argument.name() + "=" + argument.text()
                            : index.name(argument.tensor()));
        }
        return "(" + String.join(", ", text) + ")";
    }

    private static String excluded(Excluded reason) {
        return switch (reason) {
            case NO -> "In the graph.";
            case GRAD_MODE -> "Not in the graph: gradients were not recorded here (torch.no_grad or inference mode).";
            case NO_INPUT_REQUIRES_GRAD -> "Not in the graph: none of its inputs requires grad.";
            case NOT_DIFFERENTIABLE -> "Not in the graph: its result cannot carry a gradient.";
        };
    }

    // ---- an edge

    private InspectorPage edge(int from, int number) {
        GraphNode node = Objects.requireNonNull(index.node(from));
        Edge edge = node.next().get(number);
        GraphNode to = Objects.requireNonNull(index.node(edge.node()));
        BackwardPass pass = passOf(from);
        Step step = pass == null ? null : Timeline.stepOf(pass, from);
        if (pass == null || step == null || number >= step.gradientsOut().size()) {
            note("No gradient has travelled along this edge.");
        } else {
            TensorValue gradient = step.gradientsOut().get(number);
            if (gradient == null) {
                note("This node computed no gradient for this edge.");
            } else {
                for (Delivery delivery : step.deliveries()) {
                    if (delivery.edge() == number && delivery.before() != null && delivery.after() != null) {
                        sections.add(new Sum(
                                "sum at " + label(to), "buffer", delivery.before(), gradient, delivery.after()));
                    }
                }
                sections.add(new Contents("gradient, " + when(pass, step), gradient));
            }
        }
        String input = to.next().size() > 1 || edge.input() > 0 ? " · gradient of output " + edge.input() : "";
        return page(node.name() + " → " + to.name(), "edge " + (number + 1) + " of " + node.name() + input);
    }

    // ---- the run

    private InspectorPage problem(Problem problem) {
        sections.add(new Note(problem.message(), true));
        if (problem.operation() != NONE) {
            Operation operation = index.operation(problem.operation());
            if (operation != null) {
                sections.add(new Facts(
                        "failed at", List.of(new Fact("operation", operation.name() + arguments(operation)))));
            }
        }
        GraphNode node = index.node(problem.node());
        if (node != null) {
            sections.add(new Facts("failed at", List.of(new Fact("node", label(node)))));
        }
        int line = problem.span() == null ? 0 : problem.span().startLine();
        source(line, index.sourceOf(problem.span()));
        return page(problem.type(), line > 0 ? "line " + line : "");
    }

    private InspectorPage run() {
        Recording recording = index.recording();
        if (recording.timeline().isEmpty() && recording.run().end() == Recording.End.FINISHED) {
            note("Run a program, then choose a node of its graph to see its numbers here.");
            return page(recording.name(), "");
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
        facts.add(new Fact("device", recording.run().device()));
        facts.add(new Fact("seed", Long.toString(recording.run().seed())));
        sections.add(new Facts("run", facts));
        if (recording.run().truncated()) {
            sections.add(new Note("The program did more than a recording holds: its later part is missing.", true));
        }
        for (Problem problem : recording.problems()) {
            String line = problem.span() == null ? "" : "Line " + problem.span().startLine() + ": ";
            sections.add(new Note(
                    line + problem.type() + ": " + problem.message(), problem.severity() == Problem.Severity.ERROR));
        }
        if (!recording.nodes().isEmpty()) {
            note("Choose a node or a tensor in the graph to see its numbers.");
        }
        return page(recording.name(), "the whole run");
    }

    private void source(int line, String text) {
        if (line > 0 && !text.isEmpty()) {
            sections.add(new Source(line, text));
        }
    }

    private void note(String text) {
        sections.add(new Note(text, false));
    }

    private InspectorPage page(String title, String subtitle) {
        return new InspectorPage(title, subtitle, List.copyOf(sections));
    }
}
