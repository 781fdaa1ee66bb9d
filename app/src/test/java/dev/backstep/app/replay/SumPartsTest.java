package dev.backstep.app.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.app.graph.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class SumPartsTest {
    @Test
    void aJoinKnowsItsParts() {
        var recording = Samples.square();
        var pass = recording.passes().getLast();
        int join = recording.nodes().stream()
                .filter(node -> node.name().startsWith("Mul")
                        && node.id() != pass.roots().getFirst().node())
                .findFirst()
                .orElseThrow()
                .id();
        var sums = SumParts.at(pass, join, pass.steps().size());
        assertEquals(1, sums.size());
        assertEquals(2, sums.getFirst().parts().size(), "y is used twice");
        // z = y * y at y = 6: each way brings 6.
        assertArrayEquals(
                new double[] {6}, sums.getFirst().parts().getFirst().gradient().elements());
        assertArrayEquals(new double[] {12}, sums.getFirst().total().elements());
        assertEquals(List.of(), SumParts.at(pass, join, 0), "before anything has arrived");
        assertEquals(
                List.of(),
                SumParts.at(pass, pass.roots().getFirst().node(), pass.steps().size()));
    }
}
