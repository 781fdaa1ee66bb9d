package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.graph.model.Items.Item;
import java.util.ArrayList;
import java.util.List;

/// Copies the groups of a graph into new ones that have more levels.
abstract class Regrouping {
    final GraphModel model;
    final Items items;
    final Keys keys = new Keys();
    private final List<Group> made = new ArrayList<>();
    private final int[] placed;

    Regrouping(Groups groups, GraphModel model) {
        this.model = model;
        items = new Items(groups, model);
        placed = new int[model.vertices().size()];
    }

    /// Copies what is in a group, with levels between if it likes.
    ///
    /// @param parent the new group, NONE for the top
    /// @param above the beginning of keys in it
    abstract void copy(List<Item> siblings, int parent, String above);

    final Groups build() {
        copy(items.top(), NONE, "");
        new Leaves(
                        model,
                        placed,
                        group -> made.get(group).parent(),
                        group -> made.get(group).kind().holdsLeaves())
                .place();
        return new Groups(made, placed);
    }

    final Group made(int group) {
        return made.get(group);
    }

    /// Adds a group that was not there.
    final int add(int parent, Group.Kind kind, String key, String title, int line, int turns) {
        int id = made.size();
        made.add(new Group(id, parent, kind, key, title, NONE, line, turns));
        return id;
    }

    /// Copies an item with all that is in it.
    final void one(Item item, int parent) {
        if (item.group() == NONE) {
            placed[item.vertex()] = parent;
            return;
        }
        var old = items.groups().get(item.group());
        int id = made.size();
        made.add(new Group(id, parent, old.kind(), old.key(), old.title(), old.moduleCall(), old.line(), old.turns()));
        copy(items.in(item.group()), id, old.key() + "/");
    }
}
