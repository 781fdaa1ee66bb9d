package dev.backstep.app.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.inspector.InspectorPage.Contents;
import dev.backstep.app.inspector.InspectorPage.Derivatives;
import dev.backstep.app.inspector.InspectorPage.Fact;
import dev.backstep.app.inspector.InspectorPage.Facts;
import dev.backstep.app.inspector.InspectorPage.Flow;
import dev.backstep.app.inspector.InspectorPage.Note;
import dev.backstep.app.inspector.InspectorPage.ReadyQueue;
import dev.backstep.app.inspector.InspectorPage.SavedTensors;
import dev.backstep.app.inspector.InspectorPage.Section;
import dev.backstep.app.inspector.InspectorPage.Source;
import dev.backstep.app.inspector.InspectorPage.Sum;
import dev.backstep.app.replay.Arrows;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Selection;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InspectorPagesTest {
    @Test
    void turnsThatAreLeftOutTellWhatIsKnownOfThem() {
        var index = RecordingIndex.of(SampleRecordings.longLoop(true));
        int at = index.timeline().stops()[1];
        while (!(index.timeline().position(new Cursor(at)).event() instanceof Event.IterationsSkipped)) {
            at = index.timeline().stopAfter(at);
        }
        var page = InspectorPages.of(new Moment(index, new Cursor(at), Selection.NOTHING));
        assertEquals("turns 2 to 3", page.title());
        assertEquals("of the loop in line 2", page.subtitle());
        var facts = page.sections().stream()
                .filter(Facts.class::isInstance)
                .map(Facts.class::cast)
                .flatMap(section -> section.facts().stream())
                .toList();
        assertTrue(facts.contains(new Fact("backward passes", "2")));
        assertTrue(facts.contains(new Fact("loss", "3. … 6. (min 3., max 6.)")), facts.toString());
        assertEquals("[3., 3.]", ValueText.values(index.gradient(0, new Cursor(at))));
    }

    private final RecordingIndex diamond = RecordingIndex.of(SampleRecordings.diamond());
    private final BackwardPass second = diamond.recording().passes().get(1);

    @Test
    void aNodeShowsItsDerivativeWithNumbers() {
        Step step = stepOf(second, "PowBackward0", 1);
        var page = page(diamond, step.at() + 1, new Selection.Node(step.node()));
        assertEquals("PowBackward0", page.title());
        var derivative = section(page, Derivatives.class).derivatives().getFirst();
        assertEquals("self = a", derivative.input());
        assertTrue(derivative.sentence().startsWith("The power rule"), derivative::sentence);
        assertEquals("pow_backward(grad, self, exponent)", derivative.formula());
        assertEquals("pow_backward([3., 3.], [2., 3.], 3)", derivative.withNumbers());
        assertEquals("[36., 81.]", derivative.result());
    }

    @Test
    void aResultUnderNoGradSaysWhyItIsNotInTheGraph() {
        var index = RecordingIndex.of(SampleRecordings.withoutGraph());
        var page = page(index, index.timeline().end(), new Selection.Tensor(1));
        assertEquals("y", page.title());
        assertTrue(section(page, Note.class).text().contains("torch.no_grad"), page::toString);
        var leaf = page(index, index.timeline().end(), new Selection.Tensor(0));
        assertFalse(leaf.sections().toString().contains("Not in the graph"), leaf::toString);
    }

    @Test
    void aNodeShowsTheGradientsOfThePassAtTheCursor() {
        Step step = stepOf(second, "PowBackward0", 1);
        var flow = section(page(diamond, step.at() + 1, new Selection.Node(step.node())), Flow.class);
        assertEquals("pass 2, step " + (step.index() + 1), flow.when());
        assertEquals("[3., 3.]", text(flow.in().getFirst().value()));
        assertEquals("[36., 81.]", text(flow.out().getFirst().value()));
        assertEquals("to AccumulateGrad (a)", flow.out().getFirst().name());
        var early = section(page(diamond, step.at(), new Selection.Node(step.node())), Flow.class);
        assertTrue(early.when().startsWith("comes in "), early.when());
    }

    @Test
    void aNodeOfAnotherPassShowsThatPass() {
        Step step = stepOf(diamond.recording().passes().getFirst(), "PowBackward0", 0);
        var page = page(diamond, diamond.timeline().end(), new Selection.Node(step.node()));
        assertTrue(page.subtitle().endsWith("pass 1 of 2"), page.subtitle());
    }

    @Test
    void anAccumulateGradNodeShowsTheSum() {
        Step step = second.steps().getLast();
        var sum = section(page(diamond, step.at() + 1, new Selection.Node(step.node())), Sum.class);
        assertEquals("a.grad", sum.target());
        assertEquals("[36., 81.]", text(sum.before()));
        assertEquals("[36., 81.]", text(sum.incoming()));
        assertEquals("[72., 162.]", text(sum.after()));
    }

    @Test
    void everyTensorAndGradientSaysWhereItLives() {
        var devices = RecordingIndex.of(Samples.devices());
        var v = page(devices, devices.timeline().end(), new Selection.Tensor(tensor(devices, "v")));
        assertEquals(new Fact("device", "cuda:0 (Ada)"), fact(v, "device"));
        assertEquals("gradient (v.grad) on cuda:0", section(v, Contents.class).heading());
        var w = page(devices, devices.timeline().end(), new Selection.Tensor(tensor(devices, "w")));
        assertEquals(new Fact("device", "cpu"), fact(w, "device"));
        assertEquals("gradient (w.grad)", section(w, Contents.class).heading());
    }

    @Test
    void aTransferTellsItsWaysThereAndBack() {
        var devices = RecordingIndex.of(Samples.devices());
        var copy = node(devices, "ToCopyBackward0");
        var notes = sections(page(devices, devices.timeline().end(), new Selection.Node(copy)), Note.class);
        assertEquals("Moved cpu → cuda:0: 8 bytes of w.", notes.get(0).text());
        assertEquals(
                "The gradient goes the other way: cuda:0 → cpu.", notes.get(1).text());
        var edge = page(devices, devices.timeline().end(), new Selection.Edge(copy, 0));
        assertEquals(
                "The gradient was moved from cuda:0 (Ada) to cpu.",
                section(edge, Note.class).text());
    }

    @Test
    void whatTheCpuComputedForTheGpuIsToldWithItsCost() {
        var devices = RecordingIndex.of(Samples.devices());
        var product = node(devices, "MulBackward0");
        var note = section(page(devices, devices.timeline().end(), new Selection.Node(product)), Note.class);
        assertTrue(note.alarming());
        assertEquals(
                "Computed on the CPU: put. The GPU has no kernel for it, so inputs and result, up to 24 bytes, were"
                        + " copied to the CPU and back, and the GPU waited meanwhile.",
                note.text());
    }

    @Test
    void theRunTellsItsDeviceAndItsDetours() {
        var devices = RecordingIndex.of(Samples.devices());
        var run = page(devices, 0, Selection.NOTHING);
        assertEquals(new Fact("device", "cuda:0 (Ada)"), fact(run, "device"));
        assertEquals(new Fact("cpu → cuda:0", "1 transfer, 8 bytes"), fact(run, "cpu → cuda:0"));
        assertEquals(new Fact("cuda:0 → cpu", "1 transfer, 4 bytes"), fact(run, "cuda:0 → cpu"));
        assertEquals(new Fact("put", "1 operator"), fact(run, "put"));
        var plain = page(diamond, 0, Selection.NOTHING);
        assertEquals(1, sections(plain, Facts.class).size());
    }

    private static int node(RecordingIndex index, String name) {
        return index.recording().nodes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static Fact fact(InspectorPage page, String name) {
        return sections(page, Facts.class).stream()
                .flatMap(facts -> facts.facts().stream())
                .filter(fact -> fact.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void savedTensorsTellWhetherTheyChanged() {
        var loop = RecordingIndex.of(SampleRecordings.trainingLoop());
        var node = loop.recording().nodes().stream()
                .filter(each -> each.name().equals("AddmmBackward0"))
                .findFirst()
                .orElseThrow();
        int atBackward = loop.recording().passes().getFirst().endedAt();
        var weight = section(page(loop, atBackward, new Selection.Node(node.id())), SavedTensors.class)
                .values()
                .get(1);
        assertEquals("weight", weight.name());
        assertNotNull(weight.state());
        assertFalse(weight.state().changed());
        var later = section(page(loop, loop.timeline().end(), new Selection.Node(node.id())), SavedTensors.class)
                .values()
                .get(1);
        assertNotNull(later.state());
        assertTrue(later.state().changed());
        assertEquals(weight.text(), later.text(), "the numbers are those that were saved");
    }

    @Test
    void theReadyQueueOpensWithTheNodeThatRan() {
        Step step = second.steps().get(1);
        var queue = section(page(diamond, step.at() + 1, Selection.NOTHING), ReadyQueue.class);
        assertTrue(queue.nodes().getFirst().running());
        assertEquals(step.node(), queue.nodes().getFirst().node());
        assertEquals(second.steps().get(2).node(), queue.nodes().get(1).node());
        assertFalse(queue.nodes().get(1).running());
    }

    @Test
    void aLeafShowsItsGradientAtTheCursor() {
        int a = tensor(diamond, "a");
        var first = diamond.recording().passes().getFirst();
        var before = page(diamond, first.startedAt(), new Selection.Tensor(a));
        assertEquals("a", before.title());
        assertEquals("leaf, requires grad · line 1", before.subtitle());
        assertEquals(new Note("a.grad is None here.", false), section(before, Note.class));
        var after = page(diamond, first.endedAt() + 1, new Selection.Tensor(a));
        var contents = sections(after, Contents.class);
        assertEquals("gradient (a.grad)", contents.get(1).heading());
        assertEquals("[36., 81.]", text(contents.get(1).value()));
        assertEquals(
                "a = torch.tensor([2., 3.], requires_grad=True)",
                section(after, Source.class).text());
    }

    @Test
    void anEdgeShowsTheGradientOnIt() {
        Step step = stepOf(second, "MulBackward0", 0);
        var page = page(diamond, step.at() + 1, new Selection.Edge(step.node(), 0));
        assertEquals("MulBackward0 → PowBackward0", page.title());
        assertEquals("[3., 3.]", text(section(page, Contents.class).value()));
        var end = Moment.end(diamond).selecting(new Selection.Edge(step.node(), 0));
        assertEquals(
                "MulBackward0 → PowBackward0",
                InspectorPages.of(end, Arrows.GRADIENT).title());
        var forward = InspectorPages.of(end, Arrows.FORWARD);
        assertEquals("PowBackward0 → MulBackward0", forward.title(), "as its arrow points");
        assertTrue(forward.subtitle().startsWith("gradients take it backwards"), forward.subtitle());
    }

    @Test
    void aJoinListsThePartsOfItsSum() {
        var square = Samples.square();
        var pass = square.passes().getFirst();
        var page = InspectorPages.of(Moment.end(RecordingIndex.of(square))
                .selecting(new Selection.Node(pass.steps().get(1).node())));
        assertEquals(
                List.of("from MulBackward0 (z)", "from MulBackward0 (z)", "sum"),
                section(page, InspectorPage.Flow.class).in().stream()
                        .map(InspectorPage.NamedValue::name)
                        .toList());
    }

    @Test
    void withNothingSelectedTheStepsNodeIsShownAndTheRunAtTheEnd() {
        Step step = second.steps().get(2);
        String name = diamond.recording().nodes().get(step.node()).name();
        assertEquals(name, page(diamond, step.at() + 1, Selection.NOTHING).title());
        var run = page(diamond, diamond.timeline().end(), Selection.NOTHING);
        assertEquals("diamond.py", run.title());
        assertTrue(section(run, Facts.class).facts().contains(new Fact("backward passes", "2")));
    }

    @Test
    void aForwardOperationShowsItsResult() {
        assertEquals("a", page(diamond, 1, Selection.NOTHING).title());
    }

    @Test
    void aFailedProgramShowsItsError() {
        var failing = RecordingIndex.of(SampleRecordings.failing());
        var page = page(failing, failing.timeline().end(), Selection.NOTHING);
        assertEquals("RuntimeError", page.title());
        assertEquals("line 3", page.subtitle());
        assertTrue(section(page, Note.class).alarming());
    }

    @Test
    void aSelectionThatTheRecordingDoesNotHaveIsIgnored() {
        assertEquals(
                "diamond.py",
                page(diamond, diamond.timeline().end(), new Selection.Node(999)).title());
        assertEquals(
                "diamond.py",
                page(diamond, diamond.timeline().end(), new Selection.Edge(0, 9))
                        .title());
        var empty = RecordingIndex.of(Recording.empty("a.py", ""));
        assertEquals("a.py", page(empty, 0, new Selection.Tensor(0)).title());
    }

    @Test
    void formulasOfLargeTensorsStayWithoutNumbers() {
        var large = RecordingIndex.of(SampleRecordings.partlyRecorded());
        Step step = stepOf(large.recording().passes().getFirst(), "PowBackward0", 0);
        var derivative = section(
                        page(large, large.timeline().end(), new Selection.Node(step.node())), Derivatives.class)
                .derivatives()
                .getFirst();
        assertNull(derivative.withNumbers());
        assertNull(derivative.result());
    }

    @Test
    void shapesStandForSizesInFormulas() {
        Step step = stepOf(second, "SumBackward0", 0);
        var derivative = section(
                        page(diamond, diamond.timeline().end(), new Selection.Node(step.node())), Derivatives.class)
                .derivatives()
                .getFirst();
        assertEquals("grad.expand(self.sizes())", derivative.formula());
        assertEquals("[1., 1.]", derivative.withNumbers());
    }

    private static InspectorPage page(RecordingIndex index, int at, Selection selection) {
        return InspectorPages.of(new Moment(index, new Cursor(at), selection));
    }

    private Step stepOf(BackwardPass pass, String node, int which) {
        var nodes = pass.steps().stream()
                .filter(step -> name(pass, step).equals(node))
                .toList();
        return nodes.get(which);
    }

    private String name(BackwardPass pass, Step step) {
        var recording =
                diamond.recording().passes().contains(pass) ? diamond.recording() : SampleRecordings.partlyRecorded();
        return recording.nodes().get(step.node()).name();
    }

    private static int tensor(RecordingIndex index, String name) {
        return index.recording().tensors().stream()
                .filter(tensor -> tensor.names().contains(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static <T extends Section> T section(InspectorPage page, Class<T> kind) {
        return sections(page, kind).getFirst();
    }

    private static <T extends Section> List<T> sections(InspectorPage page, Class<T> kind) {
        return page.sections().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static String text(@Nullable TensorValue value) {
        return value == null ? "none" : ValueText.values(value);
    }
}
