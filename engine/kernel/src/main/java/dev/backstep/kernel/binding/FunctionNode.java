package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.autograd.Node;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.PyRef;
import dev.backstep.kernel.cpython.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call of a user's `torch.autograd.Function`. Its Python handle is the `ctx` that the user's functions get.
final class FunctionNode extends Node {
    private final String name;
    private final Handles handles;
    private final PyRef backward;
    private final List<Boolean> needsInputGrad = new ArrayList<>();

    /// For each argument of the call whether it is a tensor: only those have edges.
    private boolean[] tensorArguments = {};

    private @Nullable Object @Nullable [] saved = {};
    private int[] versions = {};
    private boolean[] savedOutputs = {};
    private boolean materialize = true;
    private @Nullable Tensor @Nullable [] outputModels;

    /// @param backward takes the ctx and a tuple of gradients, and gives a sequence of gradients
    FunctionNode(Engine engine, Handles handles, String name, PyObject backward) {
        super(engine);
        this.handles = handles;
        this.name = name;
        this.backward = PyRef.of(backward);
    }

    @Override
    public String name() {
        return name;
    }

    List<Boolean> needsInputGrad() {
        return needsInputGrad;
    }

    void arguments(List<@Nullable Tensor> arguments) {
        tensorArguments = new boolean[arguments.size()];
        for (int i = 0; i < tensorArguments.length; i++) {
            Tensor argument = arguments.get(i);
            tensorArguments[i] = argument != null;
            needsInputGrad.add(argument != null && argument.requiresGrad());
        }
    }

    int savedCount() {
        checkNotReleased();
        return saved == null ? 0 : saved.length;
    }

    @Override
    protected @Nullable Object slot(String name) {
        return saved == null ? null : saved[Integer.parseInt(name)];
    }

    @Override
    protected void setSlot(String name, @Nullable Object kept) {
        if (saved != null) saved[Integer.parseInt(name)] = kept;
    }

    void save(List<@Nullable Tensor> tensors, List<@Nullable Tensor> outputs) {
        saved = packAll(tensors.toArray(new Tensor[0]));
        versions = versions(tensors.toArray(new Tensor[0]));
        savedOutputs = new boolean[tensors.size()];
        for (int i = 0; i < savedOutputs.length; i++) savedOutputs[i] = outputs.contains(tensors.get(i));
    }

    void materialize(boolean value) {
        materialize = value;
    }

    /// Keeps what zeros for a missing gradient must look like.
    void outputs(List<@Nullable Tensor> outputs) {
        outputModels =
                outputs.stream().map(o -> o == null ? null : o.sameView()).toArray(Tensor[]::new);
        for (Tensor model : outputModels) if (model != null) model.hold();
    }

    /// `ctx.saved_tensors`.
    @Nullable
    Tensor[] savedTensors() {
        checkNotReleased();
        if (saved == null) return new Tensor[0];
        var tensors = new @Nullable Tensor[saved.length];
        for (int i = 0; i < tensors.length; i++) tensors[i] = shown(saved[i], versions[i], savedOutputs[i]);
        return tensors;
    }

    @Override
    protected void release() {
        unholdAll(saved);
        saved = null;
        if (outputModels != null) for (Tensor model : outputModels) if (model != null) model.drop();
        outputModels = null;
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] gradients) {
        try (var scope = Scope.open()) {
            return called(gradients);
        }
    }

    private @Nullable Tensor[] called(@Nullable Tensor[] gradients) {
        var given = new Object[gradients.length];
        for (int i = 0; i < given.length; i++) given[i] = handles.of(gradient(gradients[i], i));
        PyObject result = backward.call(handles.of(this), handles.tuple(given));
        int count = result.size();
        checkCount(result, count);
        var computed = new ArrayList<@Nullable Tensor>();
        for (int i = 0; i < tensorArguments.length; i++) {
            PyObject one = result.get(i);
            Tensor tensor = one.isNone() ? null : handles.tensorOrNull(one);
            if (tensor == null && !one.isNone()) {
                throw EngineException.runtime("expected Variable or None (got %s)".formatted(Handles.typeName(one)));
            }
            if (tensorArguments[i]) {
                computed.add(tensor);
            } else if (tensor != null) {
                throw EngineException.runtime(
                        "function %s returned a gradient different than None at position %d, but the corresponding "
                                        .formatted(name, i + 1)
                                + "forward input was not a Variable");
            }
        }
        return computed.toArray(new Tensor[0]);
    }

    private @Nullable Tensor gradient(@Nullable Tensor gradient, int output) {
        var models = outputModels;
        if (gradient != null || !materialize || models == null || models[output] == null) return gradient;
        return Autograd.quietly(engine(), models[output]::zeros_like);
    }

    /// More results than arguments are allowed if the rest is None.
    private void checkCount(PyObject result, int count) {
        boolean good = count >= tensorArguments.length;
        for (int i = tensorArguments.length; i < count; i++)
            good &= result.get(i).isNone();
        if (!good) {
            throw EngineException.runtime("function %s returned an incorrect number of gradients (expected %d, got %d)"
                    .formatted(name, tensorArguments.length, count));
        }
    }
}
