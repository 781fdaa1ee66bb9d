package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// What lies side by side in each group: groups and functions, in the order of the run. Leaves are not among them, for
/// they are where they are used.
final class Items {
    private final Groups groups;
    private final List<List<Item>> items = new ArrayList<>();
    private final int[] firstLines;
    private final int[] lastLines;

    /// A group or a function directly in a group; the other is NONE.
    ///
    /// @param order by which items are in the order of the run
    record Item(int group, int vertex, int order) {}

    Items(Groups groups, GraphModel model) {
        this.groups = groups;
        int top = groups.all().size();
        firstLines = new int[top];
        lastLines = new int[top];
        for (int i = 0; i <= top; i++) {
            items.add(new ArrayList<>());
        }
        var first = new int[top];
        Arrays.fill(first, Integer.MAX_VALUE);
        for (int i = 0; i < model.vertices().size(); i++) {
            var vertex = model.vertices().get(i);
            if (Leaves.isFunction(vertex)) {
                int group = groups.ofVertex(i);
                items.get(group == NONE ? top : group).add(new Item(NONE, i, i));
                for (int at = group; at != NONE; at = groups.get(at).parent()) {
                    first[at] = Math.min(first[at], i);
                    note(at, vertex.line());
                }
            }
        }
        for (var group : groups.all()) {
            items.get(group.isTop() ? top : group.parent()).add(new Item(group.id(), NONE, first[group.id()]));
        }
        items.forEach(each -> each.sort(Comparator.comparingInt(Item::order)));
    }

    private void note(int group, int line) {
        if (line > 0) {
            firstLines[group] = firstLines[group] == 0 ? line : Math.min(firstLines[group], line);
            lastLines[group] = Math.max(lastLines[group], line);
        }
    }

    /// Those that are in no group.
    List<Item> top() {
        return items.getLast();
    }

    List<Item> in(int group) {
        return items.get(group);
    }

    /// `lines 3 – 7`: where the source has some of them.
    String lines(List<Item> members, GraphModel model) {
        int from = 0;
        int to = 0;
        for (var item : members) {
            int start = item.group == NONE ? model.vertices().get(item.vertex).line() : firstLines[item.group];
            int end = item.group == NONE ? start : lastLines[item.group];
            from = from == 0 || start > 0 && start < from ? start : from;
            to = Math.max(to, end);
        }
        return from == to ? "line " + from : "lines " + from + " – " + to;
    }

    /// The line that the first of some of them is from.
    int firstLine(List<Item> members, GraphModel model) {
        var first = members.getFirst();
        return first.group == NONE ? model.vertices().get(first.vertex).line() : firstLines[first.group];
    }

    Groups groups() {
        return groups;
    }
}
