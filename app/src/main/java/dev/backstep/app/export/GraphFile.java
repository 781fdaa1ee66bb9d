package dev.backstep.app.export;

import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Tint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.graphstream.graph.Edge;
import org.graphstream.graph.Element;
import org.graphstream.graph.Node;
import org.graphstream.stream.file.FileSinkDOT;
import org.graphstream.stream.file.FileSinkGraphML;

/// Writes the graph itself, by GraphStream.
final class GraphFile {
    private GraphFile() {}

    /// With attributes by which Graphviz draws it much as the picture does.
    static void writeDot(Picture picture, boolean transparent, OutputStream out) throws IOException {
        var theme = picture.theme();
        var graph = GradientAttributes.graph(picture);
        graph.setAttribute(
                "bgcolor", transparent ? "transparent" : hex(theme.ground().fill()));
        graph.nodes().forEach(node -> decorate(node, theme));
        graph.edges().forEach(edge -> decorate(edge, theme));
        escape(graph);
        graph.nodes().forEach(GraphFile::escape);
        graph.edges().forEach(GraphFile::escape);
        // GraphStream's sinks close what they write to.
        new FileSinkDOT(true).writeAll(graph, new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    static void writeGraphMl(Picture picture, OutputStream out) throws IOException {
        var graph = GradientAttributes.graph(picture);
        var text = new StringWriter();
        new FileSinkGraphML().writeAll(graph, text);
        try (var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
            // GraphStream calls every graph undirected and then directs its edges, which some readers
            // refuse.
            writer.write(text.toString().replaceFirst("edgedefault=\"undirected\"", "edgedefault=\"directed\""));
        }
    }

    private static void decorate(Node node, GraphTheme theme) {
        boolean now = "now".equals(node.getAttribute("state"));
        var kind = text(node, "kind");
        var look = now ? theme.node(kind, "now") : theme.node(kind);
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
        node.setAttribute("penwidth", look.strokeWidth());
    }

    private static void decorate(Edge edge, GraphTheme theme) {
        boolean now = "now".equals(edge.getAttribute("state"));
        var look = now ? theme.edge("now") : theme.edge("gradient");
        edge.setAttribute("color", hex(look.fill()));
        edge.setAttribute("penwidth", look.width());
        if (edge.hasAttribute("grad")) {
            edge.setAttribute("label", edge.getAttribute("grad"));
            edge.setAttribute("fontcolor", hex(theme.sprite("legend").text()));
        }
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
