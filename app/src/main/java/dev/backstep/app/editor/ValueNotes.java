package dev.backstep.app.editor;

import dev.backstep.app.session.Debugger;
import java.util.HashMap;
import java.util.Map;
import javafx.beans.InvalidationListener;
import org.fxmisc.richtext.CodeArea;

/// Shows behind each line the value, at the cursor's time, of the tensor that was named on it.
final class ValueNotes {
    private final CodeArea area;
    private final Debugger debugger;
    private final LineNotes notes;

    ValueNotes(CodeArea area, Debugger debugger, LineNotes notes) {
        this.area = area;
        this.debugger = debugger;
        this.notes = notes;
        InvalidationListener update = observable -> update();
        debugger.recordingProperty().addListener(update);
        debugger.cursorProperty().addListener(update);
        update();
    }

    private void update() {
        var recording = debugger.recording();
        if (!area.getText().equals(recording.source())) {
            return;
        }
        var texts = new HashMap<Integer, LineNotes.Note>();
        LineValues.at(recording, debugger.cursorProperty().get())
                .forEach((line, text) -> texts.put(line, new LineNotes.Note(text, "note-value")));
        notes.set(LineNotes.Layer.VALUES, Map.copyOf(texts));
    }
}
