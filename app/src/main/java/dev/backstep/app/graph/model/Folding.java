package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes of a whole graph the one that is shown: folded groups are single vertices, and what led into them leads to
/// these.
final class Folding {
    private final GraphModel whole;
    private final Groups groups;
    private final Opening opening;
    private final GroupDetails details;
    /// What each group is hidden in: a folded group, or a range of turns (numbered from the number of groups on).
    private final int[] hiddenIn;
    private final List<Group> ranges = new ArrayList<>();
    private final List<List<Integer>> members = new ArrayList<>();
    private final List<Vertex> vertices = new ArrayList<>();
    private final Map<Integer, Integer> vertexOfGroup = new HashMap<>();
    private final int[] shownAs;
    private final Keys keys = new Keys();

    private Folding(Recording recording, GraphModel whole, Groups groups, Folds folds) {
        this.whole = whole;
        this.groups = groups;
        opening = Opening.of(groups, folds, whole.vertices().size());
        details = new GroupDetails(recording, groups);
        hiddenIn = new int[groups.all().size()];
        shownAs = new int[whole.vertices().size()];
        // A variable may be called as a function is.
        whole.vertices().forEach(vertex -> keys.unique(vertex.key()));
    }

    static GraphModel of(Recording recording, GraphModel whole, Groups groups, Folds folds) {
        if (groups.all().isEmpty()) {
            return whole;
        }
        return new Folding(recording, whole, groups, folds).fold();
    }

    private GraphModel fold() {
        hide();
        for (int i = 0; i < shownAs.length; i++) {
            int group = groups.ofVertex(i);
            int within = group == NONE ? NONE : hiddenIn[group];
            shownAs[i] = within == NONE ? add(whole.vertices().get(i)) : groupVertex(within);
        }
        fillIn();
        return new GraphModel(vertices, links(), frames(), new GraphModel.Hidden(whole, groups, shownAs));
    }

    private int add(Vertex vertex) {
        vertices.add(vertex);
        return vertices.size() - 1;
    }

    /// Finds out what is hidden in what, from the outside in.
    private void hide() {
        Arrays.fill(hiddenIn, NONE);
        for (var group : groups.all()) {
            int id = group.id();
            int above = group.isTop() ? NONE : hiddenIn[group.parent()];
            if (above != NONE) {
                hiddenIn[id] = above;
            } else if (!opening.isOpen(id) && hiddenIn[id] == NONE) {
                hiddenIn[id] = id;
            }
            if (hiddenIn[id] == NONE && group.kind().repeats()) {
                hideTurns(id);
            }
        }
    }

    private void hideTurns(int loop) {
        var children = groups.children(loop);
        int from = 0;
        while (from < children.size()) {
            int to = from;
            while (to < children.size() && !opening.isShown(loop, to)) {
                to++;
            }
            if (to - from > 1) {
                int id = groups.all().size() + ranges.size();
                ranges.add(details.range(id, groups.get(loop), from, to));
                members.add(children.subList(from, to));
                children.subList(from, to).forEach(child -> hiddenIn[child] = id);
            }
            from = Math.max(to, from) + 1;
        }
    }

    private int groupVertex(int group) {
        return vertexOfGroup.computeIfAbsent(group, _ -> {
            var vertex = details.vertex(
                    group < groups.all().size()
                            ? groups.get(group)
                            : ranges.get(group - groups.all().size()));
            return add(vertex.withKey(keys.unique(vertex.key())));
        });
    }

    /// Says in each folded group what is in it, now that this is known.
    private void fillIn() {
        var inside = new HashMap<Integer, List<Vertex>>();
        for (int i = 0; i < shownAs.length; i++) {
            if (vertices.get(shownAs[i]).kind() == Vertex.Kind.GROUP) {
                inside.computeIfAbsent(shownAs[i], _ -> new ArrayList<>())
                        .add(whole.vertices().get(i));
            }
        }
        inside.forEach((vertex, hidden) -> vertices.set(vertex, details.filled(vertices.get(vertex), hidden)));
    }

    private record Ends(int source, int target) {}

    /// Links between vertices that are shown. Those to or from a folded group are one line each way.
    private List<Link> links() {
        var links = new ArrayList<Link>();
        var merged = new HashMap<Ends, Integer>();
        for (var link : whole.links()) {
            int source = shownAs[link.source()];
            int target = shownAs[link.target()];
            if (source == target) {
                continue;
            }
            boolean folded = vertices.get(source).kind() == Vertex.Kind.GROUP
                    || vertices.get(target).kind() == Vertex.Kind.GROUP;
            var known = folded ? merged.get(new Ends(source, target)) : null;
            if (known == null) {
                if (folded) {
                    merged.put(new Ends(source, target), links.size());
                }
                links.add(link.between(source, target));
            } else {
                links.set(known, links.get(known).and(link));
            }
        }
        return links;
    }

    private List<Frame> frames() {
        var frames = new ArrayList<Frame>();
        var frameOf = new int[groups.all().size()];
        for (var group : groups.all()) {
            int above = group.isTop() ? -1 : frameOf[group.parent()];
            frameOf[group.id()] = above;
            if (hiddenIn[group.id()] == NONE && group.kind().framed()) {
                frameOf[group.id()] = frames.size();
                frames.add(new Frame(group, above, new ArrayList<>()));
            }
        }
        for (int i = 0; i < shownAs.length; i++) {
            int group = groups.ofVertex(i);
            if (group != NONE && hiddenIn[group] == NONE && frameOf[group] >= 0) {
                frames.get(frameOf[group]).vertices().add(shownAs[i]);
            }
        }
        vertexOfGroup.forEach((group, vertex) -> {
            int parent = group < groups.all().size()
                    ? groups.get(group).parent()
                    : ranges.get(group - groups.all().size()).parent();
            if (parent != NONE && frameOf[parent] >= 0) {
                frames.get(frameOf[parent]).vertices().add(vertex);
            }
        });
        return frames.stream()
                .map(frame -> new Frame(frame.group(), frame.parent(), List.copyOf(frame.vertices())))
                .toList();
    }
}
