package dev.backstep.app.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.layout.GradientLabels;
import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.recording.Recording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.graphstream.graph.implementations.MultiGraph;
import org.graphstream.stream.file.FileSourceDOT;
import org.graphstream.stream.file.FileSourceGraphML;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class GraphExporterTest {
    @TempDir
    Path folder;

    private final Recording diamond = Samples.diamond();
    private final Cursor step =
            new Cursor(diamond.passes().get(1).steps().get(3).at() + 1);

    @Test
    void anSvgHasAGroupForEachNodeWithItsTexts() throws Exception {
        var svg = parse(export("graph.svg", ExportOptions.DEFAULT));
        assertEquals(
                List.of(
                        "node:MulBackward0",
                        "node:PowBackward0",
                        "node:PowBackward0-2",
                        "node:SubBackward0",
                        "node:SumBackward0",
                        "node:a",
                        "node:a.grad",
                        "node:b",
                        "node:b.grad"),
                elements(svg, "g").stream()
                        .map(group -> group.getAttribute("id"))
                        .filter(id -> id.startsWith("node:"))
                        .sorted()
                        .toList());
        var sub = elements(svg, "g").stream()
                .filter(group -> group.getAttribute("id").equals("node:SubBackward0"))
                .findFirst()
                .orElseThrow();
        assertTrue(sub.getTextContent().contains("Q · (2,) · line 4"));
    }

    @Test
    void anSvgShowsTheGradientsOfTheStep() throws Exception {
        var texts = elements(parse(export("graph.svg", ExportOptions.DEFAULT)), "text").stream()
                .map(Element::getTextContent)
                .toList();
        assertTrue(texts.containsAll(List.of("[1., 1.]", "start 1.", "now")), texts::toString);
    }

    @Test
    void anSvgCarriesTheLettersOfItsFonts() throws Exception {
        var file = export("graph.svg", ExportOptions.DEFAULT);
        assertTrue(Files.readString(file).contains("@font-face{font-family:'Backstep Sans'"));
        assertTrue(Files.size(file) < 150_000, "only the letters in use: " + Files.size(file));
    }

    @Test
    void themesDifferInColorsOnly() throws Exception {
        var light = parse(export("light.svg", ExportOptions.DEFAULT));
        var dark = parse(export("dark.svg", ExportOptions.DEFAULT.withDark(true)));
        assertEquals(paths(light), paths(dark));
        assertEquals("#ffffff", elements(light, "path").getFirst().getAttribute("fill"));
        assertEquals("#0d1117", elements(dark, "path").getFirst().getAttribute("fill"));
    }

    @Test
    void aPngHasThePixelsThatTheScaleAsksFor() throws Exception {
        var drawing = GraphDrawing.of(diamond, step, GraphOptions.DEFAULT, GraphTheme.light());
        var image = ImageIO.read(
                export("graph.png", ExportOptions.DEFAULT.withScale(3)).toFile());
        assertEquals(Math.ceil(drawing.width() * 3), image.getWidth());
        assertEquals(Math.ceil(drawing.height() * 3), image.getHeight());
        var colors = new HashSet<Integer>();
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                colors.add(image.getRGB(x, y));
            }
        }
        assertTrue(colors.size() > 5, "something is painted");
        assertEquals(0xffffffff, image.getRGB(image.getWidth() - 1, image.getHeight() - 1), "to the last pixel");
    }

    @Test
    void aPdfHasTextThatCanBeSelected() throws Exception {
        try (var document =
                Loader.loadPDF(export("graph.pdf", ExportOptions.DEFAULT).toFile())) {
            assertEquals(1, document.getNumberOfPages());
            var text = new PDFTextStripper().getText(document);
            assertTrue(text.contains("SumBackward0") && text.contains("sum(Q) · line 5"), text);
        }
    }

    @Test
    void dotAndGraphMlCanBeReadBack() throws Exception {
        var dot = new MultiGraph("dot");
        var dotSource = new FileSourceDOT();
        dotSource.addSink(dot);
        dotSource.readAll(export("graph.dot", ExportOptions.DEFAULT).toString());
        assertEquals(9, dot.getNodeCount());
        assertEquals(8, dot.getEdgeCount());

        var graphMl = new MultiGraph("graphml");
        var graphMlSource = new FileSourceGraphML();
        graphMlSource.addSink(graphMl);
        graphMlSource.readAll(export("graph.graphml", ExportOptions.DEFAULT).toString());
        assertEquals(9, graphMl.getNodeCount());
        assertEquals("leaf", graphMl.getNode("a").getAttribute("kind"));
        assertEquals("Q · (2,) · line 4", graphMl.getNode("SubBackward0").getAttribute("detail"));
        assertTrue(
                Files.readString(export("graph.graphml", ExportOptions.DEFAULT)).contains("edgedefault=\"directed\""),
                "as its edges are");
    }

    @Test
    void dotAndGraphMlSayWhatThePassHasDoneAtTheStep() throws Exception {
        var graphMl = new MultiGraph("graphml");
        var source = new FileSourceGraphML();
        source.addSink(graphMl);
        source.readAll(export("graph.graphml", ExportOptions.DEFAULT).toString());
        var root = graphMl.getNode("SumBackward0");
        assertEquals(1, root.getAttribute("step"));
        assertEquals("done", root.getAttribute("state"));
        assertEquals("[1.]", root.getAttribute("grad"));
        var states = graphMl.nodes().map(node -> node.getAttribute("state")).toList();
        assertTrue(states.contains("now") && states.contains("waiting"), states::toString);
        var first = graphMl.getEdge("SubBackward0:SumBackward0");
        assertEquals("[1., 1.]", first.getAttribute("grad"));
        assertEquals(Math.sqrt(2), (double) first.getAttribute("grad_norm"), 1e-12);

        var dot = Files.readString(export("graph.dot", ExportOptions.DEFAULT));
        assertTrue(dot.contains("\"steps_done\"=4") && dot.contains("\"pass\"=2"), dot);
        assertTrue(dot.contains("\"grad\"=\"[1., 1.]\""), dot);
        assertTrue(
                dot.lines()
                        .filter(line -> line.contains("\"state\"=\"waiting\""))
                        .noneMatch(line -> line.contains("\"grad\"=")),
                "what has not come yet");
    }

    @Test
    void atTheEndALeafHasItsGradient() throws Exception {
        var file = folder.resolve("end.graphml");
        var end = new Cursor(diamond.timeline().size());
        exporter(Picture.of(Moment.of(diamond, end), GraphOptions.DEFAULT, GraphTheme.light()))
                .moment(file);
        var graphMl = new MultiGraph("graphml");
        var source = new FileSourceGraphML();
        source.addSink(graphMl);
        source.readAll(file.toString());
        assertEquals("[72., 162.]", graphMl.getNode("a").getAttribute("grad"));
        assertEquals(Math.hypot(72, 162), (double) graphMl.getNode("a").getAttribute("grad_norm"), 1e-3);
    }

    @Test
    void aTransparentPictureHasNoGround() throws Exception {
        var options = ExportOptions.DEFAULT.withTransparent(true);
        var image = ImageIO.read(export("clear.png", options).toFile());
        assertEquals(0, image.getRGB(1, 1) >>> 24);
        var opaque = Files.readString(export("opaque.svg", ExportOptions.DEFAULT));
        var clear = Files.readString(export("clear.svg", options));
        assertEquals(
                elements(parse(folder.resolve("opaque.svg")), "path").size() - 1,
                elements(parse(folder.resolve("clear.svg")), "path").size());
        assertTrue(clear.length() < opaque.length());
        assertTrue(Files.readString(export("clear.dot", options)).contains("\"bgcolor\"=\"transparent\""));
    }

    @Test
    void theLegendCanBeLeftOut() throws Exception {
        assertTrue(Files.readString(export("with.svg", ExportOptions.DEFAULT)).contains("leaf, requires grad"));
        var without = export("without.svg", ExportOptions.DEFAULT.withLegend(false));
        assertFalse(Files.readString(without).contains("leaf, requires grad"));
    }

    /// What the window hands over has its own places, and a part that is in view.
    @Test
    void whatIsSeenIsExportedAndNotLaidOutAnew() throws Exception {
        var from = seen();
        var moved = GraphLayout.between(
                from.layout(),
                Picture.of(Moment.of(Samples.square(), Cursor.START), GraphOptions.DEFAULT, GraphTheme.light())
                        .layout(),
                1);
        var other = new Picture(
                moved, GraphTheme.dark(), from.state(), 1, GradientLabels.NONE, from.facts(), Picture.Emphasis.NONE);
        var file = folder.resolve("seen.svg");
        var part = new Picture.View(0, 0, 400, 300, 0.5);
        new GraphExporter(other, part, ExportOptions.DEFAULT.withLegend(false)).moment(file);
        var svg = parse(file).getDocumentElement();
        assertEquals("200", svg.getAttribute("width"));
        assertEquals("150", svg.getAttribute("height"));
        assertTrue(Files.readString(file).contains("node:x\""), "the graph that was handed over");
        assertTrue(Files.readString(file).contains("clip"), "and nothing outside of the part");
    }

    @Test
    void aMovingFormatShowsNoSingleMoment() {
        assertTrue(failure("graph.gif", ExportOptions.DEFAULT).contains("whole backward pass"));
    }

    @Test
    void excludedOperationsAreExportedOnlyIfTheyAreSeen() throws Exception {
        var recording = Samples.perceptron();
        var file = folder.resolve("graph.svg");
        exporter(Picture.of(Moment.of(recording, new Cursor(0)), GraphOptions.DEFAULT, GraphTheme.light()))
                .moment(file);
        int without = elements(parse(file), "text").size();
        var all = new GraphOptions(true, true, true);
        exporter(Picture.of(Moment.of(recording, new Cursor(0)), all, GraphTheme.light()))
                .moment(file);
        assertTrue(elements(parse(file), "text").size() > without);
    }

    @Test
    void anEmptyGraphCanBeExported() throws Exception {
        var nothing = Picture.of(
                Moment.of(Recording.empty("empty.py", ""), Cursor.START), GraphOptions.DEFAULT, GraphTheme.light());
        for (var format : ExportFormat.values()) {
            if (format.moves()) {
                continue;
            }
            var file = folder.resolve("empty." + format.extension());
            exporter(nothing).moment(file);
            assertTrue(Files.size(file) > 0, format.toString());
        }
    }

    @Test
    void anUnknownEndingIsExplained() {
        assertEquals(
                "Backstep cannot write .bmp files; it can write .png, .svg, .pdf, .gif, .mp4, .dot, .graphml.",
                failure("graph.bmp", ExportOptions.DEFAULT));
        assertTrue(failure("graph", ExportOptions.DEFAULT).contains("does not say what to write"));
    }

    @Test
    void aMissingFolderIsExplained() {
        var message = failure("missing/graph.png", ExportOptions.DEFAULT);
        assertEquals("The folder " + folder.resolve("missing").toAbsolutePath() + " does not exist.", message);
    }

    @Test
    void aPictureTooLargeForAFileIsScaledDownAndSaysSo() throws Exception {
        var drawing = GraphDrawing.of(diamond, step, GraphOptions.DEFAULT, GraphTheme.light());
        for (var limit : List.of(Raster.Limit.PNG, Raster.Limit.GIF, Raster.Limit.MP4)) {
            var raster = Raster.of(drawing, 500, limit);
            double pixels = (double) raster.width() * raster.height();
            assertTrue(pixels > 0.9 * limit.pixels() && pixels <= limit.pixels(), () -> limit + ": " + pixels);
            assertEquals(0, raster.width() % limit.unit());
            var remark = raster.remark(limit);
            assertTrue(remark != null && remark.contains("instead of 500"), () -> String.valueOf(remark));
            assertNull(Raster.of(drawing, 1, limit).remark(limit));
            assertTrue(new Exported(folder, 1, remark).sentence().contains("scaled down"));
        }
    }

    @Test
    void theOldFileStaysWhereTheNewOneCannotBeWritten() throws Exception {
        var file = folder.resolve("graph.png");
        Files.write(file, new byte[] {1, 2, 3});
        assertTrue(failure("graph.png", ExportOptions.DEFAULT.withScale(-1)).contains("positive number"));
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList(), "nothing else is left behind");
        }
    }

    private Picture seen() {
        return Picture.of(Moment.of(diamond, step), GraphOptions.DEFAULT, GraphTheme.light());
    }

    private GraphExporter exporter(Picture picture) {
        return new GraphExporter(picture, null, ExportOptions.DEFAULT);
    }

    private String failure(String name, ExportOptions options) {
        return assertThrows(
                        ExportException.class,
                        () -> new GraphExporter(seen(), null, options).moment(folder.resolve(name)))
                .getMessage();
    }

    private Path export(String name, ExportOptions options) throws ExportException {
        var file = folder.resolve(name);
        new GraphExporter(seen(), null, options).moment(file);
        return file;
    }

    private static Document parse(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static List<Element> elements(Document document, String name) {
        var found = new ArrayList<Element>();
        var nodes = document.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static List<String> paths(Document document) {
        return elements(document, "path").stream()
                .map(path -> path.getAttribute("d"))
                .toList();
    }
}
