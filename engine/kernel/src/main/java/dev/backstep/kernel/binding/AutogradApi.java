package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.AccumulateGrad;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.autograd.Edge;
import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.autograd.SavedTensorHooks;
import dev.backstep.engine.autograd.Transform;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.PyRef;
import dev.backstep.kernel.cpython.Scope;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gradients, history and hooks.
final class AutogradApi {
    private static final Set<String> SYMBOLIC_SIZES =
            Set.of("Sum", "View", "UnsafeView", "ReshapeAlias", "Expand", "Slice", "Repeat", "Diagonal", "Mm", "Addmm");

    private final Engine engine;
    private final Handles handles;
    private final Deque<SavedTensorHooks> savedTensorHooks = new ArrayDeque<>();

    AutogradApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
    }

    /// A program begins: hooks that the last one has left count no more.
    void reset() {
        savedTensorHooks.clear();
    }

    void install(Definitions define) {
        gradients(define);
        history(define);
        nodes(define);
        hooks(define);
        transforms(define);
        new FunctionApi(engine, handles).install(define);
        new ForwardModeApi(engine, handles).install(define);
        new AnomalyApi(engine, handles).install(define);
    }

    private void gradients(Definitions define) {
        define.add("backward", a -> {
            Autograd.backward(
                    engine,
                    handles.tensors(a[0]),
                    handles.optionalTensors(a[1]),
                    a[2].asBoolean(),
                    a[3].asBoolean(),
                    handles.tensors(a[4]));
            return null;
        });
        define.add(
                "grad_of",
                a -> handles.tuple(Autograd.grad(
                        engine,
                        handles.tensors(a[0]),
                        handles.tensors(a[1]),
                        handles.optionalTensors(a[2]),
                        a[3].asBoolean(),
                        a[4].asBoolean(),
                        a[5].asBoolean())));
    }

    private void history(Definitions define) {
        define.add("set_requires_grad", a -> {
            handles.tensor(a[0]).setRequiresGrad(a[1].asBoolean());
            return null;
        });
        define.add("convert", a -> {
            handles.tensor(a[0]).convert(handles.tensor(a[1]), handles.optionalTensor(a[2]));
            return null;
        });
        define.add("retain_grad", a -> {
            handles.tensor(a[0]).retain_grad();
            return null;
        });
        define.add("retains_grad", a -> handles.tensor(a[0]).retainsGrad());
        define.add("output_nr", a -> handles.tensor(a[0]).outputNumber());
        define.add("version", a -> {
            Tensor tensor = handles.tensor(a[0]);
            if (tensor.isInference()) throw EngineException.runtime("Inference tensors do not track version counter.");
            return tensor.version();
        });
        define.add("base", a -> handles.of(handles.tensor(a[0]).base()));
        define.add("is_inference", a -> handles.tensor(a[0]).isInference());
        define.add("detach_", a -> {
            handles.tensor(a[0]).forgetHistory();
            return a[0];
        });
        define.add("detach_clone", a -> handles.of(handles.tensor(a[0]).detach().clone()));
        // Makes an object of a class of tensors the handle of an alias.
        define.add("make_subclass", a -> {
            Tensor alias = handles.tensor(a[1]).data();
            if (a[2].asBoolean()) alias.setRequiresGrad(true);
            handles.adopt(a[0], alias);
            return a[0];
        });
    }

    private void nodes(Definitions define) {
        define.add("node_name", a -> handles.node(a[0]).qualifiedName());
        define.add(
                "node_call",
                a -> handles.tuple(
                        handles.node(a[0]).call(handles.optionalTensors(a[1]).toArray(new Tensor[0]))));
        define.add("node_outputs", a -> handles.node(a[0]).outputs());
        define.add("node_line", a -> handles.node(a[0]).line());
        define.add("saved_names", a -> {
            Node node = handles.node(a[0]);
            return handles.list(
                    node.savedNames().stream().map(name -> shownAs(node, name)).toList());
        });
        define.add("saved_tensor_names", a -> {
            Node node = handles.node(a[0]);
            return handles.list(
                    node.savedNames().stream().filter(node::savesTensor).toList());
        });
        define.add("register_saved_tensor_hooks", a -> {
            handles.node(a[0]).registerSavedTensorHooks(a[1].asText(), new PythonSavedTensorHooks(a[2], a[3]));
            return null;
        });
        define.add("next_functions", a -> {
            var next = new ArrayList<Object>();
            for (Edge edge : handles.node(a[0]).next()) {
                next.add(
                        edge == null
                                ? handles.tuple(handles.none(), 0)
                                : handles.tuple(handles.of(edge.node()), edge.input()));
            }
            return handles.tuple(next.toArray());
        });
        define.add("node_sequence_number", a -> handles.node(a[0]).sequence());
        define.add("node_attribute", a -> attribute(handles.node(a[0]), a[1].asText()));
    }

    private void transforms(Definitions define) {
        define.add("transform", a -> new Transform(engine));
        define.add("transform_copy", a -> handles.of(transform(a[0]).copy(handles.tensor(a[1]))));
        define.add("transform_release", a -> handles.of(transform(a[0]).release(handles.tensor(a[1]))));
        define.add("transform_end", a -> {
            transform(a[0]).end();
            return null;
        });
    }

    private static Transform transform(PyObject value) {
        return (Transform) value.target();
    }

    /// PyTorch's name for the saved sizes of some operators says that they may be symbolic.
    private static String shownAs(Node node, String name) {
        boolean symbolic = SYMBOLIC_SIZES.contains(node.name().replaceAll("Backward\\d*$", ""))
                || node.name().equals("MeanBackward1");
        return symbolic && name.endsWith("_sizes") ? name.replace("_sizes", "_sym_sizes") : name;
    }

    /// `variable` or `_saved_…`; NotImplemented if the node has no such attribute.
    private Object attribute(Node node, String name) {
        if (name.equals("variable")) {
            return node instanceof AccumulateGrad leaf
                    ? handles.of(leaf.variable())
                    : handles.python("not_implemented");
        }
        String asked = name.substring("_saved_".length());
        String saved = asked.replace("_sym_sizes", "_sizes");
        if (!node.savedNames().contains(saved) || !shownAs(node, saved).equals(asked)) {
            return handles.python("not_implemented");
        }
        return handles.any(node.saved(saved));
    }

    private void hooks(Definitions define) {
        define.add("register_hook", a -> {
            var hook = PyRef.of(a[1]);
            var owner = new WeakReference<>(handles.tensor(a[0]));
            handles.tensor(a[0]).registerHook(gradient -> {
                try (var scope = Scope.open()) {
                    var result = handles.callHook(owner, hook, handles.of(gradient));
                    return result.isNone() ? null : handles.tensor(result);
                }
            });
            return null;
        });
        define.add("register_post_accumulate_grad_hook", a -> {
            Tensor tensor = handles.tensor(a[0]);
            Edge edge = tensor.edge();
            if (edge == null || !(edge.node() instanceof AccumulateGrad leaf)) {
                throw EngineException.runtime("post accumulate grad hooks cannot be registered on non-leaf tensors");
            }
            var hook = PyRef.of(a[1]);
            tensor.keep();
            var owner = new WeakReference<>(tensor);
            leaf.addPostAccumulateHook(() -> {
                try (var scope = Scope.open()) {
                    handles.callHook(owner, hook, handles.of(tensor));
                }
            });
            return null;
        });
        define.add("register_node_hook", a -> {
            var hook = PyRef.of(a[1]);
            handles.node(a[0]).addPostHook((in, out) -> {
                try (var scope = Scope.open()) {
                    return replaced(hook.call(handles.tuple(in), handles.tuple(out)));
                }
            });
            return null;
        });
        define.add("register_node_prehook", a -> {
            var hook = PyRef.of(a[1]);
            handles.node(a[0]).addPreHook((in, out) -> {
                try (var scope = Scope.open()) {
                    return replaced(hook.call(handles.tuple(out)));
                }
            });
            return null;
        });
        define.add("saved_tensors_hooks_depth", a -> savedTensorHooks.size());
        define.add("pass_number", a -> engine.passNumber());
        define.add("will_run", a -> {
            Edge edge = handles.tensor(a[0]).edge();
            return edge != null && edge.node().takesPart();
        });
        define.add(
                "node_created", a -> handles.any(handles.node(a[0]).metadata().get("created")));
        define.add("pass_restricted", a -> engine.passRestricted());
        define.add("evaluating", a -> handles.of(engine.evaluating()));
        define.add("same_version", a -> handles.tensor(a[0]).sharesVersion(handles.tensor(a[1])));
        define.add("push_saved_tensors_hooks", a -> {
            var hooks = new PythonSavedTensorHooks(a[0], a[1]);
            savedTensorHooks.push(hooks);
            engine.setSavedTensorHooks(hooks);
            return null;
        });
        define.add("pop_saved_tensors_hooks", a -> {
            if (savedTensorHooks.isEmpty()) throw EngineException.runtime("no saved tensor hooks are set");
            savedTensorHooks.pop();
            engine.setSavedTensorHooks(savedTensorHooks.peek());
            return null;
        });
    }

    private @Nullable Tensor @Nullable [] replaced(PyObject result) {
        if (result.isNone()) return null;
        return handles.optionalTensors(result).toArray(new Tensor[0]);
    }

    /// `torch.autograd.graph.saved_tensors_hooks`.
    private final class PythonSavedTensorHooks implements SavedTensorHooks {
        private final PyRef pack;
        private final PyRef unpack;

        private PythonSavedTensorHooks(PyObject pack, PyObject unpack) {
            this.pack = PyRef.of(pack);
            this.unpack = PyRef.of(unpack);
        }

        @Override
        public Object pack(Tensor tensor) {
            try (var scope = Scope.open()) {
                return PyRef.of(pack.call(handles.of(tensor)));
            }
        }

        @Override
        public Tensor unpack(@Nullable Object packed) {
            try (var scope = Scope.open()) {
                PyObject result = unpack.call(packed);
                Tensor tensor = handles.tensorOrNull(result);
                if (tensor == null) {
                    throw EngineException.type(
                            "Output of saved tensor unpack_hook expected to be a Tensor but got result of type "
                                    + Handles.typeName(result));
                }
                return tensor;
            }
        }
    }
}
