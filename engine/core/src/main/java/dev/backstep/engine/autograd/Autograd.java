package dev.backstep.engine.autograd;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The entry to backward passes, and the rules for histories of tensors that are changed in place.
public final class Autograd {
    private Autograd() {}

    /// `torch.autograd.backward`: adds the gradients of the sum of `roots` to the `.grad` of leaves.
    ///
    /// @param gradients what to start each root with; null entries mean 1 and need a root of one element
    /// @param inputs the leaves to accumulate into; empty for all
    public static void backward(
            Engine engine,
            List<Tensor> roots,
            List<@Nullable Tensor> gradients,
            boolean retainGraph,
            boolean createGraph,
            List<Tensor> inputs) {
        for (Tensor input : inputs) {
            if (!input.requiresGrad()) {
                throw EngineException.runtime("One of the differentiated Tensors does not require grad");
            }
            // A non-leaf that is asked for keeps its gradient.
            if (!input.isLeaf()) input.retain_grad();
        }
        run(engine, roots, gradients, inputs, true, retainGraph, createGraph);
    }

    /// `torch.autograd.grad`: the gradients of the sum of `outputs` with respect to `inputs`; no `.grad` is touched.
    ///
    /// @param gradients see [#backward]
    /// @param allowUnused whether a gradient may be missing (null) because the graph does not lead to its input
    public static @Nullable Tensor[] grad(
            Engine engine,
            List<Tensor> outputs,
            List<Tensor> inputs,
            List<@Nullable Tensor> gradients,
            boolean retainGraph,
            boolean createGraph,
            boolean allowUnused) {
        for (Tensor input : inputs) {
            if (!input.requiresGrad()) {
                throw EngineException.runtime("One of the differentiated Tensors does not require grad");
            }
        }
        if (inputs.isEmpty()) return new Tensor[0];
        @Nullable Tensor[] results = run(engine, outputs, gradients, inputs, false, retainGraph, createGraph);
        if (!allowUnused) {
            for (Tensor result : results) {
                if (result == null) {
                    throw EngineException.runtime("One of the differentiated Tensors appears to not have been used in "
                            + "the graph. Set allow_unused=True if this is the desired behavior.");
                }
            }
        }
        return results;
    }

    private static @Nullable Tensor[] run(
            Engine engine,
            List<Tensor> roots,
            List<@Nullable Tensor> gradients,
            List<Tensor> inputs,
            boolean accumulate,
            boolean retainGraph,
            boolean createGraph) {
        var starts = new ArrayList<Tensor>(roots.size());
        var implicit = new ArrayList<Boolean>(roots.size());
        for (int i = 0; i < roots.size(); i++) {
            Tensor gradient = i < gradients.size() ? gradients.get(i) : null;
            implicit.add(gradient == null);
            starts.add(gradient == null ? one(engine, roots.get(i)) : checked(gradient, roots.get(i), i));
        }
        var edges = new ArrayList<Edge>(roots.size());
        for (int i = 0; i < roots.size(); i++) {
            Edge edge = roots.get(i).edge();
            if (edge == null) {
                throw EngineException.runtime(
                        "element " + i + " of tensors does not require grad and does not have a grad_fn");
            }
            edges.add(edge);
        }
        // Hooks may have Python let go of them while the pass goes on.
        holdAll(roots);
        holdAll(starts);
        holdAll(inputs);
        try {
            return observed(engine, roots, starts, implicit, edges, inputs, accumulate, retainGraph, createGraph);
        } finally {
            dropAll(roots);
            dropAll(starts);
            dropAll(inputs);
        }
    }

    private static void holdAll(List<Tensor> tensors) {
        for (Tensor tensor : tensors) tensor.hold();
    }

    private static void dropAll(List<Tensor> tensors) {
        for (Tensor tensor : tensors) tensor.drop();
    }

    private static @Nullable Tensor[] observed(
            Engine engine,
            List<Tensor> roots,
            List<Tensor> starts,
            List<Boolean> implicit,
            List<Edge> edges,
            List<Tensor> inputs,
            boolean accumulate,
            boolean retainGraph,
            boolean createGraph) {
        var observer = engine.observer();
        if (observer == null) {
            return new BackwardPass(engine, retainGraph, createGraph).run(edges, starts, inputs, accumulate);
        }
        observer.passStarted(new Observer.PassInfo(
                List.copyOf(roots),
                List.copyOf(starts),
                List.copyOf(implicit),
                List.copyOf(inputs),
                accumulate,
                retainGraph,
                createGraph));
        try {
            var results = new BackwardPass(engine, retainGraph, createGraph).run(edges, starts, inputs, accumulate);
            observer.passEnded(null);
            return results;
        } catch (RuntimeException | Error problem) {
            observer.passEnded(problem);
            throw problem;
        }
    }

    private static Tensor one(Engine engine, Tensor root) {
        // A root that needs no gradient is reported as such later, whatever its size.
        if (root.requiresGrad() && root.numel() != 1) {
            throw EngineException.runtime("grad can be implicitly created only for scalar outputs");
        }
        return unobserved(engine, root::ones_like);
    }

    private static Tensor checked(Tensor gradient, Tensor root, int index) {
        if (!Arrays.equals(gradient.sizes(), root.sizes())) {
            throw EngineException.runtime(("Mismatch in shape: grad_output[%d] has a shape of torch.Size(%s) and "
                            + "output[%d] has a shape of torch.Size(%s).")
                    .formatted(index, Arrays.toString(gradient.sizes()), index, Arrays.toString(root.sizes())));
        }
        return BackwardPass.onDevice(gradient, root.device(), "", index);
    }

    /// Runs something without recording or observing it.
    public static <T> T quietly(Engine engine, Supplier<T> action) {
        boolean before = engine.inKernel();
        engine.setInKernel(true);
        try {
            return action.get();
        } finally {
            engine.setInKernel(before);
        }
    }

    /// A copy, with its history, of what an in-place operation is about to overwrite. It is not observed.
    public static Tensor kept(Tensor self) {
        var engine = self.engine();
        var observer = engine.observer();
        engine.setObserver(null);
        try {
            return self.clone();
        } finally {
            engine.setObserver(observer);
        }
    }

    /// [#quietly], but seen by the profiler.
    private static <T> T unobserved(Engine engine, Supplier<T> action) {
        if (engine.profiler() == null) return quietly(engine, action);
        var observer = engine.observer();
        boolean mode = engine.setGradMode(false);
        int levels = engine.dualLevels().setVisible(0);
        engine.setObserver(null);
        try {
            return action.get();
        } finally {
            engine.setObserver(observer);
            engine.dualLevels().setVisible(levels);
            engine.setGradMode(mode);
        }
    }

    /// A copy of a gradient in the memory layout of its variable, recorded if passes are.
    static Tensor copyLike(Tensor gradient, Tensor variable) {
        var engine = gradient.engine();
        if (!engine.gradMode()) return unobserved(engine, () -> copied(gradient, variable));
        var observer = engine.observer();
        engine.setObserver(null);
        try {
            return copied(gradient, variable);
        } finally {
            engine.setObserver(observer);
        }
    }

    private static Tensor copied(Tensor gradient, Tensor variable) {
        boolean recorded = gradient.engine().gradMode();
        if (!Shapes.isDense(variable.sizes(), variable.strides()))
            return gradient.contiguous().clone();
        if (variable.isContiguous() && !recorded) return gradient.clone();
        Tensor copy =
                quietly(gradient.engine(), () -> gradient.new_empty_strided(variable.sizes(), variable.strides()));
        copy.copy_(gradient);
        // PyTorch mostly takes the gradient over, so that nothing has changed in place yet.
        return recorded ? copy : copy.data();
    }

    // In-place changes

    /// Refuses an in-place change that autograd could not follow.
    public static void checkInPlace(Tensor self) {
        var view = self.viewInfo();
        if (view != null) {
            checkViewOrigin(self, view);
            if (self.requiresGrad() && view.base().isLeaf()) {
                throw EngineException.runtime(
                        "a view of a leaf Variable that requires grad is being used in an in-place operation.");
            }
        }
        if (self.requiresGrad() && self.isLeaf()) {
            throw EngineException.runtime("a leaf Variable that requires grad is being used in an in-place operation.");
        }
    }

    /// Inference tensors have no version that could be moved on.
    public static EngineException inferenceChanged() {
        return EngineException.runtime("Inplace update to inference tensor outside InferenceMode is not allowed."
                + "You can make a clone to get a normal tensor before doing inplace update."
                + "See https://github.com/pytorch/rfcs/pull/17 for more details.");
    }

    /// Whether the gradient of one of them is wanted.
    public static boolean anyRequiresGrad(@Nullable Tensor... tensors) {
        for (Tensor tensor : tensors) if (tensor != null && tensor.requiresGrad()) return true;
        return false;
    }

    private static void checkViewOrigin(Tensor self, ViewInfo view) {
        if (view.origin() == ViewInfo.Origin.DEFAULT) return;
        throw ViewErrors.refused(view.origin(), self.currentNode(), self.outputNumber(), "is being modified inplace");
    }

    /// Refuses to write into a given tensor what should be recorded.
    public static void checkOut(Engine engine, String name, @Nullable Tensor argument) {
        if (argument == null) return;
        if (engine.gradMode() && argument.requiresGrad()) {
            throw EngineException.runtime(name + "(): functions with out=... arguments don't support automatic "
                    + "differentiation, but one of the arguments requires grad.");
        }
    }

    /// Makes `node` the history of a tensor that its operation changed in place.
    public static void rebase(Tensor self, Node node) {
        var view = self.viewInfo();
        if (view == null) {
            node.attach(self);
            return;
        }
        node.addOutput(self);
        Tensor base = view.base();
        var slices = new CopySlices(base, self, node);
        base.setHistoryByView(slices);
        refreshView(self, view);
    }

    /// Records a view anew if its base's history has moved on. See Note [Views and history].
    public static void refreshView(Tensor view, ViewInfo info) {
        if (info.version() == view.version()) return;
        var engine = view.engine();
        Tensor base = info.base();
        if (!base.requiresGrad()) return;
        if (info.origin() != ViewInfo.Origin.DEFAULT) {
            throw ViewErrors.refused(
                    info.origin(),
                    view.currentNode(),
                    view.outputNumber(),
                    "its base or another view of its base has been modified inplace");
        }
        info.setVersion(view.version());
        var observer = engine.observer();
        var profiler = engine.profiler();
        engine.setObserver(null);
        engine.setProfiler(null);
        boolean mode = engine.setGradMode(true);
        boolean kernel = engine.inKernel();
        engine.setInKernel(false);
        try {
            Tensor fresh = base.as_strided(view.sizes(), view.strides(), view.offset());
            view.setHistory(fresh.gradFn(), 0);
        } finally {
            engine.setInKernel(kernel);
            engine.setGradMode(mode);
            engine.setProfiler(profiler);
            engine.setObserver(observer);
        }
    }

    /// Makes `result` a view of `self` for autograd.
    public static void markView(Tensor self, Tensor result, boolean multipleOutputs) {
        // Views of inference tensors are not followed.
        if (result == self || self.isInference()) return;
        var engine = self.engine();
        var info = self.viewInfo();
        Tensor base = info == null ? self : info.base();
        ViewInfo.Origin origin = info == null ? ViewInfo.Origin.DEFAULT : info.origin();
        if (engine.inferenceMode()) origin = ViewInfo.Origin.INFERENCE;
        else if (!engine.gradMode()) origin = ViewInfo.Origin.NO_GRAD;
        else if (multipleOutputs) origin = ViewInfo.Origin.MULTI_OUTPUT;
        result.setViewInfo(new ViewInfo(base, origin, info == null || info.sharesTangents()));
    }
}
