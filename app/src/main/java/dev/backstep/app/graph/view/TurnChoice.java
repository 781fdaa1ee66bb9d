package dev.backstep.app.graph.view;

import dev.backstep.app.graph.model.Folds;
import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Group;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which turn of a loop is shown between its first and its last.
///
/// @param count how many there are
/// @param chosen the number of the one shown, from 0
/// @param text the same for people
record TurnChoice(Group loop, int count, int chosen, String text) {
    /// The turns of a group, or null if it has none, or so few that all are shown.
    static @Nullable TurnChoice of(GraphModel model, Folds folds, @Nullable Group group) {
        if (group == null || !group.kind().repeats()) {
            return null;
        }
        int count = model.turnsToChoose(group);
        if (count == 0) {
            return null;
        }
        int chosen = Math.clamp(folds.turns().getOrDefault(group.key(), 0), 0, count - 1);
        var title = model.groups()
                .get(model.groups().children(group.id()).get(chosen))
                .title();
        return new TurnChoice(
                group,
                count,
                chosen,
                title.startsWith("turn ")
                        ? String.format(Locale.ROOT, "%s of %,d", title, group.turns())
                        : String.format(Locale.ROOT, "%s · %,d of %,d", title, chosen + 1, count));
    }

    /// The folds with another turn shown; the loop is open then.
    Folds shown(Folds folds, int turn) {
        return folds.withTurn(loop, Math.clamp(turn, 0, count - 1)).with(loop, true);
    }
}
