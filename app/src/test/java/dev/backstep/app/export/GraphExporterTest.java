package dev.backstep.app.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Cursor;
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
        var dark = parse(export("dark.svg", new ExportOptions(true, 1, GraphOptions.DEFAULT)));
        assertEquals(paths(light), paths(dark));
        assertEquals("#ffffff", elements(light, "path").getFirst().getAttribute("fill"));
        assertEquals("#0d1117", elements(dark, "path").getFirst().getAttribute("fill"));
    }

    @Test
    void aPngHasThePixelsThatTheScaleAsksFor() throws Exception {
        var drawing = GraphDrawing.of(diamond, step, GraphOptions.DEFAULT, GraphTheme.light());
        var image = ImageIO.read(export("graph.png", new ExportOptions(false, 3, GraphOptions.DEFAULT))
                .toFile());
        assertEquals(Math.ceil(drawing.width() * 3), image.getWidth());
        assertEquals(Math.ceil(drawing.height() * 3), image.getHeight());
        var colors = new HashSet<Integer>();
        for (int x = 0; x < image.getWidth(); x++) {
            colors.add(image.getRGB(x, image.getHeight() / 2));
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
    void excludedOperationsAreExportedOnlyIfTheyAreSeen() throws Exception {
        var recording = Samples.perceptron();
        var file = folder.resolve("graph.svg");
        GraphExporter.export(recording, new Cursor(0), ExportOptions.DEFAULT, file);
        int without = elements(parse(file), "text").size();
        var all = new ExportOptions(false, 1, new GraphOptions(true, true, true));
        GraphExporter.export(recording, new Cursor(0), all, file);
        assertTrue(elements(parse(file), "text").size() > without);
    }

    @Test
    void anEmptyGraphCanBeExported() throws Exception {
        for (var format : ExportFormat.values()) {
            var file = folder.resolve("empty." + format.extension());
            GraphExporter.export(Recording.empty("empty.py", ""), Cursor.START, ExportOptions.DEFAULT, file);
            assertTrue(Files.size(file) > 0, format.toString());
        }
    }

    @Test
    void anUnknownEndingIsExplained() {
        assertEquals(
                "Backstep cannot write .bmp files; it can write .png, .svg, .pdf, .dot, .graphml.",
                failure("graph.bmp", ExportOptions.DEFAULT));
        assertTrue(failure("graph", ExportOptions.DEFAULT).contains("does not say what to write"));
    }

    @Test
    void aMissingFolderIsExplained() {
        var message = failure("missing/graph.png", ExportOptions.DEFAULT);
        assertEquals("The folder " + folder.resolve("missing").toAbsolutePath() + " does not exist.", message);
    }

    @Test
    void aPictureTooLargeForAnImageIsExplainedAndTheOldFileStays() throws Exception {
        var file = folder.resolve("graph.png");
        Files.write(file, new byte[] {1, 2, 3});
        var message = failure("graph.png", new ExportOptions(false, 500, GraphOptions.DEFAULT));
        assertTrue(message.contains("too large for a PNG"), message);
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList(), "nothing else is left behind");
        }
    }

    private String failure(String name, ExportOptions options) {
        return assertThrows(
                        ExportException.class, () -> GraphExporter.export(diamond, step, options, folder.resolve(name)))
                .getMessage();
    }

    private Path export(String name, ExportOptions options) throws ExportException {
        var file = folder.resolve(name);
        GraphExporter.export(diamond, step, options, file);
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
