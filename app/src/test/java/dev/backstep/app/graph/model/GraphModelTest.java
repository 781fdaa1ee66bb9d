package dev.backstep.app.graph.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.graph.SampleRecording;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.recording.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphModelTest {
    @Test
    void theGraphOfAGradientIsShownWithTheGraphThatTheGradientIsOf() {
        var program = new SampleRecording("");
        int x = program.leaf("x", 1, true, 3);
        int loss = program.sum("loss", 2, program.pow("y", 2, x, 3));
        program.backward(loss, 3);
        int gradient = program.scaled("gradient", 3, x, 2);
        program.madeBy(0, gradient);
        program.backward(program.sum("second", 4, gradient), 5);
        var recording = program.build();
        var first = GraphModelBuilder.build(recording, recording.passes().getFirst(), GraphOptions.DEFAULT);
        assertEquals(-1, first.indexOfTensor(gradient), "by default each pass has its own");
        var second = GraphModelBuilder.build(recording, recording.passes().getLast(), GraphOptions.DEFAULT);
        assertTrue(second.indexOfTensor(gradient) >= 0);
        assertTrue(second.indexOfTensor(loss) >= 0, "joined");
        assertEquals(
                1,
                second.vertices().stream()
                        .filter(vertex -> vertex.title().equals("x"))
                        .count());
    }

    @Test
    void theDiamondShowsLeavesAccumulatorsFunctionsAndItsRoot() {
        var model = build(Samples.diamond());
        assertEquals(
                List.of("a", "b"),
                titles(model, Vertex.Kind.LEAF).stream().sorted().toList());
        assertEquals(2, titles(model, Vertex.Kind.ACCUMULATE).size());
        assertEquals(
                List.of("MulBackward0", "PowBackward0", "PowBackward0", "SubBackward0"),
                titles(model, Vertex.Kind.FUNCTION).stream().sorted().toList());
        assertEquals(List.of("SumBackward0"), titles(model, Vertex.Kind.ROOT));
    }

    @Test
    void arrowsPointForwardFromLeavesToTheRoot() {
        var model = build(Samples.diamond());
        for (int i = 0; i < model.vertices().size(); i++) {
            var kind = model.vertices().get(i).kind();
            assertEquals(kind == Vertex.Kind.LEAF, model.incoming(i).isEmpty(), "into " + kind);
            assertEquals(kind == Vertex.Kind.ROOT, model.outgoing(i).isEmpty(), "out of " + kind);
        }
    }

    @Test
    void aSelfMultiplicationHasBothItsEdges() {
        var model = build(Samples.square());
        int product = find(model, "z");
        assertEquals(2, model.incoming(product).size());
        assertEquals(
                List.of(0, 1),
                model.incoming(product).stream()
                        .map(link -> model.links().get(link).edge())
                        .toList());
    }

    @Test
    void aTensorIsCalledInTheGraphAsEverywhereElse() {
        var recording = SampleRecordings.severalNames();
        var index = RecordingIndex.of(recording);
        var model = build(recording);
        for (int tensor = 0; tensor < 2; tensor++) {
            int vertex = model.indexOfTensor(tensor);
            assertEquals(index.name(tensor), model.vertices().get(vertex).title());
        }
        assertEquals("model.fc.weight", index.name(0));
    }

    @Test
    void aNodeWithANamedResultTellsNameShapeAndLine() {
        var model = build(Samples.square());
        assertEquals("y · (1,) · line 2", model.vertices().get(find(model, "y")).detail());
    }

    @Test
    void aNodeWithoutANameTellsItsPartOfTheStatement() {
        var model = build(Samples.diamond());
        assertTrue(
                details(model).contains("3*a**3 · line 4"), () -> details(model).toString());
        assertTrue(
                details(model).contains("b**2 · line 4"), () -> details(model).toString());
        assertTrue(
                details(model).contains("sum(Q) · line 5"), () -> details(model).toString());
    }

    @Test
    void aLoopsRoundShowsItsOwnNodesAndNotThoseOfOtherRounds() {
        var recording = Samples.diamond();
        var first = GraphModelBuilder.build(recording, recording.passes().get(0), GraphOptions.DEFAULT);
        var second = GraphModelBuilder.build(recording, recording.passes().get(1), GraphOptions.DEFAULT);
        assertEquals(9, first.vertices().size());
        assertEquals(9, second.vertices().size());
        var root = recording.passes().get(1).roots().getFirst().node();
        assertTrue(second.indexOfNode(root) >= 0);
        assertEquals(-1, first.indexOfNode(root));
    }

    @Test
    void withoutAPassEverythingIsShown() {
        var program = new SampleRecording("");
        int x = program.leaf("x", 1, true, 1);
        program.scaled("y", 2, x, 2);
        program.scaled("z", 3, x, 3);
        var model = GraphModelBuilder.build(program.build(), null, GraphOptions.DEFAULT);
        assertEquals(2, titles(model, Vertex.Kind.ROOT).size(), "both results are ends");
        assertEquals(4, model.vertices().size());
    }

    @Test
    void whatIsComputedAfterTheLastPassIsShownToo() {
        var program = new SampleRecording("");
        int x = program.leaf("x", 1, true, 1);
        int y = program.scaled("y", 2, x, 2);
        program.backward(y, 3);
        program.scaled("z", 4, y, 3);
        var recording = program.build();
        var model = GraphModelBuilder.build(recording, recording.passes().getFirst(), GraphOptions.DEFAULT);
        assertTrue(find(model, "z") >= 0);
    }

    @Test
    void aLeafThatNothingUsesYetIsShown() {
        var program = new SampleRecording("");
        program.leaf("weights", 1, true, 1, 2, 3);
        var model = GraphModelBuilder.build(program.build(), null, GraphOptions.DEFAULT);
        assertEquals(List.of("weights"), titles(model, Vertex.Kind.LEAF));
        assertEquals("float32 · (3,)", model.vertices().getFirst().detail());
    }

    @Test
    void constantsAreShownOnlyIfWanted() {
        var recording = Samples.perceptron();
        assertEquals(
                List.of("target", "x"),
                titles(build(recording), Vertex.Kind.CONSTANT).stream().sorted().toList());
        var without = build(recording, new GraphOptions(false, false, true));
        assertEquals(List.of(), titles(without, Vertex.Kind.CONSTANT));
    }

    @Test
    void excludedOperationsAreShownOnlyIfWanted() {
        var recording = Samples.perceptron();
        assertEquals(List.of(), titles(build(recording), Vertex.Kind.EXCLUDED));
        var with = build(recording, new GraphOptions(true, true, true));
        assertEquals(List.of("mean", "gt"), titles(with, Vertex.Kind.EXCLUDED));
        int mean = with.vertices()
                .indexOf(with.vertices().stream()
                        .filter(vertex -> vertex.title().equals("mean"))
                        .findFirst()
                        .orElseThrow());
        var into = with.links().get(with.incoming(mean).getFirst());
        assertEquals("x", with.vertices().get(into.source()).title());
        assertEquals(Link.Kind.EXCLUDED, into.kind());
    }

    @Test
    void anEmptyRecordingHasAnEmptyGraph() {
        assertTrue(build(Recording.empty("empty.py", "")).isEmpty());
    }

    @Test
    void keysAreIdentifiersForXml() {
        for (var vertex :
                build(Samples.residual(2), new GraphOptions(true, true, true)).vertices()) {
            assertTrue(vertex.key().matches("[\\p{L}\\p{N}._-]+"), vertex.key());
        }
    }

    @Test
    void anEditElsewhereKeepsTheIdentityOfEveryNode() {
        var before = new SampleRecording("");
        int x = before.leaf("x", 1, true, 1);
        before.scaled("z", 3, before.scaled("y", 2, x, 2), 3);
        var after = new SampleRecording("");
        int p = after.leaf("p", 1, true, 1);
        int x2 = after.leaf("x", 2, true, 1);
        int y = after.scaled("y", 3, x2, 2);
        after.scaled("q", 4, p, 5);
        after.scaled("z", 5, y, 3);

        var old = GraphModelBuilder.build(before.build(), null, GraphOptions.DEFAULT);
        var now = Continuity.carry(old, GraphModelBuilder.build(after.build(), null, GraphOptions.DEFAULT));
        for (var name : List.of("x", "y", "z")) {
            assertEquals(key(old, name), key(now, name), name);
        }
        assertFalse(old.indexOf(key(now, "p")) >= 0, "a new leaf is nobody's successor");
        assertFalse(old.indexOf(key(now, "q")) >= 0, "a new node is nobody's successor");
    }

    @Test
    void theNextRoundOfALoopContinuesTheOneBefore() {
        var recording = Samples.diamond();
        var first = GraphModelBuilder.build(recording, recording.passes().get(0), GraphOptions.DEFAULT);
        var second = Continuity.carry(
                first, GraphModelBuilder.build(recording, recording.passes().get(1), GraphOptions.DEFAULT));
        assertTrue(second.sameShapeAs(first));
    }

    private static GraphModel build(Recording recording) {
        return build(recording, GraphOptions.DEFAULT);
    }

    private static GraphModel build(Recording recording, GraphOptions options) {
        var passes = recording.passes();
        return GraphModelBuilder.build(recording, passes.isEmpty() ? null : passes.getLast(), options);
    }

    private static List<String> titles(GraphModel model, Vertex.Kind kind) {
        return model.vertices().stream()
                .filter(vertex -> vertex.kind() == kind)
                .map(Vertex::title)
                .toList();
    }

    private static List<String> details(GraphModel model) {
        return model.vertices().stream().map(Vertex::detail).toList();
    }

    /// The vertex of the leaf or the function that made the variable `name`, or -1.
    private static int find(GraphModel model, String name) {
        for (int i = 0; i < model.vertices().size(); i++) {
            var vertex = model.vertices().get(i);
            if (vertex.title().equals(name) || vertex.detail().startsWith(name + " ·")) {
                return i;
            }
        }
        return -1;
    }

    private static String key(GraphModel model, String name) {
        return model.vertices().get(find(model, name)).key();
    }
}
