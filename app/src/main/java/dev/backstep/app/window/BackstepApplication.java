package dev.backstep.app.window;

import dev.backstep.app.session.KernelCommand;
import dev.backstep.app.settings.Home;
import java.nio.file.Path;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;

/// The app with its window. Its argument, if any, is a file to open.
public final class BackstepApplication extends Application {
    private Workspace workspace;

    @Override
    public void start(Stage stage) {
        var home = Home.find(System.getProperties(), System.getenv());
        workspace = new Workspace(home, heap -> KernelCommand.find(System.getProperties(), heap), Platform::runLater);
        // First of all: the kernel warms while the window is put together.
        workspace.start();
        var measurement = Measurement.requested(System.getProperties());
        var window = new MainWindow(
                stage, workspace, measurement.flatMap(Measurement::dialogs).orElseGet(() -> new WindowDialogs(stage)));
        window.show();
        var files = getParameters().getUnnamed();
        window.openFirst(files.isEmpty() ? null : Path.of(files.getFirst()).toAbsolutePath());
        measurement.ifPresent(wanted -> wanted.of(stage, window, workspace));
    }

    @Override
    public void stop() {
        workspace.close();
    }
}
