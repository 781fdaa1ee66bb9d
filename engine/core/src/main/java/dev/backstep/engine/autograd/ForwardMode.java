package dev.backstep.engine.autograd;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Forward-mode differentiation: tensors carry tangents, which each operator computes beside its result.
///
/// The generated operators call what is here only if a level is open (Note [Dual levels]). A tangent lies in memory as
/// its tensor does, so that a view of the tensor has the same view of the tangent as its own.
public final class ForwardMode {
    private ForwardMode() {}

    // For users

    /// `primal` with a tangent: a view of it.
    ///
    /// @throws EngineException RuntimeError if the sizes differ, or `primal` has a tangent in this level
    public static Tensor makeDual(Tensor primal, Tensor tangent, int level) {
        if (tangent(primal, level) != null) {
            throw EngineException.runtime(
                    "Making a dual Tensor based on a Tensor that already has a forward gradient at the same level "
                            + (level - 1) + " is not supported.");
        }
        checkSizes(primal, tangent);
        Tensor dual = primal.view(primal.sizes());
        unlink(dual);
        below(
                dual.engine(),
                level,
                () -> put(dual, level, hasLayout(tangent, dual) ? tangent : laidOut(tangent, dual)));
        return dual;
    }

    /// Refuses a tangent of other sizes than its tensor's.
    public static void checkSizes(Tensor primal, Tensor tangent) {
        if (Arrays.equals(primal.sizes(), tangent.sizes())) return;
        throw EngineException.runtime("Trying to set a forward gradient that has a different size than that of the "
                + "original Tensor, this is not supported. Tensor is of size " + Shapes.text(primal.sizes())
                + " while the given forward gradient is of size " + Shapes.text(tangent.sizes()) + ".");
    }

    /// A view of a tensor that has no tangent in this level.
    public static Tensor primal(Tensor dual, int level) {
        var levels = dual.engine().dualLevels();
        int before = levels.setVisible(level - 1);
        try {
            Tensor primal = dual._fw_primal(level - 1);
            unlink(primal);
            return primal;
        } finally {
            levels.setVisible(before);
        }
    }

    /// What formulas of a level's tangents are given for a tensor. What they compute keeps it, and must not find a
    /// tangent of the level in it later.
    public static @Nullable Tensor primalIfDual(@Nullable Tensor tensor, int level) {
        return tangent(tensor, level) == null ? tensor : primal(tensor, level);
    }

    public static Tensor[] primals(Tensor[] results, int level) {
        return Arrays.stream(results).map(r -> primal(r, level)).toArray(Tensor[]::new);
    }

    /// A dual tensor and its parts are views of each other, but their tangents are not.
    private static void unlink(Tensor view) {
        var info = view.viewInfo();
        if (info != null) view.setViewInfo(info.withoutTangents());
    }

    /// A tensor's tangent in a level; null if it has none there, which is to say zero.
    public static @Nullable Tensor tangent(@Nullable Tensor tensor, int level) {
        if (tensor == null) return null;
        Tensor own = own(tensor, level);
        if (own != null) return own;
        var view = tensor.viewInfo();
        if (view == null || !view.sharesTangents()) return null;
        // The base was given its tangent after this view of it was made.
        Tensor base = own(view.base(), level);
        if (base == null) return null;
        below(tensor.engine(), level, () -> put(tensor, level, viewOf(base, tensor)));
        return own(tensor, level);
    }

    private static @Nullable Tensor own(Tensor tensor, int level) {
        Tangent first = tensor.tangents();
        if (first == null) return null;
        long id = tensor.engine().dualLevels().id(level);
        for (Tangent t = first; t != null; t = t.next()) if (t.level() == id) return t.value();
        return null;
    }

    /// Tangents of levels that have ended are dropped on the way.
    private static void put(Tensor tensor, int level, Tensor tangent) {
        var levels = tensor.engine().dualLevels();
        Tangent kept = new Tangent(levels.id(level), tangent, null);
        for (int other = levels.depth(); other > 0; other--) {
            Tensor value = other == level ? null : own(tensor, other);
            if (value != null) kept = new Tangent(levels.id(other), value, kept);
        }
        tensor.setTangents(kept);
    }

    private static Tensor viewOf(Tensor base, Tensor like) {
        return base.as_strided(like.sizes(), like.strides(), like.offset());
    }

    // For generated operators

    /// Computes tangents of a level: with just the levels below it in sight, and unobserved.
    public static void below(Engine engine, int level, Runnable action) {
        int before = engine.dualLevels().setVisible(level - 1);
        var observer = engine.observer();
        engine.setObserver(null);
        try {
            action.run();
        } finally {
            engine.setObserver(observer);
            engine.dualLevels().setVisible(before);
        }
    }

    /// The tangents of a list, zeros for tensors that have none; null if none has one.
    public static Tensor @Nullable [] tangents(@Nullable Tensor[] tensors, int level) {
        boolean any = false;
        for (Tensor tensor : tensors) any |= tangent(tensor, level) != null;
        if (!any) return null;
        var tangents = new Tensor[tensors.length];
        for (int i = 0; i < tangents.length; i++) tangents[i] = orZeros(tangent(tensors[i], level), tensors[i]);
        return tangents;
    }

    public static Tensor orZeros(@Nullable Tensor tangent, Tensor like) {
        return tangent == null ? like.detach().zeros_like() : tangent;
    }

    public static Tensor[] orZeros(Tensor @Nullable [] tangents, Tensor[] like) {
        if (tangents != null) return tangents;
        var zeros = new Tensor[like.length];
        for (int i = 0; i < zeros.length; i++) zeros[i] = orZeros((Tensor) null, like[i]);
        return zeros;
    }

    /// A tangent of an operand, broadcast and converted as the operand itself was.
    public static Tensor spread(Tensor tangent, Tensor result) {
        Tensor spread = tangent.dtype() == result.dtype() ? tangent : tangent.to(result.dtype());
        return Arrays.equals(spread.sizes(), result.sizes()) ? spread : spread.expand(result.sizes());
    }

    public static @Nullable Tensor sum(@Nullable Tensor a, @Nullable Tensor b) {
        return a == null ? b : b == null ? a : a.add(b);
    }

    /// Gives a new result its tangent, which becomes its own: nobody else's changes when it is changed in place.
    ///
    /// @param tangent null for zero
    /// @param inputs the tangents it was computed from
    public static void give(Tensor result, int level, @Nullable Tensor tangent, @Nullable Tensor... inputs) {
        if (!result.dtype().isFloating()) return;
        Tensor own = spread(orZeros(tangent, result), result);
        if (!hasLayout(own, result)) {
            own = laidOut(own, result);
        } else {
            for (Tensor input : inputs) {
                if (input == null || input.storage() != own.storage()) continue;
                own = own.clone();
                break;
            }
        }
        put(result, level, own);
    }

    /// Gives a new view its tangent, which is the same view of the tangent of what it is a view of.
    public static void giveView(Tensor view, int level, Tensor tangent) {
        if (view.dtype().isFloating()) put(view, level, tangent);
    }

    /// Changes the tangent of a tensor that was changed in place; if it is a view, that of its base as well.
    public static void change(Tensor self, int level, @Nullable Tensor tangent) {
        if (!self.dtype().isFloating()) return;
        Tensor own = tangent(self, level);
        if (own == null) {
            var view = self.viewInfo();
            if (view == null || !view.sharesTangents()) {
                give(self, level, tangent, tangent);
                return;
            }
            Tensor base = laidOut(null, view.base());
            put(view.base(), level, base);
            own = viewOf(base, self);
            put(self, level, own);
        }
        own.copy_(orZeros(tangent, self));
    }

    private static boolean hasLayout(Tensor tangent, Tensor tensor) {
        return tangent.offset() == tensor.offset()
                && tangent.dtype() == tensor.dtype()
                && tangent.storage().length() == tensor.storage().length()
                && Arrays.equals(tangent.strides(), tensor.strides());
    }

    /// A copy of a tangent that lies in memory as the tensor does; zeros for null.
    private static Tensor laidOut(@Nullable Tensor tangent, Tensor tensor) {
        var engine = tensor.engine();
        int length = tensor.storage().length();
        Tensor all = Autograd.quietly(
                engine,
                () -> engine.allocateLike(tensor, tangent == null ? tensor.dtype() : tangent.dtype(), length)
                        .zero_());
        Tensor copy = all.alias(tensor.offset(), tensor.sizes(), tensor.strides());
        if (tangent != null) copy.copy_(tangent);
        return copy;
    }

    /// Tangents by way of the backward formulas, for operators that have no formula of their own. A vector-Jacobian
    /// product is linear in its vector, and its derivative in that vector is the Jacobian-vector product.
    ///
    /// @param results those that gradients come from
    /// @param tangents of the inputs; null is zero
    /// @param formulas from gradients of the results to gradients of the inputs
    /// @return the tangents of the results; null is zero
    public static @Nullable Tensor[] transposed(
            Engine engine,
            Tensor[] results,
            @Nullable Tensor[] tangents,
            Function<Tensor[], @Nullable Tensor[]> formulas) {
        boolean recording = engine.setGradMode(true);
        var hooks = engine.savedTensorHooks();
        engine.setSavedTensorHooks(null);
        try {
            // Nothing recorded before this can lead to the vectors.
            long floor = engine.nextSequence();
            var vectors = new Tensor[results.length];
            for (int i = 0; i < vectors.length; i++) {
                vectors[i] = results[i].detach().zeros_like().setRequiresGrad(true);
            }
            @Nullable Tensor[] gradients = formulas.apply(vectors);
            var roots = new ArrayList<Edge>();
            var starts = new ArrayList<Tensor>();
            for (int i = 0; i < tangents.length; i++) {
                Tensor gradient = gradients[i];
                Tensor tangent = tangents[i];
                if (gradient == null || tangent == null) continue;
                Edge edge = gradient.edge();
                if (edge == null || edge.node().sequence() < floor) continue;
                roots.add(edge);
                // A gradient may still have the shape that its input was broadcast to, and the dtype it was promoted
                // to.
                starts.add(spread(tangent, gradient));
            }
            if (roots.isEmpty()) return new Tensor[results.length];
            return new BackwardPass(engine, recording, recording, floor)
                    .run(roots, starts, java.util.List.of(vectors), false);
        } finally {
            engine.setSavedTensorHooks(hooks);
            engine.setGradMode(recording);
        }
    }

    /// Refuses to write into a given tensor what has a tangent.
    public static void checkOut(Engine engine, String name, @Nullable Tensor... arguments) {
        for (int level = engine.dualLevels().visible(); level > 0; level--) {
            for (Tensor argument : arguments) {
                if (tangent(argument, level) == null) continue;
                throw EngineException.notImplemented("Trying to use forward AD with " + name
                        + " that does not support it because it is an out= function");
            }
        }
    }
}
