package dev.backstep.app.graph.paint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.Folds;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.Replay;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Notes in pictures, which files hold as windows show them.
class PinnedNotesTest {
    private static final String LONG = "This is where the gradient of both uses of x is added up, so it doubles.";

    private final Replay replay = new Replay();

    @Test
    void aNoteStandsBesideItsNodeInLinesAndTheFileHasRoomForIt() {
        replay.show(Samples.diamond());
        var without = drawing(replay.moment());
        replay.pin(0, LONG);
        var with = drawing(replay.moment());
        assertTrue(with.width() > without.width(), "the slip is not cut off");
        var surface = new RecordingSurface();
        with.paint(surface);
        var lines = surface.texts().stream()
                .filter(text -> text.length() > 1 && LONG.contains(text))
                .toList();
        assertTrue(lines.size() > 2, lines::toString);
        assertEquals(LONG, String.join(" ", lines));
    }

    @Test
    void slipsCoverNeitherNodesNorEachOther() {
        replay.show(Samples.diamond());
        replay.moment().recording().nodes().forEach(node -> replay.pin(node.id(), "Note " + node.id()));
        var picture = Picture.of(replay.moment(), GraphOptions.DEFAULT, GraphTheme.light());
        var slips = new NotePainter(new RecordingSurface(), picture).paint();
        assertEquals(picture.facts().notes().size(), slips.size());
        assertTrue(slips.size() > 5);
        for (int i = 0; i < slips.size(); i++) {
            var slip = slips.get(i);
            for (var place : picture.layout().places()) {
                assertFalse(place.touches(slip.x(), slip.y(), slip.x() + slip.width(), slip.y() + slip.height()));
            }
        }
    }

    @Test
    void aFoldedBoxHasTheNotesOfAllThatIsInIt() {
        replay.show(Samples.perceptron());
        var nodes = replay.moment().recording().nodes();
        nodes.forEach(node -> replay.pin(node.id(), "n" + node.id()));
        var options = GraphOptions.DEFAULT.with(Folds.toDepth(0));
        var picture = Picture.of(replay.moment(), options, GraphTheme.dark());
        assertTrue(picture.facts().notes().size() < nodes.size());
        assertEquals(
                nodes.size(),
                picture.facts().notes().values().stream()
                        .flatMap(text -> List.of(text.split("\n")).stream())
                        .distinct()
                        .count());
    }

    private static GraphDrawing drawing(Moment moment) {
        return GraphDrawing.of(moment, GraphOptions.DEFAULT, GraphTheme.light());
    }
}
