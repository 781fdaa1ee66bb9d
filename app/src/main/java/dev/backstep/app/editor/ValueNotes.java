package dev.backstep.app.editor;

import dev.backstep.app.replay.Debugger;
import java.util.HashMap;
import java.util.Map;
import org.fxmisc.richtext.CodeArea;

/// Shows behind each line what it made, at the cursor's time. Values of an earlier text stay, faded, on the lines that
/// have not been edited.
final class ValueNotes {
    private final CodeArea area;
    private final Debugger debugger;
    private final LineNotes notes;
    private LineValues values;

    ValueNotes(CodeArea area, Debugger debugger, LineNotes notes) {
        this.area = area;
        this.debugger = debugger;
        this.notes = notes;
        values = new LineValues(debugger.index());
        debugger.recordingProperty().addListener((recording, before, now) -> {
            values = new LineValues(debugger.index());
            update();
        });
        debugger.cursorProperty().addListener((cursor, before, now) -> update());
        debugger.freshnessProperty().subscribe(freshness -> notes.setFaded(freshness == Debugger.Freshness.STALE));
        update();
    }

    private void update() {
        if (!area.getText().equals(debugger.recording().source())) {
            return;
        }
        var texts = new HashMap<Integer, LineNotes.Note>();
        values.at(debugger.cursorProperty().get())
                .forEach((line, text) -> texts.put(line, new LineNotes.Note(text, "note-value")));
        notes.set(LineNotes.Layer.VALUES, Map.copyOf(texts));
    }
}
