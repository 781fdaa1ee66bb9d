package dev.backstep.engine.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every differentiable row of the operator table against central differences in float64, in first and second order.
class DerivativesTest {
    static Stream<OperatorInfo> differentiableRows() {
        return OperatorTable.all().stream()
                .filter(row -> row.gradFn() != null && !row.inPlace())
                .filter(row -> row.parameters().stream().noneMatch(OperatorInfo.Parameter::out))
                // Not differentiable functions of their inputs: random, or set aside by an in-place operation.
                .filter(row -> !List.of("bernoulli", "normal").contains(row.name()))
                // Results that are bool carry no gradient; these rows have formulas for their in-place form.
                .filter(row -> !List.of("eq", "ne", "lt", "le", "gt", "ge").contains(row.name()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differentiableRows")
    void formulasAgreeWithCentralDifferences(OperatorInfo row) {
        for (Object[] arguments : Samples.of(row)) {
            var check = new Check(row, arguments);
            var inputs = check.differentiableInputs();
            assertTrue(!inputs.isEmpty(), row.schema());
            compare(row.schema(), inputs, check::weightedSum, 1e-5);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differentiableRows")
    void gradientsHaveGradients(OperatorInfo row) {
        for (Object[] arguments : Samples.of(row)) {
            var check = new Check(row, arguments);
            var inputs = check.differentiableInputs();
            compare(row.schema() + ", second order", inputs, given -> check.gradientSum(given, inputs), 1e-4);
        }
    }

    /// Compares autograd's gradients of a scalar function with central differences.
    private static void compare(
            String what, List<Tensor> inputs, Function<List<Tensor>, Tensor> function, double tolerance) {
        var engine = inputs.getFirst().engine();
        Tensor value = function.apply(inputs);
        if (!value.requiresGrad()) return; // a constant gradient
        Tensor[] gradients =
                Autograd.grad(engine, List.of(value), inputs, Collections.singletonList(null), false, false, true);
        for (int k = 0; k < inputs.size(); k++) {
            Tensor input = inputs.get(k);
            double[] expected = new double[input.numel()];
            Tensor flat = input.detach().view(-1);
            double step = 1e-5;
            for (int i = 0; i < expected.length; i++) {
                double at = flat.toDoubles()[i];
                flat.select(0, i).fill_(at + step);
                double above = function.apply(inputs).item().value();
                flat.select(0, i).fill_(at - step);
                double below = function.apply(inputs).item().value();
                flat.select(0, i).fill_(at);
                expected[i] = (above - below) / (2 * step);
            }
            double[] actual = gradients[k] == null ? new double[expected.length] : gradients[k].toDoubles();
            for (int i = 0; i < expected.length; i++) {
                double scale = Math.max(1, Math.abs(expected[i]));
                assertEquals(expected[i], actual[i], tolerance * scale, what + ": input " + k + ", element " + i);
            }
        }
    }

    static Engine newEngine() {
        return new Engine(new ReferenceBackend());
    }
}
