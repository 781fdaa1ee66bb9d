package dev.backstep.app.graph.paint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.SampleRecording;
import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.layout.LayoutEngine;
import dev.backstep.app.graph.layout.MarkSize;
import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.GraphModelBuilder;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.model.Link;
import dev.backstep.app.graph.model.LiveGraph;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.view.HoverText;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.recording.Recording;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceMarksTest {
    private final Recording mixed = Samples.devices();
    private final GraphModel model =
            GraphModelBuilder.build(mixed, mixed.passes().getFirst(), GraphOptions.DEFAULT);

    @Test
    void whereEverythingLivesOnOneDeviceNothingIsMarked() {
        for (var device : List.of("cpu", "cuda:0")) {
            var program = new SampleRecording("");
            program.on(device, "Ada");
            program.backward(program.sum("y", 2, program.leaf("x", 1, true, 1, 2)), 3);
            var plain = GraphModelBuilder.build(program.build(), null, GraphOptions.DEFAULT);
            assertTrue(
                    plain.vertices().stream().allMatch(vertex -> vertex.mark().equals(Vertex.Mark.NONE)));
            assertTrue(plain.links().stream().noneMatch(Link::transfer));
        }
    }

    @Test
    void whatIsMovedIsMarkedAndSoIsTheEdgeThatItComesAlong() {
        assertEquals(
                List.of("cpu → cuda:0", "cuda:0 → cpu"),
                model.vertices().stream()
                        .filter(vertex -> vertex.mark().transfer() != null)
                        .map(vertex -> vertex.mark().transfer().text())
                        .toList());
        var crossing = model.links().stream().filter(Link::transfer).toList();
        assertEquals(2, crossing.size());
        for (var link : crossing) {
            assertEquals("ToCopyBackward0", model.vertices().get(link.target()).title());
        }
    }

    @Test
    void tensorsOnTheGpuCarryItsNumber() {
        assertEquals("", vertex("w").mark().gpu());
        assertEquals("0", vertex("v").mark().gpu());
        assertEquals("0", vertex("MulBackward0").mark().gpu());
    }

    @Test
    void whatTheCpuComputedForTheGpuIsMarkedThoughAllLivesOnTheGpu() {
        assertEquals(List.of("put"), vertex("MulBackward0").mark().onCpu());
        var program = new SampleRecording("");
        program.on("cuda:0", "Ada");
        program.sum("y", 2, program.leaf("x", 1, true, 1, 2));
        program.onCpu("sort");
        var plain = GraphModelBuilder.build(program.build(), null, GraphOptions.DEFAULT);
        var marks = plain.vertices().stream().map(Vertex::mark).toList();
        assertTrue(marks.contains(new Vertex.Mark("", null, List.of("sort"))), marks::toString);
    }

    @Test
    void aNumberInATensorIsNotMoved() {
        var program = new SampleRecording("");
        int factor = program.shaped("factor", 1, false, new int[0], 2);
        program.on("cuda:0", "Ada");
        program.function("mul", "y", 2, new int[] {2}, program.leaf("x", 1, true, 1, 2), factor);
        var model = GraphModelBuilder.build(program.build(), null, GraphOptions.DEFAULT);
        assertTrue(model.vertices().stream().allMatch(vertex -> vertex.mark().transfer() == null));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void marksFitIntoTheirNodesAndAreInTheLegend(boolean dark) {
        var theme = dark ? GraphTheme.dark() : GraphTheme.light();
        var layout = LayoutEngine.layOut(model, theme, GraphLayout.EMPTY, () -> false);
        for (int i = 0; i < model.vertices().size(); i++) {
            var vertex = model.vertices().get(i);
            assertTrue(layout.places().get(i).width() >= MarkSize.transferWidth(vertex, theme));
        }
        var surface = new RecordingSurface();
        var start = mixed.passes().getFirst().startedAt();
        GraphDrawing.of(mixed, new Cursor(start), GraphOptions.DEFAULT, theme).paint(surface);
        for (var text : List.of("cpu → cuda:0", "cuda:0 → cpu", "0", "on cuda:0", "transfer", "computed by the CPU")) {
            assertTrue(surface.texts().contains(text), () -> text + " is not in " + surface.texts());
        }
    }

    @Test
    void aLayoutWithoutRoomForTheMarksIsNotKept() {
        var theme = GraphTheme.light();
        var plain = new GraphModel(
                model.vertices().stream()
                        .map(vertex -> vertex.withMark(Vertex.Mark.NONE))
                        .toList(),
                model.links());
        var before = LayoutEngine.layOut(plain, theme, GraphLayout.EMPTY, () -> false);
        var after = LayoutEngine.layOut(model, theme, before, () -> false);
        int copy = model.indexOf(vertex("ToCopyBackward0").key());
        assertNotEquals(
                before.places().get(copy).height(), after.places().get(copy).height());
    }

    @Test
    void theStepThatMovesAGradientShowsItsWayBack() {
        var pass = mixed.passes().getFirst();
        var step = pass.steps().stream()
                .filter(each -> mixed.nodes().get(each.node()).name().equals("ToCopyBackward0"))
                .toList()
                .getLast();
        var surface = new RecordingSurface();
        GraphDrawing.of(mixed, new Cursor(step.at() + 1), GraphOptions.DEFAULT, GraphTheme.light())
                .paint(surface);
        assertTrue(surface.texts().contains("gradient cuda:0 → cpu"), surface.texts()::toString);
    }

    @Test
    void theCardNamesDevicesAndAmounts() {
        var index = RecordingIndex.of(mixed);
        var lines = HoverText.of(vertex("ToCopyBackward0"), index, Cursor.START).lines();
        assertTrue(lines.contains(new HoverText.Line("device", "cuda:0 (Ada)")), lines::toString);
        assertTrue(lines.contains(new HoverText.Line("moved", "cpu → cuda:0  8 bytes")), lines::toString);
        var product = HoverText.of(vertex("MulBackward0"), index, Cursor.START).lines();
        assertTrue(product.contains(new HoverText.Line("on the CPU", "put: no GPU kernel")), product::toString);
        var diamond = Samples.diamond();
        var plain = HoverText.of(
                        GraphModelBuilder.build(diamond, null, GraphOptions.DEFAULT)
                                .vertices()
                                .getFirst(),
                        RecordingIndex.of(diamond),
                        Cursor.START)
                .lines();
        assertFalse(plain.stream().anyMatch(line -> line.label().equals("device")), plain::toString);
    }

    @Test
    void filesOfGraphsHaveTheMarks() {
        var graph = new LiveGraph(model).graph();
        var node = graph.getNode(vertex("ToCopyBackward0").key());
        assertNotNull(node);
        assertEquals("cpu → cuda:0", node.getAttribute("transfer"));
        assertEquals("cuda:0", node.getAttribute("device"));
        assertEquals("put", graph.getNode(vertex("MulBackward0").key()).getAttribute("on_cpu"));
    }

    private Vertex vertex(String title) {
        return model.vertices().stream()
                .filter(vertex -> vertex.title().equals(title))
                .findFirst()
                .orElseThrow();
    }
}
