package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.kernel.DeviceViewModel;
import dev.backstep.app.kernel.DeviceViewModel.Wish;
import dev.backstep.app.kernel.KernelPool;
import dev.backstep.app.kernel.KernelSettings;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.kernel.ScriptedKernel;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.app.replay.Replay.Freshness;
import dev.backstep.app.settings.SettingsStore;
import dev.backstep.recording.Recording;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is behind the window's switch, with kernels that find, lose and die of GPUs as they are told.
@Timeout(60)
class DevicesTest {
    @TempDir
    private Path home;

    private final WindowThread window = new WindowThread();
    private Workspace workspace;

    @AfterEach
    void close() throws Exception {
        window.run(workspace::close);
        window.close();
    }

    @Test
    void gpusAreLookedForWhenTheFirstProgramHasRun() throws Exception {
        open("Ada");
        type("print one\nloop");
        awaitConsole("one");
        // Longer than it waits when nothing runs.
        LockSupport.parkNanos(Workspace.DEVICE_SEARCH_DELAY.plusMillis(300).toNanos());
        assertFalse(window.call(() -> devices().knownProperty().get()), "a program runs");
        type("print two");
        awaitKnown();
        assertEquals("two", window.call(workspace.console::text));
        assertEquals(
                "Runs on the CPU. Turn it on to run on Ada.",
                window.call(() -> devices().description()));
    }

    @Test
    void movingTheSwitchRunsTheProgramThere() throws Exception {
        open("Ada", "Ben");
        type("where");
        awaitConsole("cpu");
        awaitKnown();
        window.run(workspace::switchDevice);
        awaitConsole("gpu:0");
        window.await(() -> run().deviceName().equals("Ada"), () -> "its run is shown");
        window.run(() -> devices().choose(devices().gpusProperty().get().get(1)));
        awaitConsole("gpu:1");
        window.run(workspace::switchDevice);
        awaitConsole("cpu");
    }

    @Test
    void whenProgramsAreNotLiveTheSwitchOnlyMakesTheRecordingStale() throws Exception {
        open("Ada");
        type("where");
        awaitConsole("cpu");
        awaitKnown();
        window.run(() -> {
            workspace.session.liveProperty().set(false);
            workspace.switchDevice();
        });
        assertEquals(
                Freshness.STALE,
                window.call(() -> workspace.replay.freshnessProperty().get()));
        assertEquals("cpu", window.call(workspace.console::text));
        assertEquals("CPU · next run on Ada", window.call(() -> DeviceText.brief(run(), devices(), false)));
        window.run(() -> workspace.runner.run(workspace.program()));
        awaitConsole("gpu:0");
    }

    @Test
    void aRememberedGpuIsUsedOnceItIsFound() throws Exception {
        remember(true, "Ben");
        open("Ada", "Ben");
        type("where");
        awaitConsole("cpu");
        awaitConsole("gpu:1");
        assertEquals("", window.call(this::notice));
    }

    @Test
    void aRememberedGpuThatIsNotThereIsReplacedWithAWord() throws Exception {
        remember(true, "Cid");
        open("Ada");
        type("where");
        awaitConsole("gpu:0");
        assertEquals("Cid is not there, so programs run on Ada.", window.call(this::notice));
    }

    @Test
    void withoutAGpuTheWishIsKeptAndOnlyTheStatusLineSaysSo() throws Exception {
        remember(true, "Ada");
        open();
        type("where");
        awaitConsole("cpu");
        awaitKnown();
        assertEquals("", window.call(this::notice));
        assertEquals("CPU · no GPU", window.call(() -> DeviceText.brief(run(), devices(), true)));
        assertEquals(
                new Wish(true, "Ada"),
                window.call(() -> devices().wishProperty().get()));
        window.run(workspace::switchDevice);
        assertEquals("Programs run on the CPU. there is no driver.", window.call(this::notice));
    }

    @Test
    void aGpuThatIsLostTakesWhatWasPrintedWithItAndSaysWhy() throws Exception {
        open("Ada");
        type("print warm");
        awaitKnown();
        window.run(workspace::switchDevice);
        type("where\nlose\nprint end");
        awaitConsole("cpu\nend");
        window.await(() -> !workspace.session.runningProperty().get(), () -> "the run is over");
        assertEquals(
                "The card has fallen off the bus. The program was started again on the CPU; what it had printed before"
                        + " is gone.",
                window.call(this::notice));
        assertEquals("cpu", window.call(() -> devices().deviceProperty().get()));
        assertEquals("cpu", window.call(() -> run().device()));
        assertTrue(window.call(() -> devices().description()).endsWith("fallen off the bus."));
        type("where");
        awaitConsole("cpu");
    }

    @Test
    void aDriverThatKillsTheKernelWhileItLooksIsNotAskedAgain() throws Exception {
        open("dies-looking");
        type("where");
        awaitConsole("cpu");
        awaitKnown();
        assertTrue(window.call(this::notice).contains("while it looked for GPUs (exit code 134)"), this::notice);
        type("where\nprint next");
        awaitConsole("cpu\nnext");
        LockSupport.parkNanos(Workspace.DEVICE_SEARCH_DELAY.plusMillis(300).toNanos());
        assertEquals(
                KernelPool.State.READY,
                window.call(() -> workspace.session.kernelProperty().get()));
        assertTrue(window.call(this::notice).contains("exit code 134"), this::notice);
    }

    @Test
    void aProgramThatDiesOnTheGpuIsRunOnTheCpu() throws Exception {
        open("Ada");
        type("print warm");
        awaitKnown();
        window.run(workspace::switchDevice);
        type("where\ndie-on-gpu\nprint end");
        awaitConsole("cpu\nend");
        assertTrue(window.call(this::notice).contains("on a GPU (exit code 139)"), this::notice);
        // A fresh kernel may be luckier.
        window.run(workspace.runner::restartKernel);
        awaitConsole("cpu\nend");
        awaitKnown();
    }

    @Test
    void aRecordingThatWasOpenedIsNotRunBecauseAGpuIsFound() throws Exception {
        remember(true, "");
        open("Ada");
        var index = RecordingIndex.of(Recording.empty("was.py", "where"));
        window.run(() -> workspace.open(index));
        awaitKnown();
        window.await(() -> devices().onGpu(), () -> "the GPU is found");
        assertFalse(window.call(() -> workspace.session.runningProperty().get()));
        assertEquals("", window.call(workspace.console::text));
    }

    private void open(String... gpus) throws Exception {
        window.run(() -> {
            workspace = new Workspace(home, heap -> ScriptedKernel.command(gpus), window);
            workspace.start();
        });
    }

    private void remember(boolean gpu, String name) throws Exception {
        var settings = new SettingsStore(home);
        settings.set(KernelSettings.DEVICE, gpu ? "gpu" : "cpu");
        settings.set(KernelSettings.GPU, name);
        settings.write(settings.snapshot());
    }

    private DeviceViewModel devices() {
        return workspace.session.devices();
    }

    private Recording.Run run() {
        return workspace.replay.moment().recording().run();
    }

    private String notice() {
        return workspace.session.noticeProperty().get().map(Notice::text).orElse("");
    }

    private void type(String text) throws Exception {
        window.run(() -> workspace.editor.textProperty().set(text));
    }

    private void awaitKnown() throws Exception {
        window.await(() -> devices().knownProperty().get(), () -> "the devices are known");
    }

    private void awaitConsole(String text) throws Exception {
        window.await(() -> workspace.console.text().equals(text), () -> "console: " + workspace.console.text());
    }
}
