package dev.backstep.app.graph.paint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.SampleRecording;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.layout.GradientLabels;
import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.layout.LayoutEngine;
import dev.backstep.app.graph.model.Foldable;
import dev.backstep.app.graph.model.Folds;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.graph.theme.Typeface;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.recording.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackwardTest {
    private final Recording diamond = Samples.diamond();

    @Test
    void everyGradientHasALabelOnItsEdge() {
        var picture = picture(diamond, diamond.timeline().size());
        var texts =
                picture.labels().all().stream().map(GradientLabels.Label::text).toList();
        // Sum sends 1; Sub sends it on and its negative; Mul 3; Pow 3·3a² and -2b; and both leaves add to their
        // .grad.
        assertTrue(
                texts.containsAll(List.of("[1., 1.]", "[-1., -1.]", "[3., 3.]", "[36., 81.]", "[-12., -8.]")),
                texts::toString);
        assertTrue(texts.containsAll(List.of("[72., 162.]", "[-24., -16.]")), "sums of both passes: " + texts);
        assertEquals(8, texts.size());
    }

    @Test
    void aGradientThatIsNotANumberCarriesAWarning() {
        var program = new SampleRecording("");
        int x = program.leaf("x", 1, true, 1, 2);
        program.backward(program.sum("total", 3, program.scaled("y", 2, x, Double.NaN)), 4);
        var recording = program.build();
        var texts = picture(recording, recording.timeline().size()).labels().all().stream()
                .map(GradientLabels.Label::text)
                .toList();
        assertTrue(texts.contains("! [nan, nan]"), texts::toString);
        assertTrue(texts.contains("[1., 1.]"), texts::toString);
    }

    @Test
    void onALongLinkTheGradientStandsNearWhereItComesFrom() {
        var recording = Samples.recurrent(10);
        var picture = picture(recording, recording.timeline().size());
        int found = 0;
        for (var label : picture.labels().all()) {
            var route = picture.layout().routes().get(label.link());
            if (route.length() > 1000 && !label.crowded()) {
                var spot = route.at(label.fraction());
                var end = route.at(1);
                assertTrue(Math.hypot(spot.x() - end.x(), spot.y() - end.y()) < 260, label::toString);
                found++;
            }
        }
        assertTrue(found > 10, "labels " + found);
    }

    @Test
    void largerGradientsAreToldByTheirNorm() {
        var picture =
                picture(Samples.perceptron(), Samples.perceptron().timeline().size());
        assertTrue(picture.labels().all().stream()
                .anyMatch(
                        label -> label.text().startsWith("‖g‖ ") && label.text().endsWith(" · (3, 4)")));
    }

    @Test
    void labelsOfSideBySideEdgesDoNotCoverEachOther() {
        var recording = Samples.square();
        var picture = picture(recording, recording.timeline().size());
        var twins = picture.labels().all().stream()
                .filter(label -> label.step() == 0)
                .toList();
        assertEquals(2, twins.size());
        assertFalse(twins.get(0).crowded() || twins.get(1).crowded());
        assertNotEquals(twins.get(0).fraction(), twins.get(1).fraction());
    }

    @Test
    void theLinkOfAFoldedPartShowsOneGradientAtATime() {
        var recording = Samples.recurrent(40);
        var model = Foldable.of(recording, recording.passes().getLast(), GraphOptions.DEFAULT)
                .fold(Folds.AUTOMATIC);
        var layout = LayoutEngine.layOut(model, GraphTheme.dark(), GraphLayout.EMPTY, () -> false);
        var labels = GradientLabels.place(layout, recording.passes().getLast(), GraphTheme.dark());

        var newest = labels.newest(recording.passes().getLast().steps().size());
        assertTrue(labels.all().size() > newest.size(), "weights go into many turns");
        assertEquals(
                newest.size(),
                newest.stream().map(GradientLabels.Label::link).distinct().count());
        for (var one : labels.all()) {
            for (var other : newest) {
                if (one.link() == other.link()) {
                    assertEquals(one.fraction(), other.fraction(), "all in one place");
                }
            }
        }
        assertNoLabelCoversAnother(layout, List.copyOf(newest));
    }

    @Test
    void labelsOfAPassOfManyStepsDoNotCoverEachOtherEither() {
        var recording = Samples.residual(70);
        var pass = recording.passes().getLast();
        assertTrue(pass.steps().size() > 600);
        var picture = picture(recording, recording.timeline().size());
        assertNoLabelCoversAnother(
                picture.layout(),
                List.copyOf(picture.labels().newest(pass.steps().size())));
    }

    private static void assertNoLabelCoversAnother(GraphLayout layout, List<GradientLabels.Label> labels) {
        double height = GraphTheme.dark().sprite("gradient").height();
        for (int i = 0; i < labels.size(); i++) {
            for (int j = 0; j < i; j++) {
                var a = labels.get(i);
                var b = labels.get(j);
                var spotA = layout.routes().get(a.link()).at(a.fraction());
                var spotB = layout.routes().get(b.link()).at(b.fraction());
                assertTrue(
                        a.crowded()
                                || b.crowded()
                                || Math.abs(spotA.y() - spotB.y()) >= height
                                || Math.abs(spotA.x() + a.shift() - spotB.x() - b.shift())
                                        >= (a.width() + b.width()) / 2,
                        a + " covers " + b);
            }
        }
    }

    @Test
    void aJoinShowsItsSum() {
        var recording = Samples.square();
        var step = recording.passes().getFirst().steps().getFirst();
        var texts = texts(picture(recording, step.at() + 1), 1);
        assertTrue(texts.contains("[6.] + [6.] = [12.]"), texts::toString);
        assertFalse(texts(picture(recording, step.at() + 1), 0.3).contains("[6.] + [6.] = [12.]"), "only on arrival");
    }

    @Test
    void aJoinShowsThePartsOfItsSumForAsLongAsOneStaysAtIt() {
        var recording = Samples.square();
        var step = recording.passes().getFirst().steps().get(1);
        for (double progress : new double[] {0, 0.5, 1}) {
            var texts = texts(picture(recording, step.at() + 1), progress);
            assertTrue(texts.contains("[6.] + [6.] = [12.]"), texts::toString);
        }
        var later = recording.passes().getFirst().steps().getLast();
        assertFalse(texts(picture(recording, later.at() + 1), 0).contains("[6.] + [6.] = [12.]"), "and no longer");
    }

    @Test
    void aSumDoesNotStandUnderWhatCoversTheView() {
        var recording = Samples.square();
        var picture =
                picture(recording, recording.passes().getFirst().steps().get(1).at() + 1);
        var all = new Picture.View(-1e4, -1e4, 2e4, 2e4, 1);
        double usual = new Places("[6.] + [6.] = [12.]").of(picture, all, null);
        var covered = new Picture.View(usual - 20, -1e4, 200, 2e4, 1);
        double other = new Places("[6.] + [6.] = [12.]").of(picture, all, covered);
        assertTrue(other > usual + 180 || other < usual - 20, usual + " and " + other);
    }

    /// Notes where a text is written.
    private static final class Places extends RecordingSurface {
        private final String wanted;
        private double x = Double.NaN;

        Places(String wanted) {
            this.wanted = wanted;
        }

        double of(Picture picture, Picture.View view, Picture.View covered) {
            new GraphPainter(this, picture, view, covered).paint();
            return x;
        }

        @Override
        public void text(String text, double left, double baseline, Typeface typeface, double size, Tint tint) {
            if (text.equals(wanted)) {
                x = left;
            }
        }
    }

    @Test
    void aLeafShowsWhatIsAddedToItsGradient() {
        var pass = diamond.passes().get(1);
        var last = pass.steps().getLast();
        var texts = texts(picture(diamond, last.at() + 1), 1);
        assertTrue(texts.contains(".grad  [36., 81.] + [36., 81.] = [72., 162.]"), texts::toString);
    }

    @Test
    void theRootShowsTheGradientThatThePassStartsFrom() {
        var pass = diamond.passes().getFirst();
        assertTrue(texts(picture(diamond, pass.startedAt() + 1), 1).contains("start 1."));
    }

    @Test
    void gradientsToComeAreNotShown() {
        var pass = diamond.passes().getFirst();
        var texts = texts(picture(diamond, pass.steps().getFirst().at() + 1), 1);
        assertTrue(texts.contains("[1., 1.]"));
        assertFalse(texts.contains("[3., 3.]"), texts::toString);
    }

    private static Picture picture(Recording recording, int at) {
        return Picture.of(Moment.of(recording, new Cursor(at)), GraphOptions.DEFAULT, GraphTheme.dark());
    }

    private static List<String> texts(Picture picture, double progress) {
        var surface = new RecordingSurface();
        var moment = new Picture(
                picture.layout(),
                picture.theme(),
                picture.state(),
                progress,
                picture.labels(),
                picture.facts(),
                Picture.Emphasis.NONE);
        new GraphPainter(surface, moment, new Picture.View(-1e6, -1e6, 2e6, 2e6, 1)).paint();
        return surface.texts();
    }
}
