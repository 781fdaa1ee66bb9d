package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// One call of an operator, made a scalar function of its tensors.
record Check(OperatorInfo row, Object[] arguments) {
    List<Tensor> differentiableInputs() {
        var inputs = tensors();
        inputs.forEach(t -> t.setRequiresGrad(true));
        return inputs;
    }

    private List<Tensor> tensors() {
        var names = new ArrayList<String>();
        for (var formula : row.formulas()) names.addAll(List.of(formula.inputs().split(", ")));
        var inputs = new ArrayList<Tensor>();
        for (int i = 0; i < arguments.length; i++) {
            if (!names.contains(row.parameters().get(i).name())) continue;
            if (arguments[i] instanceof Tensor t && t.dtype().isFloating()) inputs.add(t);
            if (arguments[i] instanceof Tensor[] list) inputs.addAll(List.of(list));
        }
        return inputs;
    }

    /// The results, each element with a weight of its own.
    Tensor weightedSum(List<Tensor> inputs) {
        var engine = inputs.getFirst().engine();
        Tensor sum = engine.zeros(new int[0], DType.FLOAT64);
        for (Tensor part : results()) {
            if (part.requiresGrad())
                sum = sum.add(part.mul(weights(engine, part.sizes())).sum());
        }
        return sum;
    }

    /// The results that carry gradients. Statistics that are saved for the backward pass (`result1`) have none.
    List<Tensor> results() {
        var engine = tensors().getFirst().engine();
        Object result = OperatorTable.call(row, engine, arguments);
        if (result instanceof Tensor t) return List.of(t);
        var all = List.of((Tensor[]) result);
        boolean every = row.returnsList()
                || row.formulas().stream().anyMatch(f -> f.text().contains("grads"));
        return (every ? all : all.subList(0, 1))
                .stream().filter(t -> t.dtype().isFloating()).toList();
    }

    /// The same call of other tensors.
    Check with(List<Tensor> inputs, List<Tensor> others) {
        var replaced = arguments.clone();
        for (int i = 0; i < replaced.length; i++) {
            if (replaced[i] instanceof Tensor t) replaced[i] = other(t, inputs, others);
            if (replaced[i] instanceof Tensor[] list) {
                replaced[i] =
                        Arrays.stream(list).map(t -> other(t, inputs, others)).toArray(Tensor[]::new);
            }
        }
        return new Check(row, replaced);
    }

    private static Tensor other(Tensor t, List<Tensor> inputs, List<Tensor> others) {
        for (int i = 0; i < inputs.size(); i++) if (inputs.get(i) == t) return others.get(i);
        return t;
    }

    static Tensor weights(Engine engine, int[] sizes) {
        int n = 1;
        for (int size : sizes) n *= size;
        var values = new double[n];
        for (int i = 0; i < n; i++) values[i] = Math.cos(i + 1.0) + 1.5;
        return new Tensor(engine, new Storage.Host(DType.FLOAT64, values, n), sizes);
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
                sum = sum.add(gradient.mul(weights(engine, gradient.sizes())).sum());
        }
        return sum;
    }
}
