package dev.backstep.app.window;

import dev.backstep.app.console.ConsoleViewModel;
import dev.backstep.app.editor.EditorViewModel;
import dev.backstep.app.kernel.Console;
import dev.backstep.app.kernel.KernelCommand;
import dev.backstep.app.kernel.KernelPool;
import dev.backstep.app.kernel.KernelSettings;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.kernel.Program;
import dev.backstep.app.kernel.Runner;
import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.playback.PlaybackViewModel;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.settings.AllowedPrograms;
import dev.backstep.app.settings.Drafts;
import dev.backstep.app.settings.SettingsStore;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import org.jspecify.annotations.Nullable;

/// Everything behind the window, put together: the program and its autosave, the kernel and its runs, the recording and
/// the cursor. Has no controls, and so is tested without a window. Belongs to the JavaFX application thread.
final class Workspace implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Workspace.class.getName());

    /// How long after the last key the text is saved to the draft.
    static final Duration AUTOSAVE_DELAY = Duration.ofMillis(400);

    /// How long after the last change the settings are saved: a slider or a window changes many times a second.
    static final Duration SETTINGS_DELAY = Duration.ofMillis(500);

    /// How long after a change of its memory the kernel is restarted: numbers change digit by digit.
    private static final Duration RESTART_DELAY = Duration.ofSeconds(1);

    /// How long after the kernel has nothing more to do it is asked for GPUs, whose drivers take seconds of a
    /// processor's time: the first graph is painted by then, and no one types.
    static final Duration DEVICE_SEARCH_DELAY = Duration.ofSeconds(1);

    final Tasks tasks;
    final Replay replay = new Replay();
    final PlaybackViewModel playback = new PlaybackViewModel(replay);
    final SessionViewModel session = new SessionViewModel();
    final EditorViewModel editor = new EditorViewModel();
    final ConsoleViewModel console = new ConsoleViewModel();
    final FirstNan firstNan = new FirstNan(replay, session, playback::jumpTo);
    final FileAccess files;
    final SettingsStore settings;
    final Runner runner;

    private final KernelPool pool;
    private final Drafts drafts;
    private final Tasks.Slot<@Nullable Void> settingsSaving;
    private final Tasks.Alarm kernelRestart;
    private final Tasks.Slot<@Nullable Void> draftSaving;
    private final Tasks.Slot<@Nullable Void> deviceSearch;
    private @Nullable Aside aside; // the person's own program, while the guide's is shown
    private boolean opening; // a document is being put in place, which is no edit

    /// Finds the kernel.
    @FunctionalInterface
    interface Kernels {
        /// @throws IOException with a sentence for the user
        KernelCommand find(int heapMegabytes) throws IOException;
    }

    /// @param home the user's folder
    /// @param window the JavaFX application thread
    Workspace(Path home, Kernels kernels, Executor window) {
        tasks = new Tasks(window);
        drafts = new Drafts(home);
        settings = new SettingsStore(home);
        files = new FileAccess(new AllowedPrograms(home), editor.fileProperty());
        draftSaving = tasks.slot("autosave");
        deviceSearch = tasks.slot("device-search");
        settingsSaving = tasks.slot("settings");
        kernelRestart = tasks.alarm();
        settings.complaint().ifPresent(text -> session.show(new Notice(Notice.Level.WARNING, text)));
        applySettings();
        pool = new KernelPool(
                () -> kernels.find(settings.get(KernelSettings.HEAP).intValue()),
                tasks,
                KernelPool.SPARES,
                Runner.listener(session, window));
        runner = new Runner(tasks, pool, replay, session, consoleOf(console), window);
        editor.textProperty().subscribe((before, now) -> edited());
        session.problems().addListener((ListChangeListener<Object>)
                change -> editor.problems().setAll(session.problems()));
        session.devices().deviceProperty().subscribe((before, device) -> deviceChanged());
        session.kernelProperty().subscribe(state -> searchDevicesInTime());
        session.runningProperty().subscribe(running -> searchDevicesInTime());
        session.devices().knownProperty().subscribe(known -> searchDevicesInTime());
        runWhenChanged(session.seedProperty());
        session.liveProperty().subscribe((before, live) -> {
            if (live && replay.freshnessProperty().get() == Replay.Freshness.STALE) {
                runner.edited(program());
            }
        });
    }

    /// Starts warming the kernel, and does not wait for the process to be there.
    void start() {
        tasks.daemon("backstep-kernel-start", pool::start);
    }

    /// Moves programs from the CPU to the GPU or back, or says why that cannot be.
    void switchDevice() {
        var devices = session.devices();
        if (devices.obstacleProperty().get().isEmpty()) {
            devices.switchTo(!devices.onGpu());
            return;
        }
        session.show(new Notice(Notice.Level.INFORMATION, devices.description()));
        if (!devices.knownProperty().get()) {
            runner.findDevices();
        }
    }

    /// The program as it stands.
    Program program() {
        var file = editor.file();
        return new Program(
                editor.name(),
                editor.text(),
                file == null ? null : file.toAbsolutePath().getParent(),
                files.allowed());
    }

    /// Lets the program write files in its folder, or takes that back, and runs it anew if it runs as it is typed.
    void changeFileAccess() {
        files.change().ifPresent(complaint -> session.show(new Notice(Notice.Level.ERROR, complaint)));
        if (session.liveProperty().get()) {
            runner.edited(program());
        } else if (!files.allowed()) {
            // What runs was started with the permission.
            runner.stop();
        }
    }

    /// Puts another document in place, and runs it if programs run as they are typed.
    ///
    /// @param replacement changes the editor
    void open(Runnable replacement) {
        place(replacement);
        if (session.liveProperty().get()) {
            runner.run(program());
        } else {
            replay.show(dev.backstep.recording.Recording.empty(editor.name(), editor.text()));
        }
    }

    /// Puts a recording in place, with its program, which is not run.
    void open(RecordingIndex recording) {
        place(() ->
                editor.open(recording.recording().name(), recording.recording().source()));
        replay.show(recording);
        session.problems().setAll(recording.recording().problems());
        print(recording);
    }

    private void print(RecordingIndex recording) {
        for (var event : recording.recording().timeline()) {
            if (event instanceof Event.ConsoleText text) {
                console.append(text.stream(), text.text());
            }
        }
    }

    /// Puts the program aside and another in its place, which is run while it is typed.
    void tryOut(String name, String program) {
        if (aside == null) {
            aside = Aside.of(this);
        }
        session.liveProperty().set(true);
        open(() -> editor.open(name, program));
    }

    /// Puts the program back that was put aside, if one was, with its picture.
    void endTrial() {
        var own = aside;
        if (own == null) {
            return;
        }
        aside = null;
        place(() -> editor.reopen(own.document()));
        session.liveProperty().set(own.live());
        replay.show(own.moment().index());
        replay.moveTo(own.moment().cursor());
        replay.select(own.moment().selection());
        print(own.moment().index());
        session.problems().setAll(own.problems());
        if (own.freshness() == Replay.Freshness.STALE) {
            replay.markStale();
        }
    }

    /// Whether another program than the person's own is shown for a while.
    boolean isTrial() {
        return aside != null;
    }

    private void place(Runnable replacement) {
        runner.cancel();
        session.problems().clear();
        // What was said was about the document that goes.
        session.dismissNotice();
        firstNan.forget();
        console.clear();
        opening = true;
        try {
            replacement.run();
        } finally {
            opening = false;
        }
        // Until this program has a picture, the one there is belongs to another.
        replay.markStale();
        autosave();
    }

    /// What a crash left behind, if anything, is put in place.
    ///
    /// @param wanted the file that is to be opened, null for whatever there is
    boolean recover(@Nullable Path wanted) {
        var draft = drafts.recover(found -> wanted == null || wanted.equals(found.file()));
        draft.ifPresent(found -> {
            open(() -> editor.restore(found.file(), found.name(), found.text()));
            session.show(new Notice(
                    Notice.Level.INFORMATION,
                    "Backstep did not end in good order last time. Your unsaved changes to %s are back."
                            .formatted(found.name())));
        });
        return draft.isPresent();
    }

    private void edited() {
        if (opening) {
            return;
        }
        autosave();
        runner.edited(program());
    }

    /// A program that loses its GPU is run on the CPU by the kernel itself, and a recording is run by a person only.
    private void deviceChanged() {
        var devices = session.devices();
        var wanted = devices.byPerson() || (devices.onGpu() && runner.hasRun());
        if (wanted && !editor.text().isBlank()) {
            runner.edited(program());
        }
    }

    private void searchDevicesInTime() {
        var idle = session.kernelProperty().get() == KernelPool.State.READY
                && !session.runningProperty().get();
        if (idle && !session.devices().knownProperty().get()) {
            deviceSearch.submitAfter(
                    DEVICE_SEARCH_DELAY,
                    progress -> {
                        runner.findDevices();
                        return null;
                    },
                    done -> {},
                    e -> session.show(
                            new Notice(Notice.Level.WARNING, "GPUs cannot be looked for: " + e.getMessage())));
        } else {
            deviceSearch.cancel();
        }
    }

    private void runWhenChanged(ObservableValue<?> value) {
        value.subscribe((before, now) -> {
            if (!editor.text().isBlank()) {
                runner.edited(program());
            }
        });
    }

    private void autosave() {
        if (aside != null) {
            // The draft is that of the person's own program.
            return;
        }
        var draft = new Drafts.Draft(editor.file(), editor.name(), editor.text());
        var dirty = editor.isDirty();
        draftSaving.submitAfter(
                AUTOSAVE_DELAY,
                progress -> {
                    if (dirty) {
                        drafts.save(draft);
                    } else {
                        drafts.discard();
                    }
                    return null;
                },
                done -> {},
                e -> session.show(
                        new Notice(Notice.Level.WARNING, "Your unsaved text cannot be kept safe: " + e.getMessage())));
    }

    /// The text is saved, or not wanted: nothing needs to be recovered at the next start.
    void forgetDraft() {
        if (aside != null) {
            return;
        }
        draftSaving.cancel();
        drafts.discard();
    }

    /// Makes session and settings follow one another.
    private void applySettings() {
        session.liveProperty().set(settings.get(KernelSettings.LIVE));
        session.liveProperty().subscribe((before, live) -> {
            if (aside == null) {
                settings.set(KernelSettings.LIVE, live);
            }
        });
        settings.property(KernelSettings.LIVE)
                .subscribe((before, live) -> session.liveProperty().set(live));
        settings.property(KernelSettings.SEED)
                .subscribe(seed -> session.seedProperty().set(seed));
        session.seedProperty().subscribe((before, seed) -> settings.set(KernelSettings.SEED, seed.longValue()));
        settings.property(KernelSettings.LIVE_LIMIT)
                .subscribe(seconds -> session.liveLimitProperty().set(Duration.ofSeconds(seconds)));
        settings.property(KernelSettings.RUN_LIMIT)
                .subscribe(seconds -> session.runLimitProperty().set(Duration.ofSeconds(seconds)));
        settings.property(KernelSettings.HEAP)
                .subscribe((before, now) -> kernelRestart.set(RESTART_DELAY, () -> runner.restartKernel()));
        var devices = session.devices();
        wishDevice();
        settings.property(KernelSettings.DEVICE).subscribe((before, now) -> wishDevice());
        devices.wishProperty().subscribe((before, wish) -> {
            settings.set(KernelSettings.GPU, wish.name());
            settings.set(KernelSettings.DEVICE, wish.gpu() ? "gpu" : "cpu");
        });
        settings.setListener(this::saveSettings);
    }

    private void wishDevice() {
        var devices = session.devices();
        var gpu = settings.get(KernelSettings.DEVICE).equals("gpu");
        var name = settings.get(KernelSettings.GPU);
        if (devices.wishProperty().get().gpu() != gpu
                || !devices.wishProperty().get().name().equals(name)) {
            devices.wish(gpu, name);
        }
    }

    private void saveSettings() {
        var snapshot = settings.snapshot();
        settingsSaving.submitAfter(
                SETTINGS_DELAY,
                progress -> {
                    settings.write(snapshot);
                    return null;
                },
                done -> {},
                e -> session.show(new Notice(Notice.Level.WARNING, "The settings cannot be saved: " + e.getMessage())));
    }

    /// Writes at once what would be written soon.
    private void finishSettings() {
        if (settingsSaving.active()) {
            settingsSaving.cancel();
            try {
                settings.write(settings.snapshot());
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "the settings cannot be saved", e);
            }
        }
    }

    /// Ends the kernels and all work. Unsaved text is kept if [#forgetDraft()] was not called.
    @Override
    public void close() {
        finishSettings();
        pool.close();
        tasks.close();
    }

    private static Console consoleOf(ConsoleViewModel console) {
        return new Console() {
            @Override
            public void clear() {
                console.clear();
            }

            @Override
            public void print(Event.Stream stream, String text) {
                console.append(stream, text);
            }
        };
    }
}
