package dev.backstep.app.graph.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.SampleRecording;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.Foldable;
import dev.backstep.app.graph.model.Folds;
import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.recording.Recording;
import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovesTest {
    @Test
    void aMovedNodeTakesItsLinksAlong() {
        var plain = layOut(graph(Samples.diamond()).fold(Folds.AUTOMATIC), false);
        int vertex = plain.model().indexOf("SubBackward0");
        var moved = Moves.NONE.plus(List.of("SubBackward0"), 300, -40, false).applied(plain);
        assertEquals(
                plain.places().get(vertex).x() + 300, moved.places().get(vertex).x());
        assertEquals(
                plain.places().get(vertex).y() - 40, moved.places().get(vertex).y());
        for (int i = 0; i < plain.places().size(); i++) {
            if (i != vertex) {
                assertEquals(plain.places().get(i), moved.places().get(i));
            }
        }
        assertLinksMeetTheirEnds(moved);
        assertTrue(moved.width() > plain.width(), "the picture grows with it");
    }

    @Test
    void nothingMovedLeavesTheLayoutAsItIs() {
        var plain = layOut(graph(Samples.diamond()).fold(Folds.AUTOMATIC), false);
        assertSame(plain, Moves.NONE.applied(plain));
        assertSame(plain, Moves.NONE.plus(List.of("gone"), 1, 2, false).applied(plain));
    }

    @Test
    void aGraphThatIsTurnedTurnsTheMovesWithIt() {
        var graph = graph(Samples.diamond()).fold(Folds.AUTOMATIC);
        var down = layOut(graph, false);
        var right = layOut(graph, true);
        int vertex = graph.indexOf("SubBackward0");
        var moves = Moves.NONE.plus(List.of("SubBackward0"), 70, 30, false);
        assertEquals(
                right.places().get(vertex).y() + 70,
                moves.applied(right).places().get(vertex).y(),
                "still to the side of the flow");
        assertEquals(
                down.places().get(vertex).x() + 70,
                moves.applied(down).places().get(vertex).x());
    }

    @Test
    void aFrameFollowsWhatIsInIt() {
        var residual = read("residual");
        var plain = layOut(graph(residual).fold(Folds.toDepth(3)), false);
        var model = plain.model();
        int frame = model.frames().size() - 1;
        var inside = model.frames().get(frame).vertices().stream()
                .map(vertex -> model.vertices().get(vertex).key())
                .toList();
        var all = Moves.NONE.plus(inside, 500, 60, false).applied(plain);
        assertEquals(
                plain.frames().get(frame).x() + 500, all.frames().get(frame).x());
        assertEquals(plain.frames().get(frame).width(), all.frames().get(frame).width());
        var one = Moves.NONE.plus(inside.subList(0, 1), 500, 0, false).applied(plain);
        var place = one.places().get(model.frames().get(frame).vertices().getFirst());
        var box = one.frames().get(frame);
        assertTrue(place.x() + place.width() < box.x() + box.width(), "it grows around a node that leaves it");
        assertLinksMeetTheirEnds(one);
    }

    @Test
    void aMovedNodeStaysThroughFoldsEditsAndPasses() {
        var before = graph(program(false));
        var moves = Moves.NONE.plus(List.of("SubBackward0"), 200, 10, false);
        var residual = read("residual");
        var deep = graph(residual);
        var key = deep.fold(Folds.ALL_OPEN).vertices().getLast().key();
        deep.fold(Folds.toDepth(0));
        assertTrue(deep.fold(Folds.ALL_OPEN).indexOf(key) >= 0, "opened again");

        var edited = program(true);
        var after = Foldable.following(before, edited, edited.passes().getLast(), GraphOptions.DEFAULT);
        var plain = layOut(after.fold(Folds.AUTOMATIC), false);
        var moved = moves.applied(plain);
        int vertex = plain.model().indexOf("SubBackward0");
        assertEquals("SubBackward0", plain.model().vertices().get(vertex).title());
        assertEquals(
                plain.places().get(vertex).x() + 200, moved.places().get(vertex).x());

        var diamond = Samples.diamond();
        var first = Foldable.of(diamond, diamond.passes().getFirst(), GraphOptions.DEFAULT);
        var second = Foldable.following(first, diamond, diamond.passes().getLast(), GraphOptions.DEFAULT)
                .fold(Folds.AUTOMATIC);
        int root = second.indexOf("SubBackward0");
        assertEquals("SubBackward0", second.vertices().get(root).title(), "in the next round of the loop");
    }

    /// `(x · 2) − y`, with a statement before it if that is wanted.
    private static Recording program(boolean longer) {
        var program = new SampleRecording("");
        int x = program.leaf("x", 1, true, 1);
        int y = program.leaf("y", 2, true, 1);
        if (longer) {
            x = program.sub("early", 3, program.pow(null, 3, x, 2), x);
        }
        program.backward(program.sub("z", 4, program.scaled(null, 4, x, 2), y), 5);
        return program.build();
    }

    private static void assertLinksMeetTheirEnds(GraphLayout layout) {
        for (int i = 0; i < layout.routes().size(); i++) {
            var points = layout.routes().get(i).points();
            var link = layout.model().links().get(i);
            int end = points.length;
            assertTrue(layout.places().get(link.source()).touches(points[0], points[1] - 2, points[0], points[1] + 2));
            assertTrue(layout.places()
                    .get(link.target())
                    .touches(points[end - 2], points[end - 1] - 2, points[end - 2], points[end - 1] + 2));
        }
    }

    private static Foldable graph(Recording recording) {
        return Foldable.of(recording, recording.passes().getLast(), GraphOptions.DEFAULT);
    }

    private static GraphLayout layOut(GraphModel model, boolean horizontal) {
        return LayoutEngine.layOut(model, GraphTheme.dark(), horizontal, GraphLayout.EMPTY, () -> false);
    }

    private static Recording read(String name) {
        try (var in = MovesTest.class.getResourceAsStream("/dev/backstep/app/graph/model/" + name + ".backstep")) {
            return RecordingFile.read(in, name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
