package dev.backstep.recording;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Checks that a recording that was read keeps the rules of the package, so that who shows it need not doubt it.
final class Consistency {
    private final Recording recording;
    private final StructureConsistency structure;

    private Consistency(Recording recording) {
        this.recording = recording;
        structure = new StructureConsistency(recording);
    }

    /// A rule is broken.
    static final class Violation extends Exception {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    /// @throws Violation if an identifier points nowhere, or something that must be there is not
    static void check(Recording recording) throws Violation {
        try {
            new Consistency(recording).run();
        } catch (NullPointerException e) {
            throw new Violation("something is missing: " + e.getMessage());
        }
    }

    private void run() throws Violation {
        Objects.requireNonNull(recording.name());
        Objects.requireNonNull(recording.source());
        Objects.requireNonNull(recording.run().end());
        recording.statements().forEach(Objects::requireNonNull);
        numbered(recording.tensors().stream().mapToInt(TensorRecord::id).toArray());
        numbered(recording.operations().stream().mapToInt(Operation::id).toArray());
        numbered(recording.nodes().stream().mapToInt(GraphNode::id).toArray());
        numbered(recording.passes().stream().mapToInt(BackwardPass::id).toArray());
        numbered(recording.hooks().stream().mapToInt(Hook::id).toArray());
        numbered(recording.problems().stream().mapToInt(Problem::id).toArray());
        structure.check();
        for (var tensor : recording.tensors()) {
            tensor.names().forEach(Objects::requireNonNull);
            Objects.requireNonNull(tensor.dtype());
            Objects.requireNonNull(tensor.shape());
            node(tensor.node());
            operation(tensor.operation());
            tensor(tensor.base());
        }
        for (var snapshot : recording.snapshots()) {
            present(snapshot.tensor(), recording.tensors());
            at(snapshot.at());
            value(Objects.requireNonNull(snapshot.value()));
        }
        for (var operation : recording.operations()) {
            structure.place(operation.frame(), operation.moduleCall(), operation.composite());
            Objects.requireNonNull(operation.name());
            Objects.requireNonNull(operation.excluded());
            node(operation.node());
            tensors(operation.inputs());
            tensors(operation.outputs());
            for (var argument : operation.arguments()) {
                tensor(argument.tensor());
            }
        }
        recording.nodes().forEach(Objects::requireNonNull);
        for (var node : recording.nodes()) {
            node(node);
        }
        for (var pass : recording.passes()) {
            pass(pass);
        }
        for (var problem : recording.problems()) {
            Objects.requireNonNull(problem.severity());
            Objects.requireNonNull(problem.message());
            operation(problem.operation());
            node(problem.node());
            at(problem.at());
            problem.traceback().forEach(Objects::requireNonNull);
        }
        for (var hook : recording.hooks()) {
            hook(hook);
        }
        for (var note : recording.notes()) {
            present(note.node(), recording.nodes());
            Objects.requireNonNull(note.text());
        }
        for (var event : recording.timeline()) {
            event(Objects.requireNonNull(event));
        }
    }

    private void hook(Hook hook) throws Violation {
        Objects.requireNonNull(hook.kind());
        Objects.requireNonNull(hook.function());
        present(hook.pass(), recording.passes());
        node(hook.node());
        tensor(hook.tensor());
        structure.place(Recording.NONE, hook.moduleCall(), Recording.NONE);
        values(hook.before());
        values(hook.after());
        at(hook.at());
    }

    private void node(GraphNode node) throws Violation {
        structure.place(node.frame(), node.moduleCall(), Recording.NONE);
        presentOrNone(node.pass(), recording.passes());
        Objects.requireNonNull(node.name());
        Objects.requireNonNull(node.kind());
        operation(node.operation());
        tensor(node.variable());
        for (var edge : node.next()) {
            node(edge.node());
        }
        for (var saved : node.saved()) {
            tensor(saved.tensor());
        }
        node.formulas().forEach(Objects::requireNonNull);
    }

    private void pass(BackwardPass pass) throws Violation {
        problem(pass.problem());
        structure.place(pass.frame(), Recording.NONE, Recording.NONE);
        for (var input : pass.inputs()) {
            tensor(input.tensor());
            node(input.node());
        }
        at(pass.startedAt());
        at(pass.endedAt());
        for (var root : pass.roots()) {
            tensor(root.tensor());
            node(root.node());
            value(root.gradient());
        }
        for (int i = 0; i < pass.steps().size(); i++) {
            var step = pass.steps().get(i);
            require(step.index() == i, "step out of order");
            present(step.node(), recording.nodes());
            at(step.at());
            values(step.gradientsIn());
            values(step.gradientsOut());
            for (var delivery : step.deliveries()) {
                present(delivery.node(), recording.nodes());
                present(delivery.edge(), recording.nodes().get(step.node()).next());
                value(delivery.before());
                value(delivery.after());
            }
            for (var accumulation : step.accumulations()) {
                Objects.requireNonNull(accumulation.target());
                tensor(accumulation.tensor());
                value(accumulation.before());
                value(Objects.requireNonNull(accumulation.incoming()));
                value(Objects.requireNonNull(accumulation.after()));
            }
        }
    }

    private void event(Event event) throws Violation {
        switch (event) {
            case Event.OperationDone(int operation) -> present(operation, recording.operations());
            case Event.PassStarted(int pass) -> present(pass, recording.passes());
            case Event.StepDone(int pass, int step) -> {
                present(pass, recording.passes());
                present(step, recording.passes().get(pass).steps());
            }
            case Event.PassEnded(int pass) -> present(pass, recording.passes());
            case Event.GradientsZeroed zeroed -> tensors(zeroed.tensors());
            case Event.OptimizerStepped stepped -> tensors(stepped.tensors());
            case Event.ConsoleText text -> Objects.requireNonNull(text.stream());
            case Event.ProblemRaised(int problem) -> present(problem, recording.problems());
            case Event.HookCalled(int hook) -> present(hook, recording.hooks());
            case Event.IterationsSkipped skipped -> skipped(skipped);
        }
    }

    private void skipped(Event.IterationsSkipped skipped) throws Violation {
        structure.execution(skipped.loop(), skipped.execution());
        require(skipped.from() >= 0 && skipped.from() < skipped.to(), "no turns are skipped");
        for (var gradient : skipped.gradients()) {
            present(gradient.tensor(), recording.tensors());
            value(gradient.last());
        }
        for (var series : skipped.series()) {
            Objects.requireNonNull(series.quantity());
            tensor(series.tensor());
            require(series.turns().length == series.values().length, "not one value a turn");
        }
    }

    private static void values(List<@Nullable TensorValue> values) throws Violation {
        for (var value : values) {
            value(value);
        }
    }

    private static void value(@Nullable TensorValue value) throws Violation {
        if (value != null) {
            long count = 1;
            for (int size : value.shape()) {
                require(size >= 0, "negative size");
                count *= size;
            }
            require(count == value.statistics().count(), "count is not that of the shape");
            require(value.elements().length <= count, "more elements than the shape has");
            if (value.sketch() != null) {
                Objects.requireNonNull(value.sketch().histogram().counts());
                var grid = value.sketch().grid();
                require(grid.rows() >= 0 && grid.columns() >= 0, "negative size");
                require(grid.cells().length == (long) grid.rows() * grid.columns(), "cells are not those of the grid");
            }
        }
    }

    static void numbered(int[] ids) throws Violation {
        for (int i = 0; i < ids.length; i++) {
            require(ids[i] == i, "identifier is not the index");
        }
    }

    private void tensors(List<Integer> ids) throws Violation {
        for (int id : ids) {
            present(id, recording.tensors());
        }
    }

    private void tensor(int id) throws Violation {
        presentOrNone(id, recording.tensors());
    }

    private void node(int id) throws Violation {
        presentOrNone(id, recording.nodes());
    }

    private void operation(int id) throws Violation {
        presentOrNone(id, recording.operations());
    }

    private void problem(int id) throws Violation {
        presentOrNone(id, recording.problems());
    }

    private void at(int at) throws Violation {
        require(at >= 0 && at <= recording.timeline().size(), "no such place on the timeline");
    }

    static void presentOrNone(int id, List<?> list) throws Violation {
        require(id >= Recording.NONE && id < list.size(), "identifier points nowhere");
    }

    static void present(int id, List<?> list) throws Violation {
        require(id >= 0 && id < list.size(), "identifier points nowhere");
    }

    static void require(boolean holds, String otherwise) throws Violation {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }
}
