package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Decides which groups are open: those that a person opened, and of the others as many as still leave a picture that
/// can be read. Levels are opened as a whole, so that what is alike looks alike.
final class Opening {
    /// A graph of so many nodes is read as a whole.
    static final int READ_AS_A_WHOLE = 60;

    /// As many boxes as a picture of folded parts has at most.
    private static final int BOXES = 48;

    /// Of more turns than these only the first, the last and the one looked at are shown.
    static final int FEW_TURNS = 4;

    private final Groups groups;
    private final Folds folds;
    private final int vertices;
    private final boolean[] open;
    /// Whether all turns of all loops are shown.
    private final boolean everything;

    private Opening(Groups groups, Folds folds, int vertices) {
        this.groups = groups;
        this.folds = folds;
        this.vertices = vertices;
        open = new boolean[groups.all().size()];
        everything = vertices <= READ_AS_A_WHOLE;
        decide();
    }

    /// @param vertices of the whole graph
    static Opening of(Groups groups, Folds folds, int vertices) {
        return new Opening(groups, folds, vertices);
    }

    boolean isOpen(int group) {
        return open[group];
    }

    /// Which children of a loop or a tower are shown one by one; the others as ranges.
    boolean isShown(int group, int child) {
        int turns = groups.children(group).size();
        if (everything || !groups.get(group).kind().repeats() || turns <= FEW_TURNS) {
            return true;
        }
        return child == 0 || child == turns - 1 || child == chosen(group);
    }

    /// The child of a loop or a tower that is looked at, besides the first and the last; NONE without one.
    int chosen(int group) {
        return folds.turns().getOrDefault(groups.get(group).key(), NONE);
    }

    private void decide() {
        Integer depth = folds.depth();
        if (depth != null) {
            for (var group : groups.all()) {
                open[group.id()] = groups.depth(group.id()) < depth;
            }
            override();
        } else if (vertices <= READ_AS_A_WHOLE) {
            Arrays.fill(open, true);
            override();
        } else {
            override();
            openLevels();
            override();
        }
    }

    private void override() {
        for (var group : groups.all()) {
            var decided = folds.open().get(group.key());
            if (decided != null) {
                open[group.id()] = decided;
            }
        }
    }

    /// Opens level after level as long as there is room. Groups that hold nothing but nodes stay folded: what is alike
    /// looks alike, and a picture of parts is one of parts throughout.
    private void openLevels() {
        while (true) {
            var level = level();
            if (level.isEmpty()) {
                return;
            }
            level.forEach(group -> open[group] = true);
            if (boxes() > BOXES) {
                level.forEach(group -> open[group] = false);
                return;
            }
        }
    }

    /// The highest folded groups that can be seen.
    private List<Integer> level() {
        var found = new ArrayList<Integer>();
        int depth = Integer.MAX_VALUE;
        for (var group : groups.all()) {
            boolean seen = group.isTop() || open[group.parent()] && isVisible(group.parent());
            if (!seen
                    || open[group.id()]
                    || !holdsBoxes(group.id())
                    || folds.open().containsKey(group.key())) {
                continue;
            }
            int own = groups.depth(group.id());
            if (own < depth) {
                depth = own;
                found.clear();
            }
            if (own == depth) {
                found.add(group.id());
            }
        }
        return found;
    }

    private boolean isVisible(int group) {
        for (int at = group; at != NONE; at = groups.get(at).parent()) {
            if (!open[at]) {
                return false;
            }
        }
        return true;
    }

    private boolean holdsBoxes(int group) {
        return groups.children(group).stream()
                .anyMatch(child ->
                        groups.get(child).kind().isNamed() || groups.get(child).kind() == Group.Kind.FUNCTION);
    }

    /// How many boxes the picture has now.
    int boxes() {
        int[] shown = new int[open.length];
        int total = vertices;
        for (int i = open.length - 1; i >= 0; i--) {
            shown[i] = open[i] ? groups.own(i) + children(i, shown) : 1;
            if (groups.get(i).isTop()) {
                total += shown[i] - groups.size(i);
            }
        }
        return total;
    }

    private int children(int group, int[] shown) {
        var children = groups.children(group);
        int sum = 0;
        boolean range = false;
        for (int i = 0; i < children.size(); i++) {
            if (isShown(group, i)) {
                sum += shown[children.get(i)];
                range = false;
            } else {
                sum += range ? 0 : 1;
                range = true;
            }
        }
        return sum;
    }
}
