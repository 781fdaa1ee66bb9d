package dev.backstep.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.backstep.app.examples.Example;
import dev.backstep.app.kernel.KernelCommand;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.replay.Transfer;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real kernel on whatever device the machine's OpenCL has; skipped where it has none.
@Timeout(180)
class RealDeviceTest {
    @TempDir
    private Path home;

    private final WindowThread window = new WindowThread();
    private Workspace workspace;

    @BeforeEach
    void open() throws Exception {
        var properties = new Properties();
        properties.putAll(System.getProperties());
        properties.setProperty("dev.backstep.gpu.any-device", "true");
        window.run(() -> {
            workspace = new Workspace(home, heap -> KernelCommand.find(properties, heap), window);
            workspace.start();
        });
    }

    @AfterEach
    void close() throws Exception {
        window.run(workspace::close);
        window.close();
    }

    @Test
    void theExampleOfTwoDevicesMovesWhenTheSwitchDoes() throws Exception {
        var example = Example.all().stream()
                .filter(one -> one.file().equals("two-devices.py"))
                .findFirst()
                .orElseThrow();
        window.run(() -> workspace.open(() -> workspace.editor.open(example.file(), example.text())));
        var devices = workspace.session.devices();
        window.await(() -> devices.knownProperty().get(), () -> "devices are known");
        assertTrue(console().contains("computes on cpu"), this::console);
        var obstacle = window.call(() -> devices.obstacleProperty().get());
        assumeTrue(obstacle.isEmpty(), obstacle::orElseThrow);

        window.run(workspace::switchDevice);
        window.await(
                () -> console().contains("weight.grad is on cuda:0\nscale.grad  is on cpu\n"),
                () -> console() + workspace.session.noticeProperty().get().map(Notice::text));
        window.await(() -> !workspace.session.runningProperty().get(), () -> "it has ended");
        assertTrue(console().contains("Expected all tensors to be on the same device"), this::console);
        var run = window.call(() -> workspace.replay.moment().recording().run());
        assertEquals("cuda:0", run.device());
        assertEquals(window.call(devices::placeName), run.deviceName());
        var ways = window.call(() -> workspace.replay.moment().index().devices().transfers().stream()
                .map(Transfer::text)
                .toList());
        assertTrue(ways.contains("cpu → cuda:0") && ways.contains("cuda:0 → cpu"), ways::toString);

        window.run(workspace::switchDevice);
        window.await(() -> console().contains("computes on cpu"), this::console);
    }

    private String console() {
        return workspace.console.text() + "\n";
    }
}
