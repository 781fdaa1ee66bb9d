package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import dev.backstep.recording.RecordingFile;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.TensorRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What programs leave in their recordings, as recorded by a real kernel.
class RecorderTest {
    private static final String TWO_PASSES = """
            import torch
            a = torch.tensor([2., 3.], requires_grad=True)
            b = torch.tensor([6., 4.], requires_grad=True)
            Q = 3*a**3 - b**2
            external_grad = torch.tensor([1., 1.])
            Q.backward(gradient=external_grad, retain_graph=True)
            Q.backward(gradient=external_grad)
            print(a.grad, b.grad)
            """;

    @Test
    void theGraphIsTheOneThatPyTorchBuilds() throws Exception {
        var recording = record(TWO_PASSES);
        var q = tensor(recording, "Q");
        assertEquals(4, q.line());
        assertFalse(q.leaf());
        assertTrue(q.requiresGrad());
        var sub = recording.nodes().get(q.node());
        assertEquals("SubBackward0", sub.name());
        var mul = recording.nodes().get(sub.next().get(0).node());
        var powB = recording.nodes().get(sub.next().get(1).node());
        assertEquals(List.of("MulBackward0", "PowBackward0"), List.of(mul.name(), powB.name()));
        var powA = recording.nodes().get(mul.next().get(0).node());
        assertEquals("PowBackward0", powA.name());
        var accumulateA = recording.nodes().get(powA.next().get(0).node());
        var accumulateB = recording.nodes().get(powB.next().get(0).node());
        assertEquals(GraphNode.Kind.ACCUMULATE_GRAD, accumulateA.kind());
        assertEquals(tensor(recording, "a").id(), accumulateA.variable());
        assertEquals(tensor(recording, "b").id(), accumulateB.variable());
        assertEquals(accumulateA.id(), tensor(recording, "a").node());
        assertEquals(6, recording.nodes().size());

        assertEquals(4, powA.span().startLine());
        assertTrue(powA.sequence() < mul.sequence() && mul.sequence() < powB.sequence());
        assertTrue(powB.sequence() < sub.sequence());
        var operation = recording.operations().get(powA.operation());
        assertEquals("aten::pow", operation.name());
        assertEquals(List.of(tensor(recording, "a").id()), operation.inputs());
        assertEquals("3", operation.arguments().get(1).text());
        var self = powA.saved().stream()
                .filter(s -> s.name().equals("self"))
                .findFirst()
                .orElseThrow();
        assertEquals(tensor(recording, "a").id(), self.tensor());
        assertTrue(powA.saved().stream()
                .anyMatch(s -> s.name().equals("exponent") && s.text().equals("3")));
        assertFalse(powA.formulas().isEmpty());
        assertArrayEquals(new double[] {-12, 65}, value(recording, q));
    }

    @Test
    void eachPassIsRecordedStepByStepWithItsSums() throws Exception {
        var recording = record(TWO_PASSES);
        assertEquals(2, recording.passes().size());
        for (var pass : recording.passes()) {
            assertEquals("backward", pass.call());
            assertEquals(
                    List.of(
                            "SubBackward0",
                            "PowBackward0",
                            "AccumulateGrad",
                            "MulBackward0",
                            "PowBackward0",
                            "AccumulateGrad"),
                    pass.steps().stream()
                            .map(step -> recording.nodes().get(step.node()).name())
                            .toList());
            assertEquals(tensor(recording, "Q").id(), pass.roots().getFirst().tensor());
            assertFalse(pass.roots().getFirst().implicit());
            assertEquals(Recording.NONE, pass.problem());
        }
        var first = recording.passes().get(0);
        var second = recording.passes().get(1);
        assertTrue(first.retainGraph());
        assertFalse(second.retainGraph());
        assertEquals(6, first.span().startLine());
        assertEquals(7, second.span().startLine());

        var sub = first.steps().getFirst();
        assertArrayEquals(new double[] {1, 1}, sub.gradientsIn().getFirst().elements());
        assertArrayEquals(new double[] {-1, -1}, sub.gradientsOut().get(1).elements());
        assertEquals(2, sub.deliveries().size());

        var before = accumulation(first, tensor(recording, "a"));
        assertNull(before.before());
        assertArrayEquals(new double[] {36, 81}, before.after().elements());
        var after = accumulation(second, tensor(recording, "a"));
        assertArrayEquals(new double[] {36, 81}, after.before().elements());
        assertArrayEquals(new double[] {36, 81}, after.incoming().elements());
        assertArrayEquals(new double[] {72, 162}, after.after().elements());
        assertEquals(BackwardPass.Target.LEAF, after.target());
        assertArrayEquals(
                new double[] {-24, -16},
                accumulation(second, tensor(recording, "b")).after().elements());
    }

    @Test
    void theTimelineHoldsEverythingOnce() throws Exception {
        var recording = record(TWO_PASSES);
        var operations = events(recording, Event.OperationDone.class)
                .map(Event.OperationDone::operation)
                .toList();
        assertEquals(recording.operations().stream().map(Operation::id).toList(), operations);
        for (var pass : recording.passes()) {
            assertEquals(new Event.PassStarted(pass.id()), recording.timeline().get(pass.startedAt()));
            assertEquals(new Event.PassEnded(pass.id()), recording.timeline().get(pass.endedAt()));
            for (var step : pass.steps()) {
                assertEquals(
                        new Event.StepDone(pass.id(), step.index()),
                        recording.timeline().get(step.at()));
            }
        }
        assertEquals(
                8,
                events(recording, Event.ConsoleText.class)
                        .findFirst()
                        .orElseThrow()
                        .line());
    }

    @Test
    void aTensorUsedTwiceHasItsGradientsSummedInTheBuffer() throws Exception {
        var recording = record("""
                import torch
                x = torch.tensor([2., 5.], requires_grad=True)
                y = x * 3
                z = y * y
                z.sum().backward()
                """);
        var sums = recording.passes().getFirst().steps().stream()
                .flatMap(step -> step.deliveries().stream())
                .filter(delivery -> delivery.before() != null)
                .toList();
        assertEquals(1, sums.size());
        assertArrayEquals(new double[] {6, 15}, sums.getFirst().before().elements());
        assertArrayEquals(new double[] {12, 30}, sums.getFirst().after().elements());
        assertTrue(recording.passes().getFirst().roots().getFirst().implicit());
    }

    @Test
    void modulesGiveNamesAndPaths() throws Exception {
        var recording = record("""
                import torch
                from torch import nn
                class Net(nn.Module):
                    def __init__(self):
                        super().__init__()
                        self.hidden = nn.Linear(3, 2)
                        self.out = nn.Sequential(nn.ReLU(), nn.Linear(2, 1))
                    def forward(self, x):
                        h = self.hidden(x)
                        return self.out(h)
                model = Net()
                loss = model(torch.ones(4, 3)).sum()
                loss.backward()
                """);
        var weight = tensor(recording, "model.hidden.weight");
        assertTrue(weight.parameter() && weight.leaf() && weight.requiresGrad());
        assertNotNull(tensor(recording, "model.out.1.bias"));
        var linear = recording.operations().stream()
                .filter(operation -> operation.name().equals("aten::addmm"))
                .toList();
        assertEquals(
                List.of("model.hidden", "model.out.1"),
                linear.stream()
                        .map(operation -> recording.structure().path(operation.moduleCall()))
                        .toList());
        assertEquals(9, linear.getFirst().span().startLine());
        var h = tensor(recording, "h");
        assertEquals(linear.getFirst().outputs().getFirst(), h.id());
        assertEquals(Recording.NONE, made(recording, "loss").moduleCall());
    }

    @Test
    void zeroingAndStepsOfOptimisersAreEvents() throws Exception {
        var recording = record("""
                import torch
                w = torch.tensor([1., 2.], requires_grad=True)
                optimizer = torch.optim.SGD([w], lr=0.5)
                (w * w).sum().backward()
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
                (w * w).sum().backward()
                w.grad.zero_()
                w.grad = None
                """);
        var w = List.of(tensor(recording, "w").id());
        var stepped = events(recording, Event.OptimizerStepped.class).toList();
        assertEquals(1, stepped.size());
        assertEquals("SGD", stepped.getFirst().optimizer());
        assertEquals(w, stepped.getFirst().tensors());
        assertEquals(5, stepped.getFirst().span().startLine());
        var zeroed = events(recording, Event.GradientsZeroed.class).toList();
        assertEquals(
                List.of("optimizer.zero_grad()", "w.grad.zero_()", "w.grad = None"),
                zeroed.stream().map(Event.GradientsZeroed::by).toList());
        assertEquals(
                List.of(true, false, true),
                zeroed.stream().map(Event.GradientsZeroed::toNone).toList());
        assertTrue(zeroed.stream().allMatch(event -> event.tensors().equals(w)));
        assertArrayEquals(new double[] {0, 0}, value(recording, tensor(recording, "w")));
        assertArrayEquals(
                new double[] {1, 2},
                snapshots(recording, tensor(recording, "w")).getFirst().value().elements());
    }

    @Test
    void changesInPlaceAreSeenThroughEveryView() throws Exception {
        var recording = record("""
                import torch
                x = torch.zeros(3)
                v = x[1:]
                x.add_(1)
                v.mul_(5)
                x.data[0] = 9
                """);
        var x = tensor(recording, "x");
        var v = tensor(recording, "v");
        assertEquals(x.id(), v.base());
        assertArrayEquals(new double[] {9, 5, 5}, value(recording, x));
        assertArrayEquals(new double[] {5, 5}, value(recording, v));
        var history = snapshots(recording, v).stream()
                .map(s -> s.value().elements()[0])
                .distinct()
                .toList();
        assertEquals(List.of(0., 1., 5.), history);
    }

    @Test
    void operationsOutsideTheGraphSayWhy() throws Exception {
        var recording = record("""
                import torch
                x = torch.tensor([1., 2.], requires_grad=True)
                c = torch.tensor([3., 4.])
                frozen = c * 2
                with torch.no_grad():
                    hidden = x * 2
                mask = x > 1
                seen = x * 2
                """);
        assertEquals(
                Operation.Excluded.NO_INPUT_REQUIRES_GRAD,
                made(recording, "frozen").excluded());
        assertEquals(Operation.Excluded.GRAD_MODE, made(recording, "hidden").excluded());
        assertEquals(
                Operation.Excluded.NOT_DIFFERENTIABLE, made(recording, "mask").excluded());
        assertEquals(Operation.Excluded.NO, made(recording, "seen").excluded());
        assertEquals(Recording.NONE, made(recording, "hidden").node());
        assertNotEquals(Recording.NONE, made(recording, "seen").node());
    }

    @Test
    void namesFollowVariablesThroughALoop() throws Exception {
        var recording = record("""
                import torch
                x = torch.tensor([1.], requires_grad=True)
                p, q = x * 2, x * 3
                for i in range(3):
                    y = x * i
                count = (x * 7).item()
                """);
        assertEquals(
                3,
                recording.tensors().stream()
                        .filter(t -> t.names().contains("y"))
                        .count());
        assertArrayEquals(new double[] {2}, value(recording, tensor(recording, "p")));
        assertArrayEquals(new double[] {3}, value(recording, tensor(recording, "q")));
        assertTrue(recording.tensors().stream().noneMatch(t -> t.names().contains("count")));
    }

    @Test
    void variablesOfFunctionsNameWhatTheyHold() throws Exception {
        var recording = record("""
                import torch
                def double(v):
                    w = v * 2
                    unused = w + 1
                    return w
                def f(a):
                    h = double(a)
                    u, v = double(h), h - 1
                    count = len([h / 3])
                    first = (h.exp(), h.sin())[0]
                    return u
                class Model:
                    def forward(self, x): hidden = x.tanh(); return hidden + 1
                q = f(torch.ones(2, requires_grad=True))
                z = Model().forward(q)
                """);
        assertEquals(
                List.of("aten::mul w h", "aten::add unused", "aten::mul w u q", "aten::add unused"),
                named(recording, "aten::mul", "aten::add").subList(0, 4));
        assertEquals(List.of("aten::sub v"), named(recording, "aten::sub"));
        assertEquals(List.of("aten::div"), named(recording, "aten::div"));
        assertEquals(List.of("aten::exp first", "aten::sin"), named(recording, "aten::exp", "aten::sin"));
        assertEquals(List.of("aten::tanh hidden"), named(recording, "aten::tanh"));
    }

    /// The operations of these names, each with the names of its result.
    private static List<String> named(Recording recording, String... operations) {
        return recording.operations().stream()
                .filter(operation -> List.of(operations).contains(operation.name()))
                .map(operation -> Stream.concat(
                                Stream.of(operation.name()),
                                recording.tensors().get(operation.outputs().getFirst()).names().stream())
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    @Test
    void gradientsThatAreReturnedTouchNoGrad() throws Exception {
        var recording = record("""
                import torch
                x = torch.tensor([2.], requires_grad=True)
                y = x ** 3
                g, = torch.autograd.grad(y, x, create_graph=True)
                h, = torch.autograd.grad(g, x)
                """);
        assertEquals(
                List.of("grad", "grad"),
                recording.passes().stream().map(BackwardPass::call).toList());
        var first = accumulation(recording.passes().getFirst(), tensor(recording, "x"));
        assertEquals(BackwardPass.Target.RETURNED, first.target());
        assertArrayEquals(new double[] {12}, first.after().elements());
        assertTrue(recording.passes().getFirst().createGraph());
        assertNotEquals(Recording.NONE, tensor(recording, "g").node());
        assertArrayEquals(
                new double[] {12},
                accumulation(recording.passes().get(1), tensor(recording, "x"))
                        .after()
                        .elements());
    }

    @Test
    void anErrorKeepsTheGraphUntilThen() throws Exception {
        var answer = KernelProcess.shared().run("""
                import torch
                x = torch.tensor([1., 2.], requires_grad=True)
                y = x * 2
                z = y + torch.ones(3)
                """);
        assertEquals(Recording.End.FAILED, answer.finished().end());
        assertEquals("""
                Traceback (most recent call last):
                  File "program.py", line 4, in <module>
                    z = y + torch.ones(3)
                        ~~^~~~~~~~~~~~~~~
                RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0
                """, answer.error());
        var recording = sound(answer.recording());
        assertEquals(
                "MulBackward0",
                recording.nodes().get(tensor(recording, "y").node()).name());
        assertEquals(4, recording.problems().getLast().span().startLine());
    }

    @Test
    void anErrorInAPassIsBlamedOnItsNode() throws Exception {
        var recording = sound(KernelProcess.shared().run("""
                import torch
                x = torch.tensor([2.], requires_grad=True)
                y = x.exp()
                y.backward()
                y.backward()
                """).recording());
        var problem = recording.problems().getLast();
        assertEquals(Problem.Severity.ERROR, problem.severity());
        assertTrue(problem.message().startsWith("Trying to backward through the graph a second time"));
        assertEquals(problem.id(), recording.passes().get(1).problem());
        assertEquals(tensor(recording, "y").node(), problem.node());
        assertEquals(Recording.NONE, recording.passes().get(0).problem());
    }

    @Test
    void largeTensorsKeepTheirFirstElementsAndAllStatistics() throws Exception {
        var recording = record("import torch\nx = torch.arange(100_000.)\ny = x + 0\n");
        var value = snapshots(recording, tensor(recording, "y")).getLast().value();
        assertFalse(value.complete());
        assertEquals(1_000, value.elements().length);
        assertEquals(999, value.elements()[999]);
        assertEquals(100_000, value.statistics().count());
        assertEquals(99_999, value.statistics().max());
        assertEquals(49_999.5, value.statistics().mean(), 1e-9);
        assertEquals(28_867.6574, value.statistics().std(), 1e-3);
    }

    @Test
    void viewsShowWhatTheirStorageHoldsUntilTheProgramLetsThemGo() throws Exception {
        var recording = record("""
                import torch
                x = torch.arange(60_000.)
                v = x.view(2, 30_000)
                t = v.t()
                gone = x.view(30_000, 2)
                del gone
                x.add_(1)
                x.data.mul_(2)
                """);
        for (var name : List.of("x", "v", "t")) {
            var held = snapshots(recording, tensor(recording, name));
            assertEquals(3, held.size(), name);
            for (int i = 0; i < 3; i++) {
                var statistics = held.get(i).value().statistics();
                assertEquals(new double[] {59_999, 60_000, 120_000}[i], statistics.max(), name);
                assertEquals(new double[] {29_999.5, 30_000.5, 60_001}[i], statistics.mean(), name);
            }
        }
        var elements =
                snapshots(recording, tensor(recording, "t")).getLast().value().elements();
        assertArrayEquals(new double[] {2, 60_002, 4, 60_004}, Arrays.copyOf(elements, 4));
        // Of large tensors it is known at once.
        assertEquals(1, snapshots(recording, tensor(recording, "gone")).size());
    }

    @Test
    void aRunBeginsWithItsSeedAndNothingElse() throws Exception {
        var kernel = KernelProcess.shared();
        var draw = "import torch\nprint(torch.rand(3), torch.is_grad_enabled(), torch.ones(1).dtype)\n";
        var first = kernel.run("a.py", draw, 42, false).out();
        kernel.run("b.py", """
                import torch
                torch.manual_seed(7)
                torch.set_grad_enabled(False)
                torch.set_default_dtype(torch.float64)
                torch.set_printoptions(precision=1)
                torch.rand(5)
                """, 1, true);
        assertEquals(first, kernel.run("a.py", draw, 42, true).out());
        assertNotEquals(first, kernel.run("a.py", draw, 43, false).out());
        assertEquals("tensor([0.8823, 0.9150, 0.3829]) True torch.float32\n", first);
    }

    @Test
    void withoutRecordingThereIsNone() throws Exception {
        assertNull(KernelProcess.shared()
                .run("a.py", TWO_PASSES, 0, false)
                .finished()
                .recording());
    }

    private static Recording record(String source) throws Exception {
        var answer = KernelProcess.shared().run(source);
        assertEquals("", answer.error());
        return sound(answer.recording());
    }

    /// Writing and reading checks that every identifier points somewhere.
    private static Recording sound(Recording recording) throws Exception {
        var out = new ByteArrayOutputStream();
        RecordingFile.write(recording, out, RecordingFile.Form.CBOR);
        return RecordingFile.read(new ByteArrayInputStream(out.toByteArray()), "recording");
    }

    private static TensorRecord tensor(Recording recording, String name) {
        return recording.tensors().stream()
                .filter(tensor -> tensor.names().contains(name))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no " + name + " among "
                        + recording.tensors().stream().map(TensorRecord::names).toList()));
    }

    private static Operation made(Recording recording, String name) {
        return recording.operations().get(tensor(recording, name).operation());
    }

    private static List<Snapshot> snapshots(Recording recording, TensorRecord tensor) {
        return recording.snapshots().stream()
                .filter(s -> s.tensor() == tensor.id())
                .toList();
    }

    private static double[] value(Recording recording, TensorRecord tensor) {
        return snapshots(recording, tensor).getLast().value().elements();
    }

    private static BackwardPass.Accumulation accumulation(BackwardPass pass, TensorRecord tensor) {
        return pass.steps().stream()
                .flatMap(step -> step.accumulations().stream())
                .filter(accumulation -> accumulation.tensor() == tensor.id())
                .findFirst()
                .orElseThrow();
    }

    private static <T extends Event> Stream<T> events(Recording recording, Class<T> kind) {
        return recording.timeline().stream().filter(kind::isInstance).map(kind::cast);
    }
}
