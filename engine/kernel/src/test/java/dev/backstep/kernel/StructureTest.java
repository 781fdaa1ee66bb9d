package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Argument;
import dev.backstep.recording.Composite;
import dev.backstep.recording.Event;
import dev.backstep.recording.Loop;
import dev.backstep.recording.ModuleCall;
import dev.backstep.recording.ModuleRecord;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the events of a run are parts of: modules, calls of functions and loops.
class StructureTest {
    @Test
    void callsOfModulesAreATreeOverTheTimeline() throws Exception {
        var recording = Recorded.of("""
                import torch
                from torch import nn
                class Block(nn.Module):
                    def __init__(self):
                        super().__init__()
                        self.layers = nn.ModuleList([nn.Linear(3, 3, bias=False), nn.ReLU()])
                    def forward(self, x):
                        for layer in self.layers:
                            x = layer(x)
                        return x + 1
                model = Block()
                model.layers[0].weight.requires_grad = False
                model(model(torch.ones(2, 3)))
                """).recording();
        var structure = recording.structure();
        assertEquals(
                List.of("model Block", "model.layers ModuleList", "model.layers.0 Linear", "model.layers.1 ReLU"),
                structure.modules().stream()
                        .map(module -> module.path() + " " + module.className())
                        .toList());
        assertEquals(
                List.of(-1, 0, 1, 1),
                structure.modules().stream().map(ModuleRecord::parent).toList());
        assertEquals(
                List.of(9L, 9L, 9L, 0L),
                structure.modules().stream().map(ModuleRecord::parameters).toList());
        assertEquals(0, structure.modules().getFirst().trainable());
        assertEquals(
                List.of(
                        "model -1",
                        "model.layers.0 0",
                        "model.layers.1 0",
                        "model -1",
                        "model.layers.0 3",
                        "model.layers.1 3"),
                structure.moduleCalls().stream()
                        .map(call -> structure.path(call.id()) + " " + call.parent())
                        .toList());
        for (var operation : recording.operations()) {
            int at = recording.timeline().indexOf(new Event.OperationDone(operation.id()));
            var innermost = structure.moduleCalls().stream()
                    .filter(call -> call.from() <= at && at < call.to())
                    .reduce((outer, inner) -> inner)
                    .map(ModuleCall::id)
                    .orElse(Recording.NONE);
            assertEquals(innermost, operation.moduleCall(), operation.name());
        }
    }

    @Test
    void eachOperationKnowsTheFunctionsThatRanIt() throws Exception {
        var recording = Recorded.of("""
                import torch
                def double(t):
                    return t * 2
                def both(t):
                    return double(t) + double(t - 1)
                for i in range(3):
                    both(torch.ones(2))
                """).recording();
        var left = List.of("double 3:12", "both 5:12", "<module> 7:5");
        var right = List.of("double 3:12", "both 5:24", "<module> 7:5");
        assertEquals(List.of(left, right, left, right, left, right), chains(recording, "aten::mul"));
        var doubles = recording.structure().frames().stream()
                .filter(frame -> frame.function().equals("double"))
                .toList();
        // One for each chain of calls, however often it ran.
        assertEquals(2, doubles.size());
        assertEquals(2, doubles.getFirst().definedAt());
        assertEquals("", doubles.getFirst().file());
    }

    @Test
    void framesOfMethodsNestedFunctionsAndGeneratorsAreThoseThatCalledThem() throws Exception {
        var recording = Recorded.of("""
                import torch
                class Scale:
                    def __init__(self, by):
                        self.by = by
                    def __call__(self, t):
                        return t * self.by
                def main():
                    def numbers():
                        for i in range(2):
                            yield torch.ones(1) * i
                    scale = Scale(3)
                    for n in numbers():
                        apply = lambda t: scale(t)
                        apply(n)
                main()
                """).recording();
        var generated = List.of("main.<locals>.numbers 10:19", "main 12:14", "<module> 15:1");
        var scaled = List.of("Scale.__call__ 6:16", "main.<locals>.<lambda> 13:27", "main 14:9", "<module> 15:1");
        assertEquals(List.of(generated, scaled, generated, scaled), chains(recording, "aten::mul"));
    }

    @Test
    void aRecursionHasAFrameForEachDepth() throws Exception {
        var recording = Recorded.of("""
                import torch
                def down(t, n):
                    if n == 0:
                        return t * 2
                    return down(t + 1, n - 1) - 1
                down(torch.ones(1), 3)
                """).recording();
        var chain = chains(recording, "aten::mul").getFirst();
        assertEquals(List.of("down 4:16", "down 5:12", "down 5:12", "down 5:12", "<module> 6:1"), chain);
        assertEquals(
                List.of(4, 3, 2),
                chains(recording, "aten::sub").stream().map(List::size).toList());
    }

    @Test
    void aRecursionTooDeepToFollowStillKnowsItsLine() throws Exception {
        var recording = Recorded.of("""
                import torch
                def down(t, n):
                    if n == 0:
                        return t * 2
                    return down(t, n - 1)
                down(torch.ones(1), 700)
                """).recording();
        var operation = recording.operations().stream()
                .filter(one -> one.name().equals("aten::mul"))
                .findFirst()
                .orElseThrow();
        assertEquals(4, operation.span().startLine());
        assertTrue(operation.frame() != Recording.NONE);
    }

    /// Of each run of an operator the functions that ran it, innermost first, with line and column.
    private static List<List<String>> chains(Recording recording, String operator) {
        var frames = recording.structure().frames();
        return recording.operations().stream()
                .filter(operation -> operation.name().equals(operator))
                .map(operation -> {
                    List<String> chain = new ArrayList<>();
                    int id = operation.frame();
                    while (id != Recording.NONE) {
                        var span = frames.get(id).span();
                        chain.add(frames.get(id).function() + " " + span.startLine() + ":" + span.startColumn());
                        id = frames.get(id).parent();
                    }
                    return chain;
                })
                .toList();
    }

    @Test
    void loopsKnowTheirTurns() throws Exception {
        var recording = Recorded.of("""
                import torch
                def f():
                    for i in [k * 2 for k in range(3)]:
                        x = torch.ones(1)
                        if i == 2: continue
                        while x < 3:
                            x = x + 1
                    else:
                        y = 1
                for epoch in range(2): f()
                for nothing in []:
                    pass
                n = 0
                while True:
                    n += 1
                    for k in range(n): pass
                    if n == 4: break
                try:
                    for k in range(5):
                        if k == 2: raise ValueError
                except ValueError:
                    pass
                def numbers():
                    for i in range(3):
                        yield i
                for number in numbers():
                    torch.ones(1) * number
                """).recording();
        var loops = recording.structure().loops();
        assertEquals(
                List.of("3 2 6", "6 4 8", "10 1 2", "11 1 0", "14 1 4", "16 4 10", "19 1 3", "24 1 3", "26 1 3"),
                loops.stream()
                        .map(loop -> loop.span().startLine() + " " + loop.count() + " " + loop.turns())
                        .toList());
        assertEquals(
                List.of(-1, 0, -1, -1, -1, 4, -1, -1, -1),
                loops.stream().map(Loop::parent).toList());
        var outer = loops.get(2).executions().getFirst();
        assertArrayEquals(new int[] {0, 1}, outer.known());
        var inner = loops.getFirst().executions();
        assertEquals(outer.starts()[1], inner.get(1).from());
        assertTrue(inner.get(0).to() <= outer.starts()[1] && inner.get(1).to() <= outer.to());
        var ones = recording.operations().stream()
                .filter(operation -> operation.name().equals("aten::ones"))
                .map(operation -> recording.timeline().indexOf(new Event.OperationDone(operation.id())))
                .toList();
        assertArrayEquals(
                ones.stream().limit(3).mapToInt(at -> at).toArray(),
                inner.getFirst().starts());
    }

    @Test
    void aLoopThatAnExceptionLeavesEndsThere() throws Exception {
        var recording = Recorded.of("""
                import torch
                def f(n):
                    for i in range(5):
                        torch.ones(1)
                        if i == n: raise ValueError
                def g():
                    try:
                        f(1)
                    except ValueError:
                        pass
                g()
                torch.zeros(1)
                """).recording();
        var loop = recording.structure().loops().getFirst();
        assertEquals("1 2", loop.count() + " " + loop.turns());
        var ones = places(recording, "aten::ones");
        var execution = loop.executions().getFirst();
        assertEquals(List.of(ones.getFirst(), ones.getLast() + 1), List.of(execution.from(), execution.to()));
    }

    @Test
    void turnsOfARecursionAreThoseOfTheirOwnFrame() throws Exception {
        var recording = Recorded.of("""
                import torch
                def tree(depth):
                    for branch in range(2):
                        torch.ones(1)
                        if depth:
                            tree(depth - 1)
                tree(2)
                """).recording();
        var loop = recording.structure().loops().getFirst();
        assertEquals("7 14", loop.count() + " " + loop.turns());
        var ones = places(recording, "aten::ones");
        var first = loop.executions().getFirst();
        assertArrayEquals(new int[] {ones.get(0), ones.get(7)}, first.starts());
        assertEquals(ones.getLast() + 1, first.to());
    }

    @Test
    void eachBatchOfADataLoaderIsATurn() throws Exception {
        var recording = Recorded.of("""
                import torch
                from torch.utils.data import DataLoader, TensorDataset
                data = TensorDataset(torch.ones(10, 2), torch.zeros(10))
                for x, y in DataLoader(data, batch_size=4):
                    (x * 2).sum()
                """).recording();
        var loop = recording.structure().loops().getFirst();
        assertEquals("1 3", loop.count() + " " + loop.turns());
        var execution = loop.executions().getFirst();
        var sums = places(recording, "aten::sum");
        for (int turn = 0; turn < 3; turn++) {
            // A batch is put together in the turn that it is for.
            assertEquals(
                    turn == 0 ? execution.from() : sums.get(turn - 1) + 1,
                    execution.starts()[turn]);
        }
    }

    @Test
    void comprehensionsInALoopsLineAreNoTurnsOfIt() throws Exception {
        var recording = Recorded.of("""
                import torch
                for i in range(2): torch.tensor([k for k in range(5)])
                n = 3
                while sum([k for k in range(n)]) > 0: n -= 1
                """).recording();
        assertEquals(
                List.of("1 2", "1 2"),
                recording.structure().loops().stream()
                        .map(loop -> loop.count() + " " + loop.turns())
                        .toList());
    }

    @Test
    void ofManyTurnsTheNumbersAreKnownAndThePlacesOfSome() throws Exception {
        var recording = Recorded.of("""
                import torch
                x = torch.ones(1)
                for i in range(10_000):
                    x + i
                """).recording();
        var loop = recording.structure().loops().getFirst();
        var execution = loop.executions().getFirst();
        assertEquals(10_000, loop.turns());
        assertTrue(execution.known().length > 2000 && execution.known().length <= 4096);
        var sums = places(recording, "aten::add");
        for (int i = 0; i < execution.known().length; i++) {
            assertEquals(sums.get(execution.known()[i]), execution.starts()[i]);
        }
    }

    @Test
    void compositeOperatorsBracketWhatTheyCall() throws Exception {
        var recording = Recorded.of("""
                import torch
                from torch import nn
                model = nn.Linear(3, 2)
                logits = model(torch.ones(4, 3))
                loss = nn.functional.cross_entropy(logits, torch.tensor([0, 1, 1, 0]))
                loss.backward()
                """).recording();
        var composites = recording.structure().composites();
        assertEquals(
                List.of(
                        "aten::linear: aten::t aten::addmm",
                        "aten::cross_entropy_loss: aten::_log_softmax aten::nll_loss_forward"),
                composites.stream()
                        .filter(composite -> composite.parent() == Recording.NONE)
                        .map(composite -> composite.name() + ": " + String.join(" ", parts(recording, composite)))
                        .toList());
        var crossEntropy = composites.stream()
                .filter(composite -> composite.name().equals("aten::cross_entropy_loss"))
                .findFirst()
                .orElseThrow();
        assertEquals(5, crossEntropy.span().startLine());
        assertEquals(
                List.of("self", "target", "weight", "reduction", "ignore_index", "label_smoothing"),
                crossEntropy.arguments().stream().map(Argument::name).toList());
        assertEquals(
                List.of("aten::log_softmax", "aten::nll_loss_nd"),
                composites.stream()
                        .filter(composite -> composite.parent() == crossEntropy.id())
                        .map(Composite::name)
                        .toList());
        var loss = recording.tensors().get(crossEntropy.outputs().getFirst());
        assertEquals(List.of("loss"), loss.names());
    }

    @Test
    void aCompositeThatFailsBracketsWhatItHadCalled() throws Exception {
        var recording = Recorded.failing("""
                import torch
                try:
                    torch.nn.functional.cross_entropy(torch.ones(2, 3), torch.tensor([0, 7]))
                except IndexError:
                    pass
                torch.ones(2).reshape(2)
                torch.ones(2) * 2
                1 / 0
                """).recording();
        for (var composite : recording.structure().composites()) {
            if (composite.name().equals("aten::cross_entropy_loss")) {
                assertEquals(List.of(), composite.outputs());
                assertTrue(composite.to() <= places(recording, "aten::mul").getFirst());
            }
        }
        for (var operation : recording.operations()) {
            if (operation.name().equals("aten::mul")) {
                assertEquals(Recording.NONE, operation.composite());
            }
        }
    }

    /// The operators that a composite ran, on the timeline between its brackets.
    private static List<String> parts(Recording recording, Composite composite) {
        var parts = new ArrayList<String>();
        for (int i = composite.from(); i < composite.to(); i++) {
            if (recording.timeline().get(i) instanceof Event.OperationDone(int id)) {
                parts.add(recording.operations().get(id).name());
            }
        }
        return parts;
    }

    /// Where on the timeline an operator ran.
    private static List<Integer> places(Recording recording, String operator) {
        var places = new ArrayList<Integer>();
        for (int i = 0; i < recording.timeline().size(); i++) {
            if (recording.timeline().get(i) instanceof Event.OperationDone(int id)
                    && recording.operations().get(id).name().equals(operator)) {
                places.add(i);
            }
        }
        return places;
    }
}
