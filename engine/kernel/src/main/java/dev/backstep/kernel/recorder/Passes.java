package dev.backstep.kernel.recorder;

import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.autograd.Observer;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The book of backward passes. A pass that a hook starts inside another is a pass of its own.
final class Passes {
    private final Tensors tensors;
    private final Graph graph;
    private final Values values;
    private final Timeline timeline;
    private final Records<Draft> drafts = new Records<>();
    private final Budget budget;
    private final Deque<Draft> open = new ArrayDeque<>();
    private long leftOut;

    /// A pass that runs. What arrives between two steps belongs to the later one.
    static final class Draft {
        final int id;
        final boolean accumulates;
        final boolean retainGraph;
        final boolean createGraph;
        final Graph.Origin origin;
        final int startedAt;
        final List<BackwardPass.Root> roots = new ArrayList<>();
        final List<BackwardPass.Input> inputs = new ArrayList<>();
        final List<BackwardPass.Step> steps = new ArrayList<>();
        final List<BackwardPass.Delivery> deliveries = new ArrayList<>();
        final List<Reached> reached = new ArrayList<>();
        /// The sum of all elements that it started from; NaN if there are none.
        double rootSum = Double.NaN;

        int endedAt;
        int problem = Recording.NONE;
        int failedAt = Recording.NONE;

        Draft(int id, Observer.PassInfo info, Graph.Origin origin, int startedAt) {
            this.id = id;
            // Not the tensors of its roots, which would stay.
            accumulates = info.accumulates();
            retainGraph = info.retainGraph();
            createGraph = info.createGraph();
            this.origin = origin;
            this.startedAt = startedAt;
        }

        private BackwardPass finish() {
            return new BackwardPass(
                    id,
                    accumulates ? "backward" : "grad",
                    origin.span(),
                    origin.frame(),
                    List.copyOf(roots),
                    List.copyOf(inputs),
                    retainGraph,
                    createGraph,
                    List.copyOf(steps),
                    startedAt,
                    endedAt,
                    problem);
        }
    }

    /// @param node the node it reached the tensor at, or [Recording#NONE] if that cannot be told
    private record Reached(BackwardPass.Accumulation accumulation, int node) {}

    Passes(Tensors tensors, Graph graph, Values values, Timeline timeline, Budget budget) {
        this.budget = budget;
        this.tensors = tensors;
        this.graph = graph;
        this.values = values;
        this.timeline = timeline;
    }

    Records<Draft> records() {
        return drafts;
    }

    /// How many steps there was no room for.
    long leftOut() {
        return leftOut;
    }

    /// The last of some passes that added to `.grad`, or null.
    @Nullable
    Draft lastThatAccumulates(int from, int to) {
        for (int id = to - 1; id >= from; id--) {
            var pass = drafts.find(id);
            if (pass != null && pass.accumulates) {
                return pass;
            }
        }
        return null;
    }

    /// @param caller where it is called
    void start(Observer.PassInfo info, Graph.Origin caller) {
        int id = drafts.size();
        int line = caller.line();
        var draft = new Draft(id, info, caller.withPass(id), timeline.now());
        for (int i = 0; i < info.roots().size(); i++) {
            var root = info.roots().get(i);
            var edge = root.currentEdge();
            if (edge != null) {
                var contents = values.of(root).statistics();
                double sum = contents.mean() * contents.count();
                draft.rootSum = Double.isNaN(draft.rootSum) ? sum : draft.rootSum + sum;
                draft.roots.add(new BackwardPass.Root(
                        tensors.see(root, line),
                        graph.see(edge.node(), caller),
                        edge.input(),
                        values.of(info.gradients().get(i)),
                        info.implicit().get(i)));
            }
        }
        for (var input : info.inputs()) {
            var edge = input.edge();
            int node = edge == null ? Recording.NONE : graph.known(edge.node());
            draft.inputs.add(new BackwardPass.Input(tensors.see(input, line), node));
        }
        budget.take(Budget.PASS);
        timeline.add(new Event.PassStarted(id));
        drafts.add(draft);
        open.push(draft);
    }

    void delivered(int edge, Node to, int input, @Nullable Tensor before, Tensor after) {
        var draft = open.peek();
        if (draft != null && !budget.isSpent()) {
            int receiver = graph.see(to, draft.origin);
            if (receiver != Recording.NONE) {
                draft.deliveries.add(new BackwardPass.Delivery(
                        edge, receiver, input, value(before), before == null ? null : values.of(after)));
            }
        }
    }

    void accumulated(Observer.Accumulation kind, Tensor tensor, @Nullable Tensor before, Tensor in, Tensor after) {
        var draft = open.peek();
        if (draft == null || budget.isSpent()) {
            return;
        }
        var target = switch (kind) {
            case LEAF -> BackwardPass.Target.LEAF;
            case RETAINED -> BackwardPass.Target.RETAINED;
            case RETURNED -> BackwardPass.Target.RETURNED;
        };
        var edge = tensor.currentEdge();
        var accumulation = new BackwardPass.Accumulation(
                target, tensors.see(tensor, draft.origin.line()), value(before), values.of(in), values.of(after));
        draft.reached.add(new Reached(accumulation, edge == null ? Recording.NONE : graph.known(edge.node())));
    }

    void step(Node node, @Nullable Tensor[] in, @Nullable Tensor[] out, List<Node> ready, long nanos) {
        var draft = open.peek();
        if (draft == null) {
            return;
        }
        int id = budget.isSpent() ? Recording.NONE : graph.see(node, draft.origin);
        if (id == Recording.NONE) {
            leftOut++;
            draft.deliveries.clear();
            return;
        }
        budget.take(Budget.STEP);
        // A node whose gradient is only asked for is not evaluated: what reached it came with the step before.
        var accumulations = new ArrayList<BackwardPass.Accumulation>();
        for (var reached : draft.reached) {
            if (reached.node == id || draft.steps.isEmpty()) {
                accumulations.add(reached.accumulation);
            } else {
                addToLastStep(draft, reached.accumulation);
            }
        }
        draft.reached.clear();
        int index = draft.steps.size();
        draft.steps.add(new BackwardPass.Step(
                index,
                id,
                values(in, in.length),
                values(out, graph.get(id).next().size()),
                List.copyOf(draft.deliveries),
                List.copyOf(accumulations),
                timeline.add(new Event.StepDone(draft.id, index)),
                nanos));
        draft.deliveries.clear();
    }

    private static void addToLastStep(Draft draft, BackwardPass.Accumulation accumulation) {
        var last = draft.steps.removeLast();
        var accumulations = new ArrayList<>(last.accumulations());
        accumulations.add(accumulation);
        draft.steps.add(new BackwardPass.Step(
                last.index(),
                last.node(),
                last.gradientsIn(),
                last.gradientsOut(),
                last.deliveries(),
                List.copyOf(accumulations),
                last.at(),
                last.nanos()));
    }

    /// How an error that ends a pass is written down.
    @FunctionalInterface
    interface Failure {
        /// @param node where, or [Recording#NONE]
        /// @param span the statement that called the pass
        /// @param startedAt timeline place of its start
        /// @return the problem's identifier
        int at(int node, @Nullable Span span, int startedAt);
    }

    /// The innermost pass cannot go on at a node.
    void stepFailed(Node node) {
        var draft = open.peek();
        if (draft != null) {
            draft.failedAt = graph.see(node, draft.origin);
        }
    }

    /// @param failure what to do about the error that ended it; null if none did
    void end(@Nullable Failure failure) {
        var draft = open.poll();
        if (draft != null) {
            for (var reached : draft.reached) {
                if (!draft.steps.isEmpty()) {
                    addToLastStep(draft, reached.accumulation);
                }
            }
            if (failure != null) {
                draft.problem = failure.at(draft.failedAt, draft.origin.span(), draft.startedAt);
            }
            draft.endedAt = timeline.add(new Event.PassEnded(draft.id));
        }
    }

    /// The innermost pass that runs, or [Recording#NONE].
    int current() {
        var draft = open.peek();
        return draft == null ? Recording.NONE : draft.id;
    }

    /// The innermost pass that runs.
    boolean running() {
        return !open.isEmpty();
    }

    private @Nullable TensorValue value(@Nullable Tensor tensor) {
        return tensor == null ? null : values.of(tensor);
    }

    private List<@Nullable TensorValue> values(@Nullable Tensor[] gradients, int count) {
        var list = new ArrayList<@Nullable TensorValue>();
        for (int i = 0; i < count; i++) {
            list.add(i < gradients.length ? value(gradients[i]) : null);
        }
        return Collections.unmodifiableList(list);
    }

    /// What runs now is over.
    void end() {
        while (running()) {
            end(null);
        }
    }

    List<BackwardPass> finish(Numbering numbering) {
        return numbering.all(drafts.all().stream().map(Draft::finish).toList(), numbering::of);
    }
}
