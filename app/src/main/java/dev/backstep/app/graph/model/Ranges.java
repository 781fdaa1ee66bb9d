package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.graph.model.Items.Item;
import java.util.List;

/// Divides what is too much to be read side by side, such as a thousand statements in a row, into ranges of lines, and
/// large ranges again.
final class Ranges extends Regrouping {
    private static final int MOST = 48;
    private static final int RANGES = 24;

    private Ranges(Groups groups, GraphModel model) {
        super(groups, model);
    }

    static Groups build(Groups groups, GraphModel model) {
        return model.vertices().size() <= Opening.READ_AS_A_WHOLE ? groups : new Ranges(groups, model).build();
    }

    @Override
    void copy(List<Item> siblings, int parent, String above) {
        // Of the turns of a loop few are shown anyway.
        if (siblings.size() <= MOST || parent != NONE && made(parent).kind().repeats()) {
            siblings.forEach(item -> one(item, parent));
            return;
        }
        int size = Math.ceilDiv(siblings.size(), RANGES);
        for (int from = 0; from < siblings.size(); from += size) {
            var members = siblings.subList(from, Math.min(from + size, siblings.size()));
            var key = keys.unique(above + "part");
            int range =
                    add(parent, Group.Kind.RANGE, key, items.lines(members, model), items.firstLine(members, model), 0);
            copy(members, range, key + "/");
        }
    }
}
