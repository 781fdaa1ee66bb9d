package dev.backstep.app.editor;

import dev.backstep.app.replay.Replay;
import java.util.HashMap;
import java.util.Map;
import javafx.beans.property.ReadOnlyIntegerProperty;
import org.fxmisc.richtext.CodeArea;

/// Shows behind each line what it made, at the cursor's time. Values of an earlier text stay, faded, on the lines that
/// have not been edited.
final class ValueNotes {
    private final CodeArea area;
    private final Replay replay;
    private final LineNotes notes;
    private LineValues values;

    /// @param document counts the documents opened, whose values are not those of the one before
    ValueNotes(CodeArea area, Replay replay, LineNotes notes, ReadOnlyIntegerProperty document) {
        this.area = area;
        this.replay = replay;
        this.notes = notes;
        values = new LineValues(replay.moment().index());
        replay.momentProperty().subscribe((before, now) -> {
            if (!now.sameRecording(before)) {
                values = new LineValues(now.index());
            }
            update();
        });
        replay.freshnessProperty().subscribe(freshness -> notes.setFaded(freshness == Replay.Freshness.STALE));
        document.subscribe((before, now) -> {
            notes.set(LineNotes.Layer.VALUES, Map.of());
            update();
        });
        update();
    }

    private void update() {
        if (!area.getText().equals(replay.moment().recording().source())) {
            return;
        }
        var texts = new HashMap<Integer, LineNotes.Note>();
        values.at(replay.moment().cursor())
                .forEach((line, note) ->
                        texts.put(line, new LineNotes.Note(note.text(), note.nonFinite() ? "note-nan" : "note-value")));
        notes.set(LineNotes.Layer.VALUES, Map.copyOf(texts));
    }
}
