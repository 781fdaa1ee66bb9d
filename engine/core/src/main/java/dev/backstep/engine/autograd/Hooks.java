package dev.backstep.engine.autograd;

import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.ops.DeviceRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The hooks of one node.
///
/// Note [Order of hooks]: the hooks of one tensor form a group, those before the node another; groups run in the order
/// in which each got its first hook, and hooks of a group in the order of registration. Retaining a gradient counts as
/// a
/// group: it sees what the groups before it made of the gradient. A tensor's hooks stay with the node that was its
/// history
/// when it got the first one; a retained gradient moves along when the tensor itself is changed in place. The hooks of
/// a
/// leaf belong to the tensor: its `AccumulateGrad` runs them.
final class Hooks {
    private final List<Group> before = new ArrayList<>();
    private final List<NodeHook> after = new ArrayList<>();

    private sealed interface Group {}

    private record OfTensor(int input, List<TensorHook> hooks) implements Group {}

    private record OfNode(List<NodeHook> hooks) implements Group {}

    private record Retaining(int input, Tensor tensor) implements Group {}

    boolean isEmpty() {
        return before.isEmpty() && after.isEmpty();
    }

    /// Runs a list of a tensor's hooks for a gradient, to which hooks may still be added.
    void addTensorHooks(int input, List<TensorHook> hooks) {
        before.add(new OfTensor(input, hooks));
    }

    Runnable addBefore(NodeHook hook) {
        for (Group group : before) {
            if (group instanceof OfNode own) return added(own.hooks, hook);
        }
        var own = new OfNode(new ArrayList<>());
        before.add(own);
        return added(own.hooks, hook);
    }

    Runnable addAfter(NodeHook hook) {
        return added(after, hook);
    }

    static <H> Runnable added(List<H> hooks, H hook) {
        hooks.add(hook);
        return () -> {
            for (int i = 0; i < hooks.size(); i++) {
                if (hooks.get(i) == hook) {
                    hooks.remove(i);
                    return;
                }
            }
        };
    }

    void retain(int input, Tensor tensor) {
        before.add(new Retaining(input, tensor));
    }

    void forget(Tensor tensor) {
        before.removeIf(group -> group instanceof Retaining own && own.tensor == tensor);
    }

    /// Runs the hooks before the evaluation.
    @Nullable
    Tensor[] runBefore(@Nullable Tensor[] gradients) {
        @Nullable Tensor[] current = gradients;
        for (Group group : List.copyOf(before)) {
            switch (group) {
                case OfTensor(int input, var hooks) -> {
                    Tensor gradient = current[input];
                    Tensor replaced = run(hooks, gradient);
                    if (replaced == gradient) continue;
                    if (current == gradients) current = gradients.clone();
                    current[input] = replaced;
                }
                case Retaining(int input, Tensor tensor) -> {
                    Tensor gradient = current[input];
                    if (gradient != null) BackwardPass.retain(tensor, gradient);
                }
                case OfNode(var hooks) -> {
                    for (var hook : List.copyOf(hooks)) {
                        @Nullable Tensor[] replaced = hook.apply(new Tensor[0], current);
                        if (replaced != null) current = checked(current, replaced, hook.name());
                    }
                }
            }
        }
        return current;
    }

    /// Runs the hooks after the evaluation.
    @Nullable
    Tensor[] runAfter(@Nullable Tensor[] computed, @Nullable Tensor[] gradients) {
        @Nullable Tensor[] current = computed;
        for (var hook : List.copyOf(after)) {
            @Nullable Tensor[] replaced = hook.apply(current, gradients);
            if (replaced != null) current = checked(current, replaced, hook.name());
        }
        return current;
    }

    /// What a tensor's hooks make of its gradient.
    static @Nullable Tensor run(List<TensorHook> hooks, @Nullable Tensor gradient) {
        Tensor current = gradient;
        for (var hook : List.copyOf(hooks)) {
            Tensor replaced = hook.apply(current);
            if (replaced != null) {
                check(current, replaced, hook.name());
                current = replaced;
            }
        }
        return current;
    }

    static @Nullable Tensor[] checked(@Nullable Tensor[] gradients, @Nullable Tensor[] replaced, String hook) {
        if (replaced.length != gradients.length) {
            throw EngineException.runtime(
                    "hook '%s' has returned an incorrect number of values (got %d, but expected %d)"
                            .formatted(hook, replaced.length, gradients.length));
        }
        for (int i = 0; i < replaced.length; i++) {
            Tensor one = replaced[i];
            if (one != null) check(gradients[i], one, hook);
        }
        return replaced;
    }

    /// @throws EngineException RuntimeError if a hook's result cannot stand for the gradient it was given
    static void check(@Nullable Tensor gradient, Tensor replaced, String hook) {
        if (gradient == null) throw EngineException.runtime("can't replace a None gradient with a non-None value");
        String was = DeviceRules.typeName(gradient);
        String got = DeviceRules.typeName(replaced);
        if (!was.equals(got)) {
            throw EngineException.runtime(
                    "hook '%s' has changed the type of value (was %s got %s)".formatted(hook, was, got));
        }
        if (!Arrays.equals(gradient.sizes(), replaced.sizes())) {
            throw EngineException.runtime("hook '%s' has changed the size of value".formatted(hook));
        }
    }
}
