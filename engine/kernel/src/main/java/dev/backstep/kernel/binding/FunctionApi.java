package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.autograd.Edge;
import dev.backstep.engine.autograd.ViewInfo;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;
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
            begin(a[0], a[1].asString(), a[2], a[3]);
            return null;
        });
        define.add("function_end", a -> end(a[0], a[1], a[2], a[3], a[4], a[5], a[6].asBoolean()));
        define.add("function_saved_tensors", a -> handles.tuple(node(a[0]).savedTensors()));
        define.add(
                "function_needs_input_grad",
                a -> handles.tuple(node(a[0]).needsInputGrad().toArray()));
        define.add("undifferentiable", a -> undifferentiable(handles.tensor(a[0])));
    }

    private FunctionNode node(Value ctx) {
        return (FunctionNode) handles.node(ctx);
    }

    private void begin(Value ctx, String name, Value arguments, Value backward) {
        var node = new FunctionNode(engine, handles, name, backward);
        node.setPeer(ctx);
        node.arguments(tensorsOrNull(arguments));
        ctx.putMember("_t", node);
    }

    private List<@Nullable Tensor> tensorsOrNull(Value values) {
        var tensors = new ArrayList<@Nullable Tensor>();
        for (long i = 0; i < values.getArraySize(); i++) {
            tensors.add(handles.tensorOrNull(values.getArrayElement(i)));
        }
        return tensors;
    }

    /// Gives the outputs their history and keeps what was saved.
    private Value end(
            Value ctx, Value arguments, Value outputs, Value save, Value dirty, Value constant, boolean materialize) {
        var node = node(ctx);
        var inputs = tensorsOrNull(arguments);
        var dirtyTensors = tensorsOrNull(dirty);
        var constants = tensorsOrNull(constant);
        boolean recorded = engine.gradMode() && inputs.stream().anyMatch(t -> t != null && t.requiresGrad());
        node.setNext(recorded ? edges(inputs) : new Edge[0]);
        node.materialize(materialize);
        var made = new ArrayList<Tensor>();
        var results = new Object[Math.toIntExact(outputs.getArraySize())];
        for (int i = 0; i < results.length; i++) {
            Value output = outputs.getArrayElement(i);
            Tensor tensor = handles.tensorOrNull(output);
            if (tensor == null) {
                if (!output.isNull() && results.length == 1) {
                    throw EngineException.type(
                            "%s.forward: expected Tensor or tuple of Tensor (got %s) for return value %d"
                                    .formatted(node.name(), Handles.typeName(output), i));
                }
                node.skipOutput();
                made.add(engine.empty(new int[] {0}));
                results[i] = output;
                continue;
            }
            Tensor result = output(node, tensor, inputs, dirtyTensors, constants, recorded);
            made.add(result);
            results[i] = handles.of(result);
        }
        node.save(tensorsOrNull(save), made);
        if (recorded) node.outputs(made);
        return handles.tuple(results);
    }

    private static @Nullable Edge[] edges(List<@Nullable Tensor> inputs) {
        return inputs.stream().filter(t -> t != null).map(Tensor::edge).toArray(Edge[]::new);
    }

    private Tensor output(
            FunctionNode node,
            Tensor tensor,
            List<@Nullable Tensor> inputs,
            List<@Nullable Tensor> dirty,
            List<@Nullable Tensor> constants,
            boolean recorded) {
        boolean isDirty = contains(dirty, tensor);
        if (contains(constants, tensor) || !tensor.dtype().isFloating()) {
            node.skipOutput();
            return contains(inputs, tensor) && !isDirty ? tensor.detach() : tensor;
        }
        if (isDirty) {
            if (recorded && tensor.isLeaf() && tensor.requiresGrad()) {
                throw EngineException.runtime(
                        "a leaf Variable that requires grad is being used in an in-place operation.");
            }
            tensor.bumpVersion();
            if (recorded) Autograd.rebase(tensor, node);
            return tensor;
        }
        // An input that is handed back as it is, or a tensor with a history of its own, must keep it.
        boolean taken = contains(inputs, tensor) || tensor.gradFn() != null || tensor.requiresGrad();
        Tensor result = taken ? Autograd.quietly(engine, tensor::sameView) : tensor;
        if (!recorded) return result;
        var view = tensor.viewInfo();
        node.attach(result);
        if (view != null || taken) {
            Tensor base = view == null ? tensor : view.base();
            result.setViewInfo(new ViewInfo(base, ViewInfo.Origin.CUSTOM_FUNCTION));
        }
        return result;
    }

    private static boolean contains(List<@Nullable Tensor> tensors, Tensor tensor) {
        for (Tensor one : tensors) if (one == tensor) return true;
        return false;
    }

    /// A tensor that remembers that it must not be differentiated.
    private Value undifferentiable(Tensor tensor) {
        Tensor result = tensor.detach();
        result.setHistory(new OnceDifferentiable(engine), 0);
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
