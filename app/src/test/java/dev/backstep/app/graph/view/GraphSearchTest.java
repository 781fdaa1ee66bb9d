package dev.backstep.app.graph.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.SampleRecording;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.Folds;
import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.GraphModelBuilder;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.recording.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphSearchTest {
    @Test
    void aLineIsFoundExactly() {
        assertEquals(
                List.of("PowBackward0", "MulBackward0", "PowBackward0", "SubBackward0"),
                titles(Samples.diamond(), "line:4"));
        assertEquals(List.of(), titles(Samples.diamond(), "line:44"));
    }

    @Test
    void gradientsAreFoundByTheirNorm() {
        assertEquals(List.of("a", "AccumulateGrad"), titles(Samples.diamond(), "norm>100"));
        assertEquals(List.of(), titles(Samples.diamond(), "norm>1e9"));
        assertEquals(List.of(), titles(Samples.diamond(), "norm>many"));
    }

    @Test
    void notANumberIsFoundWhereItIs() {
        var program = new SampleRecording("");
        int x = program.leaf("x", 1, true, 1, 2);
        program.backward(program.sum("total", 3, program.scaled("y", 2, x, Double.NaN)), 4);
        var found = titles(program.build(), "nan");
        assertTrue(found.contains("MulBackward0"), found::toString);
        assertEquals(List.of(), titles(Samples.diamond(), "nan"));
    }

    @Test
    void whatIsFoldedIsFoundInItsBox() {
        var recording = Samples.chain(1000);
        var model = model(recording);
        var found = GraphSearch.search(model, end(recording), "line:500");
        assertEquals(1, found.size());
        assertEquals("lines 464 – 505", model.vertices().get(found.getFirst()).title());
    }

    private static List<String> titles(Recording recording, String query) {
        var model = model(recording);
        return GraphSearch.search(model, end(recording), query).stream()
                .map(vertex -> model.vertices().get(vertex).title())
                .toList();
    }

    private static Moment end(Recording recording) {
        return Moment.of(recording, new Cursor(recording.timeline().size()));
    }

    private static GraphModel model(Recording recording) {
        return GraphModelBuilder.build(
                recording, recording.passes().getLast(), GraphOptions.DEFAULT.with(Folds.AUTOMATIC));
    }
}
