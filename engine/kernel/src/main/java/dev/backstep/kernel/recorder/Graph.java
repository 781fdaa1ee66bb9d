package dev.backstep.kernel.recorder;

import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.AccumulateGrad;
import dev.backstep.engine.autograd.Edge;
import dev.backstep.engine.autograd.Node;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The book of backward nodes. They are not held, as tensors are not.
final class Graph {
    /// A graph built where nobody listened may be deep. What lies behind so many nodes is not looked for.
    private static final int MAX_PENDING = 1_000_000;

    private final Tensors tensors;
    private final IntFunction<@Nullable Span> spans;
    private final Records<GraphNode> nodes = new Records<>();
    private final Budget budget;
    private final Notes notes;
    private final Map<Integer, Integer> accumulators = new HashMap<>();
    private long leftOut;

    /// Where nodes come from that are new now.
    record Origin(int operation, @Nullable Span span, int frame, int moduleCall, int pass, int line) {
        Origin withPass(int of) {
            return new Origin(operation, span, frame, moduleCall, of, line);
        }

        /// Of a node that nobody announced before one of this origin.
        private Origin unannounced() {
            return new Origin(Recording.NONE, span, frame, moduleCall, pass, line);
        }
    }

    /// @param spans the statement that a line of the program is part of
    Graph(Tensors tensors, IntFunction<@Nullable Span> spans, Notes notes, Budget budget) {
        this.budget = budget;
        this.notes = notes;
        this.tensors = tensors;
        this.spans = spans;
    }

    Records<GraphNode> records() {
        return nodes;
    }

    /// How often there was no room for a node.
    long leftOut() {
        return leftOut;
    }

    /// The node's identifier, or [Recording#NONE].
    int known(Node node) {
        int id = notes.id(node);
        return id == Recording.NONE || nodes.find(id) == null ? Recording.NONE : id;
    }

    /// The `AccumulateGrad` node of a leaf, or [Recording#NONE].
    int accumulatorOf(int tensor) {
        var id = accumulators.get(tensor);
        return id == null || nodes.find(id) == null ? Recording.NONE : id;
    }

    /// A tensor is no longer recorded.
    void forgetAccumulatorOf(int tensor) {
        accumulators.remove(tensor);
    }

    GraphNode get(int id) {
        return nodes.get(id);
    }

    /// The node's identifier; a node not seen before gets one, and so do those it leads to.
    ///
    /// @return [Recording#NONE] if there is no room
    int see(Node node, Origin origin) {
        int id = known(node);
        if (id != Recording.NONE) {
            return id;
        }
        // Nodes before this one that nobody announced, such as AccumulateGrad, come first. A stack, because a graph
        // built where nobody listened may be deep.
        var pending = new ArrayDeque<Node>();
        pending.push(node);
        while (!pending.isEmpty()) {
            var top = pending.peek();
            boolean complete = true;
            for (Edge edge : top.next()) {
                if (edge != null
                        && known(edge.node()) == Recording.NONE
                        && pending.size() < MAX_PENDING
                        && !budget.isSpent()) {
                    pending.push(edge.node());
                    complete = false;
                }
            }
            if (complete) {
                pending.pop();
                if (known(top) == Recording.NONE) {
                    add(top, top == node ? origin : origin.unannounced());
                }
            }
        }
        return known(node);
    }

    private void add(Node node, Origin origin) {
        if (budget.isSpent()) {
            leftOut++;
            return;
        }
        budget.take(Budget.NODE);
        int id = nodes.size();
        int before = notes.id(node);
        notes.setId(node, id);
        if (before != Recording.NONE) {
            nodes.isAgain(before, id);
        }
        int variable = Recording.NONE;
        boolean ofLeaf = false;
        if (node instanceof AccumulateGrad accumulate) {
            variable = tensors.see(accumulate.variable(), origin.line);
            accumulators.put(variable, id);
            ofLeaf = true;
        }
        var next = new ArrayList<GraphNode.Edge>();
        for (Edge edge : node.next()) {
            next.add(
                    edge == null
                            ? new GraphNode.Edge(Recording.NONE, 0)
                            : new GraphNode.Edge(known(edge.node()), edge.input()));
        }
        nodes.add(new GraphNode(
                id,
                node.name(),
                kind(node),
                origin.operation,
                variable,
                List.copyOf(next),
                saved(node, origin.line),
                formulas(node),
                // It is made when its leaf is first used, which says nothing about it.
                ofLeaf ? null : node.line() > 0 ? spans.apply(node.line()) : origin.span,
                ofLeaf ? Recording.NONE : origin.frame,
                ofLeaf ? Recording.NONE : origin.moduleCall,
                ofLeaf ? Recording.NONE : origin.pass,
                node.sequence()));
    }

    private static GraphNode.Kind kind(Node node) {
        if (node instanceof AccumulateGrad) {
            return GraphNode.Kind.ACCUMULATE_GRAD;
        }
        return node.operator() == null && !(node.getClass().getPackageName().startsWith("dev.backstep.engine"))
                ? GraphNode.Kind.CUSTOM_FUNCTION
                : GraphNode.Kind.OPERATOR;
    }

    private List<GraphNode.Saved> saved(Node node, int line) {
        var saved = new ArrayList<GraphNode.Saved>();
        for (var name : node.savedNames()) {
            var value = node.peekSaved(name);
            if (value instanceof Tensor tensor && !tensor.isWrappedNumber()) {
                var original = tensors.known(tensor) == Recording.NONE ? tensors.alias(tensor) : tensor;
                int id = tensors.see(original == null ? tensor : original, line);
                int version = node.savedVersion(name);
                saved.add(new GraphNode.Saved(name, id, version, PythonText.shape(tensor.sizes())));
            } else if (value != null) {
                saved.add(new GraphNode.Saved(name, Recording.NONE, 0, PythonText.of(value)));
            }
        }
        return List.copyOf(saved);
    }

    private static List<GraphNode.Formula> formulas(Node node) {
        var operator = node.operator();
        if (operator == null) {
            return List.of();
        }
        return operator.formulas().stream()
                .map(formula -> new GraphNode.Formula(formula.inputs(), formula.text()))
                .toList();
    }

    List<GraphNode> finish(Numbering numbering) {
        return numbering.all(nodes.all(), numbering::of);
    }
}
