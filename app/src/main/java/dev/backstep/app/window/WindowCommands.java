package dev.backstep.app.window;

import dev.backstep.app.commands.Category;
import dev.backstep.app.commands.Command;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.window.Dialogs.FileKind;
import dev.backstep.app.window.Panels.Part;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;

/// The commands that are about the window, its documents and the runs of the program. Each list belongs to one part.
final class WindowCommands {
    private WindowCommands() {}

    static List<Command> file(Documents documents, Runnable export, Runnable settings, Runnable quit) {
        return List.of(
                file("new", "New", documents::newProgram, 0).describedAs("Begin an empty program"),
                file("open", "Open…", () -> documents.chooseAndOpen(FileKind.PROGRAM), 0)
                        .describedAs("Open a program"),
                file("save", "Save", documents::save, 1).describedAs("Save the program"),
                file("save-as", "Save As…", documents::saveAs, 1).describedAs("Save the program in another file"),
                file("open-recording", "Open Recording…", () -> documents.chooseAndOpen(FileKind.RECORDING), 2)
                        .describedAs("Open a recorded run"),
                file("save-recording", "Save Recording…", documents::saveRecording, 2)
                        .describedAs("Save the run that is shown, with its program"),
                file("export", "Export Picture…", export, 2).describedAs("Save the graph as a picture"),
                file("settings", "Settings…", settings, 3).describedAs("Change how Backstep looks and works"),
                file("quit", "Quit", quit, 9).describedAs("Close Backstep"));
    }

    private static Command file(String name, String title, Runnable action, int group) {
        return Command.of("file." + name, title, action).in(Category.FILE, group);
    }

    static List<Command> run(Workspace workspace, Dialogs dialogs) {
        var session = workspace.session;
        var files = workspace.files;
        return List.of(
                run("run", "Run", () -> workspace.runner.run(workspace.program()), 0)
                        .describedAs("Run the program now"),
                run("stop", "Stop", workspace.runner::stop, 0)
                        .describedAs("Stop the program")
                        .when(session.runningProperty()),
                Command.toggle("run.live", "Live", session.liveProperty())
                        .in(Category.RUN, 0)
                        .describedAs("Run the program while it is typed"),
                run(
                                "allow-files",
                                "Allow Files…",
                                () -> files.question()
                                        .filter(dialogs::confirm)
                                        .ifPresent(answer -> workspace.changeFileAccess()),
                                1)
                        .describedAs("Let this program write files in its folder")
                        .when(files.possibleProperty(), "Save the Program First")
                        .marked(files.allowedProperty()),
                run("switch-device", "Switch Between CPU and GPU", workspace::switchDevice, 1)
                        .describedAs("Run programs on the GPU, or on the CPU again"),
                run("restart-kernel", "Restart Kernel", workspace.runner::restartKernel, 1)
                        .describedAs("End the process that runs programs, and start another"));
    }

    private static Command run(String name, String title, Runnable action, int group) {
        return Command.of("run." + name, title, action).in(Category.RUN, group);
    }

    /// The ways through the moments that were shown, and to the one where trouble began.
    static List<Command> history(Replay replay, FirstNan firstNan) {
        return List.of(
                view("first-nan", "Go to First NaN", firstNan::go, 2)
                        .describedAs("Show where the first NaN was born, or if there is none the first Inf")
                        .when(
                                replay.momentProperty()
                                        .map(moment ->
                                                !moment.index().nonFinite().isEmpty()),
                                "There Is None"),
                view("back", "Back", replay::back, 2)
                        .describedAs("Show the step and selection before")
                        .when(replay.canGoBackProperty()),
                view("forward", "Forward", replay::forward, 2)
                        .describedAs("Show the step and selection that you went back from")
                        .when(replay.canGoForwardProperty()));
    }

    static List<Command> themes(Theme theme) {
        return Stream.of(ThemeChoice.values())
                .map(choice -> view(
                                "theme-" + choice.name().toLowerCase(Locale.ROOT),
                                Theme.title(choice),
                                () -> theme.choiceProperty().set(choice),
                                4)
                        .chosen(theme.choiceProperty().map(now -> now == choice)))
                .toList();
    }

    static List<Command> panels(Panels panels) {
        return List.of(
                panel(panels, "editor", "Editor", Part.EDITOR).describedAs("Show or hide the editor"),
                panel(panels, "inspector", "Inspector", Part.INSPECTOR).describedAs("Show or hide the inspector"),
                panel(panels, "panels", "Panels Below", Part.BELOW)
                        .describedAs("Show or hide the panels below the graph"));
    }

    private static Command panel(Panels panels, String name, String title, Part part) {
        return view(name, title, () -> panels.toggle(part), 0).marked(panels.shown(part));
    }

    /// @param on whether it is presented
    static Command presentation(BooleanProperty on) {
        return Command.toggle("view.presentation", "Presentation", on)
                .in(Category.VIEW, 1)
                .describedAs("Show the graph, the timeline and one panel with large type");
    }

    static Command view(String name, String title, Runnable action, int group) {
        return Command.of("view." + name, title, action).in(Category.VIEW, group);
    }

    static Command help(String name, String title, Runnable action, int group) {
        return Command.of("help." + name, title, action).in(Category.HELP, group);
    }
}
