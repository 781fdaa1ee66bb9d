package dev.backstep.app.kernel;

import dev.backstep.recording.Problem;
import java.time.Duration;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.LongProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleLongProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// What the window says about the kernel and its runs, and the switches that decide how programs are run. Belongs to
/// the JavaFX application thread.
public final class SessionViewModel {
    private final BooleanProperty live = new SimpleBooleanProperty(this, "live", true);
    private final DeviceViewModel devices = new DeviceViewModel();
    private final LongProperty seed = new SimpleLongProperty(this, "seed", 0);
    private final ObjectProperty<Duration> liveLimit =
            new SimpleObjectProperty<>(this, "liveLimit", Duration.ofSeconds(10));
    private final ObjectProperty<Duration> runLimit =
            new SimpleObjectProperty<>(this, "runLimit", Duration.ofSeconds(60));
    private final ObservableList<Problem> problems = FXCollections.observableArrayList();

    private @Nullable Notice aboutRun;

    final ReadOnlyObjectWrapper<KernelPool.State> kernel =
            new ReadOnlyObjectWrapper<>(this, "kernel", KernelPool.State.STARTING);
    final ReadOnlyObjectWrapper<KernelPool.State> shownKernel =
            new ReadOnlyObjectWrapper<>(this, "shownKernel", KernelPool.State.STARTING);
    final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(this, "running", false);
    final ReadOnlyBooleanWrapper lasting = new ReadOnlyBooleanWrapper(this, "lasting", false);
    final ReadOnlyBooleanWrapper othersPicture = new ReadOnlyBooleanWrapper(this, "othersPicture", false);
    final ReadOnlyObjectWrapper<Optional<Duration>> runTime =
            new ReadOnlyObjectWrapper<>(this, "runTime", Optional.empty());
    final ReadOnlyObjectWrapper<Optional<Notice>> notice =
            new ReadOnlyObjectWrapper<>(this, "notice", Optional.empty());

    /// Whether the program runs again after each change.
    public BooleanProperty liveProperty() {
        return live;
    }

    /// Where programs run.
    public DeviceViewModel devices() {
        return devices;
    }

    /// What `torch.manual_seed` gets before each run.
    public LongProperty seedProperty() {
        return seed;
    }

    /// How long a program may run when it is run because it changed.
    public ObjectProperty<Duration> liveLimitProperty() {
        return liveLimit;
    }

    /// How long a program may run when a person asked for it.
    public ObjectProperty<Duration> runLimitProperty() {
        return runLimit;
    }

    public ReadOnlyObjectProperty<KernelPool.State> kernelProperty() {
        return kernel.getReadOnlyProperty();
    }

    /// How the kernel is, as people are told: of what passes in no time they hear nothing.
    public ReadOnlyObjectProperty<KernelPool.State> shownKernelProperty() {
        return shownKernel.getReadOnlyProperty();
    }

    /// Whether a program runs, or waits to be run.
    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// Whether a program has been running for so long that a person may want to stop it.
    public ReadOnlyBooleanProperty lastingProperty() {
        return lasting.getReadOnlyProperty();
    }

    /// Whether what is shown is still the recording of the program that was open before this one, because this one's is
    /// not there yet, or never will be.
    public ReadOnlyBooleanProperty othersPictureProperty() {
        return othersPicture.getReadOnlyProperty();
    }

    /// How long the latest run took; empty before the first.
    public ReadOnlyObjectProperty<Optional<Duration>> runTimeProperty() {
        return runTime.getReadOnlyProperty();
    }

    /// Errors and warnings of the program as it last ran, or of a run before while a person types and the newest error
    /// may be half a word.
    public ObservableList<Problem> problems() {
        return problems;
    }

    /// What a person should know now.
    public ReadOnlyObjectProperty<Optional<Notice>> noticeProperty() {
        return notice.getReadOnlyProperty();
    }

    /// Shows a notice in place of the present one.
    public void show(Notice next) {
        notice.set(Optional.of(next));
    }

    /// Takes the present notice away.
    public void dismissNotice() {
        notice.set(Optional.empty());
    }

    /// Shows a notice about a run or its kernel, which the next run makes out of date.
    void complain(Notice.Level level, String text) {
        aboutRun = new Notice(level, text);
        show(aboutRun);
    }

    /// Takes the notice away if it is about an earlier run.
    void dismissComplaint() {
        if (aboutRun != null && notice.get().equals(Optional.of(aboutRun))) {
            dismissNotice();
        }
        aboutRun = null;
    }
}
