package dev.backstep.app.graph.model;

import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the picture shows, before it has a layout: vertices in the order in which they were computed, and links.
/// Immutable, a function of a recording, a pass and options (see [GraphModelBuilder]).
public final class GraphModel {
    public static final GraphModel EMPTY = new GraphModel(List.of(), List.of());

    private final List<Vertex> vertices;
    private final List<Link> links;
    private final List<List<Integer>> incoming;
    private final List<List<Integer>> outgoing;
    private final Map<String, Integer> byKey = new HashMap<>();
    private final Map<Integer, Integer> byNode = new HashMap<>();
    private final Map<Integer, Integer> byTensor = new HashMap<>();
    private final Map<Long, Integer> byEdge = new HashMap<>();

    public GraphModel(List<Vertex> vertices, List<Link> links) {
        this.vertices = List.copyOf(vertices);
        this.links = List.copyOf(links);
        incoming = new ArrayList<>(vertices.size());
        outgoing = new ArrayList<>(vertices.size());
        for (int i = 0; i < vertices.size(); i++) {
            var vertex = vertices.get(i);
            incoming.add(new ArrayList<>(2));
            outgoing.add(new ArrayList<>(2));
            if (byKey.put(vertex.key(), i) != null) {
                throw new IllegalArgumentException("Two vertices have the key " + vertex.key());
            }
            if (vertex.node() != Recording.NONE) {
                byNode.put(vertex.node(), i);
            }
            // A leaf's AccumulateGrad also knows the tensor; the leaf itself is its vertex.
            if (vertex.tensor() != Recording.NONE && vertex.kind() != Vertex.Kind.ACCUMULATE) {
                byTensor.put(vertex.tensor(), i);
            }
        }
        for (int i = 0; i < links.size(); i++) {
            var link = links.get(i);
            outgoing.get(link.source()).add(i);
            incoming.get(link.target()).add(i);
            if (link.edge() != Recording.NONE) {
                byEdge.put(edgeKey(link.node(), link.edge()), i);
            }
        }
    }

    public List<Vertex> vertices() {
        return vertices;
    }

    public List<Link> links() {
        return links;
    }

    public boolean isEmpty() {
        return vertices.isEmpty();
    }

    /// The links that end in a vertex.
    public List<Integer> incoming(int vertex) {
        return incoming.get(vertex);
    }

    /// The links that start in a vertex.
    public List<Integer> outgoing(int vertex) {
        return outgoing.get(vertex);
    }

    /// The index of the vertex with a key, or -1.
    public int indexOf(@Nullable String key) {
        return key == null ? -1 : byKey.getOrDefault(key, -1);
    }

    /// The index of the vertex of a backward node, or -1 if the picture does not show it.
    public int indexOfNode(int node) {
        return byNode.getOrDefault(node, -1);
    }

    /// The index of the vertex of a tensor (a leaf, a constant, or the function that made it), or -1.
    public int indexOfTensor(int tensor) {
        return byTensor.getOrDefault(tensor, -1);
    }

    /// The index of the link of a backward node's edge, or -1 if the picture does not show it.
    public int indexOfEdge(int node, int edge) {
        return byEdge.getOrDefault(edgeKey(node, edge), -1);
    }

    /// Whether a layout of `other` is one of this, too: the same vertices and links in the same order, whatever they
    /// stand for and whatever their texts are.
    public boolean sameShapeAs(GraphModel other) {
        if (vertices.size() != other.vertices.size() || links.size() != other.links.size()) {
            return false;
        }
        for (int i = 0; i < vertices.size(); i++) {
            if (!vertices.get(i).key().equals(other.vertices.get(i).key())) {
                return false;
            }
        }
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).source() != other.links.get(i).source()
                    || links.get(i).target() != other.links.get(i).target()) {
                return false;
            }
        }
        return true;
    }

    GraphModel withKeys(List<String> keys) {
        var renamed = new ArrayList<Vertex>(vertices.size());
        for (int i = 0; i < keys.size(); i++) {
            renamed.add(vertices.get(i).withKey(keys.get(i)));
        }
        return new GraphModel(renamed, links);
    }

    private static long edgeKey(int node, int edge) {
        return (long) node << 32 | edge;
    }
}
