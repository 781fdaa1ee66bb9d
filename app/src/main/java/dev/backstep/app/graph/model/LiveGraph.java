package dev.backstep.app.graph.model;

import dev.backstep.recording.Recording;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.graphstream.graph.Graph;
import org.graphstream.graph.Node;
import org.graphstream.graph.implementations.MultiGraph;

/// The graph as GraphStream knows it: a live directed multigraph that follows the models it is given, publishing
/// each change to its sinks. Its algorithms and its file formats work on it.
///
/// Attributes of nodes: `label`, `detail`, `kind`, `ui.label`, `ui.class`, and `line` where known; of edges:
/// `ui.class`, and `input` (which input of the operation the edge is) where known.
public final class LiveGraph {
    private final Graph graph = new MultiGraph("backward-graph");

    public LiveGraph() {}

    public LiveGraph(GraphModel model) {
        update(model);
    }

    /// The graph; to be changed by [#update] only.
    public Graph graph() {
        return graph;
    }

    /// Adds, changes and removes what differs.
    public void update(GraphModel model) {
        Set<String> nodes = new HashSet<>();
        for (var vertex : model.vertices()) {
            nodes.add(vertex.key());
            var node = graph.getNode(vertex.key());
            if (node == null) {
                node = graph.addNode(vertex.key());
            }
            node.setAttribute("label", vertex.title());
            node.setAttribute("detail", vertex.detail());
            node.setAttribute("kind", vertex.kind().styleClass());
            node.setAttribute("ui.label", vertex.title());
            node.setAttribute("ui.class", vertex.kind().styleClass());
            if (vertex.line() > 0) {
                node.setAttribute("line", vertex.line());
            }
            mark(node, vertex.mark());
        }
        var keys = edgeKeys(model);
        Set<String> edges = new HashSet<>(keys);
        for (int i = 0; i < keys.size(); i++) {
            var link = model.links().get(i);
            var key = keys.get(i);
            var source = model.vertices().get(link.source()).key();
            var target = model.vertices().get(link.target()).key();
            var edge = graph.getEdge(key);
            if (edge == null) {
                if (graph.getNode(source) == null || graph.getNode(target) == null) {
                    throw new IllegalStateException("A link ends nowhere: " + key);
                }
                edge = graph.addEdge(key, source, target, true);
            }
            edge.setAttribute("ui.class", link.kind().styleClass() + (link.transfer() ? ", transfer" : ""));
            if (link.edge() != Recording.NONE) {
                edge.setAttribute("input", link.edge());
            }
        }
        graph.edges().filter(edge -> !edges.contains(edge.getId())).toList().forEach(graph::removeEdge);
        graph.nodes().filter(node -> !nodes.contains(node.getId())).toList().forEach(graph::removeNode);
    }

    /// What the edges of a model's links are called, in the order of the links.
    public static List<String> edgeKeys(GraphModel model) {
        Set<String> keys = new LinkedHashSet<>();
        for (var link : model.links()) {
            var base = model.vertices().get(link.source()).key() + ":"
                    + model.vertices().get(link.target()).key();
            var key = base;
            for (int copy = 2; !keys.add(key); copy++) {
                key = base + ":" + copy;
            }
        }
        return List.copyOf(keys);
    }

    private static void mark(Node node, Vertex.Mark mark) {
        say(node, "device", mark.device());
        say(node, "transfer", mark.transfer() == null ? "" : mark.transfer().text());
        say(node, "on_cpu", String.join(", ", mark.onCpu()));
    }

    private static void say(Node node, String name, String text) {
        if (text.isEmpty()) {
            node.removeAttribute(name);
        } else {
            node.setAttribute(name, text);
        }
    }
}
