package dev.backstep.engine.autograd;

import dev.backstep.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The end of a path: adds the gradient that arrives to a leaf's `.grad`.
public final class AccumulateGrad extends Node {
    private static final @Nullable Tensor[] NOTHING = {};

    private final Tensor variable;
    private @Nullable List<Runnable> afterwards;
    private @Nullable Transform transform;

    public AccumulateGrad(Tensor variable) {
        // Runs as soon as it can: leaves are done before the pass goes on.
        super(variable.engine(), Long.MAX_VALUE);
        this.variable = variable;
        variable.keep();
        addOutput(variable);
    }

    @Override
    public String name() {
        return "AccumulateGrad";
    }

    @Override
    public String qualifiedName() {
        return "torch::autograd::AccumulateGrad";
    }

    /// The leaf.
    public Tensor variable() {
        return variable;
    }

    /// Whose copy the leaf is; null if it is the program's own.
    @Nullable
    Transform transform() {
        return transform;
    }

    void setTransform(Transform transform) {
        this.transform = transform;
    }

    /// Adds a hook that runs when `.grad` has been updated (`register_post_accumulate_grad_hook`).
    ///
    /// @return what removes it
    public Runnable addPostAccumulateHook(Runnable hook) {
        if (afterwards == null) afterwards = new ArrayList<>();
        afterwards.add(hook);
        return () -> {
            if (afterwards != null) afterwards.remove(hook);
        };
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] gradients) {
        var gradient = gradients[0];
        if (gradient == null) return NOTHING;
        if (!variable.requiresGrad()) return NOTHING;
        var hooks = variable.hooks();
        boolean owned = task != null && (task.owned & 1) != 0 && !hasHooks() && hooks.isEmpty();
        if (!hooks.isEmpty()) gradient = Hooks.run(hooks, gradient);
        if (gradient != null) accumulate(gradient, owned);
        if (afterwards != null) for (var hook : List.copyOf(afterwards)) hook.run();
        return NOTHING;
    }

    private void accumulate(Tensor gradient, boolean owned) {
        var engine = engine();
        var observer = engine.observer();
        var grad = variable.grad();
        Tensor before = null;
        if (grad == null) {
            // An own tensor, so that later passes may add to it in place without changing anybody else's;
            // and without the gradient's tangent.
            boolean fits = owned
                    && !engine.gradMode()
                    && !engine.forwardMode()
                    && java.util.Arrays.equals(gradient.strides(), variable.strides());
            variable.assignGrad(fits ? gradient : Autograd.copyLike(gradient, variable));
        } else if (engine.gradMode()) {
            before = grad;
            variable.assignGrad(grad.add(gradient));
        } else {
            if (observer != null) before = Autograd.quietly(engine, grad::clone);
            grad.add_(gradient);
        }
        var after = variable.grad();
        if (observer != null && after != null) {
            observer.accumulated(Observer.Accumulation.LEAF, variable, before, gradient, after);
        }
    }
}
