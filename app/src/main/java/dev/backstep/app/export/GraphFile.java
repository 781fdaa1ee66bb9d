package dev.backstep.app.export;

import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Tint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.graphstream.graph.Element;
import org.graphstream.graph.Graph;
import org.graphstream.graph.Node;
import org.graphstream.stream.file.FileSinkDOT;
import org.graphstream.stream.file.FileSinkGraphML;

/// Writes the graph itself, by GraphStream.
final class GraphFile {
    private GraphFile() {}

    /// @param graph the caller's own copy; it gets the attributes by which Graphviz draws
    static void writeDot(Graph graph, GraphTheme theme, OutputStream out) throws IOException {
        graph.nodes().forEach(node -> decorate(node, theme));
        graph.nodes().forEach(GraphFile::escape);
        graph.edges().forEach(GraphFile::escape);
        // GraphStream's sinks close what they write to.
        new FileSinkDOT(true).writeAll(graph, new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    static void writeGraphMl(Graph graph, OutputStream out) throws IOException {
        var text = new StringWriter();
        new FileSinkGraphML().writeAll(graph, text);
        try (var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
            // GraphStream calls every graph undirected and then directs its edges, which some readers refuse.
            writer.write(text.toString().replaceFirst("edgedefault=\"undirected\"", "edgedefault=\"directed\""));
        }
    }

    private static void decorate(Node node, GraphTheme theme) {
        var look = theme.node(text(node, "kind"));
        var detail = text(node, "detail");
        node.setAttribute("label", detail.isEmpty() ? text(node, "label") : text(node, "label") + "\n" + detail);
        node.setAttribute("shape", "box");
        node.setAttribute(
                "style",
                switch (look.line()) {
                    case DASHES -> "filled,dashed";
                    case DOTS -> "filled,dotted";
                    default -> "filled,rounded";
                });
        node.setAttribute("fillcolor", hex(look.fill()));
        node.setAttribute("color", hex(look.stroke()));
        node.setAttribute("fontcolor", hex(look.text()));
    }

    /// GraphStream's DOT sink puts texts between quotes as they are.
    private static void escape(Element element) {
        element.attributeKeys().toList().forEach(key -> {
            if (element.getAttribute(key) instanceof String text) {
                element.setAttribute(
                        key, text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
            }
        });
    }

    private static String text(Node node, String attribute) {
        return String.valueOf(node.getAttribute(attribute));
    }

    private static String hex(Tint tint) {
        return String.format(Locale.ROOT, "#%02x%02x%02x", tint.red(), tint.green(), tint.blue());
    }
}
