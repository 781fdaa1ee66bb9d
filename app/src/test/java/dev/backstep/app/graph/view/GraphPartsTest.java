package dev.backstep.app.graph.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.SampleRecording;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.layout.Route;
import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.GraphModelBuilder;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.model.LiveGraph;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.paint.GraphPainter;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.paint.RecordingSurface;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.graph.theme.Typeface;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Selection;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.List;
import org.graphstream.stream.SinkAdapter;
import org.junit.jupiter.api.Test;

class GraphPartsTest {
    private final GraphLayout diamond = Picture.of(
                    Moment.of(Samples.diamond(), new Cursor(0)), GraphOptions.DEFAULT, GraphTheme.dark())
            .layout();

    @Test
    void textHasTheSameWidthInJava2D() throws Exception {
        for (var typeface : Typeface.values()) {
            try (var file = typeface.open()) {
                var font = Font.createFont(Font.TRUETYPE_FONT, file).deriveFont(13f);
                for (var text : List.of("AccumulateGrad", "y · (2, 3) · line 4", "[-12.5000, 3.]", "WAVE To.")) {
                    var measured = font.getStringBounds(text, new FontRenderContext(null, true, true))
                            .getWidth();
                    assertEquals(measured, TextRuler.get().width(text, typeface, 13), 0.2, typeface + ": " + text);
                }
            }
        }
    }

    @Test
    void aTextThatDoesNotFitIsCutWithAnEllipsis() {
        var ruler = TextRuler.get();
        var cut = ruler.fit("NativeBatchNormBackward0", Typeface.SANS, 13, 80);
        assertTrue(cut.endsWith("…") && cut.startsWith("Nat"), cut);
        assertTrue(ruler.width(cut, Typeface.SANS, 13) <= 80);
        assertEquals("x", ruler.fit("x", Typeface.SANS, 13, 80));
    }

    @Test
    void zoomingKeepsWhatIsUnderThePointer() {
        var camera = new Camera(10, 20, 0.8);
        var zoomed = camera.zoomedAt(300, 200, 1.7);
        assertEquals(camera.toPictureX(300), zoomed.toPictureX(300), 1e-9);
        assertEquals(camera.toPictureY(200), zoomed.toPictureY(200), 1e-9);
        assertEquals(0.8 * 1.7, zoomed.zoom(), 1e-9);
    }

    @Test
    void fittingShowsEverything() {
        var box = new Picture.View(-50, 100, 4000, 900, 1);
        var view = Camera.fitting(box, 800, 600, 20, Camera.FIT_LARGEST).view(800, 600);
        assertTrue(view.x() <= box.x() && view.y() <= box.y());
        assertTrue(view.x() + view.width() >= box.x() + box.width());
        assertTrue(view.y() + view.height() >= box.y() + box.height());
    }

    @Test
    void arrowKeysFollowEdges() {
        var model = diamond.model();
        int root = GraphNavigation.step(diamond, -1, GraphNavigation.Direction.DOWN);
        assertEquals("SumBackward0", model.vertices().get(root).title());
        int sub = GraphNavigation.step(diamond, root, GraphNavigation.Direction.UP);
        assertEquals("SubBackward0", model.vertices().get(sub).title());
        assertEquals(root, GraphNavigation.step(diamond, sub, GraphNavigation.Direction.DOWN));
        assertEquals(root, GraphNavigation.step(diamond, root, GraphNavigation.Direction.DOWN), "nothing below");
        int leaf = sub;
        for (int i = 0; i < 6; i++) {
            leaf = GraphNavigation.step(diamond, leaf, GraphNavigation.Direction.UP);
        }
        assertEquals(Vertex.Kind.LEAF, model.vertices().get(leaf).kind());
    }

    @Test
    void searchFindsNamesFunctionsAndLines() {
        var model = diamond.model();
        assertEquals(
                2,
                GraphSearch.search(model, Moment.of(Samples.diamond(), Cursor.START), "pow")
                        .size());
        assertEquals(
                1,
                GraphSearch.search(model, Moment.of(Samples.diamond(), Cursor.START), "pow b**2")
                        .size());
        assertEquals(
                1,
                GraphSearch.search(model, Moment.of(Samples.diamond(), Cursor.START), "line 5")
                        .size());
        assertEquals(List.of(), GraphSearch.search(model, Moment.of(Samples.diamond(), Cursor.START), "  "));
    }

    @Test
    void selectionsAndVerticesMeanTheSame() {
        var model = diamond.model();
        for (int i = 0; i < model.vertices().size(); i++) {
            assertEquals(
                    i,
                    GraphNavigation.vertexOf(
                            model, GraphNavigation.selectionOf(model.vertices().get(i))));
        }
        assertEquals(-1, GraphNavigation.vertexOf(model, Selection.NOTHING));
    }

    @Test
    void aRouteIsMeasuredByItsLength() {
        var route = Route.straight(0, 0, 0, 100);
        assertEquals(25, route.at(0.25).y(), 0.5);
        assertEquals(100, route.at(1).y(), 1e-9);
        assertEquals(0, route.at(-1).y(), 1e-9);
    }

    @Test
    void clicksFindNodesAndEdges() {
        var place = diamond.places().getFirst();
        assertEquals(0, diamond.vertexAt(place.centerX(), place.centerY()));
        assertEquals(-1, diamond.vertexAt(place.x() - 5, place.y() - 5));
        var middle = diamond.routes().get(2).at(0.5);
        assertEquals(2, diamond.linkAt(middle.x() + 2, middle.y(), 5));
    }

    @Test
    void theLiveGraphPublishesOnlyWhatChanges() {
        var program = new SampleRecording("");
        int x = program.leaf("x", 1, true, 1);
        int y = program.scaled("y", 2, x, 2);
        var before = GraphModelBuilder.build(program.build(), null, GraphOptions.DEFAULT);
        program.scaled("z", 3, y, 3);
        var after = GraphModelBuilder.build(program.build(), null, GraphOptions.DEFAULT);

        var live = new LiveGraph(before);
        var added = new java.util.ArrayList<String>();
        live.graph().addElementSink(new SinkAdapter() {
            @Override
            public void nodeAdded(String source, long time, String node) {
                added.add(node);
            }

            @Override
            public void nodeRemoved(String source, long time, String node) {
                added.add("-" + node);
            }
        });
        live.update(after);
        assertEquals(1, added.size(), added::toString);
        assertEquals(after.vertices().size(), live.graph().getNodeCount());
        assertEquals("leaf", live.graph().getNode("x").getAttribute("ui.class"));
        live.update(GraphModel.EMPTY);
        assertEquals(0, live.graph().getNodeCount());
    }

    @Test
    void theMiniMapIsThereOnlyWhenSomethingIsOutOfView() {
        var all = new Picture.View(diamond.minX() - 10, diamond.minY() - 10, 2000, 2000, 1);
        assertNull(MiniMap.of(diamond, all, null, 0, 600));
        var part = new Picture.View(diamond.minX() - 250, diamond.minY() + 100, 800, 600, 1);
        var map = MiniMap.of(diamond, part, null, 0, 600);
        assertTrue(map.contains(20, 580));
        assertFalse(map.contains(700, 20));
    }

    @Test
    void theMiniMapStandsInACornerWhereNothingIs() {
        // The graph fills the left half of this view and goes on below.
        var view = new Picture.View(diamond.minX(), diamond.minY() - 20, 2 * diamond.width(), 400, 1);
        var map = MiniMap.of(diamond, view, null, 40, 400);
        assertFalse(map.isCovering());
        assertEquals(MiniMap.Corner.LOWER_RIGHT, map.corner());
        assertEquals(
                MiniMap.Corner.UPPER_RIGHT,
                MiniMap.of(diamond, view, MiniMap.Corner.UPPER_RIGHT, 40, 400).corner(),
                "where it was, as long as that is free");
    }

    @Test
    void theHoverCardTellsGradientFormulaAndSource() {
        var recording = Samples.diamond();
        var index = RecordingIndex.of(recording);
        var cursor = new Cursor(recording.timeline().size());
        var model = Picture.of(Moment.of(recording, cursor), GraphOptions.DEFAULT, GraphTheme.dark())
                .layout()
                .model();
        var leaf = HoverText.of(model.vertices().get(model.indexOfTensor(0)), index, cursor);
        assertEquals("a", leaf.title());
        assertTrue(leaf.lines().contains(new HoverText.Line(".grad", "[72., 162.]")), leaf::toString);
        var root = HoverText.of(model.vertices().get(GraphNavigation.root(model)), index, cursor);
        assertTrue(root.lines().contains(new HoverText.Line("line 5", "Q.sum().backward()")), root::toString);
    }

    @Test
    void fromAfarFiveThousandNodesAreAFewShapes() {
        var picture =
                Picture.of(Moment.of(Samples.chain(5000), new Cursor(0)), GraphOptions.DEFAULT, GraphTheme.dark());
        var surface = new RecordingSurface();
        new GraphPainter(surface, picture, new Picture.View(-1e6, -1e6, 2e6, 2e6, 0.01)).paint();
        assertTrue(surface.shapes() < 20, "shapes: " + surface.shapes());
        assertEquals(List.of(), surface.texts());
    }
}
