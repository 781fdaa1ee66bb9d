package dev.backstep.kernel.recorder;

import dev.backstep.engine.Tensor;
import dev.backstep.recording.Event;
import dev.backstep.recording.Hook;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.TensorValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The book of calls of hooks. A hook may start a pass, with hooks of its own.
final class HookCalls {
    private final Values values;
    private final Timeline timeline;
    private final Records<Hook> hooks = new Records<>();
    private final Budget budget;
    private final Deque<Open> open = new ArrayDeque<>();

    /// A call that goes on.
    ///
    /// @param hook its identifier, or [Recording#NONE] if there was no room for it
    private record Open(int pass, int hook) {}

    HookCalls(Values values, Timeline timeline, Budget budget) {
        this.budget = budget;
        this.values = values;
        this.timeline = timeline;
    }

    /// A hook is called.
    ///
    /// @param place where: its identifier and that of what goes on are filled in
    void starts(Hook place, List<@Nullable Tensor> gradients) {
        if (budget.isSpent()) {
            open.push(new Open(place.pass(), Recording.NONE));
            return;
        }
        budget.take(Budget.HOOK);
        int id = hooks.size();
        var before = values(gradients);
        // That it may fail is no reason to leave it out.
        hooks.add(filled(place, id, before, before, timeline.add(new Event.HookCalled(id))));
        open.push(new Open(place.pass(), id));
    }

    /// The innermost hook has returned.
    ///
    /// @param gradients those that go on
    void ends(List<@Nullable Tensor> gradients) {
        var call = open.poll();
        if (call != null && call.hook != Recording.NONE) {
            var hook = hooks.get(call.hook);
            hooks.set(call.hook, filled(hook, hook.id(), hook.before(), values(gradients), hook.at()));
        }
    }

    /// A pass has ended, and so have its hooks, whatever became of them.
    void passEnded(int pass) {
        open.removeIf(call -> call.pass == pass);
    }

    private static Hook filled(
            Hook hook, int id, List<@Nullable TensorValue> before, List<@Nullable TensorValue> after, int at) {
        return new Hook(
                id,
                hook.kind(),
                hook.function(),
                hook.span(),
                hook.pass(),
                hook.node(),
                hook.tensor(),
                hook.moduleCall(),
                before,
                after,
                at);
    }

    private List<@Nullable TensorValue> values(List<@Nullable Tensor> gradients) {
        var list = new ArrayList<@Nullable TensorValue>();
        for (var gradient : gradients) {
            list.add(gradient == null ? null : values.of(gradient));
        }
        return Collections.unmodifiableList(list);
    }

    /// A place of a hook, for [#starts].
    ///
    /// @param kind the name of a [Hook.Kind]
    static Hook place(String kind, String function, @Nullable Span span, int pass, int node, int tensor, int call) {
        return new Hook(0, Hook.Kind.valueOf(kind), function, span, pass, node, tensor, call, List.of(), List.of(), 0);
    }

    Records<Hook> records() {
        return hooks;
    }

    List<Hook> finish(Numbering numbering) {
        return numbering.all(hooks.all(), numbering::of);
    }
}
