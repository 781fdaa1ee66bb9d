package dev.backstep.app.graph.model;

import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/// What the picture shows, before it has a layout: vertices in the order in which they were computed, and links.
/// Immutable, a function of a recording, a pass and options (see [GraphModelBuilder]).
public final class GraphModel {
    public static final GraphModel EMPTY = new GraphModel(List.of(), List.of());

    private final List<Vertex> vertices;
    private final List<Link> links;
    private final List<Frame> frames;
    private final Hidden hidden;
    private final List<List<Integer>> incoming;
    private final List<List<Integer>> outgoing;
    private final Map<String, Integer> byKey = new HashMap<>();
    private final Map<Integer, Integer> byNode = new HashMap<>();
    private final Map<Integer, Integer> byTensor = new HashMap<>();
    private final Map<Long, Integer> byEdge = new HashMap<>();

    /// The whole graph, of which folded groups hide a part.
    ///
    /// @param shownAs the vertex here that each vertex of the whole graph is shown as
    record Hidden(GraphModel whole, Groups groups, int[] shownAs) {}

    public GraphModel(List<Vertex> vertices, List<Link> links) {
        this(vertices, links, List.of(), null);
    }

    /// @param hidden null if nothing is
    GraphModel(List<Vertex> vertices, List<Link> links, List<Frame> frames, @Nullable Hidden hidden) {
        this.vertices = List.copyOf(vertices);
        this.links = List.copyOf(links);
        this.frames = List.copyOf(frames);
        this.hidden = hidden == null ? new Hidden(this, Groups.NONE_AT_ALL, new int[0]) : hidden;
        incoming = new ArrayList<>(vertices.size());
        outgoing = new ArrayList<>(vertices.size());
        for (int i = 0; i < vertices.size(); i++) {
            incoming.add(new ArrayList<>(2));
            outgoing.add(new ArrayList<>(2));
            if (byKey.put(vertices.get(i).key(), i) != null) {
                throw new IllegalArgumentException(
                        "Two vertices have the key " + vertices.get(i).key());
            }
        }
        for (int i = 0; i < links.size(); i++) {
            outgoing.get(links.get(i).source()).add(i);
            incoming.get(links.get(i).target()).add(i);
        }
        if (hidden == null) {
            find();
        } else {
            findIn(hidden);
        }
    }

    private void find() {
        for (int i = 0; i < vertices.size(); i++) {
            find(vertices.get(i), i);
        }
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).edge() != Recording.NONE) {
                byEdge.put(edgeKey(links.get(i).node(), links.get(i).edge()), i);
            }
        }
    }

    private void find(Vertex vertex, int index) {
        if (vertex.node() != Recording.NONE) {
            byNode.put(vertex.node(), index);
        }
        // A leaf's AccumulateGrad also knows the tensor; the leaf itself is its vertex.
        if (vertex.tensor() != Recording.NONE && vertex.kind() != Vertex.Kind.ACCUMULATE) {
            byTensor.put(vertex.tensor(), index);
        }
    }

    /// What is hidden in a folded group is found there.
    private void findIn(Hidden parts) {
        var between = new HashMap<Long, Integer>();
        for (int i = 0; i < links.size(); i++) {
            between.put(edgeKey(links.get(i).source(), links.get(i).target()), i);
        }
        for (int i = 0; i < parts.shownAs.length; i++) {
            find(parts.whole.vertices.get(i), parts.shownAs[i]);
        }
        for (var link : parts.whole.links) {
            int source = parts.shownAs[link.source()];
            int target = parts.shownAs[link.target()];
            if (link.edge() != Recording.NONE && source != target) {
                byEdge.put(edgeKey(link.node(), link.edge()), between.get(edgeKey(source, target)));
            }
        }
        for (int i = 0; i < links.size(); i++) {
            // Side by side each link is its own edge.
            if (links.get(i).count() == 1 && links.get(i).edge() != Recording.NONE) {
                byEdge.put(edgeKey(links.get(i).node(), links.get(i).edge()), i);
            }
        }
    }

    /// The boxes around open groups; a frame comes after the one that it is in.
    public List<Frame> frames() {
        return frames;
    }

    /// All groups of the whole graph, folded or open.
    public Groups groups() {
        return hidden.groups();
    }

    /// How many turns a loop has if not all of them are shown at once, else 0.
    public int turnsToChoose(Group loop) {
        int turns = groups().children(loop.id()).size();
        return turns > Opening.FEW_TURNS && wholeSize() > Opening.READ_AS_A_WHOLE ? turns : 0;
    }

    /// How many vertices there are with what is hidden in folded groups.
    public int wholeSize() {
        return hidden.whole().vertices().size();
    }

    /// Tells of each vertex of the whole graph, and of the index of the vertex here that it is shown as.
    public void forEachInside(ObjIntConsumer<Vertex> told) {
        if (hidden.whole() == this) {
            for (int i = 0; i < vertices.size(); i++) {
                told.accept(vertices.get(i), i);
            }
        } else {
            for (int i = 0; i < hidden.shownAs().length; i++) {
                told.accept(hidden.whole().vertices.get(i), hidden.shownAs()[i]);
            }
        }
    }

    /// The vertices of the whole graph that a vertex stands for: itself, or what is folded into it.
    public List<Vertex> inside(int vertex) {
        if (vertices.get(vertex).kind() != Vertex.Kind.GROUP) {
            return List.of(vertices.get(vertex));
        }
        var inside = new ArrayList<Vertex>();
        for (int i = 0; i < hidden.shownAs().length; i++) {
            if (hidden.shownAs()[i] == vertex) {
                inside.add(hidden.whole().vertices().get(i));
            }
        }
        return inside;
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

    /// The index of the vertex of a folded group, or -1 if the group is open or not there.
    public int indexOfGroup(String groupKey) {
        for (int i = 0; i < vertices.size(); i++) {
            var group = vertices.get(i).group();
            if (group != null && group.key().equals(groupKey)) {
                return i;
            }
        }
        return -1;
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
        if (vertices.size() != other.vertices.size()
                || links.size() != other.links.size()
                || !shapes(frames).equals(shapes(other.frames))) {
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
        return new GraphModel(renamed, links, frames, hidden.whole() == this ? null : hidden);
    }

    private record FrameShape(String key, int parent, List<Integer> vertices) {}

    private static List<FrameShape> shapes(List<Frame> frames) {
        return frames.stream()
                .map(frame -> new FrameShape(frame.group().key(), frame.parent(), frame.vertices()))
                .toList();
    }

    private static long edgeKey(int node, int edge) {
        return (long) node << 32 | edge;
    }
}
