package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.app.graph.model.Items.Item;
import java.util.List;

/// Puts what is the same over and over, such as the equal layers of a deep network, into one group: a tower, whose
/// floors are shown as the turns of a loop are.
final class Towers extends Regrouping {
    private static final int LEAST_FLOORS = 8;
    private static final int LONGEST_PERIOD = 12;

    private final long[] shapes;
    /// Whether operators that are repeated are a tower, and not modules alone: where there are too many to be read.
    private final boolean anything;

    private Towers(Groups groups, GraphModel model) {
        super(groups, model);
        anything = model.vertices().size() > Opening.READ_AS_A_WHOLE;
        shapes = new long[groups.all().size()];
        for (int i = shapes.length - 1; i >= 0; i--) {
            var group = groups.get(i);
            long shape = 31L * group.kind().ordinal() + className(group).hashCode();
            for (var item : items.in(i)) {
                shape = shape * 31 + shape(item);
            }
            shapes[i] = shape;
        }
    }

    static Groups build(Groups groups, GraphModel model) {
        return new Towers(groups, model).build();
    }

    @Override
    void copy(List<Item> siblings, int parent, String above) {
        boolean turns = parent != NONE && made(parent).kind().repeats();
        int at = 0;
        while (at < siblings.size()) {
            int period = 0;
            int floors = 0;
            while (!turns && floors < LEAST_FLOORS && period < LONGEST_PERIOD) {
                floors = floors(siblings, at, ++period);
            }
            if (floors >= LEAST_FLOORS) {
                tower(siblings.subList(at, at + floors * period), period, parent, above);
                at += floors * period;
            } else {
                one(siblings.get(at++), parent);
            }
        }
    }

    private void tower(List<Item> members, int period, int parent, String above) {
        int floors = members.size() / period;
        var title = module(members.getFirst()).isEmpty()
                ? items.lines(members.subList(0, period), model)
                : module(members.getFirst()) + " – " + title(members.subList(members.size() - period, members.size()));
        var key = keys.unique(above + "tower");
        int tower = add(parent, Group.Kind.TOWER, key, title, items.firstLine(members, model), floors);
        for (int floor = 0; floor < floors; floor++) {
            var on = members.subList(floor * period, (floor + 1) * period);
            int holder = period == 1 && on.getFirst().group() != NONE
                    ? tower
                    : add(tower, Group.Kind.TURN, key + "/floor" + floor, floorTitle(on, floor), 0, 0);
            on.forEach(item -> one(item, holder));
        }
    }

    private String floorTitle(List<Item> on, int floor) {
        var first = module(on.getFirst());
        var last = module(on.getLast());
        return first.isEmpty() ? "turn " + (floor + 1) : last.isEmpty() ? first : first + " – " + last;
    }

    /// The last module's title, with its class.
    private String title(List<Item> members) {
        for (var item : members.reversed()) {
            if (!module(item).isEmpty()) {
                return items.groups().get(item.group()).title();
            }
        }
        return "";
    }

    /// `layers.0` for the group of `layers.0 · Linear`, empty for what is no module.
    private String module(Item item) {
        if (item.group() == NONE || items.groups().get(item.group()).kind() != Group.Kind.MODULE) {
            return "";
        }
        var title = items.groups().get(item.group()).title();
        int dot = title.indexOf(" · ");
        return dot < 0 ? title : title.substring(0, dot);
    }

    /// How often the items from a place on, as many as `period`, come right after one another.
    private int floors(List<Item> siblings, int from, int period) {
        if (from + LEAST_FLOORS * period > siblings.size()
                || !anything
                        && siblings.subList(from, from + period).stream()
                                .allMatch(item -> module(item).isEmpty())) {
            return 0;
        }
        int floors = 1;
        while (from + (floors + 1) * period <= siblings.size() && isRepeated(siblings, from, floors * period, period)) {
            floors++;
        }
        return floors;
    }

    private boolean isRepeated(List<Item> siblings, int from, int offset, int period) {
        for (int i = 0; i < period; i++) {
            if (shape(siblings.get(from + i)) != shape(siblings.get(from + offset + i))) {
                return false;
            }
        }
        return true;
    }

    /// A number that is the same for items that look the same inside.
    private long shape(Item item) {
        if (item.group() != NONE) {
            return shapes[item.group()];
        }
        var vertex = model.vertices().get(item.vertex());
        return 31L * vertex.title().hashCode() + vertex.line();
    }

    private static String className(Group group) {
        int dot = group.title().lastIndexOf(" · ");
        return group.kind() == Group.Kind.MODULE && dot >= 0 ? group.title().substring(dot) : "";
    }
}
