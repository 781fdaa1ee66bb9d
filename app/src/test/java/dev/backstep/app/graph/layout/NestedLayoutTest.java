package dev.backstep.app.graph.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.Folds;
import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.GraphModelBuilder;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.recording.Recording;
import dev.backstep.recording.RecordingFile;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NestedLayoutTest {
    private final Recording residual = read("residual");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void framesHoldWhatIsInThemAndNothingElse(boolean horizontal) {
        var layout = layOut(model(Folds.toDepth(3)), horizontal);
        var model = layout.model();
        assertTrue(layout.frames().size() >= 6, "frames " + layout.frames().size());
        for (int i = 0; i < layout.frames().size(); i++) {
            var frame = layout.frames().get(i);
            var inside = model.frames().get(i).vertices();
            for (int vertex = 0; vertex < model.vertices().size(); vertex++) {
                var place = layout.places().get(vertex);
                boolean overlaps =
                        place.touches(frame.x(), frame.y(), frame.x() + frame.width(), frame.y() + frame.height());
                if (inside.contains(vertex)) {
                    assertTrue(
                            place.x() >= frame.x()
                                    && place.y() >= frame.y() + GraphLayout.FRAME_TITLE
                                    && place.x() + place.width() <= frame.x() + frame.width()
                                    && place.y() + place.height() <= frame.y() + frame.height(),
                            model.vertices().get(vertex).title());
                } else if (!isWithin(model, vertex, i)) {
                    assertTrue(!overlaps, model.vertices().get(vertex).title() + " lies over a frame it is not in");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void linksRunFromTheirSourceToTheirTarget(boolean horizontal) {
        var layout = layOut(model(Folds.AUTOMATIC), horizontal);
        for (int i = 0; i < layout.routes().size(); i++) {
            var link = layout.model().links().get(i);
            var points = layout.routes().get(i).points();
            assertTrue(isAt(layout.places().get(link.source()), points[0], points[1]), "start of link " + i);
            assertTrue(
                    isAt(layout.places().get(link.target()), points[points.length - 2], points[points.length - 1]),
                    "end of link " + i);
        }
    }

    @Test
    void itGrowsToTheRightWhereThatIsWanted() {
        var layout = layOut(model(Folds.AUTOMATIC), true);
        assertTrue(layout.width() > 3 * layout.height(), layout.width() + " x " + layout.height());
        assertTrue(layOut(model(Folds.AUTOMATIC), false).height() > layout.height());
        var flat = GraphModelBuilder.build(
                Samples.diamond(), Samples.diamond().passes().getLast(), GraphOptions.DEFAULT);
        assertTrue(layOut(flat, true).isHorizontal());
    }

    @Test
    void theSameRecordingHasTheSamePicture() {
        assertEquals(
                layOut(model(Folds.AUTOMATIC), false).places(),
                layOut(model(Folds.AUTOMATIC), false).places());
    }

    private static boolean isWithin(GraphModel model, int vertex, int frame) {
        for (int i = 0; i < model.frames().size(); i++) {
            if (model.frames().get(i).vertices().contains(vertex)) {
                for (int at = i; at >= 0; at = model.frames().get(at).parent()) {
                    if (at == frame) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isAt(Place place, double x, double y) {
        return place.touches(x - 2, y - 2, x + 2, y + 2);
    }

    private GraphModel model(Folds folds) {
        return GraphModelBuilder.build(residual, residual.passes().getLast(), GraphOptions.DEFAULT.with(folds));
    }

    private static GraphLayout layOut(GraphModel model, boolean horizontal) {
        return LayoutEngine.layOut(model, GraphTheme.dark(), horizontal, GraphLayout.EMPTY, () -> false);
    }

    private static Recording read(String name) {
        try (var in =
                NestedLayoutTest.class.getResourceAsStream("/dev/backstep/app/graph/model/" + name + ".backstep")) {
            return RecordingFile.read(in, name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
