package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.SampleRecording;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.replay.BackwardState.Phase;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackwardStateTest {
    private final Recording diamond = Samples.diamond();

    @Test
    void beforeAnyPassThereIsNothingToShow() {
        assertEquals(Phase.NONE, at(diamond, 0).phase());
    }

    @Test
    void aStepLightsItsNodeUpAndMarksThoseBefore() {
        var pass = diamond.passes().get(1);
        var step = pass.steps().get(3);
        var state = at(diamond, step.at() + 1);
        assertEquals(step.node(), state.currentNode());
        assertEquals(4, state.stepsDone());
        assertEquals(Phase.RUNNING, state.phase());
        for (int i = 0; i < pass.steps().size(); i++) {
            assertEquals(i <= 3, state.evaluated(pass.steps().get(i).node()), "step " + i);
        }
    }

    @Test
    void theStartOfAPassHasNoStepYet() {
        var pass = diamond.passes().getFirst();
        var state = at(diamond, pass.startedAt() + 1);
        assertEquals(Phase.STARTED, state.phase());
        assertEquals(Recording.NONE, state.currentNode());
        assertEquals(0, state.stepsDone());
    }

    @Test
    void afterItsEndAPassIsDone() {
        var state = at(diamond, diamond.timeline().size());
        assertEquals(Phase.ENDED, state.phase());
        assertEquals(diamond.passes().get(1), state.pass());
        assertEquals(state.pass().steps().size(), state.stepsDone());
    }

    @Test
    void afterAPassInsideAnotherTheOuterOneGoesOn() {
        var recording = nested();
        var outer = recording.passes().getFirst();
        var inner = recording.passes().get(1);

        var inside = at(recording, inner.steps().getFirst().at() + 1);
        assertEquals(inner, inside.pass());
        assertEquals(inner.steps().getFirst().node(), inside.currentNode());

        var last = outer.steps().getLast();
        var after = at(recording, last.at() + 1);
        assertEquals(outer, after.pass());
        assertEquals(Phase.RUNNING, after.phase());
        assertEquals(last.node(), after.currentNode());
        assertTrue(after.evaluated(last.node()));
        assertFalse(after.evaluated(inner.steps().getFirst().node()), "that was another pass");

        var end = at(recording, recording.timeline().size());
        assertEquals(outer, end.pass(), "the outermost is the one that was asked for");
        assertEquals(Phase.ENDED, end.phase());
    }

    private static BackwardState at(Recording recording, int at) {
        return Moment.of(recording, new Cursor(at)).backward();
    }

    /// Two passes over two graphs, the second while the first is at its second step: as with checkpointing.
    private static Recording nested() {
        var program = new SampleRecording("");
        int x = program.leaf("x", 1, true, 1, 2);
        int z = program.leaf("z", 1, true, 1, 2);
        int first = program.sum("first", 2, program.scaled("y", 2, x, 3));
        int second = program.sum("second", 3, program.scaled("u", 3, z, 3));
        program.backward(first, 4);
        program.backward(second, 5);
        var flat = program.build();
        var outer = flat.passes().get(0);
        var inner = flat.passes().get(1);
        var events = new ArrayList<>(flat.timeline().subList(0, outer.startedAt() + 2));
        events.addAll(flat.timeline().subList(inner.startedAt(), inner.endedAt() + 1));
        events.addAll(flat.timeline().subList(outer.startedAt() + 2, outer.endedAt() + 1));
        return new Recording(
                flat.version(),
                flat.name(),
                flat.source(),
                flat.run(),
                flat.statements(),
                flat.tensors(),
                flat.snapshots(),
                flat.operations(),
                flat.structure(),
                flat.nodes(),
                List.of(moved(outer, events), moved(inner, events)),
                flat.hooks(),
                flat.problems(),
                flat.notes(),
                events);
    }

    private static BackwardPass moved(BackwardPass pass, List<Event> events) {
        var steps = new ArrayList<Step>();
        for (var step : pass.steps()) {
            steps.add(new Step(
                    step.index(),
                    step.node(),
                    step.gradientsIn(),
                    step.gradientsOut(),
                    step.deliveries(),
                    step.accumulations(),
                    events.indexOf(new Event.StepDone(pass.id(), step.index())),
                    step.nanos()));
        }
        return new BackwardPass(
                pass.id(),
                pass.call(),
                pass.span(),
                pass.frame(),
                pass.roots(),
                pass.inputs(),
                pass.retainGraph(),
                pass.createGraph(),
                steps,
                events.indexOf(new Event.PassStarted(pass.id())),
                events.indexOf(new Event.PassEnded(pass.id())),
                pass.problem());
    }
}
