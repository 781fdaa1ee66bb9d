package dev.backstep.kernel.recorder;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToIntFunction;

/// Drops stretches of what is recorded.
///
/// What is printed stays, and so do problems. Of tensors there stay those that something refers to which stays, and the
/// last contents that they had; of nodes those that a pass evaluates which stays, or that another node leads to.
final class Thinning {
    private static final Event.IterationsSkipped PLACEHOLDER =
            new Event.IterationsSkipped(0, 0, 0, 1, 0, 0, 0, List.of(), List.of());

    private final Timeline timeline;
    private final Records<Operation> operations;
    private final Problems problems;
    private final Tensors tensors;
    private final Graph graph;
    private final Passes passes;
    private final Modules modules;
    private final Composites composites;
    private final HookCalls hooks;
    private final Budget budget;

    /// What is to be dropped.
    ///
    /// @param part the turns it is, and what is left of them
    /// @param before what they took until now
    record Stretch(Turns.Part part, long before) {}

    /// Identifiers from a first one on: earlier ones need not be held.
    private record Ids(int base, BitSet bits) {
        void set(int id) {
            if (id >= base) {
                bits.set(id - base);
            }
        }

        boolean get(int id) {
            return id >= base && bits.get(id - base);
        }
    }

    Thinning(
            Timeline timeline,
            Records<Operation> operations,
            Problems problems,
            Tensors tensors,
            Graph graph,
            Passes passes,
            Modules modules,
            Composites composites,
            HookCalls hooks,
            Budget budget) {
        this.timeline = timeline;
        this.operations = operations;
        this.problems = problems;
        this.tensors = tensors;
        this.graph = graph;
        this.passes = passes;
        this.modules = modules;
        this.composites = composites;
        this.hooks = hooks;
        this.budget = budget;
    }

    Mark now() {
        return new Mark(
                timeline.place(),
                operations.size(),
                graph.records().size(),
                passes.records().size(),
                modules.records().size(),
                composites.records().size(),
                hooks.records().size(),
                tensors.records().size(),
                tensors.snapshotRecords().size(),
                budget.taken(),
                System.nanoTime());
    }

    /// Whether all that began since a moment is over, so that it can be dropped.
    boolean isClosed(Mark begin) {
        return passes.current() == Recording.NONE
                && modules.current() < begin.calls()
                && composites.current() < begin.composites();
    }

    /// Tells what will be left of a turn that is there.
    void tell(Skipped skipped, Turns.Part turn) {
        skipped.add(turn.from, turn.begin, turn.end, timeline, passes);
    }

    /// The place for the event that says that a stretch is dropped: that of the first event in it that does not stay.
    int eventFor(Mark begin, Mark end) {
        return timeline.first(begin.events(), end.events(), event -> !stays(event));
    }

    private static boolean stays(Event event) {
        return event instanceof Event.ConsoleText || event instanceof Event.ProblemRaised;
    }

    /// Fills in what the stretches take from now on.
    ///
    /// @param stretches apart from each other, in the order of time
    void drop(List<Stretch> stretches) {
        var first = stretches.getFirst().part().begin;
        var nodes = new Ids(first.nodes(), new BitSet());
        var held = new Ids(first.tensors(), new BitSet());
        mark(stretches, nodes, held);
        for (var stretch : stretches) {
            var part = stretch.part();
            var begin = part.begin;
            var end = part.end;
            timeline.set(part.event, PLACEHOLDER);
            timeline.drop(begin.events(), end.events(), (at, event) -> at == part.event || stays(event));
            operations.drop(begin.operations(), end.operations(), _ -> false);
            passes.records().drop(begin.passes(), end.passes(), _ -> false);
            modules.records().drop(begin.calls(), end.calls(), _ -> false);
            composites.records().drop(begin.composites(), end.composites(), _ -> false);
            hooks.records().drop(begin.hooks(), end.hooks(), _ -> false);
            graph.records().drop(begin.nodes(), end.nodes(), nodes::get);
            part.bytes = tensors.drop(begin, end, held::get, graph::forgetAccumulatorOf) + part.skippedBytes();
            graph.records().each(begin.nodes(), end.nodes(), (_, _) -> part.bytes += Budget.NODE);
        }
    }

    /// Finds out which nodes and tensors have to stay because of what was recorded after the stretches began and stays.
    private void mark(List<Stretch> stretches, Ids nodes, Ids held) {
        problems.eachNode(nodes::set);
        each(stretches, Mark::passes, passes.records(), (_, pass) -> mark(pass, nodes, held));
        each(stretches, Mark::nodes, graph.records(), (_, node) -> markNext(node, nodes));
        // Those that stay by themselves, and those that do now.
        each(stretches, Mark::nodes, graph.records(), (_, node) -> markTensors(node, held));
        for (var stretch : stretches) {
            graph.records()
                    .each(stretch.part().begin.nodes(), stretch.part().end.nodes(), (id, node) -> {
                        if (nodes.get(id)) {
                            markTensors(node, held);
                        }
                    });
        }
        each(stretches, Mark::operations, operations, (_, operation) -> {
            mark(operation.inputs(), held);
            mark(operation.outputs(), held);
        });
        each(stretches, Mark::composites, composites.records(), (_, composite) -> {
            mark(composite.inputs(), held);
            mark(composite.outputs(), held);
        });
        each(stretches, Mark::hooks, hooks.records(), (_, hook) -> mark(hook.tensor(), held));
        each(stretches, Mark::events, timeline.records(), (_, event) -> {
            switch (event) {
                case Event.GradientsZeroed zeroed -> mark(zeroed.tensors(), held);
                case Event.OptimizerStepped stepped -> mark(stepped.tensors(), held);
                default -> {}
            }
        });
        each(stretches, Mark::snapshots, tensors.snapshotRecords(), (_, snapshot) -> held.set(snapshot.tensor()));
        each(stretches, Mark::tensors, tensors.records(), (_, tensor) -> held.set(tensor.base()));
        for (var stretch : stretches) {
            tensors.records()
                    .each(stretch.part().begin.tensors(), stretch.part().end.tensors(), (id, tensor) -> {
                        if (held.get(id)) {
                            held.set(tensor.base());
                        }
                    });
        }
    }

    /// What is in no stretch, from the first one on.
    private static <T> void each(
            List<Stretch> stretches, ToIntFunction<Mark> size, Records<T> records, Records.Each<? super T> action) {
        for (int i = 0; i < stretches.size(); i++) {
            int from = size.applyAsInt(stretches.get(i).part().end);
            int to = i + 1 < stretches.size()
                    ? size.applyAsInt(stretches.get(i + 1).part().begin)
                    : records.size();
            records.each(from, to, action);
        }
    }

    private static void mark(Passes.Draft pass, Ids nodes, Ids tensors) {
        for (var root : pass.roots) {
            mark(root.node(), nodes);
            mark(root.tensor(), tensors);
        }
        for (var input : pass.inputs) {
            mark(input.tensor(), tensors);
        }
        for (var step : pass.steps) {
            mark(step.node(), nodes);
            for (var delivery : step.deliveries()) {
                mark(delivery.node(), nodes);
            }
            for (BackwardPass.Accumulation accumulation : step.accumulations()) {
                mark(accumulation.tensor(), tensors);
            }
        }
    }

    private static void markNext(GraphNode node, Ids nodes) {
        for (var edge : node.next()) {
            mark(edge.node(), nodes);
        }
    }

    private static void markTensors(GraphNode node, Ids tensors) {
        mark(node.variable(), tensors);
        for (var saved : node.saved()) {
            mark(saved.tensor(), tensors);
        }
    }

    private static void mark(List<Integer> ids, Ids into) {
        for (int id : ids) {
            mark(id, into);
        }
    }

    private static void mark(int id, Ids into) {
        into.set(id);
    }
}
