package dev.backstep.app.window;

import dev.backstep.app.kernel.KernelCommand;
import dev.backstep.app.settings.Home;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;

/// The app with its window. Its argument, if any, is a file to open.
public final class BackstepApplication extends Application {
    /// Completed when JavaFX takes orders.
    private static final CompletableFuture<Void> JAVAFX = new CompletableFuture<>();

    /// JavaFX makes the application by itself, so what is begun before is handed over like this.
    private static final CompletableFuture<Workspace> WORKSPACE = new CompletableFuture<>();

    private static final CompletableFuture<Optional<WindowDriver>> DRIVER = new CompletableFuture<>();

    /// Opens the window and returns when it has been closed.
    ///
    /// @param driver uses the window in a person's place
    public static void open(Optional<WindowDriver> driver, String... arguments) {
        DRIVER.complete(driver);
        WORKSPACE.completeAsync(BackstepApplication::begin);
        Rendering.choose(System.getProperties());
        launch(BackstepApplication.class, arguments);
    }

    /// Starts the kernel, which is what the first graph waits for, while JavaFX is loaded.
    private static Workspace begin() {
        var workspace = new Workspace(
                Home.find(System.getProperties(), System.getenv()),
                heap -> KernelCommand.find(System.getProperties(), heap).yielding(),
                BackstepApplication::later);
        workspace.start();
        return workspace;
    }

    private static void later(Runnable task) {
        JAVAFX.join();
        Platform.runLater(task);
    }

    @Override
    public void start(Stage stage) {
        JAVAFX.complete(null);
        var workspace = WORKSPACE.join();
        var driver = DRIVER.join();
        var window = new MainWindow(
                stage, workspace, driver.flatMap(WindowDriver::dialogs).orElseGet(() -> new WindowDialogs(stage)));
        var files = getParameters().getUnnamed();
        // Before the window is shown: the first thing to be seen is the program.
        window.openFirst(files.isEmpty() ? null : Path.of(files.getFirst()).toAbsolutePath());
        stage.setFullScreenExitHint("");
        stage.setFullScreenExitKeyCombination(KeyCombination.NO_MATCH);
        window.presentedProperty().subscribe((before, presented) -> stage.setFullScreen(presented));
        window.show();
        driver.ifPresent(there -> there.shown(window));
    }

    @Override
    public void stop() {
        WORKSPACE.join().close();
    }
}
