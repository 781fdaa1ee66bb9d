package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.graph.model.GroupPaths.Element;
import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Finds the groups of a graph: consecutive operators that have a part of the run in common.
final class GroupFinder {
    private final GraphModel model;
    private final GroupPaths paths;
    private final GroupTitles titles;
    private final List<Draft> drafts = new ArrayList<>();
    private final int[] groupOf;

    /// A group that is being made.
    static final class Draft {
        final Element element;
        final int parent;
        /// Groups directly in it that are worth being one, and vertices directly in it.
        int parts;
        /// What it is replaced by where it is not worth being a group: a group around it, or NONE.
        int instead;
        boolean kept = true;

        Draft(Element element, int parent) {
            this.element = element;
            this.parent = parent;
        }
    }

    private GroupFinder(Recording recording, GraphModel model) {
        this.model = model;
        paths = new GroupPaths(recording);
        titles = new GroupTitles(recording);
        groupOf = new int[model.vertices().size()];
        Arrays.fill(groupOf, NONE);
    }

    static Groups of(Recording recording, GraphModel model) {
        var finder = new GroupFinder(recording, model);
        finder.followTheRun();
        finder.placeLeaves();
        finder.dissolve();
        return Ranges.build(Towers.build(finder.finish(), model), model);
    }

    /// Gives each function its group.
    private void followTheRun() {
        var places = new int[groupOf.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = paths.place(model.vertices().get(i));
        }
        var order = IntStream.range(0, places.length)
                .filter(i -> Leaves.isFunction(model.vertices().get(i)))
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(i -> places[i]).thenComparingInt(i -> i))
                .toList();
        var open = new ArrayList<Integer>();
        for (int vertex : order) {
            var path = paths.of(model.vertices().get(vertex));
            int same = 0;
            while (same < Math.min(open.size(), path.size())
                    && drafts.get(open.get(same)).element.equals(path.get(same))) {
                same++;
            }
            open.subList(same, open.size()).clear();
            for (var element : path.subList(same, path.size())) {
                drafts.add(new Draft(element, open.isEmpty() ? NONE : open.getLast()));
                open.add(drafts.size() - 1);
            }
            groupOf[vertex] = open.isEmpty() ? NONE : open.getLast();
        }
    }

    private void placeLeaves() {
        new Leaves(
                        model,
                        groupOf,
                        group -> drafts.get(group).parent,
                        group -> drafts.get(group).element.kind().holdsLeaves())
                .place();
    }

    /// Drops groups of a single part, and those that are all that their group has: a box around a box says nothing.
    private void dissolve() {
        for (int group : groupOf) {
            if (group != NONE) {
                drafts.get(group).parts++;
            }
        }
        for (int i = drafts.size() - 1; i >= 0; i--) {
            var draft = drafts.get(i);
            draft.kept = draft.parts > 1 || draft.parts == 1 && draft.element.kind() == Group.Kind.TURN;
            if (draft.parent != NONE) {
                drafts.get(draft.parent).parts += draft.kept ? 1 : draft.parts;
            }
        }
        for (var draft : drafts) {
            boolean alone =
                    draft.parent != NONE && drafts.get(draft.parent).kept && drafts.get(draft.parent).parts == 1;
            var kind = draft.element.kind();
            if (draft.kept && alone && kind != Group.Kind.MODULE) {
                draft.kept = kind == Group.Kind.LOOP && draft.parts > 1;
            }
        }
        dissolveSingleTurns();
        for (var draft : drafts) {
            draft.instead = draft.parent == NONE || drafts.get(draft.parent).kept
                    ? draft.parent
                    : drafts.get(draft.parent).instead;
        }
    }

    /// A loop of which the graph holds one turn is no loop here.
    private void dissolveSingleTurns() {
        for (var draft : drafts) {
            if (draft.element.kind() == Group.Kind.TURN) {
                var loop = drafts.get(draft.parent);
                if (loop.parts < 2) {
                    draft.kept = false;
                    loop.kept = false;
                }
            }
        }
    }

    private Groups finish() {
        var number = new int[drafts.size()];
        var groups = new ArrayList<Group>();
        var keys = new Keys();
        var turns = new int[drafts.size()];
        for (var draft : drafts) {
            if (draft.kept && draft.element.kind() == Group.Kind.TURN) {
                turns[draft.parent]++;
            }
        }
        for (int i = 0; i < drafts.size(); i++) {
            var draft = drafts.get(i);
            if (!draft.kept) {
                number[i] = draft.instead == NONE ? NONE : number[draft.instead];
                continue;
            }
            int parent = draft.instead == NONE ? NONE : number[draft.instead];
            var above = parent == NONE ? "" : groups.get(parent).key() + "/";
            number[i] = groups.size();
            groups.add(titles.group(
                    groups.size(), parent, draft.element, keys.unique(above + titles.token(draft.element)), turns[i]));
        }
        var placed = new int[groupOf.length];
        for (int i = 0; i < placed.length; i++) {
            placed[i] = groupOf[i] == NONE ? NONE : number[groupOf[i]];
        }
        return new Groups(groups, placed);
    }
}
