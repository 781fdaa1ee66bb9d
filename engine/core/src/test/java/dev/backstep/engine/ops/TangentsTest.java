package dev.backstep.engine.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.backstep.engine.DType;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.autograd.ForwardMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Forward mode of every differentiable row of the operator table: against central differences in float64, and against
/// backward mode, in first and second order.
class TangentsTest {
    static Stream<OperatorInfo> differentiableRows() {
        return DerivativesTest.differentiableRows();
    }

    static Stream<OperatorInfo> rowsWithAnInPlaceVariant() {
        return differentiableRows().filter(row -> inPlace(row) != null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differentiableRows")
    void tangentsAgreeWithCentralDifferences(OperatorInfo row) {
        for (Object[] arguments : Samples.of(row)) {
            var check = new Check(row, arguments);
            var inputs = check.differentiableInputs();
            var directions = directions(inputs);
            double step = 1e-6;
            var above = check.with(inputs, moved(inputs, directions, step)).results();
            var below = check.with(inputs, moved(inputs, directions, -step)).results();
            var tangents = inDual(check, inputs, directions, (results, level) -> tangents(results, level));
            for (int k = 0; k < tangents.size(); k++) {
                Tensor expected = above.get(k).sub(below.get(k)).div(2 * step);
                agree(row.schema() + ", result " + k, expected, tangents.get(k), 1e-6);
            }
        }
    }

    /// `<w, J v> = <Jᵀ w, v>`
    @ParameterizedTest(name = "{0}")
    @MethodSource("differentiableRows")
    void tangentsAndGradientsAreTransposed(OperatorInfo row) {
        for (Object[] arguments : Samples.of(row)) {
            var check = new Check(row, arguments);
            var inputs = check.differentiableInputs();
            var directions = directions(inputs);
            Tensor forward = inDual(check, inputs, directions, (results, level) -> weighted(tangents(results, level)));
            Tensor value = check.weightedSum(inputs);
            Tensor backward = dot(gradients(value, inputs, false), directions);
            agree(row.schema(), backward, forward, 1e-9);
        }
    }

    /// The derivative of the gradient in a direction, in three ways.
    @ParameterizedTest(name = "{0}")
    @MethodSource("differentiableRows")
    void tangentsHaveGradientsAndGradientsHaveTangents(OperatorInfo row) {
        for (Object[] arguments : Samples.of(row)) {
            var check = new Check(row, arguments);
            var inputs = check.differentiableInputs();
            var directions = directions(inputs);
            var twice = gradients(dot(gradients(check.weightedSum(inputs), inputs, true), directions), inputs, false);
            var overForward = inDual(
                    check,
                    inputs,
                    directions,
                    (results, level) -> gradients(weighted(tangents(results, level)), inputs, false));
            for (int i = 0; i < inputs.size(); i++) {
                agree(row.schema() + ", reverse over forward, input " + i, twice.get(i), overForward.get(i), 1e-8);
            }
            // With a recorded pass, too, in which saved results are other tensors.
            for (boolean createGraph : new boolean[] {false, true}) {
                var overReverse = inDual(check, inputs, directions, (results, level) -> {
                    var gradients = gradients(weighted(results), inputs, createGraph);
                    return gradients.stream()
                            .map(g -> ForwardMode.orZeros(ForwardMode.tangent(g, level), g))
                            .toList();
                });
                for (int i = 0; i < inputs.size(); i++) {
                    agree(row.schema() + ", forward over reverse, input " + i, twice.get(i), overReverse.get(i), 1e-8);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rowsWithAnInPlaceVariant")
    void inPlaceVariantsChangeTheTangent(OperatorInfo row) {
        for (Object[] arguments : Samples.of(row)) {
            var check = new Check(row, arguments);
            var inputs = check.differentiableInputs();
            var directions = directions(inputs);
            if (inputs.getFirst() != arguments[0]
                    || check.results().getFirst().numel() != inputs.getFirst().numel()) {
                continue; // a broadcast result does not fit
            }
            var expected = inDual(check, inputs, directions, (results, level) -> tangents(results, level));
            var changing = new Check(inPlace(row), arguments);
            var actual = inDual(changing, inputs, directions, (results, level) -> tangents(results, level), true);
            agree(row.schema(), expected.getFirst(), actual.getFirst(), 1e-12);
        }
    }

    private static OperatorInfo inPlace(OperatorInfo row) {
        return OperatorTable.named(row.name() + "_").stream()
                .filter(r -> r.inPlace() && r.schema().equals(row.schema()))
                .findFirst()
                .orElse(null);
    }

    private static <T> T inDual(
            Check check, List<Tensor> inputs, List<Tensor> directions, BiFunction<List<Tensor>, Integer, T> use) {
        return inDual(check, inputs, directions, use, false);
    }

    private static <T> T inDual(
            Check check,
            List<Tensor> inputs,
            List<Tensor> directions,
            BiFunction<List<Tensor>, Integer, T> use,
            boolean copies) {
        var levels = inputs.getFirst().engine().dualLevels();
        int level = levels.enter();
        try {
            var duals = new ArrayList<Tensor>();
            for (int i = 0; i < inputs.size(); i++) {
                Tensor dual = ForwardMode.makeDual(inputs.get(i), directions.get(i), level);
                duals.add(copies ? dual.clone() : dual);
            }
            return use.apply(check.with(inputs, duals).results(), level);
        } finally {
            levels.exit(level);
        }
    }

    private static List<Tensor> tangents(List<Tensor> results, int level) {
        var tangents = new ArrayList<Tensor>();
        for (Tensor result : results) {
            Tensor tangent = ForwardMode.tangent(result, level);
            assertNotNull(tangent, "a result has no tangent");
            tangents.add(tangent);
        }
        return tangents;
    }

    private static List<Tensor> directions(List<Tensor> inputs) {
        var directions = new ArrayList<Tensor>();
        for (int k = 0; k < inputs.size(); k++) {
            Tensor weights = Check.weights(inputs.get(k).engine(), inputs.get(k).sizes());
            directions.add(weights.sub(1.5 + 0.1 * k));
        }
        return directions;
    }

    private static List<Tensor> moved(List<Tensor> inputs, List<Tensor> directions, double step) {
        var moved = new ArrayList<Tensor>();
        for (int k = 0; k < inputs.size(); k++) {
            moved.add(inputs.get(k).detach().add(directions.get(k).mul(step)));
        }
        return moved;
    }

    private static Tensor weighted(List<Tensor> tensors) {
        var weights =
                tensors.stream().map(t -> Check.weights(t.engine(), t.sizes())).toList();
        return dot(tensors, weights);
    }

    private static Tensor dot(List<Tensor> a, List<Tensor> b) {
        Tensor sum = a.getFirst().engine().zeros(new int[0], DType.FLOAT64);
        for (int i = 0; i < a.size(); i++) sum = sum.add(a.get(i).mul(b.get(i)).sum());
        return sum;
    }

    /// Zeros where there is none.
    private static List<Tensor> gradients(Tensor value, List<Tensor> inputs, boolean create) {
        if (!value.requiresGrad())
            return inputs.stream().map(t -> t.detach().zeros_like()).toList();
        Tensor[] found = Autograd.grad(
                value.engine(), List.of(value), inputs, Collections.singletonList(null), create, create, true);
        var gradients = new ArrayList<Tensor>();
        for (int i = 0; i < found.length; i++) gradients.add(ForwardMode.orZeros(found[i], inputs.get(i)));
        return gradients;
    }

    private static void agree(String what, Tensor expected, Tensor actual, double tolerance) {
        double[] e = expected.toDoubles();
        double[] a = actual.toDoubles();
        assertEquals(e.length, a.length, what);
        for (int i = 0; i < e.length; i++) {
            assertEquals(e[i], a[i], tolerance * Math.max(1, Math.abs(e[i])), what + ", element " + i);
        }
    }
}
