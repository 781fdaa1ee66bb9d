package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.autograd.Edge;
import dev.backstep.engine.autograd.ViewInfo;
import dev.backstep.kernel.cpython.Peers;
import dev.backstep.kernel.cpython.PyObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `torch.autograd.Function`: what happens around the user's forward.
final class FunctionApi {
    private final Engine engine;
    private final Handles handles;

    FunctionApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
    }

    void install(Definitions define) {
        define.add("function_begin", a -> {
            begin(a[0], a[1].asText(), a[2], a[3]);
            return null;
        });
        define.add("function_end", a -> end(a[0], a[1], a[2], a[3], a[4], a[5], a[6].asBoolean()));
        define.add("function_saved_tensors", a -> handles.tuple(node(a[0]).savedTensors()));
        define.add(
                "function_needs_input_grad",
                a -> handles.tuple(node(a[0]).needsInputGrad().toArray()));
        define.add("function_saved_count", a -> node(a[0]).savedCount());
        define.add("function_dirty_not_input", a -> dirtyNotInput(tensorsOrNull(a[0]), tensorsOrNull(a[1])));
        define.add("undifferentiable", a -> undifferentiable(handles.tensor(a[0])));
    }

    private FunctionNode node(PyObject ctx) {
        return (FunctionNode) handles.node(ctx);
    }

    private void begin(PyObject ctx, String name, PyObject arguments, PyObject backward) {
        var node = new FunctionNode(engine, handles, name, backward);
        node.setPeer(Peers.adopt(ctx, node));
        node.arguments(tensorsOrNull(arguments));
    }

    private List<@Nullable Tensor> tensorsOrNull(PyObject values) {
        var tensors = new ArrayList<@Nullable Tensor>();
        for (int i = 0; i < values.size(); i++) {
            tensors.add(handles.tensorOrNull(values.get(i)));
        }
        return tensors;
    }

    private static boolean dirtyNotInput(List<@Nullable Tensor> dirty, List<@Nullable Tensor> inputs) {
        return dirty.stream().anyMatch(one -> one != null && !contains(inputs, one));
    }

    /// Gives the outputs their history and keeps what was saved.
    private PyObject end(
            PyObject ctx,
            PyObject arguments,
            PyObject outputs,
            PyObject save,
            PyObject dirty,
            PyObject constant,
            boolean materialize) {
        var node = node(ctx);
        var call = new Call(node, tensorsOrNull(arguments), tensorsOrNull(dirty), tensorsOrNull(constant));
        boolean recorded = engine.gradMode() && call.inputs.stream().anyMatch(t -> t != null && t.requiresGrad());
        node.setNext(recorded ? edges(call.inputs) : new Edge[0]);
        node.materialize(materialize);
        var given = tensorsOrNull(outputs);
        for (Tensor one : call.dirty) {
            if (one != null && contains(call.inputs, one) && !contains(given, one)) {
                throw EngineException.runtime(
                        "Some elements marked as dirty during the forward method were not returned "
                                + "as output. The inputs that are modified inplace must all be outputs of the Function.");
            }
        }
        long tensors = given.stream().filter(t -> t != null).count();
        var made = new ArrayList<@Nullable Tensor>();
        var results = new Object[given.size()];
        for (int i = 0; i < results.length; i++) {
            Tensor tensor = given.get(i);
            if (tensor == null) {
                node.skipOutput();
                made.add(null);
                results[i] = outputs.get(i);
                continue;
            }
            if (recorded && tensors > 1 && contains(call.dirty, tensor) && tensor.viewInfo() != null) {
                throw EngineException.runtime("If your Function modifies inplace an input that is a view of another "
                        + "Tensor, your Function cannot return more than one Tensor. This is not supported by the current "
                        + "autograd engine. You should either make sure the input is not a view (using .clone() for "
                        + "example) or make your Function only return one Tensor (potentially splitting it into two "
                        + "Functions: one doing the inplace that returns a single Tensor and a second one that does the "
                        + "other operations). You can ask on the forum https://discuss.pytorch.org/ if you need help to "
                        + "do this change.");
            }
            Tensor result = output(call, tensor, recorded, tensors > 1);
            made.add(result);
            results[i] = handles.of(result);
        }
        // Without recording there is no backward to save for.
        if (recorded) {
            node.save(tensorsOrNull(save), made);
            node.outputs(made);
        }
        return handles.tuple(results);
    }

    /// One call of a function.
    private record Call(
            FunctionNode node,
            List<@Nullable Tensor> inputs,
            List<@Nullable Tensor> dirty,
            List<@Nullable Tensor> constants) {}

    private static @Nullable Edge[] edges(List<@Nullable Tensor> inputs) {
        return inputs.stream().filter(t -> t != null).map(Tensor::edge).toArray(Edge[]::new);
    }

    private Tensor output(Call call, Tensor tensor, boolean recorded, boolean several) {
        var node = call.node;
        boolean isInput = contains(call.inputs, tensor);
        boolean isDirty = contains(call.dirty, tensor);
        if (contains(call.constants, tensor) || !tensor.dtype().isFloating()) {
            node.skipOutput();
            if (isDirty) tensor.bumpVersion();
            return isInput && !isDirty ? tensor.detach() : tensor;
        }
        if (!recorded && isInput) {
            if (isDirty) tensor.bumpVersion();
            return tensor.detach();
        }
        if (isDirty) {
            if (recorded) {
                if (tensor.isLeaf() && tensor.requiresGrad()) {
                    throw EngineException.runtime(
                            "a leaf Variable that requires grad has been used in an in-place operation.");
                }
                Autograd.checkInPlace(tensor);
            }
            tensor.bumpVersion();
            if (recorded) Autograd.rebase(tensor, node);
            return tensor;
        }
        // An input that is handed back as it is, or a tensor with a history of its own, must keep it.
        boolean taken = isInput || tensor.currentNode() != null;
        Tensor result = taken ? Autograd.quietly(engine, tensor::sameView) : tensor;
        if (!recorded) return result;
        var view = tensor.viewInfo();
        node.attach(result);
        if (view != null || isInput) {
            Tensor base = view == null ? tensor : view.base();
            var origin = several ? ViewInfo.Origin.MULTI_OUTPUT : ViewInfo.Origin.CUSTOM_FUNCTION;
            result.setViewInfo(new ViewInfo(base, origin));
        }
        return result;
    }

    private static boolean contains(List<@Nullable Tensor> tensors, Tensor tensor) {
        for (Tensor one : tensors) if (one == tensor) return true;
        return false;
    }

    /// A tensor that remembers that it must not be differentiated.
    private PyObject undifferentiable(Tensor tensor) {
        Tensor result = tensor.detach();
        new OnceDifferentiable(engine).attach(result);
        return handles.of(result);
    }

    /// The history of what a once-differentiable backward computed.
    private static final class OnceDifferentiable extends dev.backstep.engine.autograd.Node {
        OnceDifferentiable(Engine engine) {
            super(engine);
        }

        @Override
        public String name() {
            return "Error";
        }

        @Override
        protected @Nullable Tensor[] backward(@Nullable Tensor[] gradients) {
            throw EngineException.runtime(
                    "trying to differentiate twice a function that was marked with @once_differentiable");
        }
    }
}
