package dev.backstep.engine.profiler;

import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.autograd.Observer;
import dev.backstep.engine.ops.OperatorInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Passes on to an observer what happens, while the profiler's clock stands still.
public record HiddenObserver(Observer observer, Profiler profiler) implements Observer {
    @Override
    public boolean keepsTensors() {
        return observer.keepsTensors();
    }

    @Override
    public void operationStarted(OperatorInfo operator) {
        profiler.hide(() -> observer.operationStarted(operator));
    }

    @Override
    public void operationFailed(OperatorInfo operator, @Nullable Object[] arguments) {
        profiler.hide(() -> observer.operationFailed(operator, arguments));
    }

    @Override
    public void operationDone(
            OperatorInfo operator,
            @Nullable Object[] arguments,
            Object result,
            @Nullable Node node,
            Excluded excluded,
            long nanos) {
        profiler.hide(() -> observer.operationDone(operator, arguments, result, node, excluded, nanos));
    }

    @Override
    public void passStarted(PassInfo pass) {
        profiler.hide(() -> observer.passStarted(pass));
    }

    @Override
    public void stepDone(
            Node node, @Nullable Tensor[] gradientsIn, @Nullable Tensor[] gradientsOut, List<Node> ready, long nanos) {
        profiler.hide(() -> observer.stepDone(node, gradientsIn, gradientsOut, ready, nanos));
    }

    @Override
    public void delivered(
            Node from, int edge, Node to, int input, Tensor gradient, @Nullable Tensor before, Tensor after) {
        profiler.hide(() -> observer.delivered(from, edge, to, input, gradient, before, after));
    }

    @Override
    public void accumulated(Accumulation kind, Tensor tensor, @Nullable Tensor before, Tensor incoming, Tensor after) {
        profiler.hide(() -> observer.accumulated(kind, tensor, before, incoming, after));
    }

    @Override
    public void stepFailed(Node node, Throwable problem) {
        profiler.hide(() -> observer.stepFailed(node, problem));
    }

    @Override
    public void dataSet(Tensor tensor) {
        profiler.hide(() -> observer.dataSet(tensor));
    }

    @Override
    public void passEnded(@Nullable Throwable problem) {
        profiler.hide(() -> observer.passEnded(problem));
    }

    @Override
    public void gradientSet(Tensor tensor, @Nullable Tensor before, @Nullable Tensor after) {
        profiler.hide(() -> observer.gradientSet(tensor, before, after));
    }

    @Override
    public void changedInPlace(OperatorInfo operator, Tensor tensor) {
        profiler.hide(() -> observer.changedInPlace(operator, tensor));
    }
}
