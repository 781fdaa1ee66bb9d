package dev.backstep.app.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.app.tasks.ManualClock;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuideViewModelTest {
    private final ManualClock clock = new ManualClock();
    private final Tasks tasks = new Tasks(Runnable::run, Runnable::run, clock);
    private final Replay replay = new Replay();
    private final SimpleStringProperty program = new SimpleStringProperty("");
    private final SimpleBooleanProperty addedUp = new SimpleBooleanProperty();
    private final SimpleObjectProperty<Object> folds = new SimpleObjectProperty<>("open");
    private final List<String> heard = new ArrayList<>();
    private final GuideViewModel guide = new GuideViewModel(
            new GuideStage() {
                @Override
                public void enter(String name, String text) {
                    heard.add("enter");
                    program.set(text);
                }

                @Override
                public void show(String part, int line) {
                    heard.add(part + (line == 0 ? "" : ":" + line));
                }

                @Override
                public void leave() {
                    heard.add("leave");
                }
            },
            new GuideViewModel.Window(replay, program, addedUp, folds),
            tasks);

    @AfterEach
    void close() {
        tasks.close();
    }

    @Test
    void eachCardNoticesThatItsThingWasDoneAndTheNextComes() {
        guide.start();
        assertCard(Card.TYPE);
        type(SampleRecordings.diamond(2, true));
        assertDone(Card.TYPE, Card.LOOK);
        replay.select(new Selection.Node(0));
        assertDone(Card.LOOK, Card.PASS);
        var pass = replay.moment().recording().passes().getFirst();
        replay.jumpTo(new Cursor(pass.startedAt() + 1));
        assertDone(Card.PASS, Card.STEP);
        step(1);
        step(1);
        assertCard(Card.STEP);
        step(1);
        assertDone(Card.STEP, Card.BACK);
        step(-1);
        assertDone(Card.BACK, Card.BUILD_UP);
        type(SampleRecordings.diamond());
        assertCard(Card.BUILD_UP);
        addedUp.set(true);
        assertDone(Card.BUILD_UP, Card.MEND);
        addedUp.set(false);
        assertDone(Card.MEND, Card.FOLD);
        folds.set("folded");
        assertDone(Card.FOLD, Card.EXPORT);
        guide.performed("file.export");
        assertDone(Card.EXPORT, Card.END);
        assertTrue(guide.runningProperty().get());
        guide.goOn();
        assertFalse(guide.runningProperty().get());
        assertEquals("leave", heard.getLast());
    }

    @Test
    void aChangeThatDoesNotRunIsNotTakenForDone() {
        guide.start();
        program.set("(");
        assertCard(Card.TYPE);
        replay.show(SampleRecordings.failing());
        program.set(SampleRecordings.failing().source());
        assertCard(Card.TYPE);
    }

    @Test
    void nobodyIsLedAwayFromWhatTheyType() {
        guide.start();
        type(SampleRecordings.diamond(2, true));
        clock.advance(GuideViewModel.PAUSE.dividedBy(2));
        program.set(program.get() + " ");
        clock.advance(GuideViewModel.PAUSE.dividedBy(2));
        assertEquals(Card.TYPE, guide.shownProperty().get().card());
        clock.advance(GuideViewModel.PAUSE);
        assertCard(Card.LOOK);
    }

    @Test
    void leavingInTheMiddleGivesTheProgramBackOnce() {
        guide.start();
        guide.goOn();
        guide.leave();
        guide.leave();
        assertNull(guide.shownProperty().get().card());
        assertEquals(List.of("enter", "editor:13", "graph", "leave"), heard);
        clock.advance(GuideViewModel.PAUSE);
        assertNull(guide.shownProperty().get().card());
    }

    @Test
    void whatWasDoneBeforeACardCameDoesNotCount() {
        replay.show(SampleRecordings.diamond());
        replay.select(new Selection.Node(0));
        guide.start();
        guide.goOn();
        assertCard(Card.LOOK);
        replay.select(new Selection.Node(1));
        assertDone(Card.LOOK, Card.PASS);
    }

    @Test
    void everyCardHasWords() {
        var words = new GuideText(command -> "<" + command + ">");
        for (var card : Card.values()) {
            assertFalse(words.title(card).isBlank());
            assertFalse(words.text(card).contains("{"), words.text(card));
        }
        assertTrue(words.text(Card.STEP).contains("<step.forward>"));
        assertEquals(12, Card.BUILD_UP.line());
    }

    private void type(Recording recording) {
        program.set(recording.source());
        replay.show(recording);
    }

    private void step(int by) {
        replay.moveTo(new Cursor(replay.moment().cursor().at() + by));
    }

    private void assertCard(Card card) {
        assertEquals(
                new GuideViewModel.Shown(card, false), guide.shownProperty().get());
    }

    private void assertDone(Card card, Card next) {
        assertEquals(new GuideViewModel.Shown(card, true), guide.shownProperty().get());
        clock.advance(GuideViewModel.PAUSE);
        assertCard(next);
    }
}
