package dev.backstep.engine.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.ArrayList;
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
            var check = new Check(row, arguments, row.schema());
            var inputs = check.differentiableInputs();
            assertTrue(!inputs.isEmpty(), row.schema());
            compare(row.schema(), inputs, check::weightedSum, 1e-5);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differentiableRows")
    void gradientsHaveGradients(OperatorInfo row) {
        for (Object[] arguments : Samples.of(row)) {
            var check = new Check(row, arguments, row.schema());
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

    /// One call of an operator, made a scalar function of its tensors.
    private record Check(OperatorInfo row, Object[] arguments, String text) {

        List<Tensor> differentiableInputs() {
            var names = new ArrayList<String>();
            for (var formula : row.formulas())
                names.addAll(List.of(formula.inputs().split(", ")));
            var inputs = new ArrayList<Tensor>();
            for (int i = 0; i < arguments.length; i++) {
                if (!names.contains(row.parameters().get(i).name())) continue;
                if (arguments[i] instanceof Tensor t && t.dtype().isFloating()) inputs.add(t);
                if (arguments[i] instanceof Tensor[] list) inputs.addAll(List.of(list));
            }
            inputs.forEach(t -> t.setRequiresGrad(true));
            return inputs;
        }

        /// The results, each element with a weight of its own.
        Tensor weightedSum(List<Tensor> inputs) {
            var engine = inputs.getFirst().engine();
            Object result = OperatorTable.call(row, engine, arguments);
            Tensor sum = engine.zeros(new int[0], DType.FLOAT64);
            Tensor[] parts = result instanceof Tensor t ? new Tensor[] {t} : (Tensor[]) result;
            for (Tensor part : parts) {
                if (!part.requiresGrad() || !carriesGradient(part, parts)) continue;
                sum = sum.add(part.mul(weights(engine, part.sizes())).sum());
            }
            return sum;
        }

        /// Statistics that are saved for the backward pass (`result1`) have no derivative of their own.
        private boolean carriesGradient(Tensor part, Tensor[] parts) {
            return part == parts[0] || row.returnsList();
        }

        private static Tensor weights(Engine engine, int[] sizes) {
            int n = 1;
            for (int size : sizes) n *= size;
            var values = new double[n];
            for (int i = 0; i < n; i++) values[i] = Math.cos(i + 1.0) + 1.5;
            return new Tensor(engine, new dev.backstep.engine.Storage.Host(DType.FLOAT64, values, n), sizes);
        }

        /// A scalar function of the gradients.
        Tensor gradientSum(List<Tensor> given, List<Tensor> inputs) {
            var engine = given.getFirst().engine();
            Tensor value = weightedSum(given);
            Tensor[] gradients =
                    Autograd.grad(engine, List.of(value), inputs, Collections.singletonList(null), true, true, true);
            Tensor sum = engine.zeros(new int[0], DType.FLOAT64);
            for (Tensor gradient : gradients) {
                if (gradient != null)
                    sum = sum.add(
                            gradient.mul(weights(engine, gradient.sizes())).sum());
            }
            return sum;
        }
    }

    static Engine newEngine() {
        return new Engine(new ReferenceBackend());
    }
}
