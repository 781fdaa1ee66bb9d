package dev.backstep.app.gradients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientsViewModelTest {
    private final Replay replay = new Replay();
    private final GradientsViewModel model = new GradientsViewModel(replay);

    @Test
    void eachLeafIsALineOfNorms() {
        replay.show(SampleRecordings.diamond());
        var a = model.chartProperty().get().shown().getFirst();
        assertEquals("a", a.name());
        assertEquals(List.of("pass 1", "pass 2"), model.chartProperty().get().passes());
        assertEquals(Math.hypot(36, 81), a.points().get(0).norm(), 1e-9);
        assertEquals(Math.hypot(72, 162), a.points().get(1).norm(), 1e-9);
        assertEquals(Math.hypot(36, 81), a.points().get(1).alone(), 1e-9);
    }

    @Test
    void twoPassesWithoutZeroingAreToldInWordsWithAFix() {
        replay.show(SampleRecordings.diamond());
        var notice = model.noticesProperty().get().getFirst();
        assertEquals(
                "a.grad and b.grad hold the sum of 2 backward passes (line 6). Nobody zeroed them in between.",
                notice.text());
        assertEquals(List.of(6), notice.lines());
        assertEquals(new ZeroingFix(6, "a.grad = b.grad = None", "    "), notice.fix());
    }

    @Test
    void beforeTheSecondPassThereIsNothingToWarnOf() {
        replay.show(SampleRecordings.diamond());
        int start = replay.moment().recording().passes().get(1).startedAt();
        replay.moveTo(new Cursor(start));
        assertTrue(model.noticesProperty().get().isEmpty());
        assertEquals(1, model.allNoticesProperty().get().size());
    }

    @Test
    void zeroingBetweenPassesIsFine() {
        replay.show(SampleRecordings.diamond(3, true));
        assertTrue(model.allNoticesProperty().get().isEmpty());
        replay.show(SampleRecordings.trainingLoop());
        assertTrue(model.allNoticesProperty().get().isEmpty());
        assertFalse(model.chartProperty().get().shown().getFirst().builtUp());
    }

    @Test
    void aForgottenZeroGradNamesTheOptimizer() {
        replay.show(SampleRecordings.trainingLoop(4, false));
        var notice = model.noticesProperty().get().getFirst();
        assertEquals(
                "model.0.weight.grad, model.0.bias.grad and 2 others hold the sum of 4 backward passes (line 9)."
                        + " Nobody zeroed them in between. SGD stepped with gradients of earlier passes added in.",
                notice.text());
        assertEquals(new ZeroingFix(9, "optimizer.zero_grad()", "    "), notice.fix());
    }

    @Test
    void marksTellWhereGradientsWereZeroedAndParametersStepped() {
        replay.show(SampleRecordings.trainingLoop(2, true));
        assertEquals(
                List.of(
                        new GradientsViewModel.Mark(
                                -1, GradientsViewModel.Mark.Kind.ZEROED, "optimizer.zero_grad() → None, line 8"),
                        new GradientsViewModel.Mark(0, GradientsViewModel.Mark.Kind.STEPPED, "SGD step, line 10"),
                        new GradientsViewModel.Mark(
                                0, GradientsViewModel.Mark.Kind.ZEROED, "optimizer.zero_grad() → None, line 8"),
                        new GradientsViewModel.Mark(1, GradientsViewModel.Mark.Kind.STEPPED, "SGD step, line 10")),
                model.chartProperty().get().marks());
    }

    @Test
    void theAccumulationAtTheCursorShowsTheSum() {
        replay.show(SampleRecordings.diamond());
        var detail = model.accumulationProperty().get();
        assertNotNull(detail);
        assertEquals("accumulation at a, pass 2", detail.title());
        assertNotNull(detail.before());
        assertEquals("[36., 81.]", ValueText.values(detail.before()));
        assertEquals("[36., 81.]", ValueText.values(detail.incoming()));
        assertEquals("[72., 162.]", ValueText.values(detail.after()));
        assertEquals(
                List.of(0, 1),
                detail.parts().stream().map(AccumulationDetail.Part::pass).toList());
    }

    @Test
    void passesThatAreLeftOutArePartsOfTheSum() {
        replay.show(SampleRecordings.longLoop(false));
        var detail = model.accumulationProperty().get();
        assertEquals("[1049., 1049.]", ValueText.values(detail.after()));
        assertEquals(
                List.of("pass 1", "2 passes", "pass 2", "995 passes", "pass 3"),
                detail.parts().stream().map(AccumulationDetail.Part::name).toList());
    }

    @Test
    void whatTurnsThatAreLeftOutZeroIsNoBuildUp() {
        replay.show(SampleRecordings.longLoop(true));
        assertEquals(
                List.of("1 pass", "pass 3"),
                model.accumulationProperty().get().parts().stream()
                        .map(AccumulationDetail.Part::name)
                        .toList());
        assertTrue(BuildUp.of(replay.moment().index()).isEmpty());
        replay.show(SampleRecordings.longLoop(false));
        assertEquals(1, BuildUp.of(replay.moment().index()).size());
    }

    @Test
    void anAccumulationThatComesLaterSaysWhen() {
        replay.show(SampleRecordings.diamond());
        int start = replay.moment().recording().passes().get(1).startedAt();
        replay.moveTo(new Cursor(start + 1));
        var detail = model.accumulationProperty().get();
        assertNotNull(detail);
        assertEquals("accumulation at a, pass 2 (comes at step 7)", detail.title());
    }

    @Test
    void theStepAtALeafAndTheSelectionDecideWhichLeaf() {
        replay.show(SampleRecordings.diamond());
        var step = replay.moment().recording().passes().get(1).steps().stream()
                .filter(each -> !each.accumulations().isEmpty())
                .findFirst()
                .orElseThrow();
        replay.moveTo(new Cursor(step.at() + 1));
        var detail = model.accumulationProperty().get();
        assertNotNull(detail);
        assertEquals("b", detail.name());
        var chosen = model.chartProperty().get().shown().getFirst();
        replay.select(new Selection.Tensor(chosen.tensor()));
        detail = model.accumulationProperty().get();
        assertNotNull(detail);
        assertEquals("a", detail.name());
    }

    @Test
    void zeroingStartsTheSumAnew() {
        replay.show(SampleRecordings.diamond(3, true));
        var detail = model.accumulationProperty().get();
        assertNotNull(detail);
        assertNull(detail.before());
        assertEquals(1, detail.parts().size());
    }

    @Test
    void ofManyLeavesTheLargestAndTheSmallestAreDrawn() {
        replay.show(SampleRecordings.manyLeaves(62));
        var chart = model.chartProperty().get();
        assertEquals(GradientsViewModel.SHOWN, chart.shown().size());
        assertEquals(62 - GradientsViewModel.SHOWN, chart.others().size());
        assertEquals("w59", chart.shown().get(0).name());
        assertEquals("w0", chart.shown().get(1).name());
        assertTrue(chart.logOffered());
        assertTrue(model.logScaleProperty().get());
    }

    @Test
    void aSelectedLeafIsDrawnHoweverDullItIs() {
        replay.show(SampleRecordings.manyLeaves(62));
        var dull = model.chartProperty().get().others().getLast();
        model.select(dull.tensor());
        assertEquals(dull, model.chartProperty().get().shown().getFirst());
        var detail = model.accumulationProperty().get();
        assertNotNull(detail);
        assertEquals(dull.tensor(), detail.tensor());
    }

    @Test
    void gradientsThatAreNoNumbersComeFirst() {
        replay.show(SampleRecordings.partlyRecorded());
        var series = model.chartProperty().get().shown().getFirst();
        assertTrue(series.hasSpecial());
        assertTrue(series.points().getFirst().present());
    }

    @Test
    void aBuildUpThatWasZeroedLaterSaysSo() {
        replay.show(SampleRecordings.builtUpThenZeroed());
        var notice = model.noticesProperty().get().getFirst();
        assertEquals(
                "x.grad held the sum of 2 backward passes (lines 3, 5). Nobody zeroed it in between."
                        + " Zeroed later by x.grad.zero_() on line 6.",
                notice.text());
        assertEquals(new ZeroingFix(5, "x.grad = None", ""), notice.fix());
        int zeroing = replay.moment().recording().timeline().size() - 1;
        replay.moveTo(new Cursor(zeroing));
        assertEquals(
                "x.grad holds the sum of 2 backward passes (lines 3, 5). Nobody zeroed it in between.",
                model.noticesProperty().get().getFirst().text());
    }

    @Test
    void aLoopOnOneLineHasNoSimpleFix() {
        replay.show(SampleRecordings.loopOnOneLine());
        assertNull(model.noticesProperty().get().getFirst().fix());
    }

    @Test
    void programsWithoutBackwardPassShowNothing() {
        for (Recording recording : List.of(SampleRecordings.failing(), Recording.empty("a.py", ""))) {
            replay.show(recording);
            assertTrue(model.chartProperty().get().shown().isEmpty());
            assertNull(model.accumulationProperty().get());
            assertTrue(model.noticesProperty().get().isEmpty());
            assertEquals(-1, model.passAtCursor());
        }
    }
}
