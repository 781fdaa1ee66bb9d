package dev.backstep.app.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Replay.Freshness;
import dev.backstep.app.tasks.ManualClock;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a person sees while a program is typed letter by letter and run after each. Time passes when the test says so,
/// and a [PretendedPython] runs the programs.
class LiveTypingTest {
    private static final Duration A_LETTER = Duration.ofMillis(60);
    private static final Duration A_MOMENT = Duration.ofMillis(1);
    private static final String GOOD = "print(x)\n";

    private final ManualClock clock = new ManualClock();
    private final Deque<Runnable> slowRuns = new ArrayDeque<>();
    private boolean slow;
    private final Executor workers = run -> {
        if (slow) {
            slowRuns.add(run);
        } else {
            run.run();
        }
    };
    private final Tasks tasks = new Tasks(Runnable::run, workers, clock);
    private final Replay replay = new Replay();
    private final SessionViewModel session = new SessionViewModel();
    private final StringBuilder console = new StringBuilder();
    private final PretendedPython python = new PretendedPython();
    private final Runner runner = new Runner(
            tasks,
            python,
            replay,
            session,
            new Console() {
                @Override
                public void clear() {
                    console.setLength(0);
                }

                @Override
                public void print(Event.Stream stream, String text) {
                    console.append(text);
                }
            },
            Runnable::run);

    private final List<Object> changes = new ArrayList<>();
    private String text = "";

    @BeforeEach
    void openAGoodProgram() {
        text = GOOD;
        runner.run(program());
        assertEquals("x\n", console.toString());
        replay.freshnessProperty().subscribe((before, now) -> changes.add(now));
        session.noticeProperty().subscribe((before, now) -> changes.add(now));
    }

    @Test
    void theProgramRunsOnceTheKeysRestAndOnlyTheNewestText() {
        var runs = python.sources.size();
        for (var letter : "y = 1".split("")) {
            text += letter;
            runner.edited(program());
            clock.advance(Runner.LIVE_DELAY.minus(A_MOMENT));
        }
        assertEquals(runs, python.sources.size());
        clock.advance(A_MOMENT);
        assertEquals(GOOD + "y = 1", python.sources.getLast());
        assertEquals(runs + 1, python.sources.size());
    }

    @Test
    void noLetterOfALineDimsOrSaysAnythingBeforeHalfASecondHasPassed() {
        var shown = replay.moment().recording();
        for (var letter : "y = torc".split("")) {
            type(letter);
            assertEquals(Freshness.CURRENT, replay.freshnessProperty().get());
            assertSame(shown, replay.moment().recording());
            assertEquals(List.of(), session.problems());
            assertEquals("x\n", console.toString());
        }
        assertEquals(List.of(), changes);
    }

    @Test
    void whatStaysWrongForHalfASecondIsDimmedAndMarkedThen() {
        var shown = replay.moment().recording();
        type("y = x.exp(");
        clock.advance(untilPatienceEnds().minus(A_MOMENT));
        assertEquals(Freshness.CURRENT, replay.freshnessProperty().get());
        assertEquals(List.of(), session.problems());
        clock.advance(A_MOMENT);
        assertEquals(Freshness.STALE, replay.freshnessProperty().get());
        assertSame(shown, replay.moment().recording(), "the good graph stays");
        assertEquals("SyntaxError", session.problems().getFirst().type());
        assertEquals("x\n", console.toString(), "half a line is no news");
    }

    @Test
    void typingOnDoesNotPutOffWhatIsToBeSaidAndTheNewestIsSaid() {
        type("y = x.wrong");
        for (var letters = 0; letters < 7; letters++) {
            assertEquals(List.of(), session.problems());
            type("g");
        }
        clock.advance(A_LETTER);
        assertEquals("wrongggggggg", session.problems().getFirst().message());
    }

    @Test
    void aFixWithinHalfASecondNeverDims() {
        for (var letter : "y = x.exp()\n".split("")) {
            type(letter);
        }
        assertEquals(GOOD + "y = x.exp()\n", replay.moment().recording().source());
        clock.advance(Calm.PATIENCE.multipliedBy(3));
        assertEquals(List.of(), changes);
        assertEquals(List.of(), session.problems());
    }

    @Test
    void aFixWhoseRunIsUnderWayWhenTheHalfSecondEndsNeverDims() {
        type("y = x.exp(");
        clock.advance(untilPatienceEnds().minus(Runner.LIVE_DELAY).minus(A_MOMENT));
        slow = true;
        text += ")\n";
        runner.edited(program());
        clock.advance(A_LETTER);
        assertEquals(List.of(), changes);
        finishSlowRun();
        clock.advance(Calm.PATIENCE.multipliedBy(3));
        assertEquals(List.of(), changes);
        assertEquals(text, replay.moment().recording().source());
    }

    @Test
    void aRunThatLastsLongHoldsNothingBack() {
        type("y = x.exp(");
        slow = true;
        text += ")\n";
        runner.edited(program());
        clock.advance(Calm.PATIENCE.minus(A_MOMENT));
        assertEquals(List.of(), changes);
        clock.advance(A_MOMENT);
        assertEquals(List.of(Freshness.STALE), changes);
        finishSlowRun();
        assertEquals(List.of(Freshness.STALE, Freshness.CURRENT), changes);
    }

    @Test
    void whatIsDimmedStaysDimmedAtTheNextWrongLetters() {
        type("y = x.exp(");
        clock.advance(Calm.PATIENCE);
        for (var letter : "torch.ones(2, 3".split("")) {
            type(letter);
        }
        clock.advance(Calm.PATIENCE);
        assertEquals(List.of(Freshness.STALE), changes);
        type("))\n");
        assertEquals(List.of(Freshness.STALE, Freshness.CURRENT), changes);
    }

    @Test
    void anErrorAtRunTimeWaitsWithItsGraphAndItsText() {
        var shown = replay.moment().recording();
        type("y = x.wrong");
        assertSame(shown, replay.moment().recording());
        assertEquals("x\n", console.toString());
        clock.advance(Calm.PATIENCE);
        assertEquals(text, replay.moment().recording().source(), "the graph up to the error");
        assertEquals(Freshness.CURRENT, replay.freshnessProperty().get());
        assertEquals("x\nTraceback: AttributeError\n", console.toString());
    }

    @Test
    void goodTextIsShownAtOnce() {
        type("print(y)\n");
        assertEquals("x\ny\n", console.toString());
        assertEquals(text, replay.moment().recording().source());
    }

    @Test
    void aPersonWhoPressesRunIsToldAtOnce() {
        text += "y = x.wrong";
        runner.run(program());
        assertEquals("AttributeError", session.problems().getFirst().type());
        assertTrue(console.toString().contains("Traceback"));
    }

    @Test
    void aKernelThatDiesAtEachLetterIsSaidOnceAndNotAtEach() {
        type("crash");
        for (var letter : "crash crash crash crash".split("")) {
            type(letter);
        }
        var notices =
                changes.stream().filter(change -> change != Freshness.STALE).toList();
        assertEquals(1, notices.size(), changes::toString);
        text = GOOD;
        type("");
        assertTrue(session.noticeProperty().get().isEmpty(), "a good run makes it out of date");
    }

    @Test
    void anInterruptedRunIsNotHeardOf() {
        slow = true;
        text += "y = x.wrong";
        runner.edited(program());
        clock.advance(A_LETTER);
        text = GOOD + "z = 1\n";
        runner.edited(program());
        clock.advance(A_LETTER);
        finishSlowRun();
        clock.advance(Calm.PATIENCE);
        assertEquals(List.of(), changes);
        assertEquals(List.of(), session.problems());
        assertEquals(text, replay.moment().recording().source());
    }

    @Test
    void theKernelIsCalledBusyOnlyWhenItIsForLong() {
        session.kernel.set(KernelPool.State.READY);
        List<KernelPool.State> said = new ArrayList<>();
        session.shownKernelProperty().subscribe((KernelPool.State state) -> {
            said.add(state);
        });
        for (var letter = 0; letter < 20; letter++) {
            session.kernel.set(KernelPool.State.RUNNING);
            clock.advance(A_LETTER);
            session.kernel.set(KernelPool.State.RESTARTING);
            clock.advance(A_LETTER);
            session.kernel.set(KernelPool.State.READY);
        }
        assertEquals(List.of(KernelPool.State.READY), said);
        session.kernel.set(KernelPool.State.RUNNING);
        clock.advance(Calm.PATIENCE);
        session.kernel.set(KernelPool.State.DEAD);
        assertEquals(List.of(KernelPool.State.READY, KernelPool.State.RUNNING, KernelPool.State.DEAD), said);
    }

    @Test
    void runsThatReplaceOneAnotherAtEachLetterDoNotLast() {
        slow = true;
        for (var letter : "y = x.exp()\n".split("")) {
            type(letter);
            assertFalse(session.lastingProperty().get());
        }
        clock.advance(Calm.PATIENCE);
        assertTrue(session.lastingProperty().get());
        finishSlowRun();
        assertFalse(session.lastingProperty().get());
    }

    @Test
    void aRunThatAPersonAskedForLastsToo() {
        slow = true;
        runner.run(program());
        clock.advance(Calm.PATIENCE);
        assertTrue(session.lastingProperty().get());
        runner.cancel();
        assertFalse(session.lastingProperty().get());
    }

    @Test
    void anotherProgramIsNotDimmedByWhatWasWrongInTheOneBefore() {
        type("y = x.exp(");
        runner.cancel();
        clock.advance(Calm.PATIENCE.multipliedBy(2));
        assertEquals(List.of(), changes);
        assertEquals(List.of(), session.problems());
    }

    @Test
    void whereNothingRunsByItselfTheTextDimsAtOnce() {
        session.liveProperty().set(false);
        type("y = 1\n");
        assertEquals(Freshness.STALE, replay.freshnessProperty().get());
    }

    @Test
    void aRunOfAnEarlierTextStaysDimmedWhenItEnds() {
        session.liveProperty().set(false);
        slow = true;
        runner.run(program());
        type("y = 1\n");
        finishSlowRun();
        assertEquals(Freshness.STALE, replay.freshnessProperty().get());
    }

    @Test
    void aRunThatLastsFadesThePictureOfAnEarlierTextAndNotThatOfTheSame() {
        slow = true;
        runner.run(program());
        clock.advance(Calm.PATIENCE);
        assertEquals(Freshness.CURRENT, replay.freshnessProperty().get());
        finishSlowRun();
        slow = true;
        text += "y = x.exp()\n";
        runner.run(program());
        assertEquals(Freshness.CURRENT, replay.freshnessProperty().get());
        clock.advance(Calm.PATIENCE);
        assertEquals(Freshness.STALE, replay.freshnessProperty().get());
        finishSlowRun();
        assertEquals(Freshness.CURRENT, replay.freshnessProperty().get());
    }

    @Test
    void thePictureIsAnotherProgramsUntilThisOneHasARecording() {
        assertFalse(session.othersPictureProperty().get());
        runner.cancel();
        assertTrue(session.othersPictureProperty().get());
        text = "crash";
        runner.run(program());
        assertTrue(session.othersPictureProperty().get());
        text = GOOD;
        runner.run(program());
        assertFalse(session.othersPictureProperty().get());
    }

    @Test
    void whatToDoStandsInTheConsoleBesideTheError() {
        text = GOOD + "import pandas\n";
        runner.run(program());
        assertTrue(console.toString().contains("There is no pandas here"), console::toString);
    }

    @Test
    void aProgramThatCannotBeReadTakesAnotherProgramsPictureAway() {
        runner.cancel();
        text = "";
        type("y = x.exp(");
        clock.advance(Calm.PATIENCE);
        assertEquals(text, replay.moment().recording().source());
        assertFalse(session.othersPictureProperty().get());
        assertTrue(console.toString().contains("SyntaxError"), "there is no other text to keep");
    }

    @Test
    void aRunWithoutARecordingFadesThePictureAndTakesTheMarksOfTheOneBefore() {
        text = GOOD + "y = x.wrong";
        runner.run(program());
        assertEquals(1, session.problems().size());
        text = GOOD + "lost";
        runner.run(program());
        assertEquals(Freshness.STALE, replay.freshnessProperty().get());
        assertEquals(List.of(), session.problems());
        assertTrue(session.noticeProperty().get().orElseThrow().text().contains("could not be recorded"));
    }

    /// Types, and lets a little time pass in which the program runs.
    private void type(String letters) {
        text += letters;
        runner.edited(program());
        clock.advance(A_LETTER);
    }

    /// How long what the last [#type(String)] made wrong is still looked past.
    private static Duration untilPatienceEnds() {
        return Runner.LIVE_DELAY.plus(Calm.PATIENCE).minus(A_LETTER);
    }

    private void finishSlowRun() {
        slow = false;
        slowRuns.remove().run();
    }

    private Program program() {
        return new Program("typed.py", text, null, false);
    }
}
