package dev.backstep.recording;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A recording in the first version of the format. It has paths where later ones have calls of modules, and knows
/// neither
/// composite operators nor functions nor loops.
record Version1(
        String name,
        String source,
        Run run,
        List<Span> statements,
        List<TensorRecord> tensors,
        List<Snapshot> snapshots,
        List<Operation1> operations,
        List<GraphNode1> nodes,
        List<BackwardPass1> passes,
        List<Problem> problems,
        List<Event> timeline) {

    /// @param deviceName missing in the first files
    record Run(
            String backstep,
            String device,

            @JacksonInject(value = Mappers.NO_TEXT, useInput = OptBoolean.TRUE)
            String deviceName,

            long seed,
            Recording.End end,
            long nanos,
            long operations,
            boolean truncated) {}

    /// @param onCpu missing in the first files
    record Operation1(
            int id,
            String name,
            List<Argument> arguments,
            List<Integer> inputs,
            List<Integer> outputs,
            @Nullable Span span,
            @Nullable String module,
            int node,
            Operation.Excluded excluded,
            long nanos,

            @JacksonInject(value = Mappers.NO_TEXTS, useInput = OptBoolean.TRUE)
            List<String> onCpu) {}

    record GraphNode1(
            int id,
            String name,
            GraphNode.Kind kind,
            int operation,
            int variable,
            List<GraphNode.Edge> next,
            List<GraphNode.Saved> saved,
            List<GraphNode.Formula> formulas,
            @Nullable Span span,
            @Nullable String module,
            long sequence) {}

    record BackwardPass1(
            int id,
            String call,
            @Nullable Span span,
            List<BackwardPass.Root> roots,
            boolean retainGraph,
            boolean createGraph,
            List<Step1> steps,
            int startedAt,
            int endedAt,
            int problem) {}

    /// @param ready the nodes that are ready to run after this step, next first
    record Step1(
            int index,
            int node,
            List<@Nullable TensorValue> gradientsIn,
            List<@Nullable TensorValue> gradientsOut,
            List<BackwardPass.Delivery> deliveries,
            List<BackwardPass.Accumulation> accumulations,
            List<Integer> ready,
            int at,
            long nanos) {}

    /// The same in the newest version.
    Recording upgrade() {
        var tree = ModulePaths.of(this);
        return new Recording(
                Recording.FORMAT_VERSION,
                name,
                source,
                upgrade(run),
                statements,
                tensors,
                snapshots,
                operations.stream()
                        .map(operation -> upgrade(operation, tree.callOf(operation)))
                        .toList(),
                tree.structure(),
                nodes.stream().map(node -> upgrade(node, tree.callOf(node))).toList(),
                passes.stream().map(this::upgrade).toList(),
                List.of(),
                problems,
                List.of(),
                timeline);
    }

    private Recording.Run upgrade(Run run) {
        var omitted = run.truncated
                ? new Recording.Omitted(0, run.operations - operations.size(), 0, 0, 0, 0)
                : Recording.Omitted.NOTHING;
        return new Recording.Run(
                run.backstep, run.device, run.deviceName, run.seed, run.end, run.nanos, run.operations, omitted);
    }

    private static Operation upgrade(Operation1 operation, int moduleCall) {
        return new Operation(
                operation.id,
                operation.name,
                operation.arguments,
                operation.inputs,
                operation.outputs,
                operation.span,
                Recording.NONE,
                moduleCall,
                Recording.NONE,
                operation.node,
                operation.excluded,
                operation.nanos,
                operation.onCpu);
    }

    private static GraphNode upgrade(GraphNode1 node, int moduleCall) {
        return new GraphNode(
                node.id,
                node.name,
                node.kind,
                node.operation,
                node.variable,
                node.next,
                node.saved,
                node.formulas,
                node.span,
                Recording.NONE,
                moduleCall,
                Recording.NONE,
                node.sequence);
    }

    private BackwardPass upgrade(BackwardPass1 pass) {
        var steps = pass.steps.stream()
                .map(step -> new BackwardPass.Step(
                        step.index,
                        step.node,
                        step.gradientsIn,
                        step.gradientsOut,
                        step.deliveries,
                        step.accumulations,
                        step.at,
                        step.nanos))
                .toList();
        return new BackwardPass(
                pass.id,
                pass.call,
                pass.span,
                Recording.NONE,
                pass.roots,
                inputs(pass),
                pass.retainGraph,
                pass.createGraph,
                steps,
                pass.startedAt,
                pass.endedAt,
                pass.problem);
    }

    /// What was asked for got it, if the pass came so far. A pass that came to its end without some nodes was asked for
    /// some
    /// gradients only.
    private List<BackwardPass.Input> inputs(BackwardPass1 pass) {
        var asked = pass.call.equals("grad")
                ? BackwardPass.Target.RETURNED
                : pass.problem == Recording.NONE && !isWhole(pass) ? BackwardPass.Target.LEAF : null;
        return pass.steps.stream()
                .flatMap(step -> step.accumulations.stream())
                .filter(accumulation -> accumulation.target() == asked)
                .map(accumulation -> accumulation.tensor())
                .distinct()
                .map(tensor -> new BackwardPass.Input(tensor, nodeOf(tensor)))
                .toList();
    }

    /// Whether all nodes were evaluated that the roots lead to.
    private boolean isWhole(BackwardPass1 pass) {
        var evaluated = new BitSet();
        pass.steps.forEach(step -> evaluated.set(step.node));
        var seen = new BitSet();
        var pending = new ArrayDeque<Integer>();
        pass.roots.forEach(root -> pending.push(root.node()));
        for (var node = pending.poll(); node != null; node = pending.poll()) {
            if (node < 0 || node >= nodes.size() || seen.get(node)) {
                continue;
            }
            seen.set(node);
            if (!evaluated.get(node)) {
                return false;
            }
            nodes.get(node).next.forEach(edge -> pending.push(edge.node()));
        }
        return true;
    }

    private int nodeOf(int tensor) {
        return tensor >= 0 && tensor < tensors.size() ? tensors.get(tensor).node() : Recording.NONE;
    }
}
