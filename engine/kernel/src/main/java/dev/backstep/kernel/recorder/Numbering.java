package dev.backstep.kernel.recorder;

import dev.backstep.recording.Argument;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Composite;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Hook;
import dev.backstep.recording.ModuleCall;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.TensorRecord;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/// Gives records the identifiers that they have when what was dropped is left out. What they refer to that is not there
/// becomes none.
record Numbering(
        Records.Numbers events,
        Records.Numbers operations,
        Records.Numbers nodes,
        Records.Numbers passes,
        Records.Numbers calls,
        Records.Numbers composites,
        Records.Numbers hooks,
        Records.Numbers tensors) {

    /// Whether everything stays as it is.
    private boolean same() {
        return events.same()
                && operations.same()
                && nodes.same()
                && passes.same()
                && calls.same()
                && composites.same()
                && hooks.same()
                && tensors.same();
    }

    /// All records of a kind that are there, as they are in the recording.
    <T> List<T> all(List<T> there, UnaryOperator<T> renumbered) {
        return same() ? List.copyOf(there) : there.stream().map(renumbered).toList();
    }

    Operation of(Operation operation) {
        return new Operation(
                operations.of(operation.id()),
                operation.name(),
                arguments(operation.arguments()),
                each(operation.inputs(), tensors::of),
                each(operation.outputs(), tensors::of),
                operation.span(),
                operation.frame(),
                calls.of(operation.moduleCall()),
                composites.of(operation.composite()),
                nodes.of(operation.node()),
                operation.excluded(),
                operation.nanos(),
                operation.onCpu());
    }

    private List<Argument> arguments(List<Argument> arguments) {
        return arguments.stream()
                .map(argument -> argument.tensor() == Recording.NONE
                        ? argument
                        : new Argument(argument.name(), argument.text(), tensors.of(argument.tensor())))
                .toList();
    }

    GraphNode of(GraphNode node) {
        return new GraphNode(
                nodes.of(node.id()),
                node.name(),
                node.kind(),
                operations.of(node.operation()),
                tensors.of(node.variable()),
                node.next().stream()
                        .map(edge -> new GraphNode.Edge(nodes.of(edge.node()), edge.input()))
                        .toList(),
                node.saved().stream()
                        .map(saved -> new GraphNode.Saved(
                                saved.name(), tensors.of(saved.tensor()), saved.version(), saved.text()))
                        .toList(),
                node.formulas(),
                node.span(),
                node.frame(),
                calls.of(node.moduleCall()),
                passes.of(node.pass()),
                node.sequence());
    }

    BackwardPass of(BackwardPass pass) {
        return new BackwardPass(
                passes.of(pass.id()),
                pass.call(),
                pass.span(),
                pass.frame(),
                pass.roots().stream()
                        .map(root -> new BackwardPass.Root(
                                tensors.of(root.tensor()),
                                nodes.of(root.node()),
                                root.input(),
                                root.gradient(),
                                root.implicit()))
                        .toList(),
                pass.inputs().stream()
                        .map(input -> new BackwardPass.Input(tensors.of(input.tensor()), nodes.of(input.node())))
                        .toList(),
                pass.retainGraph(),
                pass.createGraph(),
                pass.steps().stream().map(this::of).toList(),
                events.place(pass.startedAt()),
                events.place(pass.endedAt()),
                pass.problem());
    }

    private BackwardPass.Step of(BackwardPass.Step step) {
        return new BackwardPass.Step(
                step.index(),
                nodes.of(step.node()),
                step.gradientsIn(),
                step.gradientsOut(),
                step.deliveries().stream()
                        .map(delivery -> new BackwardPass.Delivery(
                                delivery.edge(),
                                nodes.of(delivery.node()),
                                delivery.input(),
                                delivery.before(),
                                delivery.after()))
                        .toList(),
                step.accumulations().stream()
                        .map(accumulation -> new BackwardPass.Accumulation(
                                accumulation.target(),
                                tensors.of(accumulation.tensor()),
                                accumulation.before(),
                                accumulation.incoming(),
                                accumulation.after()))
                        .toList(),
                events.place(step.at()),
                step.nanos());
    }

    Event of(Event event) {
        return switch (event) {
            case Event.OperationDone(int operation) -> new Event.OperationDone(operations.of(operation));
            case Event.PassStarted(int pass) -> new Event.PassStarted(passes.of(pass));
            case Event.StepDone(int pass, int step) -> new Event.StepDone(passes.of(pass), step);
            case Event.PassEnded(int pass) -> new Event.PassEnded(passes.of(pass));
            case Event.GradientsZeroed zeroed ->
                new Event.GradientsZeroed(
                        each(zeroed.tensors(), tensors::of), zeroed.toNone(), zeroed.by(), zeroed.span());
            case Event.OptimizerStepped stepped ->
                new Event.OptimizerStepped(stepped.optimizer(), each(stepped.tensors(), tensors::of), stepped.span());
            case Event.HookCalled(int hook) -> new Event.HookCalled(hooks.of(hook));
            case Event.ConsoleText _, Event.ProblemRaised _, Event.IterationsSkipped _ -> event;
        };
    }

    Hook of(Hook hook) {
        return new Hook(
                hooks.of(hook.id()),
                hook.kind(),
                hook.function(),
                hook.span(),
                passes.of(hook.pass()),
                nodes.of(hook.node()),
                tensors.of(hook.tensor()),
                calls.of(hook.moduleCall()),
                hook.before(),
                hook.after(),
                events.place(hook.at()));
    }

    TensorRecord of(TensorRecord tensor) {
        return new TensorRecord(
                tensors.of(tensor.id()),
                tensor.names(),
                tensor.shape(),
                tensor.dtype(),
                tensor.device(),
                tensor.leaf(),
                tensor.requiresGrad(),
                tensor.parameter(),
                nodes.of(tensor.node()),
                tensor.outputNumber(),
                operations.of(tensor.operation()),
                tensors.of(tensor.base()),
                tensor.line());
    }

    Snapshot of(Snapshot snapshot) {
        return new Snapshot(
                tensors.of(snapshot.tensor()), snapshot.version(), events.place(snapshot.at()), snapshot.value());
    }

    Problem of(Problem problem) {
        return new Problem(
                problem.id(),
                problem.severity(),
                problem.type(),
                problem.message(),
                problem.span(),
                problem.traceback(),
                problem.text(),
                operations.of(problem.operation()),
                nodes.of(problem.node()),
                events.place(problem.at()));
    }

    ModuleCall of(ModuleCall call) {
        return new ModuleCall(
                calls.of(call.id()),
                calls.of(call.parent()),
                call.module(),
                call.frame(),
                events.place(call.from()),
                events.place(call.to()));
    }

    Composite of(Composite composite) {
        return new Composite(
                composites.of(composite.id()),
                composites.of(composite.parent()),
                composite.name(),
                arguments(composite.arguments()),
                each(composite.inputs(), tensors::of),
                each(composite.outputs(), tensors::of),
                composite.span(),
                composite.frame(),
                calls.of(composite.moduleCall()),
                events.place(composite.from()),
                events.place(composite.to()));
    }

    private static List<Integer> each(List<Integer> ids, IntUnaryOperator change) {
        return ids.stream()
                .map(change::applyAsInt)
                .filter(id -> id != Recording.NONE)
                .toList();
    }
}
