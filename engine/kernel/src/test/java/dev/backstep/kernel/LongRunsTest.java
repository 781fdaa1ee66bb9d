package dev.backstep.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Event;
import dev.backstep.recording.Loop;
import dev.backstep.recording.Recording;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that do more than a recording holds: of their loops it has the first turn, the last and some in between.
class LongRunsTest {
    private static KernelProcess kernel;

    @BeforeAll
    static void start() throws Exception {
        // So little that short programs are long ones.
        kernel = KernelProcess.start("-Xmx512m", "-Dbackstep.recording-megabytes=1");
    }

    @AfterAll
    static void end() {
        kernel.close();
    }

    private static Recording record(String source) throws Exception {
        var answer = kernel.run(source);
        assertEquals("", answer.error());
        return Recorded.sound(answer.recording());
    }

    @Test
    void aTrainingLoopKeepsItsFirstItsLastAndEvenlyChosenTurns() throws Exception {
        var recording = record("""
                import torch
                from torch import nn
                torch.manual_seed(0)
                model = nn.Sequential(nn.Linear(20, 40), nn.Tanh(), nn.Linear(40, 1))
                optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
                x, y = torch.randn(50, 20), torch.randn(50, 1)
                for step in range(150):
                    optimizer.zero_grad()
                    loss = ((model(x) - y) ** 2).mean()
                    loss.backward()
                    optimizer.step()
                print("done")
                """);
        var loop = recording.structure().loops().getFirst();
        assertEquals(150, loop.turns());
        var known = loop.executions().getFirst().known();
        int stride = known[1];
        assertTrue(stride > 1, Arrays.toString(known));
        for (int i = 0; i < known.length - 1; i++) {
            assertEquals(i * stride, known[i]);
        }
        assertEquals(149, known[known.length - 1]);

        var skipped = skipped(recording);
        assertEquals(
                150 - known.length,
                skipped.stream().mapToInt(event -> event.to() - event.from()).sum());
        assertEquals(150 - known.length, recording.run().omitted().iterations());
        assertEquals(known.length, recording.passes().size());
        assertEquals(150, known.length + recording.run().omitted().passes());
        assertEquals(
                recording.run().operations(),
                recording.operations().size() + recording.run().omitted().operations());
        for (int pass = 1; pass < recording.passes().size(); pass++) {
            assertEquals(steps(recording, 0), steps(recording, pass));
        }
        assertEquals("done\n", console(recording));
        var linear = recording.structure().composites().stream()
                .filter(composite -> composite.name().equals("aten::linear"))
                .toList();
        assertEquals(2 * known.length, linear.size());
        for (var operation : recording.operations()) {
            if (operation.name().equals("aten::addmm")) {
                int at = recording.timeline().indexOf(new Event.OperationDone(operation.id()));
                var around = recording.structure().composites().get(operation.composite());
                assertTrue(around.from() <= at && at < around.to());
            }
        }
    }

    @Test
    void ofTurnsThatAreSkippedThereAreTheLossAndTheNormsOfGradients() throws Exception {
        var recording = record("""
                import torch
                w = torch.tensor([3.0, 4.0], requires_grad=True)
                for step in range(1000):
                    w.grad = None
                    loss = (w * step).sum()
                    loss.backward()
                """);
        for (var event : skipped(recording)) {
            var loss = series(event, Event.Quantity.LOSS);
            assertTrue(loss.turns().length > 0);
            for (int i = 0; i < loss.turns().length; i++) {
                assertTrue(loss.turns()[i] >= event.from() && loss.turns()[i] < event.to());
                assertEquals(7.0 * loss.turns()[i], loss.values()[i], 1e-6);
            }
            var norm = series(event, Event.Quantity.GRADIENT_NORM);
            assertEquals(List.of("w"), recording.tensors().get(norm.tensor()).names());
            assertArrayEquals(loss.turns(), norm.turns());
            assertEquals(Math.sqrt(2) * norm.turns()[0], norm.values()[0], 1e-3);
        }
    }

    @Test
    void ofLoopsInLoopsBothAreThinnedOut() throws Exception {
        var recording = record("""
                import torch
                w = torch.tensor([3.0, 4.0], requires_grad=True)
                for epoch in range(40):
                    for batch in range(25):
                        (w * batch).sum().backward()
                    with torch.no_grad():
                        mean = w.mean()
                """);
        var loops = recording.structure().loops();
        assertEquals(40, loops.get(0).turns());
        assertEquals(1000, loops.get(1).turns());
        var outer = loops.get(0).executions().getFirst().known();
        assertEquals(0, outer[0]);
        assertEquals(39, outer[outer.length - 1]);
        assertEquals(outer.length, loops.get(1).executions().size());
        for (var inner : loops.get(1).executions()) {
            assertEquals(25, inner.turns());
            assertEquals(0, inner.known()[0]);
            assertEquals(24, inner.known()[inner.known().length - 1]);
        }
        int there = loops.get(1).executions().stream()
                .mapToInt(inner -> inner.known().length)
                .sum();
        assertEquals(there, recording.passes().size());
        assertEquals(1000, there + recording.run().omitted().passes());
        assertTurnsAreWhereTheySay(recording);
    }

    @Test
    void whatATurnThatStaysTakesFromOneThatIsSkippedIsThere() throws Exception {
        var recording = record("""
                import torch
                cell = torch.nn.Linear(4, 4)
                state = torch.zeros(4)
                total = 0
                for step in range(400):
                    state = torch.tanh(cell(state))
                    total = total + state.sum()
                    state.sum().backward(retain_graph=True)
                    state = state.detach()
                total.detach()
                """);
        assertFalse(skipped(recording).isEmpty());
        for (var operation : recording.operations()) {
            if (operation.name().equals("aten::tanh")) {
                assertEquals(1, operation.inputs().size());
            }
            if (operation.name().equals("aten::add") && operation.node() != Recording.NONE) {
                assertEquals(2, recording.nodes().get(operation.node()).next().size());
            }
        }
    }

    @Test
    void aPassThroughTurnsThatAreSkippedHasAllItsSteps() throws Exception {
        var recording = record("""
                import torch
                x = torch.ones(3, requires_grad=True)
                losses = []
                for step in range(1500):
                    losses.append((x * step).sum())
                    with torch.no_grad():
                        noise = x.exp().log().sin().cos()
                loss = sum(losses[:200])
                loss.backward()
                print(x.grad)
                """);
        assertFalse(skipped(recording).isEmpty());
        var pass = recording.passes().getFirst();
        assertEquals("tensor([19900., 19900., 19900.])\n", console(recording));
        // Of each loss an addition (the first one to 0), a sum and a product; and the leaf.
        assertEquals(3 * 200 + 1, pass.steps().size());
        for (var step : pass.steps()) {
            for (var delivery : step.deliveries()) {
                assertEquals(
                        delivery.node(),
                        recording
                                .nodes()
                                .get(step.node())
                                .next()
                                .get(delivery.edge())
                                .node());
            }
        }
    }

    @Test
    void aLoopOverAGeneratorWithALoopIsThinnedOut() throws Exception {
        var recording = record("""
                import torch
                w = torch.ones(5, requires_grad=True)
                def batches():
                    for i in range(500):
                        yield torch.full((5,), float(i))
                for batch in batches():
                    (w * batch).sum().backward()
                    w.grad.zero_()
                """);
        var consumer = recording.structure().loops().get(1);
        assertEquals(500, consumer.turns());
        var known = consumer.executions().getFirst().known();
        assertEquals(499, known[known.length - 1]);
        assertTrue(known.length < 500);
        assertEquals(known.length, recording.passes().size());
        assertTurnsAreWhereTheySay(recording);
    }

    @Test
    void whatIsPrintedAndWarningsStay() throws Exception {
        var recording = record("""
                import torch
                import warnings
                x = torch.ones(5, requires_grad=True)
                for i in range(600):
                    y = (x * 2).exp().sum()
                    if i % 100 == 50:
                        print("at", i)
                    if i == 301:
                        warnings.warn("three hundred and one")
                """);
        assertFalse(skipped(recording).isEmpty());
        assertEquals("at 50\nat 150\nat 250\nat 350\nat 450\nat 550\n", console(recording));
        assertEquals(1, recording.problems().size());
        assertEquals(
                new Event.ProblemRaised(0),
                recording.timeline().get(recording.problems().getFirst().at()));
    }

    @Test
    void anErrorInATurnKeepsThatTurn() throws Exception {
        var answer = kernel.run("""
                import torch
                x = torch.ones(5, requires_grad=True)
                for i in range(900):
                    y = (x * 2).exp().sum()
                    y.backward()
                    if i == 801:
                        y.backward()
                """);
        var recording = Recorded.sound(answer.recording());
        assertEquals(Recording.End.FAILED, recording.run().end());
        assertFalse(skipped(recording).isEmpty());
        var problem = recording.problems().getLast();
        assertTrue(problem.message().startsWith("Trying to backward through the graph a second time"));
        assertEquals(problem.id(), recording.passes().getLast().problem());
        assertEquals("ExpBackward0", recording.nodes().get(problem.node()).name());
    }

    @Test
    void contentsThatChangeInTurnsThatAreSkippedAreTheLastOnes() throws Exception {
        var recording = record("""
                import torch
                w = torch.zeros(1)
                for i in range(1200):
                    w += 1
                    v = w * 2
                """);
        var w = new Recorded(recording).tensor("w");
        assertFalse(skipped(recording).isEmpty());
        var places = recording.timeline();
        for (var operation : recording.operations()) {
            if (operation.name().equals("aten::mul")) {
                int at = places.indexOf(new Event.OperationDone(operation.id()));
                double before = new Recorded(recording)
                        .snapshots(w).stream()
                                .filter(snapshot -> snapshot.at() <= at)
                                .reduce((first, last) -> last)
                                .orElseThrow()
                                .value()
                                .elements()[0];
                var made = recording.snapshots().stream()
                        .filter(snapshot ->
                                snapshot.tensor() == operation.outputs().getFirst())
                        .findFirst()
                        .orElseThrow();
                assertEquals(2 * before, made.value().elements()[0]);
            }
        }
    }

    @Test
    void aProgramWithoutLoopsIsRecordedToALimit() throws Exception {
        var recording = record("""
                import torch
                x = torch.ones(2, requires_grad=True)
                def down(n):
                    y = (x * 2 + 1).sum()
                    return y if n == 0 else y + down(n - 1)
                down(500).backward()
                for _ in range(3):
                    x.grad = None
                    (x * 2).sum().backward()
                print("done")
                """);
        assertTrue(recording.run().truncated());
        assertTrue(recording.operations().size() < 2000);
        assertTrue(recording.run().operations() > 2000);
        assertEquals("done\n", console(recording));
    }

    /// Programs of nested loops, made at random. That a recording is sound is checked by reading it.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyLoopsLeaveASoundRecording(int seed) throws Exception {
        var recording = record(program(new Random(seed)));
        assertTurnsAreWhereTheySay(recording);
        assertEquals(
                recording.run().operations(),
                recording.operations().size() + recording.run().omitted().operations());
        for (var loop : recording.structure().loops()) {
            for (var execution : loop.executions()) {
                if (execution.known().length > 0) {
                    assertEquals(0, execution.known()[0]);
                    assertEquals(execution.turns() - 1, execution.known()[execution.known().length - 1]);
                }
            }
        }
    }

    private static String program(Random random) {
        var text = new StringBuilder("""
                import torch
                w = torch.ones(4, requires_grad=True)
                kept = []
                def helper(x):
                    for k in range(3):
                        x = torch.sin(x * w)
                    return x
                """);
        body(text, random, "", 0);
        return text.append("""
                try:
                    sum(t.sum() for t in kept[:20]).backward()
                except (AttributeError, RuntimeError) as error:
                    print(error)
                """).toString();
    }

    private static void body(StringBuilder text, Random random, String indent, int depth) {
        int statements = random.nextInt(2, 5);
        for (int i = 0; i < statements; i++) {
            switch (depth < 3 ? random.nextInt(9) : random.nextInt(2, 9)) {
                case 0, 1 -> {
                    var name = "i" + depth + i;
                    int turns = depth == 0 ? random.nextInt(50, 150) : random.nextInt(1, 9);
                    text.append(indent).append("for " + name + " in range(" + turns + "):\n");
                    body(text, random, indent + "    ", depth + 1);
                    if (random.nextBoolean()) {
                        text.append(indent).append("    if " + name + " == " + random.nextInt(200) + ": break\n");
                    }
                }
                case 2 -> text.append(indent).append("x = torch.full((4,), 0.5) * w\n");
                case 3 -> text.append(indent).append("kept.append(helper(w + " + i + "))\n");
                case 4 -> text.append(indent).append("helper(w).sum().backward()\n");
                case 5 -> text.append(indent).append("with torch.no_grad(): w.mul_(0.999)\n");
                case 6 -> text.append(indent).append("w.grad = None\n");
                case 7 ->
                    text.append(indent)
                            .append("state = helper(w.detach() if 'state' not in globals() else state.detach())\n");
                default -> text.append(indent).append("print(" + i + ")\n");
            }
        }
        text.append(indent).append("y = (w * 2).sum()\n");
    }

    /// A turn that is there begins with events of its own: none of them is that others are skipped, unless of a loop in
    /// it.
    private static void assertTurnsAreWhereTheySay(Recording recording) {
        for (var loop : recording.structure().loops()) {
            for (int e = 0; e < loop.executions().size(); e++) {
                int execution = e;
                var turns = loop.executions().get(e);
                for (var event : skipped(recording)) {
                    if (event.loop() == loop.id() && event.execution() == execution) {
                        int at = recording.timeline().indexOf(event);
                        assertTrue(at >= turns.from() && at < turns.to());
                        assertTrue(Arrays.stream(turns.known())
                                .noneMatch(turn -> turn >= event.from() && turn < event.to()));
                        assertBetween(turns, event, at);
                    }
                }
            }
        }
    }

    private static void assertBetween(Loop.Execution turns, Event.IterationsSkipped event, int at) {
        for (int i = 0; i < turns.known().length; i++) {
            assertEquals(turns.known()[i] >= event.to(), turns.starts()[i] > at);
        }
    }

    private static Event.Series series(Event.IterationsSkipped event, Event.Quantity quantity) {
        return event.series().stream()
                .filter(series -> series.quantity() == quantity)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> steps(Recording recording, int pass) {
        return recording.passes().get(pass).steps().stream()
                .map(step -> recording.nodes().get(step.node()).name())
                .toList();
    }

    private static String console(Recording recording) {
        var text = new StringBuilder();
        events(recording, Event.ConsoleText.class)
                .filter(event -> event.stream() == Event.Stream.OUT)
                .forEach(event -> text.append(event.text()));
        return text.toString();
    }

    private static List<Event.IterationsSkipped> skipped(Recording recording) {
        return events(recording, Event.IterationsSkipped.class).toList();
    }

    private static <T> Stream<T> events(Recording recording, Class<T> type) {
        return recording.timeline().stream().filter(type::isInstance).map(type::cast);
    }
}
