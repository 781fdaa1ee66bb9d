package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirstNanTest {
    private final Replay replay = new Replay();
    private final SessionViewModel session = new SessionViewModel();
    private final FirstNan firstNan = new FirstNan(replay, session, at -> replay.jumpTo(new Cursor(at)));

    @Test
    void whereTheFirstNanWasBornIsSaidWithItsLine() {
        replay.show(SampleRecordings.logOfNegative());
        assertEquals("The first NaN was born in log, line 2: y = x.log()", notice().text());
    }

    @Test
    void aNanOfTheBackwardPassIsSaidWithItsNode() {
        replay.show(SampleRecordings.rootOfZero());
        assertEquals(
                "The first NaN was born in backward pass 1, at SqrtBackward0, line 2: y = x.sqrt()", notice().text());
    }

    @Test
    void theButtonGoesThere() {
        var recording = SampleRecordings.rootOfZero();
        replay.show(recording);
        notice().actions().getFirst().run().run();
        var first = replay.moment().index().nonFinite().nans().first();
        assertEquals(new Cursor(first.at()), replay.moment().cursor());
        assertEquals(new Selection.Node(first.node()), replay.moment().selection());
    }

    @Test
    void aRunWithoutNanTakesTheNoticeAway() {
        replay.show(SampleRecordings.logOfNegative());
        replay.show(SampleRecordings.trainingLoop());
        assertEquals(Optional.empty(), session.noticeProperty().get());
    }

    @Test
    void whoHasDismissedItIsNotToldAgainUntilAnotherPlaceIsTheFirst() {
        replay.show(SampleRecordings.logOfNegative());
        session.dismissNotice();
        replay.show(SampleRecordings.logOfNegative());
        assertEquals(Optional.empty(), session.noticeProperty().get());
        replay.show(SampleRecordings.rootOfZero());
        assertTrue(notice().text().contains("SqrtBackward0"));
    }

    @Test
    void anotherNoticeIsNotReplaced() {
        var other = new Notice(Notice.Level.ERROR, "The kernel has died.");
        session.show(other);
        replay.show(SampleRecordings.logOfNegative());
        assertEquals(other, notice());
    }

    @Test
    void whereThereIsNoneTheCommandSaysSo() {
        replay.show(SampleRecordings.trainingLoop());
        firstNan.go();
        assertEquals("There is no NaN and no Inf in this run.", notice().text());
    }

    private Notice notice() {
        return session.noticeProperty().get().orElseThrow();
    }
}
