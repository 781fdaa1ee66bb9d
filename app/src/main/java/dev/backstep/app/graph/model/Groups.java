package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The groups of a graph as a tree, and which of them each vertex is in. Immutable.
public final class Groups {
    static final Groups NONE_AT_ALL = new Groups(List.of(), new int[0]);

    private final List<Group> all;
    private final int[] groupOfVertex;
    private final List<List<Integer>> children;
    private final int[] sizes;
    private final int[] own;
    private final Map<String, Integer> byKey = new HashMap<>();

    /// @param all parents before what is in them
    /// @param groupOfVertex the innermost group of each vertex of the whole graph, or NONE
    Groups(List<Group> all, int[] groupOfVertex) {
        this.all = List.copyOf(all);
        this.groupOfVertex = groupOfVertex;
        children = new ArrayList<>(all.size());
        sizes = new int[all.size()];
        own = new int[all.size()];
        for (var group : all) {
            children.add(new ArrayList<>());
            if (!group.isTop()) {
                children.get(group.parent()).add(group.id());
            }
            byKey.put(group.key(), group.id());
        }
        for (int group : groupOfVertex) {
            if (group != NONE) {
                own[group]++;
            }
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            sizes[i] += own[i];
            if (!all.get(i).isTop()) {
                sizes[all.get(i).parent()] += sizes[i];
            }
        }
    }

    public List<Group> all() {
        return all;
    }

    public Group get(int group) {
        return all.get(group);
    }

    /// The group with a key, or NONE.
    public int indexOf(String key) {
        return byKey.getOrDefault(key, NONE);
    }

    /// The innermost group of a vertex of the whole graph, or NONE.
    int ofVertex(int vertex) {
        return groupOfVertex[vertex];
    }

    /// The groups directly in a group, in the order of the run.
    public List<Integer> children(int group) {
        return children.get(group);
    }

    /// How many vertices of the whole graph are in a group, at any depth.
    public int size(int group) {
        return sizes[group];
    }

    /// How many vertices are in a group and in no group within it.
    int own(int group) {
        return own[group];
    }

    /// How many groups a group is in.
    public int depth(int group) {
        int depth = 0;
        for (int at = all.get(group).parent(); at != NONE; at = all.get(at).parent()) {
            depth++;
        }
        return depth;
    }
}
