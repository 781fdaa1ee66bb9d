package dev.backstep.app.window;

import dev.backstep.app.TestStages;
import dev.backstep.app.kernel.KernelCommand;
import dev.backstep.app.kernel.KernelPool;
import dev.backstep.app.window.WindowSettings.Division;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.control.SplitPane;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import javax.imageio.ImageIO;

/// Takes pictures of the real window, with no display, for the README and to be looked at:
///
///     Screenshots PROGRAM.py|RECORDING.backstep FOLDER [STEP]
///
/// writes `light-1024x640.png`, `light-1280x800.png`, `light-1920x1080.png` and the same in dark. STEP is a place on
/// the
/// timeline, by default six sevenths of it. With `-Dbackstep.home` the settings there are used, which may ask for a
/// GPU.
public final class Screenshots {
    private static final long PATIENCE_SECONDS = 120;

    /// For what ends by itself: the last frames of a move, sections that are filled a little later.
    private static final long SETTLING_MILLISECONDS = 800;

    private Screenshots() {}

    public static void main(String[] arguments) throws Exception {
        var file = Path.of(arguments[0]);
        var folder = Files.createDirectories(Path.of(arguments[1]));
        var chosen = System.getProperty("backstep.home");
        var home = chosen == null ? Files.createTempDirectory("backstep-screenshots") : Path.of(chosen);
        Platform.startup(() -> {});
        Platform.setImplicitExit(false);
        List<Shot> pending = new ArrayList<>();
        var workspace = call(() ->
                new Workspace(home, heap -> KernelCommand.find(System.getProperties(), heap), Platform::runLater));
        call(() -> {
            workspace.start();
            var stage = new Stage();
            var window = new MainWindow(stage, workspace, new WindowDialogs(stage));
            TestStages.place(stage, 1000, 800);
            window.show();
            window.openFirst(file);
            var root = stage.getScene().getRoot();
            for (var theme : new ThemeChoice[] {ThemeChoice.LIGHT, ThemeChoice.DARK}) {
                pending.add(new Shot(root, workspace, window, theme, 1024, 640));
                pending.add(new Shot(root, workspace, window, theme, 1280, 800));
                pending.add(new Shot(root, workspace, window, theme, 1920, 1080));
            }
            return null;
        });
        var devices = workspace.session.devices();
        await(() ->
                !devices.wishProperty().get().gpu() || devices.knownProperty().get());
        await(() -> workspace.session.kernelProperty().get() == KernelPool.State.READY
                && !workspace.session.runningProperty().get()
                && !workspace.editor.text().isEmpty());
        var timeline =
                call(() -> workspace.replay.moment().recording().timeline().size());
        var at = arguments.length > 2 ? Integer.parseInt(arguments[2]) : timeline * 6 / 7;
        call(() -> {
            workspace.playback.jumpTo(at);
            return null;
        });
        for (var shot : pending) {
            take(shot, folder);
        }
        call(() -> {
            workspace.close();
            return null;
        });
        System.exit(0);
    }

    private record Shot(Parent root, Workspace workspace, MainWindow window, ThemeChoice theme, int width, int height) {
        String fileName() {
            return "%s-%dx%d.png".formatted(theme.name().toLowerCase(Locale.ROOT), width, height);
        }
    }

    /// The headless screen is 1000 pixels wide and high. What is in a window may be larger, and must be in one: the
    /// remarks behind the editor's lines are placed by positions on the screen.
    private static void take(Shot shot, Path folder) throws Exception {
        call(() -> {
            shot.window.theme().choiceProperty().set(shot.theme);
            var root = (Region) shot.root;
            var scene = root.getScene();
            if (scene.getRoot() == root) {
                scene.setRoot(new Pane());
                ((Pane) scene.getRoot()).getChildren().add(root);
            }
            root.setPrefSize(shot.width, shot.height);
            // The dividers of a window that was opened with this size.
            scene.getRoot().applyCss();
            scene.getRoot().layout();
            ((SplitPane) root.lookup("#panels"))
                    .setDividerPositions(Division.DEFAULT.editor(), Division.DEFAULT.inspector());
            ((SplitPane) root.lookup("#panels-and-below")).setDividerPositions(Division.DEFAULT.bottom());
            shot.window.graph().fit();
            return null;
        });
        var graph = shot.window.graph();
        await(() -> {
            var nodes = shot.workspace.replay.moment().recording().nodes().size();
            return !graph.isGliding()
                    && (nodes == 0 || IntStream.range(0, nodes).anyMatch(node -> graph.locate(node) != null));
        });
        TimeUnit.MILLISECONDS.sleep(SETTLING_MILLISECONDS);
        var image = call(() -> shot.root.snapshot(null, null));
        ImageIO.write(awt(image), "png", folder.resolve(shot.fileName()).toFile());
        System.out.println(folder.resolve(shot.fileName()));
    }

    private static BufferedImage awt(WritableImage image) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        var copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (var y = 0; y < height; y++) {
            for (var x = 0; x < width; x++) {
                copy.setRGB(x, y, image.getPixelReader().getArgb(x, y));
            }
        }
        return copy;
    }

    private static void await(BooleanSupplier condition) throws Exception {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!call(condition::getAsBoolean)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the window did not become ready");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static <T> T call(Callable<T> work) throws Exception {
        var result = new CompletableFuture<T>();
        Platform.runLater(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
