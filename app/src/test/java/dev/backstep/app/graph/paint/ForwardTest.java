package dev.backstep.app.graph.paint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.SampleRecordings;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ForwardTest {
    private final Recording diamond = Samples.diamond();

    @Test
    void atTheStartNoFunctionIsThere() {
        var picture = at(0);
        var vertices = picture.layout().model().vertices();
        for (int i = 0; i < vertices.size(); i++) {
            if (vertices.get(i).operation() >= 0) {
                assertTrue(picture.facts().unborn().get(i), vertices.get(i).title());
            }
        }
    }

    @Test
    void theForwardPassBuildsTheGraphNodeByNode() {
        var there = new ArrayList<Integer>();
        for (int place : operations(0)) {
            var picture = at(place);
            var facts = picture.facts();
            there.add(
                    picture.layout().model().vertices().size() - facts.unborn().cardinality());
            assertFalse(facts.unborn().get(facts.now()), "the node that has just come is there");
        }
        assertEquals(there.stream().sorted().distinct().toList(), there, "more at each operator");
    }

    @Test
    void whatAnOperatorMadeIsSaidBesideIt() {
        var recording = SampleRecordings.diamond();
        int place = 0;
        while (!(recording.timeline().get(place) instanceof Event.OperationDone(int operation)
                && recording
                        .tensors()
                        .get(recording.operations().get(operation).outputs().getFirst())
                        .names()
                        .contains("Q"))) {
            place++;
        }
        var picture = Picture.of(Moment.of(recording, new Cursor(place + 1)), GraphOptions.DEFAULT, GraphTheme.dark());
        assertEquals("[-12., 65.]", picture.facts().made());
    }

    @Test
    void whenAllIsDoneEverythingIsThere() {
        assertTrue(at(diamond.timeline().size()).facts().unborn().isEmpty());
        assertTrue(
                at(diamond.passes().getFirst().startedAt() + 1).facts().unborn().isEmpty());
    }

    @Test
    void theGraphOfTheNextPassIsShownWhileItIsBuilt() {
        int first = operations(1).getFirst();
        assertEquals(
                diamond.passes().get(1),
                Moment.of(diamond, new Cursor(first)).timeline().passInView(new Cursor(first)));
        assertEquals(
                diamond.passes().getFirst(),
                Moment.of(diamond, new Cursor(first - 1)).timeline().passInView(new Cursor(first - 1)));
    }

    /// The places after the operators of a round.
    private ArrayList<Integer> operations(int round) {
        var places = new ArrayList<Integer>();
        int from = round == 0 ? 0 : diamond.passes().get(round - 1).endedAt();
        for (int i = from; i < diamond.passes().get(round).startedAt(); i++) {
            if (diamond.timeline().get(i) instanceof Event.OperationDone(int operation)
                    && diamond.operations().get(operation).node() >= 0) {
                places.add(i + 1);
            }
        }
        return places;
    }

    private Picture at(int place) {
        return Picture.of(Moment.of(diamond, new Cursor(place)), GraphOptions.DEFAULT, GraphTheme.dark());
    }
}
