package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.recording.Event;
import dev.backstep.recording.Operation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a recording says of gradients that are removed or set to zero, of leaves, and of contents that change by other
/// ways than operators.
class GradientsTest {
    @Test
    void aConversionZeroesNoGradients() throws Exception {
        var recorded = Recorded.of("""
                import torch
                n = torch.nn.Linear(2, 1)
                n(torch.zeros(1, 2)).sum().backward()
                n.double()
                n.to(torch.float32)
                n.float()
                n.half()
                n.type(torch.float32)
                """);
        assertEquals(List.of(), zeroings(recorded));
    }

    @Test
    void zerosAreToldFromNoneAndFromWhatIsZeroAlready() throws Exception {
        var recorded = Recorded.of("""
                import torch
                x = torch.ones(2, requires_grad=True)
                x.grad = torch.zeros(2)
                x.grad.add_(0)
                x.grad = torch.zeros(2)
                x.grad = torch.ones(2)
                x.grad.mul_(0)
                x.grad.fill_(3)
                x.grad = torch.zeros(2)
                x.grad.zero_()
                x.grad = None
                x.grad = None
                x.grad = torch.ones(2)
                x.grad[0].zero_()
                x.grad[1].zero_()
                """);
        assertEquals(
                List.of(
                        "7 x.grad.mul_(…) false",
                        "9 x.grad = … false",
                        "10 x.grad.zero_() false",
                        "11 x.grad = None true",
                        "15 x.grad.zero_() false"),
                zeroings(recorded));
    }

    @Test
    void oneCallThatDoesBothIsTwoEvents() throws Exception {
        var recorded = Recorded.of("""
                import torch
                class Both(torch.optim.SGD):
                    pass
                a = torch.ones(1, requires_grad=True)
                b = torch.ones(1, requires_grad=True)
                (a * b).backward()
                torch.optim.SGD([a], lr=1.0).zero_grad(set_to_none=False)
                torch.optim.SGD([b], lr=1.0).zero_grad(set_to_none=True)
                print(a.grad, b.grad)
                """);
        assertEquals(List.of("7 optimizer.zero_grad() false", "8 optimizer.zero_grad() true"), zeroings(recorded));
    }

    @Test
    void leavesHaveTheLinesThatMadeThem() throws Exception {
        var recorded = Recorded.of("""
                import torch
                import numpy
                from torch import nn
                def build(value):
                    made = torch.tensor(
                        [value])
                    return made

                a = build(1.)
                b = nn.Parameter(
                    torch.ones(1))
                class Net(nn.Module):
                    def __init__(self):
                        super().__init__()
                        self.w = nn.Parameter(torch.zeros(1))
                        self.register_buffer("c", torch.tensor(3.))
                net = Net()
                d = torch.from_numpy(numpy.ones(1, dtype="float32"))
                e = torch.as_tensor([1.])
                f = torch.Tensor([2.])
                y = a * b + net.w * net.c + d * e + f

                y.backward()
                """);
        assertEquals(
                List.of(5, 10, 15, 16, 18, 19, 20),
                List.of("a", "b", "net.w", "net.c", "d", "e", "f").stream()
                        .map(name -> recorded.tensor(name).line())
                        .toList());
    }

    @Test
    void changesThroughDataAndDetachedTensorsAreSeen() throws Exception {
        var recorded = Recorded.of("""
                import torch
                w = torch.ones(2, requires_grad=True)
                y = w * 2
                v = y[0]
                y.data.add_(1)
                y.detach().mul_(2)
                d = w.detach()
                d[1] = 7
                w.data = torch.tensor([4., 5.])
                torch.nn.init.zeros_(w)
                w.data = w.data.double()
                """);
        assertEquals(List.of("[2.0, 2.0]", "[3.0, 3.0]", "[6.0, 6.0]"), contents(recorded, "y"));
        assertEquals(List.of("[2.0]", "[3.0]", "[6.0]"), contents(recorded, "v"));
        assertEquals(
                List.of("[1.0, 1.0]", "[1.0, 7.0]", "[4.0, 5.0]", "[0.0, 0.0]"),
                contents(recorded, "w").stream().distinct().toList());
        assertEquals("float64", recorded.tensor("w").dtype());
        assertArrayEquals(
                new double[] {1, 7},
                recorded.snapshots(recorded.tensor("d")).getLast().value().elements());
    }

    @Test
    void whatHooksChangeDuringAPassIsSeen() throws Exception {
        var recorded = Recorded.of("""
                import torch
                w = torch.ones(2, requires_grad=True)
                def step(p):
                    with torch.no_grad():
                        p.sub_(p.grad)
                w.register_post_accumulate_grad_hook(step)
                (w * 3).sum().backward()
                g = w.grad
                (w * 2).sum().backward()
                """);
        assertEquals(List.of("[1.0, 1.0]", "[-2.0, -2.0]", "[-7.0, -7.0]"), contents(recorded, "w"));
        assertEquals(List.of("[3.0, 3.0]", "[5.0, 5.0]"), contents(recorded, "g"));
    }

    @Test
    void whatNoGradKeepsOutOfTheGraphSaysSo() throws Exception {
        var recorded = Recorded.of("""
                import torch
                x = torch.ones(2, requires_grad=True)
                with torch.no_grad():
                    a = x * 2
                    b = x[0]
                    c = torch.cat([x, x])
                    d = a + 1
                with torch.inference_mode():
                    e = x * 3
                @torch.no_grad()
                def f(t):
                    return t.sum()
                g = f(x)
                """);
        for (var name : List.of("a", "b", "c", "e", "g")) {
            var tensor = recorded.tensor(name);
            var made = recorded.recording().operations().get(tensor.operation());
            assertEquals(Operation.Excluded.GRAD_MODE, made.excluded(), name);
        }
        var d = recorded.recording().operations().get(recorded.tensor("d").operation());
        assertEquals(Operation.Excluded.NO_INPUT_REQUIRES_GRAD, d.excluded());
    }

    private static List<String> contents(Recorded recorded, String name) {
        return recorded.snapshots(recorded.tensor(name)).stream()
                .map(snapshot -> Arrays.toString(snapshot.value().elements()))
                .toList();
    }

    private static List<String> zeroings(Recorded recorded) {
        return recorded.events(Event.GradientsZeroed.class)
                .map(event -> event.span().startLine() + " " + event.by() + " " + event.toNone())
                .toList();
    }
}
