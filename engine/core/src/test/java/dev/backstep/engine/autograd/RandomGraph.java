package dev.backstep.engine.autograd;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;

/// A program made of operators in any order: leaves of shape (2, 3) in float64, then steps, each of which applies a
/// smooth
/// operator to two earlier results. The value is a weighted sum of all results, so that every step matters.
///
/// @param values the leaves' elements, six each, within [-1, 1]
record RandomGraph(List<List<Double>> values, List<Step> steps) {
    static final int[] SHAPE = {2, 3};

    /// @param operator which of [#OPERATORS]
    /// @param left counts back from the latest result, around
    /// @param right likewise
    record Step(int operator, int left, int right) {}

    /// What steps may do. Results have the leaves' shape and, by the last tanh, their size.
    static final List<BinaryOperator<Tensor>> OPERATORS = List.of(
            Tensor::add,
            Tensor::sub,
            Tensor::mul,
            (a, b) -> a.div(b.mul(b).add(1)),
            // The same tensor twice, and a broadcast one.
            (a, b) -> a.mul(a).sub(b),
            (a, b) -> a.add(b.sum(0)),
            (a, b) -> a.mul(b.mean(new int[] {1}, true)),
            (a, b) -> a.exp().mul(b.sigmoid()),
            (a, b) -> a.sin().add(b.cos()),
            (a, b) -> a.logaddexp(b),
            (a, b) -> a.addcmul(b, a.add(b), Scalar.of(0.5)),
            (a, b) -> a.softmax(1).sub(b.log_softmax(0)),
            (a, b) -> a.matmul(b.t()).matmul(a),
            (a, b) -> a.cumsum(1).roll(new int[] {1}, 0).mul(b),
            // Views, joined again.
            (a, b) -> a.engine().cat(new Tensor[] {a.narrow(1, 0, 2), b.narrow(1, 1, 1)}, 1),
            (a, b) -> a.engine().stack(new Tensor[] {a.select(0, 1), b.select(0, 0)}, 0),
            (a, b) -> a.t().reshape(2, 3).add(b.flip(0)),
            (a, b) -> a.expand(4, 2, 3).mul(b).sum(0),
            // In place: all of a tensor, a part of one, and the base of a view that is used later.
            (a, b) -> a.clone().mul_(b),
            (a, b) -> {
                Tensor copy = a.clone();
                copy.select(0, 0).mul_(b.select(0, 1));
                return copy;
            },
            (a, b) -> {
                Tensor copy = a.clone();
                Tensor view = copy.narrow(1, 1, 2);
                copy.add_(b);
                return copy.mul(view.sum());
            },
            (a, b) -> {
                Tensor copy = a.clone();
                copy.narrow(1, 0, 1).copy_(b.narrow(1, 2, 1).exp());
                return copy;
            });

    List<Tensor> leaves(Engine engine) {
        var leaves = new ArrayList<Tensor>();
        for (List<Double> leaf : values) {
            var elements = leaf.stream().mapToDouble(Double::doubleValue).toArray();
            leaves.add(new Tensor(engine, new Storage.Host(DType.FLOAT64, elements, elements.length), SHAPE)
                    .setRequiresGrad(true));
        }
        return leaves;
    }

    /// The scalar that the program computes of its leaves.
    Tensor value(List<Tensor> leaves) {
        var results = new ArrayList<Tensor>(leaves);
        Tensor sum = leaves.getFirst().sum();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Tensor left = results.get(results.size() - 1 - step.left % results.size());
            Tensor right = results.get(results.size() - 1 - step.right % results.size());
            Tensor result = OPERATORS.get(step.operator).apply(left, right).tanh();
            results.add(result);
            sum = sum.add(result.mul(result.add(0.3 + i)).mean());
        }
        return sum;
    }

    /// The gradients of `value` by the leaves.
    static Tensor[] gradients(Tensor value, List<Tensor> leaves, boolean createGraph) {
        return Autograd.grad(
                value.engine(),
                List.of(value),
                leaves,
                Collections.singletonList(null),
                createGraph,
                createGraph,
                true);
    }

    /// A scalar of all gradients, which has gradients of its own.
    Tensor gradientSum(List<Tensor> leaves) {
        Tensor sum = leaves.getFirst().engine().zeros(new int[0], DType.FLOAT64);
        double weight = 1;
        for (Tensor gradient : gradients(value(leaves), leaves, true)) {
            if (gradient != null)
                sum = sum.add(gradient.mul(gradient.add(weight)).sum());
            weight += 0.5;
        }
        return sum;
    }
}
