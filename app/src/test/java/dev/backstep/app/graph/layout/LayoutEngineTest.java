package dev.backstep.app.graph.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.SampleRecording;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.Continuity;
import dev.backstep.app.graph.model.GraphModelBuilder;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.model.Link;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class LayoutEngineTest {
    private static final GraphTheme THEME = GraphTheme.dark();

    @Test
    void leavesAreAboveAndRootsBelow() {
        var layout = layOut(Samples.diamond());
        for (var link : layout.model().links()) {
            var source = layout.places().get(link.source());
            var target = layout.places().get(link.target());
            assertTrue(source.y() + source.height() < target.y());
        }
    }

    @Test
    void nodesDoNotOverlap() {
        var places = layOut(Samples.residual(4)).places();
        for (int i = 0; i < places.size(); i++) {
            for (int j = 0; j < i; j++) {
                var a = places.get(i);
                var b = places.get(j);
                assertTrue(
                        a.x() >= b.x() + b.width()
                                || b.x() >= a.x() + a.width()
                                || a.y() >= b.y() + b.height()
                                || b.y() >= a.y() + a.height(),
                        a + " covers " + b);
            }
        }
    }

    @Test
    void aLeafStandsDirectlyAboveTheFirstNodeThatUsesIt() {
        var layout = layOut(Samples.residual(4));
        var model = layout.model();
        var rows =
                layout.places().stream().map(Place::centerY).distinct().sorted().toList();
        for (int i = 0; i < model.vertices().size(); i++) {
            if (model.vertices().get(i).kind() == Vertex.Kind.ACCUMULATE) {
                int user = model.links().get(model.outgoing(i).getFirst()).target();
                assertEquals(
                        1,
                        rows.indexOf(layout.places().get(user).centerY())
                                - rows.indexOf(layout.places().get(i).centerY()),
                        model.vertices().get(i).detail());
            }
        }
    }

    @Test
    void aResultThatNothingUsesStaysBelowWhatItWasMadeFrom() {
        var program = new SampleRecording("");
        int y = program.leaf("x", 1, true, 1, 2);
        int early = program.scaled("early", 2, y, 2);
        for (int i = 0; i < 12; i++) {
            y = program.scaled(null, 3, y, 2);
        }
        program.sum(null, 4, y);
        var layout = layOut(program.build());
        var place = layout.places().get(layout.model().indexOfTensor(early));
        assertTrue(place.y() < layout.height() / 3, "not at the end of the graph");
    }

    @Test
    void whatALoopUsesInEveryRoundRunsBesideIt() {
        var layout = layOut(Samples.recurrent(10));
        assertTrue(layout.width() < 1200, "width " + layout.width());
        assertNoLinkCrossesANode(layout);
    }

    @Test
    void aResidualNetworkIsATower() {
        var layout = layOut(Samples.residual(8));
        assertTrue(layout.width() < layout.height() / 3, layout.width() + " x " + layout.height());
        assertNoLinkCrossesANode(layout);
    }

    private static void assertNoLinkCrossesANode(GraphLayout layout) {
        for (int i = 0; i < layout.routes().size(); i++) {
            var link = layout.model().links().get(i);
            for (int sample = 0; sample <= 60; sample++) {
                var point = layout.routes().get(i).at(sample / 60.0);
                int vertex = layout.vertexAt(point.x(), point.y());
                assertTrue(
                        vertex < 0 || vertex == link.source() || vertex == link.target(),
                        "a link runs through "
                                + (vertex < 0 ? "" : layout.model().vertices().get(vertex)));
            }
        }
    }

    @Test
    void linksStartAndEndAtTheirNodesVertically() {
        var layout = layOut(Samples.perceptron());
        for (int i = 0; i < layout.routes().size(); i++) {
            var link = layout.model().links().get(i);
            var points = layout.routes().get(i).points();
            var source = layout.places().get(link.source());
            var target = layout.places().get(link.target());
            int end = points.length;
            assertEquals(source.y() + source.height(), points[1], 1);
            assertEquals(target.y(), points[end - 1], 1);
            assertTrue(points[0] > source.x() && points[0] < source.x() + source.width());
            assertTrue(points[end - 2] > target.x() && points[end - 2] < target.x() + target.width());
            assertEquals(points[end - 2], points[end - 4], 0.01, "the arrow points straight down");
        }
    }

    @Test
    void bothEdgesOfASelfMultiplicationAreApart() {
        var layout = layOut(Samples.square());
        var routes = new ArrayList<Route>();
        for (int i = 0; i < layout.routes().size(); i++) {
            if (layout.model().links().get(i).kind() == Link.Kind.GRADIENT
                    && layout.model()
                                    .incoming(layout.model().links().get(i).target())
                                    .size()
                            == 2) {
                routes.add(layout.routes().get(i));
            }
        }
        assertEquals(2, routes.size());
        for (double at : new double[] {0, 0.5, 1}) {
            assertTrue(Math.abs(routes.get(0).at(at).x() - routes.get(1).at(at).x()) > 15);
        }
    }

    @Test
    void anEmptyGraphHasAnEmptyLayout() {
        assertSame(GraphLayout.EMPTY, layOut(Recording.empty("empty.py", "")));
    }

    @Test
    void aSingleNodeHasALayout() {
        var program = new SampleRecording("");
        program.leaf("x", 1, true, 1);
        var layout = layOut(program.build());
        assertEquals(1, layout.places().size());
        assertTrue(layout.width() >= 100 && layout.height() > 20);
    }

    @Test
    void fiveThousandNodesInARowHaveALayout() {
        var layout = layOut(Samples.chain(5000));
        assertEquals(5003, layout.places().size());
    }

    @Test
    void tooManyNodesForAGoodLayoutStandInRows() {
        var layout = layOut(Samples.chain(13_000));
        for (var link : layout.model().links()) {
            assertTrue(layout.places().get(link.source()).y()
                    < layout.places().get(link.target()).y());
        }
    }

    @Test
    void aGrowingGraphKeepsItsNodesInOrder() {
        var previous = GraphLayout.EMPTY;
        for (int size = 1; size <= 8; size++) {
            var program = new SampleRecording("");
            int sum = program.leaf("w0", 1, true, 1);
            for (int i = 1; i <= size; i++) {
                int next = program.leaf("w" + i, 1 + i, true, 1);
                sum = program.add("s" + i, 1 + i, sum, program.mul(null, 1 + i, next, next));
            }
            var model = Continuity.carry(
                    previous.model(), GraphModelBuilder.whole(program.build(), null, GraphOptions.DEFAULT));
            var layout = LayoutEngine.layOut(model, THEME, previous, () -> false);
            assertNoFlips(previous, layout);
            previous = layout;
        }
    }

    @Test
    void aLayoutDoesNotDependOnTheOneBefore() {
        var previous = GraphLayout.EMPTY;
        for (int blocks = 1; blocks <= 4; blocks++) {
            var recording = Samples.residual(blocks);
            var model = Continuity.carry(
                    previous.model(),
                    GraphModelBuilder.whole(recording, recording.passes().getLast(), GraphOptions.DEFAULT));
            var layout = LayoutEngine.layOut(model, THEME, previous, () -> false);
            assertEquals(layOut(recording).places(), layout.places(), "as in a fresh window");
            previous = layout;
        }
    }

    @Test
    void aStatementAddedInTheMiddleLeavesTheOthersInOrder() {
        var before = layOut(branches(false));
        var after = LayoutEngine.layOut(
                Continuity.carry(before.model(), GraphModelBuilder.whole(branches(true), null, GraphOptions.DEFAULT)),
                THEME,
                before,
                () -> false);
        assertNoFlips(before, after);
    }

    /// Products of leaves, crosswise: an order with few crossings differs much from that of the program.
    private static Recording branches(boolean more) {
        var program = new SampleRecording("");
        var leaves = new int[6];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = program.leaf("w" + i, 1 + i, true, 1);
        }
        int sum = program.mul("m", 8, leaves[0], leaves[5]);
        for (int i = 1; i < leaves.length; i++) {
            sum = program.add("s" + i, 8 + i, sum, program.mul(null, 8 + i, leaves[i], leaves[leaves.length - 1 - i]));
            if (more && i == 2) {
                sum = program.add("extra", 20, sum, program.mul(null, 20, leaves[1], leaves[3]));
            }
        }
        return program.build();
    }

    @Test
    void aLeafIsNeverFarFromItsAccumulateGrad() {
        var program = new SampleRecording("");
        int w = program.leaf("w", 1, true, 1);
        int y = program.leaf("x", 2, true, 1);
        // Read without a gradient long before it is used, as by a norm that is printed.
        int norm = program.excluded("norm", 3, w);
        for (int i = 0; i < 20; i++) {
            y = program.scaled(null, 4, y, 2);
        }
        program.backward(program.sum("loss", 6, program.mul(null, 5, y, w)), 7);
        var recording = program.build();
        for (boolean excluded : new boolean[] {false, true}) {
            var model = GraphModelBuilder.whole(
                    recording, recording.passes().getLast(), new GraphOptions(true, excluded, true));
            assertEquals(excluded, model.indexOfTensor(norm) >= 0);
            assertPairsTogether(LayoutEngine.layOut(model, THEME, GraphLayout.EMPTY, () -> false));
            assertPairsTogether(LayoutEngine.layOut(model, THEME, true, GraphLayout.EMPTY, () -> false));
        }
        assertPairsTogether(layOut(Samples.residual(8)));
        assertPairsTogether(layOut(Samples.recurrent(10)));
    }

    private static void assertPairsTogether(GraphLayout layout) {
        for (int i = 0; i < layout.routes().size(); i++) {
            if (layout.model().links().get(i).kind() == Link.Kind.LEAF) {
                assertTrue(
                        layout.routes().get(i).length() < 400,
                        "length " + layout.routes().get(i).length());
            }
        }
    }

    private static void assertNoFlips(GraphLayout before, GraphLayout after) {
        for (int i = 0; i < before.places().size(); i++) {
            for (int j = 0; j < i; j++) {
                int a = after.model().indexOf(before.model().vertices().get(i).key());
                int b = after.model().indexOf(before.model().vertices().get(j).key());
                boolean sameRow = before.places().get(i).y()
                                == before.places().get(j).y()
                        && after.places().get(a).y() == after.places().get(b).y();
                if (sameRow) {
                    assertEquals(
                            before.places().get(i).x() < before.places().get(j).x(),
                            after.places().get(a).x() < after.places().get(b).x(),
                            before.model().vertices().get(i).key() + " and "
                                    + before.model().vertices().get(j).key() + " changed sides");
                }
            }
        }
    }

    @Test
    void theSameGraphKeepsItsLayout() {
        var recording = Samples.diamond();
        var first = GraphModelBuilder.whole(recording, recording.passes().get(0), GraphOptions.DEFAULT);
        var layout = LayoutEngine.layOut(first, THEME, GraphLayout.EMPTY, () -> false);
        var second = Continuity.carry(
                first, GraphModelBuilder.whole(recording, recording.passes().get(1), GraphOptions.DEFAULT));
        assertEquals(
                layout.places(),
                LayoutEngine.layOut(second, THEME, layout, () -> false).places());
    }

    @Test
    void aCancelledLayoutStops() {
        var model = GraphModelBuilder.whole(Samples.residual(8), null, GraphOptions.DEFAULT);
        assertThrows(
                LayoutEngine.Cancelled.class, () -> LayoutEngine.layOut(model, THEME, GraphLayout.EMPTY, () -> true));
    }

    @Test
    void aGlideStartsAtTheOldPlacesAndEndsAtTheNew() {
        var recording = Samples.perceptron();
        var old = layOut(recording);
        var more = Continuity.carry(
                old.model(),
                GraphModelBuilder.whole(recording, recording.passes().getFirst(), new GraphOptions(true, true, true)));
        var now = LayoutEngine.layOut(more, THEME, old, () -> false);
        var start = GraphLayout.between(old, now, 0);
        for (int i = 0; i < more.vertices().size(); i++) {
            int before = old.model().indexOf(more.vertices().get(i).key());
            if (before >= 0) {
                assertEquals(old.places().get(before), start.places().get(i));
            } else {
                assertEquals(0, start.places().get(i).opacity(), "new nodes fade in");
                assertEquals(now.places().get(i).x(), start.places().get(i).x());
            }
        }
        assertSame(now, GraphLayout.between(old, now, 1));
    }

    private static GraphLayout layOut(Recording recording) {
        var pass = recording.passes().isEmpty() ? null : recording.passes().getLast();
        var model = GraphModelBuilder.whole(recording, pass, GraphOptions.DEFAULT);
        return LayoutEngine.layOut(model, THEME, GraphLayout.EMPTY, () -> false);
    }
}
