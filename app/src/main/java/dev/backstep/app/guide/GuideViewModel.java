package dev.backstep.app.guide;

import dev.backstep.app.replay.Replay;
import dev.backstep.app.tasks.Tasks;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;

/// Which card of the guide is shown, and whether what it asks for was done. Belongs to the JavaFX application thread.
public final class GuideViewModel {
    /// How long a person sees that it was done before the next card comes.
    static final Duration PAUSE = Duration.ofMillis(1400);

    private final GuideStage stage;
    private final Window window;
    private final Tasks.Alarm next;
    private final ReadOnlyObjectWrapper<Shown> shown = new ReadOnlyObjectWrapper<>(Shown.NOTHING);
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
    private final Set<String> performed = new HashSet<>();
    private @Nullable Situation before;

    /// What is to be seen.
    ///
    /// @param card null while the guide is not running
    /// @param done whether the person has done what it asks
    record Shown(@Nullable Card card, boolean done) {
        static final Shown NOTHING = new Shown(null, false);
    }

    /// What the guide watches.
    ///
    /// @param addedUp whether a gradient was added up that should have been zeroed
    /// @param folds how the graph is folded
    public record Window(
            Replay replay,
            ObservableValue<String> program,
            ObservableValue<Boolean> addedUp,
            ObservableValue<?> folds) {}

    public GuideViewModel(GuideStage stage, Window window, Tasks tasks) {
        this.stage = stage;
        this.window = window;
        next = tasks.alarm();
        window.replay().momentProperty().subscribe((was, now) -> look());
        window.program().subscribe((was, now) -> edited());
        window.addedUp().subscribe((was, now) -> look());
        window.folds().subscribe((was, now) -> look());
    }

    ReadOnlyObjectProperty<Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// Whether the guide is being shown.
    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// Begins with the first card; the person's program is put aside.
    public void start() {
        if (!running.get()) {
            stage.enter(GuideText.PROGRAM_NAME, GuideText.program());
            running.set(true);
        }
        show(Card.TASKS.getFirst());
    }

    /// Ends the guide wherever it is, and gives the person's program back.
    public void leave() {
        if (running.get()) {
            next.cancel();
            running.set(false);
            before = null;
            shown.set(Shown.NOTHING);
            stage.leave();
        }
    }

    /// Goes on, whether or not the card's task was done.
    void goOn() {
        var card = shown.get().card();
        if (card == null || card == Card.END) {
            leave();
        } else {
            show(Card.values()[card.ordinal() + 1]);
        }
    }

    void goBack() {
        var card = shown.get().card();
        if (card != null && card.ordinal() > 0) {
            show(Card.values()[card.ordinal() - 1]);
        }
    }

    /// Notes that a command was performed, by whatever way.
    public void performed(String command) {
        if (running.get()) {
            performed.add(command);
            look();
        }
    }

    private void show(Card card) {
        next.cancel();
        performed.clear();
        before = situation();
        shown.set(new Shown(card, false));
        stage.show(card.place(), card.line());
    }

    /// Nobody is led away from what they type.
    private void edited() {
        if (shown.get().done()) {
            next.set(PAUSE, this::goOn);
        }
        look();
    }

    private void look() {
        var card = shown.get().card();
        var then = before;
        if (card != null && then != null && !shown.get().done() && card.isDone(then, situation())) {
            shown.set(new Shown(card, true));
            next.set(PAUSE, this::goOn);
        }
    }

    private Situation situation() {
        return new Situation(
                window.replay().moment(),
                window.program().getValue(),
                window.addedUp().getValue(),
                window.folds().getValue(),
                Set.copyOf(performed));
    }
}
