package dev.backstep.app.window;

import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.commands.Commands;
import dev.backstep.app.commands.KeyDispatcher;
import dev.backstep.app.commands.KeyMap;
import dev.backstep.app.commands.KeyMapSetting;
import dev.backstep.app.commands.Palette;
import dev.backstep.app.commands.ShortcutSheet;
import dev.backstep.app.editor.EditorViewModel;
import dev.backstep.app.examples.Example;
import dev.backstep.app.export.view.ExportPane;
import dev.backstep.app.export.view.ExportViewModel;
import dev.backstep.app.feature.SettingsSection;
import dev.backstep.app.graph.view.GraphView;
import dev.backstep.app.kernel.KernelSettings;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.kernel.Runner;
import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.playback.PlaybackViewModel;
import dev.backstep.app.playback.TransportBar;
import dev.backstep.app.tasks.Tasks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import org.jspecify.annotations.Nullable;

/// The main window: puts the views of the other packages together.
final class MainWindow implements OpenWindow {
    /// How far below the window's top the palette begins: below the menus.
    private static final double PALETTE_TOP = 48;

    private static final double LEAST_GRAPH = 340;

    private static final Example FIRST_PROGRAM = Example.first();

    private final Stage stage;
    private final Workspace workspace;
    private final Documents documents;
    private final Dialogs dialogs;
    private final WindowPlace place;
    private final Theme theme = new Theme();
    private final ExportViewModel export;
    private final Commands commands = new Commands();
    private final CommandControls controls = new CommandControls(commands);
    private final Palette palette = new Palette(commands);
    private final Features features;
    private final GraphView graph;
    private final PanelTabs tabs;
    private final BorderPane transport = new BorderPane();
    private final Panels panels;
    private final List<Node> around = new ArrayList<>(); // what is hidden while something is presented
    private final Presentation presentation;

    MainWindow(Stage stage, Workspace workspace, Dialogs dialogs) {
        this.stage = stage;
        this.workspace = workspace;
        this.dialogs = dialogs;
        place = new WindowPlace(stage, workspace.settings);
        documents = new Documents(workspace, dialogs);
        export = new ExportViewModel(workspace.tasks);
        features = new Features(workspace, theme, documents, commands);
        graph = features.graph;
        tabs = new PanelTabs(features.panels());
        panels = new Panels(
                workspace.settings.get(WindowSettings.PANELS),
                features.editor,
                picture(),
                features.inspector,
                transport,
                tabs);
        features.gradientsSeenProperty().bind(tabs.isInFront("gradients").and(panels.shown(Panels.Part.BELOW)));
        features.setUncoverInspector(() -> panels.uncover(Panels.Part.INSPECTOR));
        presentation = new Presentation(stage, panels, graph, around);
        addCommands();
        palette.alsoFind(features.findable());
        features.all().forEach(feature -> feature.useControls(controls));
        applySettings();
        transport.setCenter(transport());
        stage.setScene(scene());
        stage.titleProperty().bind(workspace.editor.nameProperty().map("%s – Backstep"::formatted));
        stage.setOnCloseRequest(this::closing);
        place.restore();
    }

    void show() {
        stage.show();
    }

    /// Whether the graph is presented to a hall.
    ReadOnlyBooleanProperty presentedProperty() {
        return presentation.onProperty();
    }

    Theme theme() {
        return theme;
    }

    Commands commands() {
        return commands;
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public GraphView graph() {
        return graph;
    }

    @Override
    public EditorViewModel editor() {
        return workspace.editor;
    }

    @Override
    public SessionViewModel session() {
        return workspace.session;
    }

    @Override
    public PlaybackViewModel playback() {
        return workspace.playback;
    }

    @Override
    public Runner runner() {
        return workspace.runner;
    }

    @Override
    public Tasks tasks() {
        return workspace.tasks;
    }

    @Override
    public void open(String name, String program) {
        documents.open(name, program);
    }

    @Override
    public void open(Path file) {
        documents.open(file);
    }

    @Override
    public void choose(ThemeChoice choice) {
        theme.choiceProperty().set(choice);
    }

    @Override
    public void perform(String command) {
        commands.perform(command);
    }

    Documents documents() {
        return documents;
    }

    @Override
    public void focusEditor() {
        features.editor.requestFocus();
    }

    /// Opens what a person wants to see first: what a crash left behind, the given file, the file that was open
    /// last, or an example.
    void openFirst(@Nullable Path file) {
        if (workspace.recover(file)) {
            return;
        }
        var last = workspace.settings.get(WindowSettings.LAST_FILE);
        if (file != null) {
            documents.open(file);
        } else if (!last.isEmpty() && Path.of(last).toFile().isFile()) {
            documents.open(Path.of(last));
        } else {
            documents.open(FIRST_PROGRAM.file(), FIRST_PROGRAM.text());
        }
    }

    private Scene scene() {
        var frame = new BorderPane();
        var strip = toolStrip();
        var status = new StatusLine(
                workspace, graph.layoutTimeProperty(), theme.darkProperty().map(dark -> dark ? "Dark" : "Light"));
        around.addAll(List.of(strip, status));
        frame.setTop(new VBox(strip, new NoticeBar(workspace.session), features.above()));
        frame.setCenter(panels.view());
        frame.setBottom(status);
        var root = new StackPane(frame, features.over(), palette);
        root.setId("root");
        root.getStyleClass().add("main-window");
        StackPane.setAlignment(palette, Pos.TOP_CENTER);
        StackPane.setMargin(palette, new Insets(PALETTE_TOP, 0, 0, 0));
        root.setOnDragOver(MainWindow::acceptFiles);
        root.setOnDragDropped(this::dropped);
        var scene = new Scene(root, place.size().getWidth(), place.size().getHeight());
        for (var sheet : List.of("window", "debugger", "inspector", "gradients")) {
            var css = MainWindow.class.getResource("/dev/backstep/styles/" + sheet + ".css");
            if (css != null) {
                scene.getStylesheets().add(css.toExternalForm());
            }
        }
        scene.addEventFilter(KeyEvent.KEY_PRESSED, this::leaveByEscape);
        KeyDispatcher.install(scene, commands);
        return scene;
    }

    private Node toolStrip() {
        var device = new DeviceMenu(workspace, controls.item("run.switch-device"));
        var bar = new Menus(controls).bar(Menus.recent(documents.recent(), documents::open), device.menu());
        return new ToolStrip(workspace, bar, examples(), controls);
    }

    private MenuButton examples() {
        var button = new MenuButton("Examples");
        button.setId("examples");
        button.setFocusTraversable(false);
        button.setMinWidth(MenuButton.USE_PREF_SIZE);
        for (var example : Example.all()) {
            var about = new Label(example.about());
            about.getStyleClass().add("example-about");
            var item = new CustomMenuItem(new VBox(new Label(example.title()), about));
            item.setId("example-" + example.file().replaceFirst("\\.py$", ""));
            item.setOnAction(event -> documents.open(example.file(), example.text()));
            button.getItems().add(item);
        }
        return button;
    }

    /// The graph, and whose it is.
    private Node picture() {
        var caption = new PictureCaption(workspace.replay, workspace.session);
        StackPane.setAlignment(caption, Pos.TOP_CENTER);
        var place = new StackPane(graph, caption);
        // A window that is made smaller takes from the panels beside it before its tools are cut.
        place.setMinWidth(LEAST_GRAPH);
        return place;
    }

    private Node transport() {
        var bar = new TransportBar(workspace.replay, workspace.playback, controls);
        bar.setId("transport");
        PictureCaption.fade(bar, workspace.replay);
        return bar;
    }

    private void addCommands() {
        commands.addAll(WindowCommands.file(documents, this::exportPicture, this::showSettings, this::quit));
        commands.add(WindowCommands.view("palette", "Command Palette…", () -> palette.open(), 0)
                .describedAs("Search all commands"));
        commands.addAll(WindowCommands.panels(panels));
        commands.addAll(tabs.commands(() -> panels.uncover(Panels.Part.BELOW)));
        commands.add(WindowCommands.presentation(presentation.onProperty()));
        commands.addAll(WindowCommands.history(workspace.replay, workspace.firstNan));
        commands.addAll(WindowCommands.themes(theme));
        commands.addAll(WindowCommands.run(workspace, dialogs));
        features.all().forEach(feature -> commands.addAll(feature.commands()));
        commands.add(WindowCommands.help("shortcuts", "Keyboard Shortcuts", this::showShortcuts, 0)
                .describedAs("Show the keys of all commands"));
        commands.add(WindowCommands.help("about", "About Backstep", this::showAbout, 1)
                .describedAs("Show which version of Backstep this is"));
    }

    private void exportPicture() {
        var options = export.optionsProperty();
        options.set(options.get().withDark(theme.darkProperty().get()));
        export.open(new ExportViewModel.Seen(
                graph.shownPicture(), graph.shownPart(), graph.shownMoment(), workspace.editor.name()));
        dialogs.show(
                "Export Picture",
                new ExportPane(export, name -> dialogs.chooseFileToSave(Dialogs.FileKind.PICTURE, name)));
    }

    private void quit() {
        stage.fireEvent(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST));
    }

    private void showShortcuts() {
        dialogs.show("Keyboard Shortcuts", new ShortcutSheet(commands).view());
    }

    private void showAbout() {
        dialogs.show("About Backstep", About.view());
    }

    private void closing(WindowEvent event) {
        event.consume();
        presentation.onProperty().set(false);
        if (documents.mayReplace()) {
            workspace.forgetDraft();
            workspace.settings.set(WindowSettings.PANELS, panels.state());
            place.remember();
            stage.hide();
        }
    }

    /// The settings' dialogue, of all that features let people change.
    private void showSettings() {
        var sections = new ArrayList<SettingsSection>();
        sections.add(new SettingsSection("Window", WindowSettings.fields()));
        sections.addAll(features.settings());
        sections.add(new SettingsSection("Editor and keys", KeyMapSetting.fields()));
        sections.add(new SettingsSection("Programs", KernelSettings.fields()));
        dialogs.show("Settings", new SettingsDialog(workspace.settings).view(SettingsSection.merged(sections)));
    }

    /// Makes views and settings follow one another.
    private void applySettings() {
        var settings = workspace.settings;
        theme.choiceProperty().bindBidirectional(settings.property(WindowSettings.THEME));
        settings.property(KeyMapSetting.KEY_MAP)
                .subscribe(name -> commands.keyMapProperty().set(KeyMap.load(name)));
        graph.reducedMotionProperty().bind(settings.property(WindowSettings.REDUCED_MOTION));
        workspace.playback.reducedMotionProperty().bind(settings.property(WindowSettings.REDUCED_MOTION));
        panels.setOnChange(() -> settings.set(WindowSettings.PANELS, panels.state()));
    }

    /// Escape leaves what was entered last, but not while it means something to a field for text.
    private void leaveByEscape(KeyEvent event) {
        boolean field = stage.getScene().getFocusOwner() instanceof TextInputControl;
        if (event.getCode() != KeyCode.ESCAPE || field) {
            return;
        }
        if (presentation.onProperty().get()) {
            presentation.onProperty().set(false);
            event.consume();
        } else if (features.guide.runningProperty().get()) {
            features.guide.leave();
            event.consume();
        }
    }

    private static void acceptFiles(DragEvent event) {
        if (event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY);
            event.consume();
        }
    }

    private void dropped(DragEvent event) {
        var files = event.getDragboard().getFiles();
        if (!files.isEmpty()) {
            documents.open(files.getFirst().toPath());
            event.setDropCompleted(true);
            event.consume();
        }
        if (files.size() > 1) {
            workspace.session.show(
                    new Notice(Notice.Level.INFORMATION, "One program at a time: only the first file was opened."));
        }
    }
}
