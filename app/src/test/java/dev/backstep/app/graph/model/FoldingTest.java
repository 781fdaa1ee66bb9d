package dev.backstep.app.graph.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.Samples;
import dev.backstep.recording.Recording;
import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FoldingTest {
    /// Their programs lie beside them, with the command that made them.
    private final Recording residual = read("residual");
    private final Recording tower = read("tower");

    @Test
    void aGraphThatIsReadAsAWholeIsNotFolded() {
        var model = build(Samples.diamond(), Folds.AUTOMATIC);
        assertTrue(model.frames().isEmpty());
        assertTrue(model.vertices().stream().noneMatch(vertex -> vertex.kind() == Vertex.Kind.GROUP));
    }

    @Test
    void aResidualNetworkOpensAsItsBlocksAndTheirStem() {
        var model = build(residual, Folds.AUTOMATIC);
        var folded = titles(model);
        assertTrue(
                folded.containsAll(List.of(
                        "layer1.0 · Block",
                        "layer1.1 · Block",
                        "layer2.0 · Block",
                        "layer2.1 · Block",
                        "layer3.0 · Block",
                        "layer3.1 · Block",
                        "layer4.0 · Block",
                        "layer4.1 · Block",
                        "head · Linear")),
                folded::toString);
        assertEquals(
                Set.of(
                        "model · Net",
                        "stem · Sequential",
                        "layer1 · Sequential",
                        "layer2 · Sequential",
                        "layer3 · Sequential",
                        "layer4 · Sequential"),
                model.frames().stream().map(frame -> frame.group().title()).collect(Collectors.toSet()));
        assertTrue(model.wholeSize() > 60);
        assertTrue(model.vertices().size() < 25, "shown " + model.vertices().size());
    }

    @Test
    void aFoldedModuleTellsItsShapesAndParameters() {
        var block = vertex(build(residual, Folds.AUTOMATIC), "layer2.0 · Block");
        assertEquals("(2, 2, 3, 3) → (2, 2, 3, 3) · 80 parameters", block.detail());
    }

    @Test
    void aModuleThatAPersonOpensStaysOpenInTheNextRecording() {
        var group = build(residual, Folds.AUTOMATIC).vertices().stream()
                .filter(vertex -> vertex.title().equals("layer1.0 · Block"))
                .findFirst()
                .orElseThrow()
                .group();
        assertNotNull(group);
        var folds = Folds.AUTOMATIC.with(group, true);
        var again = build(read("residual"), folds);
        assertFalse(titles(again).contains("layer1.0 · Block"));
        assertTrue(titles(again).contains("layer1.1 · Block"));
        assertTrue(
                again.frames().stream().anyMatch(frame -> frame.group().title().equals("layer1.0 · Block")));
    }

    @Test
    void foldingToADepthLeavesThatManyLevelsOpen() {
        assertEquals(List.of("model · Net"), modules(build(residual, Folds.toDepth(0))));
        var one = modules(build(residual, Folds.toDepth(1)));
        assertTrue(one.containsAll(List.of("layer1 · Sequential", "layer2 · Sequential")), one::toString);
    }

    @Test
    void everythingCanBeOpened() {
        var model = build(residual, Folds.ALL_OPEN);
        assertEquals(model.wholeSize(), model.vertices().size());
    }

    @Test
    void whatIsFoldedIsFoundInItsBox() {
        var model = build(residual, Folds.AUTOMATIC);
        for (var node : residual.nodes()) {
            int vertex = model.indexOfNode(node.id());
            assertTrue(vertex >= 0, node.name());
        }
        long inside = 0;
        for (int i = 0; i < model.vertices().size(); i++) {
            inside += model.inside(i).size();
        }
        assertEquals(model.wholeSize(), inside, "each vertex of the whole graph is somewhere, once");
    }

    @Test
    void everyEdgeBetweenBoxesLeadsFromOneToTheOther() {
        var model = build(residual, Folds.AUTOMATIC);
        for (var node : residual.nodes()) {
            for (int edge = 0; edge < node.next().size(); edge++) {
                int next = node.next().get(edge).node();
                if (next >= 0 && model.indexOfNode(next) != model.indexOfNode(node.id())) {
                    var link = model.links().get(model.indexOfEdge(node.id(), edge));
                    assertEquals(model.indexOfNode(next), link.source());
                    assertEquals(model.indexOfNode(node.id()), link.target());
                }
            }
        }
    }

    @Test
    void aTowerOfEqualLayersIsOneBoxBetweenTheFirstAndTheLast() {
        var model = build(tower, Folds.AUTOMATIC);
        assertTrue(model.vertices().size() < 15, "shown " + model.vertices().size());
        assertTrue(
                model.vertices().stream().anyMatch(vertex -> vertex.title().endsWith("× 38")),
                () -> titles(model).toString());
    }

    @Test
    void theTurnLookedAtIsShownBetweenTheFirstAndTheLast() {
        var closed = build(tower, Folds.AUTOMATIC);
        var repeated = closed.frames().stream()
                .map(Frame::group)
                .filter(group -> group.kind().repeats())
                .findFirst()
                .orElseThrow();
        var model = build(tower, Folds.AUTOMATIC.withTurn(repeated, 20));
        assertTrue(model.vertices().stream().anyMatch(vertex -> vertex.title().endsWith("× 19")));
        assertTrue(model.vertices().stream().anyMatch(vertex -> vertex.title().endsWith("× 18")));
    }

    @Test
    void aThousandStatementsInARowAreRangesOfLines() {
        var model = build(Samples.chain(1000), Folds.AUTOMATIC);
        assertTrue(model.vertices().size() <= 30, "shown " + model.vertices().size());
        assertTrue(
                titles(model).stream().anyMatch(title -> title.startsWith("lines 2 – ")),
                () -> titles(model).toString());
    }

    private static GraphModel build(Recording recording, Folds folds) {
        return GraphModelBuilder.build(
                recording, recording.passes().getLast(), new GraphOptions(false, false, true).with(folds));
    }

    private static List<String> titles(GraphModel model) {
        return model.vertices().stream()
                .filter(vertex -> vertex.kind() == Vertex.Kind.GROUP)
                .map(Vertex::title)
                .toList();
    }

    private static List<String> modules(GraphModel model) {
        return model.vertices().stream()
                .filter(vertex -> vertex.group() != null && vertex.group().kind() == Group.Kind.MODULE)
                .map(Vertex::title)
                .toList();
    }

    private static Vertex vertex(GraphModel model, String title) {
        return model.vertices().stream()
                .filter(each -> each.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new AssertionError(titles(model)));
    }

    private static Recording read(String name) {
        try (var in = FoldingTest.class.getResourceAsStream(name + ".backstep")) {
            return RecordingFile.read(in, name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
