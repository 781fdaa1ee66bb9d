package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.backstep.recording.Event;
import dev.backstep.recording.Hook;
import dev.backstep.recording.Recording;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Each call of a hook is recorded: which one, where it is defined, and what it made of the gradient.
class HookCallsTest {
    @Test
    void hooksOfTensorsAndNodesAreRecorded() throws Exception {
        var recorded = Recorded.of("""
                import torch
                x = torch.tensor([1., 2.], requires_grad=True)
                y = x * 3
                z = y.sum()
                def clip(g):
                    return g.clamp(max=0.5)
                def look(g):
                    print(g)
                y.register_hook(clip)
                y.register_hook(look)
                y.grad_fn.register_hook(lambda gi, go: (gi[0] * 2,) + gi[1:])
                y.grad_fn.register_prehook(
                    lambda go: None)
                def change(leaf):
                    leaf.grad.neg_()
                x.register_post_accumulate_grad_hook(change)
                z.backward()
                """);
        assertEquals(
                List.of(
                        "TENSOR clip 5 MulBackward0 y [1.0, 1.0] [0.5, 0.5]",
                        "TENSOR look 7 MulBackward0 y [0.5, 0.5] [0.5, 0.5]",
                        "NODE_BEFORE <lambda> 12 MulBackward0 - [0.5, 0.5] [0.5, 0.5]",
                        "NODE_AFTER <lambda> 11 MulBackward0 - [1.5, 1.5] - [3.0, 3.0] -",
                        "POST_ACCUMULATE_GRAD change 14 AccumulateGrad x [3.0, 3.0] [-3.0, -3.0]"),
                texts(recorded));
        var hooks = recorded.recording().hooks();
        assertEquals(
                IntStream.range(0, hooks.size()).boxed().toList(),
                recorded.events(Event.HookCalled.class)
                        .map(Event.HookCalled::hook)
                        .toList());
        var timeline = recorded.recording().timeline();
        for (var hook : hooks) {
            assertEquals(new Event.HookCalled(hook.id()), timeline.get(hook.at()));
        }
        // What a hook prints comes after its call.
        int printed = timeline.indexOf(
                recorded.events(Event.ConsoleText.class).findFirst().orElseThrow());
        assertEquals(new Event.HookCalled(1), timeline.get(printed - 1));
    }

    @Test
    void hooksOfModulesKnowTheCallThatTheyAreOf() throws Exception {
        var recorded = Recorded.of("""
                import torch
                from torch import nn
                def main():
                    model = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
                    def halve(module, grad_input, grad_output):
                        return tuple(None if g is None else g / 2 for g in grad_input)
                    def before(module, grad_output):
                        return None
                    model[1].register_full_backward_hook(halve)
                    model[1].register_full_backward_pre_hook(before)
                    model(torch.ones(1, 2, requires_grad=True)).sum().backward()
                main()
                """);
        var hooks = recorded.recording().hooks();
        assertEquals(
                List.of("MODULE_BEFORE before 7", "MODULE_AFTER halve 5"),
                hooks.stream()
                        .map(hook -> hook.kind() + " " + hook.function() + " "
                                + hook.span().startLine())
                        .toList());
        for (var hook : hooks) {
            assertEquals("model.1", recorded.module(hook.moduleCall()));
        }
        var before = hooks.get(1).before().getFirst().elements();
        var after = hooks.get(1).after().getFirst().elements();
        assertArrayEquals(new double[] {before[0] / 2, before[1] / 2}, after);
    }

    @Test
    void aHookThatFailsIsTheLastOfItsPass() throws Exception {
        var recorded = Recorded.failing("""
                import torch
                x = torch.tensor([1.], requires_grad=True)
                y = x * 3
                def fail(g):
                    g.mul_(2)
                    raise ValueError
                def inner(g):
                    with torch.enable_grad():
                        (x.detach().requires_grad_() * 2).backward()
                y.register_hook(inner)
                y.register_hook(fail)
                try:
                    y.backward(retain_graph=True)
                except ValueError:
                    pass
                w = torch.tensor([1.], requires_grad=True)
                w.register_hook(print)
                (w * 2).backward(retain_graph=True)
                y.backward()
                """);
        assertEquals(
                List.of("TENSOR inner 7", "TENSOR fail 4", "TENSOR print", "TENSOR inner 7", "TENSOR fail 4"),
                recorded.recording().hooks().stream()
                        .map(hook -> hook.kind() + " " + hook.function()
                                + (hook.span() == null ? "" : " " + hook.span().startLine()))
                        .toList());
        var print = recorded.recording().hooks().get(2);
        assertNull(print.span());
        assertEquals(recorded.tensor("w").id(), print.tensor());
    }

    private static List<String> texts(Recorded recorded) {
        return recorded.recording().hooks().stream()
                .map(hook -> text(recorded, hook))
                .toList();
    }

    private static String text(Recorded recorded, Hook hook) {
        var recording = recorded.recording();
        var tensor = hook.tensor() == Recording.NONE
                ? "-"
                : recording.tensors().get(hook.tensor()).names().getFirst();
        var text = new StringBuilder()
                .append(hook.kind())
                .append(' ')
                .append(hook.function())
                .append(' ')
                .append(hook.span().startLine())
                .append(' ')
                .append(recording.nodes().get(hook.node()).name())
                .append(' ')
                .append(tensor);
        for (var values : List.of(hook.before(), hook.after())) {
            for (var value : values) {
                text.append(' ').append(value == null ? "-" : java.util.Arrays.toString(value.elements()));
            }
        }
        return text.toString();
    }
}
