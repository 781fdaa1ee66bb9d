package dev.backstep.app.replay;

import dev.backstep.recording.Recording;

/// What is shown: a place in a recording, and what is selected there. Everything that a view shows is a function of
/// one moment. Two runs compared are two moments; going back is showing an earlier one.
///
/// @param cursor a place on the recording's timeline
/// @param selection identifiers in it are those of the recording
/// @param notes what is pinned to its nodes
public record Moment(RecordingIndex index, Cursor cursor, Selection selection, Notes notes) {
    /// With the notes that the recording holds.
    public Moment(RecordingIndex index, Cursor cursor, Selection selection) {
        this(index, cursor, selection, Notes.of(index.recording()));
    }

    /// The end of a recording, with nothing selected.
    public static Moment end(RecordingIndex index) {
        return new Moment(index, new Cursor(index.timeline().end()), Selection.NOTHING);
    }

    /// A place in a recording that is not indexed yet, with nothing selected.
    public static Moment of(Recording recording, Cursor cursor) {
        return new Moment(RecordingIndex.of(recording), cursor, Selection.NOTHING);
    }

    public Recording recording() {
        return index.recording();
    }

    public Timeline timeline() {
        return index.timeline();
    }

    /// Where the cursor is.
    public Timeline.Position position() {
        return timeline().position(cursor);
    }

    /// How far the backward pass at the cursor has come.
    public BackwardState backward() {
        return BackwardState.at(timeline(), cursor);
    }

    public Moment at(Cursor other) {
        return new Moment(index, other, selection, notes);
    }

    public Moment selecting(Selection other) {
        return new Moment(index, cursor, other, notes);
    }

    Moment noting(Notes other) {
        return new Moment(index, cursor, selection, other);
    }

    /// The recording with all that is pinned to it, as it is saved.
    public Recording annotated() {
        return notes.on(recording());
    }

    /// Whether both are places in the same recording. Recordings are large, so this compares identities.
    public boolean sameRecording(Moment other) {
        return index == other.index;
    }
}
