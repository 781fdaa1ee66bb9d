package dev.backstep.app.replay;

import dev.backstep.recording.Recording;
import java.util.HashMap;
import java.util.Map;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// The one [Moment] that all views show, and the ones shown before. Recording, cursor and selection change together,
/// so no view ever sees some of one moment and some of another. Belongs to the JavaFX application thread.
public final class Replay {
    private final ReadOnlyObjectWrapper<Moment> moment =
            new ReadOnlyObjectWrapper<>(Moment.end(RecordingIndex.of(Recording.empty("untitled.py", ""))));
    private final ReadOnlyObjectWrapper<Freshness> freshness = new ReadOnlyObjectWrapper<>(Freshness.CURRENT);
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(1);
    private final ReadOnlyBooleanWrapper backwards = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper forwards = new ReadOnlyBooleanWrapper();
    private final History history = new History();

    /// The notes of programs that were shown before, by the program's name.
    private final Map<String, Notes> shelf = new HashMap<>();

    /// Where the cursor was before a run that has no such place. The run after that may have it again: while a line is
    /// typed, its first half mostly is an error.
    private @Nullable Moment lost;

    /// Whether the recording is that of the text as it stands.
    public enum Freshness {
        CURRENT,
        /// The text has changed and could not be run (it is incomplete or wrong); views dim.
        STALE
    }

    /// What is shown; never null.
    public ReadOnlyObjectProperty<Moment> momentProperty() {
        return moment.getReadOnlyProperty();
    }

    public Moment moment() {
        return moment.get();
    }

    public ReadOnlyObjectProperty<Freshness> freshnessProperty() {
        return freshness.getReadOnlyProperty();
    }

    /// How far the event before the cursor has been animated, from 0 to 1 (1 when nothing plays): gradients are under
    /// way along their edges until it reaches 1.
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// Moves the cursor by a step of something longer: the places between are not gone back to.
    public void moveTo(Cursor cursor) {
        lost = null;
        set(moment().at(cursor));
    }

    /// Moves the cursor to where somebody wanted to be, which [#back()] leaves again.
    public void jumpTo(Cursor cursor) {
        visit(moment().at(cursor));
    }

    public void select(Selection selection) {
        visit(moment().selecting(selection));
    }

    /// Shows a new recording. In another run of the same program the cursor stays at the step where it is, and what was
    /// selected is selected again, if the new run has them, too. Otherwise the end is shown.
    public void show(Recording next) {
        show(RecordingIndex.of(next));
    }

    /// The same, for callers that have indexed the recording already, off the JavaFX thread.
    public void show(RecordingIndex next) {
        var before = moment();
        if (next != before.index()) {
            var counterparts = Counterparts.between(before.index(), next);
            history.carry(counterparts);
            progress.set(1);
            set(counterparts.of(before).at(carry(before, next)).noting(notes(before, counterparts)));
        }
        freshness.set(Freshness.CURRENT);
    }

    /// Those that the new recording has itself, or else those of the program's last run.
    private Notes notes(Moment before, Counterparts counterparts) {
        var own = Notes.of(counterparts.after().recording());
        var next = before.notes();
        if (!counterparts.sameProgram()) {
            shelf.put(before.recording().name(), before.notes().shelved(before.index()));
            next = shelf.getOrDefault(counterparts.after().recording().name(), Notes.NONE);
        }
        return own.isEmpty() ? next.carried(counterparts) : own;
    }

    /// Pins a text to a node of the recording, in place of what was pinned to it; a blank one takes that off.
    public void pin(int node, String text) {
        set(moment().noting(moment().notes().with(node, text)));
    }

    private Cursor carry(Moment before, RecordingIndex next) {
        var from =
                lost != null && lost.recording().name().equals(next.recording().name()) ? lost : before;
        var carried = CursorCarry.carry(from.index(), from.cursor(), next);
        lost = carried.exact() ? null : from;
        return carried.cursor();
    }

    /// The text no longer is that of the recording, and there is no newer recording.
    public void markStale() {
        freshness.set(Freshness.STALE);
    }

    /// For the player of animations only.
    public void setProgress(double value) {
        progress.set(Math.clamp(value, 0, 1));
    }

    /// Shows the moment from which the present one was gone to.
    public void back() {
        lost = null;
        history.back(moment().noting(Notes.NONE)).ifPresent(this::setWithNotes);
    }

    /// Shows the moment that was gone back from.
    public void forward() {
        lost = null;
        history.forward(moment().noting(Notes.NONE)).ifPresent(this::setWithNotes);
    }

    public ReadOnlyBooleanProperty canGoBackProperty() {
        return backwards.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty canGoForwardProperty() {
        return forwards.getReadOnlyProperty();
    }

    private void visit(Moment next) {
        if (!next.cursor().equals(moment().cursor())) {
            lost = null;
        }
        if (!next.equals(moment())) {
            history.left(moment().noting(Notes.NONE));
            set(next);
        }
    }

    /// Going back is no way to lose a note.
    private void setWithNotes(Moment next) {
        set(next.noting(moment().notes()));
    }

    private void set(Moment next) {
        moment.set(next);
        backwards.set(history.hasBack());
        forwards.set(history.hasForward());
    }
}
