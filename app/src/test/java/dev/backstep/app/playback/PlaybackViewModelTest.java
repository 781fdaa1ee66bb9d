package dev.backstep.app.playback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Replay;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Recording;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlaybackViewModelTest {
    private static final double STEP = PlaybackViewModel.STEP_SECONDS;

    private final Replay replay = new Replay();
    private final PlaybackViewModel playback = new PlaybackViewModel(replay);
    private BackwardPass first;
    private BackwardPass second;

    @BeforeEach
    void showDiamond() {
        replay.show(SampleRecordings.diamond());
        first = replay.moment().recording().passes().get(0);
        second = replay.moment().recording().passes().get(1);
    }

    @Test
    void playFromTheEndStartsWithTheFirstBackwardPass() {
        playback.play();
        assertEquals(first.startedAt() + 1, at());
        assertEquals(0, replay.progressProperty().get());
        assertTrue(playback.playingProperty().get());
        assertEquals("step 0/7", playback.placeText());
    }

    @Test
    void aStepLastsItsTimeAndThenTheNextBegins() {
        playback.play();
        playback.advance(STEP / 2);
        assertEquals(0.5, replay.progressProperty().get(), 1e-9);
        playback.advance(STEP / 2);
        assertEquals(first.steps().getFirst().at() + 1, at());
        assertEquals(0, replay.progressProperty().get(), 1e-9);
        assertEquals("step 1/7", playback.placeText());
    }

    @Test
    void aLateFramePlaysAllThatItMissed() {
        playback.play();
        playback.advance(STEP * 2.5);
        assertEquals(first.steps().get(1).at() + 1, at());
        assertEquals(0.5, replay.progressProperty().get(), 1e-9);
    }

    @Test
    void speedShortensSteps() {
        playback.speedProperty().set(4);
        playback.play();
        playback.advance(STEP / 4);
        assertEquals(first.steps().getFirst().at() + 1, at());
    }

    @Test
    void playingGoesThroughAllPassesEndsWithTheLastStepAndStartsAgain() {
        playback.play();
        playback.advance(STEP * 100);
        assertFalse(playback.playingProperty().get());
        assertFalse(playback.animatingProperty().get());
        assertEquals(1, replay.progressProperty().get());
        assertEquals(second.steps().getLast().at() + 1, at());
        playback.play();
        assertEquals(first.startedAt() + 1, at());
    }

    @Test
    void withReducedMotionGradientsDoNotTravelAndPlayingTakesAsLong() {
        playback.reducedMotionProperty().set(true);
        playback.play();
        playback.advance(STEP / 2);
        assertEquals(1, replay.progressProperty().get());
        assertEquals(first.startedAt() + 1, at());
        playback.advance(STEP / 2);
        assertEquals(first.steps().getFirst().at() + 1, at());
        assertTrue(playback.playingProperty().get());
    }

    @Test
    void playGoesOnFromWhereTheCursorIs() {
        playback.jumpToPass(0);
        playback.play();
        playback.advance(STEP);
        assertEquals(first.steps().get(1).at() + 1, at());
    }

    @Test
    void pauseKeepsTheGradientUnderWay() {
        playback.play();
        playback.advance(STEP / 4);
        playback.pause();
        playback.advance(STEP);
        assertEquals(0.25, replay.progressProperty().get(), 1e-9);
        playback.play();
        playback.advance(STEP / 4);
        assertEquals(0.5, replay.progressProperty().get(), 1e-9);
        assertEquals(first.startedAt() + 1, at());
    }

    @Test
    void steppingForwardAnimatesOneStop() {
        playback.jumpToPass(1);
        playback.stepForward();
        assertEquals(second.steps().getFirst().at() + 1, at());
        assertTrue(playback.animatingProperty().get());
        playback.advance(STEP * 5);
        assertEquals(second.steps().getFirst().at() + 1, at());
        assertFalse(playback.animatingProperty().get());
        assertEquals(1, replay.progressProperty().get());
    }

    @Test
    void steppingForwardWhileOneIsUnderWayGoesOnAtOnce() {
        playback.jumpToPass(1);
        playback.stepForward();
        playback.advance(STEP / 3);
        playback.stepForward();
        assertEquals(second.steps().get(1).at() + 1, at());
        assertEquals(0, replay.progressProperty().get());
    }

    @Test
    void steppingBackIsInstant() {
        playback.jumpToStep(1, 3);
        playback.stepBack();
        assertEquals(second.steps().get(2).at() + 1, at());
        assertEquals(1, replay.progressProperty().get());
        assertFalse(playback.animatingProperty().get());
    }

    @Test
    void theForwardPhaseStopsAtEveryOperation() {
        playback.first();
        assertEquals("start", playback.placeText());
        playback.stepForward();
        assertEquals("operation 1/12", playback.placeText());
        playback.stepForward();
        assertEquals("operation 2/12", playback.placeText());
    }

    @Test
    void passesAreReachedOneByOne() {
        playback.first();
        playback.nextPass();
        assertEquals(first.startedAt() + 1, at());
        playback.nextPass();
        assertEquals(second.startedAt() + 1, at());
        playback.nextPass();
        assertEquals(replay.moment().recording().timeline().size(), at());
        playback.previousPass();
        assertEquals(second.startedAt() + 1, at());
        playback.previousPass();
        assertEquals(first.startedAt() + 1, at());
        playback.previousPass();
        assertEquals(0, at());
    }

    @Test
    void jumpsToPlacesThatDoNotExistAreHarmless() {
        playback.jumpToStep(1, 2);
        int before = at();
        playback.jumpToPass(7);
        playback.jumpToStep(1, 99);
        playback.jumpToStep(-1, 0);
        assertEquals(before, at());
        playback.jumpTo(1_000_000);
        assertEquals(replay.moment().recording().timeline().size(), at());
        playback.stepForward();
        assertEquals(replay.moment().recording().timeline().size(), at());
        assertFalse(playback.animatingProperty().get());
    }

    @Test
    void aCursorMovedByAnotherViewEndsTheAnimation() {
        playback.play();
        playback.advance(STEP / 2);
        replay.moveTo(new Cursor(3));
        assertFalse(playback.playingProperty().get());
        assertEquals(1, replay.progressProperty().get());
        assertEquals(3, at());
    }

    @Test
    void aNewRecordingStopsPlaying() {
        playback.play();
        replay.show(SampleRecordings.trainingLoop());
        assertFalse(playback.playingProperty().get());
        assertEquals(replay.moment().recording().timeline().size(), at());
    }

    @Test
    void aProgramWithoutBackwardPassPlaysFromItsStart() {
        replay.show(SampleRecordings.failing());
        playback.play();
        assertEquals(1, at());
        playback.advance(100);
        assertEquals("RuntimeError", playback.placeText());
    }

    @Test
    void nothingHappensWithoutARecording() {
        replay.show(Recording.empty("a.py", ""));
        playback.play();
        playback.stepForward();
        playback.stepBack();
        playback.nextPass();
        playback.previousPass();
        assertEquals(0, at());
        assertFalse(playback.animatingProperty().get());
        assertEquals("", playback.placeText());
    }

    @Test
    void speedStaysAmongThoseOffered() {
        for (int i = 0; i < 10; i++) {
            playback.faster();
        }
        assertEquals(8, playback.speedProperty().get());
        for (int i = 0; i < 10; i++) {
            playback.slower();
        }
        assertEquals(0.25, playback.speedProperty().get());
    }

    @Test
    void placesAreDescribedInALine() {
        var step = second.steps().get(3);
        String node = replay.moment().recording().nodes().get(step.node()).name();
        assertEquals("backward 2 · step 4/7 · " + node, playback.describe(new Cursor(step.at() + 1)));
        assertEquals("backward 2 begins", playback.describe(new Cursor(second.startedAt() + 1)));
        assertEquals("start", playback.describe(Cursor.START));
    }

    private int at() {
        return replay.moment().cursor().at();
    }
}
