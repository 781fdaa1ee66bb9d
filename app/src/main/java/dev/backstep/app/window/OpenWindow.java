package dev.backstep.app.window;

import dev.backstep.app.editor.EditorViewModel;
import dev.backstep.app.graph.view.GraphView;
import dev.backstep.app.kernel.Runner;
import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.playback.PlaybackViewModel;
import dev.backstep.app.tasks.Tasks;
import java.nio.file.Path;
import javafx.stage.Stage;

/// The window as a [WindowDriver] sees it. Belongs to the JavaFX application thread.
public interface OpenWindow {
    Stage stage();

    GraphView graph();

    EditorViewModel editor();

    SessionViewModel session();

    PlaybackViewModel playback();

    Runner runner();

    Tasks tasks();

    /// Opens a program that has no file.
    void open(String name, String program);

    /// Opens a program or a recording.
    void open(Path file);

    void focusEditor();

    void choose(ThemeChoice theme);

    /// Carries out a command.
    void perform(String command);
}
