package dev.backstep.app.replay;

import dev.backstep.recording.Recording;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;

/// The state that every view of a recording shares: everything shown is a function of this. Belongs to the JavaFX
/// application thread.
public final class Replay {
    private final ReadOnlyObjectWrapper<Recording> recording =
            new ReadOnlyObjectWrapper<>(Recording.empty("untitled.py", ""));
    private RecordingIndex index = RecordingIndex.of(recording.get());
    private final ReadOnlyObjectWrapper<Freshness> freshness = new ReadOnlyObjectWrapper<>(Freshness.CURRENT);
    private final ObjectProperty<Cursor> cursor = new SimpleObjectProperty<>(Cursor.START);
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(1);
    private final ObjectProperty<Selection> selection = new SimpleObjectProperty<>(Selection.NOTHING);
    private final ReadOnlyBooleanWrapper selectionReturning = new ReadOnlyBooleanWrapper(false);
    private boolean selectionKept;

    public Replay() {
        selection.addListener((_, _, now) -> {
            if (!(now instanceof Selection.Nothing)) {
                selectionReturning.set(false);
            }
        });
    }

    /// Whether the recording is that of the text as it stands.
    public enum Freshness {
        CURRENT,
        /// The text has changed and could not be run (it is incomplete or wrong); views dim.
        STALE
    }

    /// The recording shown; never null.
    public ReadOnlyObjectProperty<Recording> recordingProperty() {
        return recording.getReadOnlyProperty();
    }

    public Recording recording() {
        return recording.get();
    }

    /// Lookups over [#recording()]; changes with it.
    public RecordingIndex index() {
        return index;
    }

    public ReadOnlyObjectProperty<Freshness> freshnessProperty() {
        return freshness.getReadOnlyProperty();
    }

    /// The place on the timeline that is shown.
    public ObjectProperty<Cursor> cursorProperty() {
        return cursor;
    }

    /// How far the event before the cursor has been animated, from 0 to 1 (1 when nothing plays): gradients are under
    /// way along their edges until it reaches 1.
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    public ObjectProperty<Selection> selectionProperty() {
        return selection;
    }

    /// Whether nothing is selected only because the recording is new, and what was selected in the one before is being
    /// looked for in it. Views keep what they show until this is over, which takes a frame or two. Otherwise they
    /// would flicker at each letter that a person types.
    public ReadOnlyBooleanProperty selectionReturningProperty() {
        return selectionReturning.getReadOnlyProperty();
    }

    public boolean selectionReturning() {
        return selectionReturning.get();
    }

    /// To be called by whoever brings the selection back in new recordings, and [says][#selectionReturned()] when that
    /// is done.
    public void keepSelection() {
        selectionKept = true;
    }

    /// What was selected is selected again, or is there no more.
    public void selectionReturned() {
        selectionReturning.set(false);
    }

    /// Shows a new recording, with the cursor at its end.
    public void show(Recording next) {
        show(RecordingIndex.of(next));
    }

    /// The same, for callers that have indexed the recording already, off the JavaFX thread.
    public void show(RecordingIndex next) {
        var selected = selectionReturning.get() || !(selection.get() instanceof Selection.Nothing);
        selectionReturning.set(selectionKept && selected && next.recording() != recording.get());
        selection.set(Selection.NOTHING);
        progress.set(1);
        cursor.set(Cursor.START);
        index = next;
        recording.set(next.recording());
        cursor.set(new Cursor(next.timeline().end()));
        freshness.set(Freshness.CURRENT);
    }

    /// The text no longer is that of the recording, and there is no newer recording.
    public void markStale() {
        freshness.set(Freshness.STALE);
    }

    /// For the player of animations only.
    public void setProgress(double value) {
        progress.set(Math.clamp(value, 0, 1));
    }
}
