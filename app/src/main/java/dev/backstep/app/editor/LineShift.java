package dev.backstep.app.editor;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fxmisc.richtext.CodeArea;
import org.fxmisc.richtext.model.PlainTextChange;
import org.fxmisc.richtext.model.TwoDimensional.Bias;

/// How an edit moves lines, so that what is shown beside a line stays beside it until the next run renews it. Lines
/// count from 1.
///
/// @param first the first line edited
/// @param removed line feeds removed
/// @param inserted line feeds inserted
record LineShift(int first, int removed, int inserted) {
    static LineShift of(CodeArea area, PlainTextChange change) {
        int position = Math.min(change.getPosition(), area.getLength());
        return new LineShift(
                area.offsetToPosition(position, Bias.Backward).getMajor() + 1,
                lineFeeds(change.getRemoved()),
                lineFeeds(change.getInserted()));
    }

    static int lineFeeds(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    boolean movesNothing() {
        return removed == inserted;
    }

    /// Where these lines are now, and the line that was edited.
    Set<Integer> applyAndEdit(Set<Integer> lines) {
        var byLine = lines.stream().collect(Collectors.toMap(Function.identity(), Function.identity()));
        var moved = new HashSet<>(apply(byLine, true).keySet());
        moved.add(first);
        return moved;
    }

    /// @param keepEdited whether what is beside the first edited line still holds
    <T> Map<Integer, T> apply(Map<Integer, T> byLine, boolean keepEdited) {
        var moved = new HashMap<Integer, T>();
        byLine.forEach((line, value) -> {
            if (line < first || line == first && keepEdited) {
                moved.put(line, value);
            } else if (line > first + removed) {
                moved.put(line + inserted - removed, value);
            }
        });
        return moved;
    }
}
