package dev.backstep.app.window;

import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.commands.Commands;
import dev.backstep.app.commands.KeyDispatcher;
import dev.backstep.app.commands.KeyMap;
import dev.backstep.app.commands.KeyMapSetting;
import dev.backstep.app.commands.Palette;
import dev.backstep.app.commands.ShortcutSheet;
import dev.backstep.app.console.ConsoleCommands;
import dev.backstep.app.console.ConsoleView;
import dev.backstep.app.editor.Advice;
import dev.backstep.app.editor.EditorCommands;
import dev.backstep.app.editor.EditorSettings;
import dev.backstep.app.editor.EditorView;
import dev.backstep.app.editor.EditorViewModel;
import dev.backstep.app.examples.Example;
import dev.backstep.app.export.view.ExportPane;
import dev.backstep.app.export.view.ExportViewModel;
import dev.backstep.app.gradients.BuildUpNotice;
import dev.backstep.app.gradients.GradientsView;
import dev.backstep.app.gradients.GradientsViewModel;
import dev.backstep.app.gradients.ZeroingFix;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.view.GraphCommands;
import dev.backstep.app.graph.view.GraphView;
import dev.backstep.app.inspector.InspectorView;
import dev.backstep.app.inspector.InspectorViewModel;
import dev.backstep.app.kernel.KernelSettings;
import dev.backstep.app.kernel.Notice;
import dev.backstep.app.kernel.Runner;
import dev.backstep.app.kernel.SessionViewModel;
import dev.backstep.app.playback.PlaybackCommands;
import dev.backstep.app.playback.PlaybackViewModel;
import dev.backstep.app.playback.TransportBar;
import dev.backstep.app.tasks.Tasks;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// The main window: puts the views of the other packages together.
final class MainWindow implements OpenWindow {
    /// How far below the window's top the palette begins: below the menus.
    private static final double PALETTE_TOP = 48;

    private static final List<String> INSPECTOR_MENU =
            List.of("view.back", "view.forward", "", "edit.copy", "", "view.inspector");

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
    private final EditorView editor;
    private final GraphView graph;
    private final ConsoleView console;
    private final InspectorView inspector;
    private final TabPane tabs;
    private final BorderPane transport;
    private final Panels panels;

    MainWindow(Stage stage, Workspace workspace, Dialogs dialogs) {
        this.stage = stage;
        this.workspace = workspace;
        this.dialogs = dialogs;
        place = new WindowPlace(stage, workspace.settings);
        documents = new Documents(workspace, dialogs);
        export = new ExportViewModel(workspace.tasks);
        editor = new EditorView(workspace.editor, workspace.replay);
        editor.setId("editor");
        graph = newGraph();
        console = new ConsoleView(workspace.console, this::goToLine);
        inspector = inspector();
        tabs = tabs();
        transport = new BorderPane();
        panels = new Panels(
                workspace.settings.get(WindowSettings.PANELS), editor, picture(), inspector, transport, tabs);
        addCommands();
        addControls();
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
        editor.requestFocus();
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
        frame.setTop(new VBox(toolStrip(), new NoticeBar(workspace.session)));
        frame.setCenter(panels.view());
        frame.setBottom(new StatusLine(
                workspace, graph.layoutTimeProperty(), theme.darkProperty().map(dark -> dark ? "Dark" : "Light")));
        var root = new StackPane(frame, palette);
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

    private GraphView newGraph() {
        var view = new GraphView(workspace.replay, workspace.tasks);
        view.themeProperty().bind(theme.darkProperty().map(dark -> dark ? GraphTheme.dark() : GraphTheme.light()));
        return view;
    }

    /// The graph, and whose it is.
    private Node picture() {
        var caption = new PictureCaption(workspace.replay, workspace.session);
        StackPane.setAlignment(caption, Pos.TOP_CENTER);
        return new StackPane(graph, caption);
    }

    private InspectorView inspector() {
        var view = new InspectorView(new InspectorViewModel(workspace.replay));
        view.setId("inspector");
        PictureCaption.fade(view, workspace.replay);
        view.setOnOpenLine(this::goToLine);
        return view;
    }

    private TabPane tabs() {
        var printed = new Tab("Console", console);
        printed.setId("console-tab");
        console.remarkProperty().bind(ConsoleRemark.of(workspace.replay, workspace.session));
        var model = new GradientsViewModel(workspace.replay);
        var view = new GradientsView(model);
        view.setOnInsertFix(this::insert);
        model.allNoticesProperty()
                .subscribe(notices -> workspace.editor.adviceProperty().set(advice(notices)));
        var gradients = new Tab("Gradients", view);
        gradients.setId("gradients-tab");
        PictureCaption.fade(view, workspace.replay);
        warnOn(gradients, model.allNoticesProperty().map(notices -> !notices.isEmpty()), "Gradients were added up");
        warnOn(printed, Bindings.isNotEmpty(workspace.session.problems()), "The program raised an error or a warning");
        var pane = new TabPane(gradients, printed);
        pane.setId("tabs");
        pane.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        return pane;
    }

    /// A sign on a tab that there is something to read in it.
    private static void warnOn(Tab tab, ObservableValue<Boolean> condition, String meaning) {
        var sign = new FontIcon(Feather.ALERT_TRIANGLE);
        sign.getStyleClass().add("tab-warning");
        sign.setAccessibleText(meaning);
        tab.graphicProperty().bind(condition.map(there -> there ? sign : null));
    }

    private void insert(ZeroingFix fix) {
        workspace.editor.insertLine(fix.line(), fix.indentation() + fix.text());
        editor.requestFocus();
    }

    /// The first of the notices, for the editor; all are in the gradients panel.
    private static @Nullable Advice advice(List<BuildUpNotice> notices) {
        if (notices.isEmpty()) {
            return null;
        }
        var notice = notices.getFirst();
        var fix = notice.fix();
        return new Advice(
                notice.text(), fix == null ? null : new Advice.Insertion(fix.line(), fix.indentation() + fix.text()));
    }

    private Node transport() {
        var bar = new TransportBar(workspace.replay, workspace.playback, controls);
        bar.setId("transport");
        PictureCaption.fade(bar, workspace.replay);
        return bar;
    }

    private void goToLine(int line) {
        workspace.editor.goToLine(line);
        editor.requestFocus();
    }

    private void addCommands() {
        commands.addAll(WindowCommands.file(documents, this::exportPicture, this::showSettings, this::quit));
        commands.addAll(EditorCommands.of(editor));
        commands.add(WindowCommands.view("palette", "Command Palette…", () -> palette.open(), 0)
                .describedAs("Search all commands"));
        commands.addAll(WindowCommands.panels(panels));
        commands.add(WindowCommands.view("gradients", "Show Gradients", () -> select("gradients-tab"), 1)
                .describedAs("Show the panel of gradients"));
        commands.add(WindowCommands.view("console", "Show Console", () -> select("console-tab"), 1)
                .describedAs("Show what the program printed"));
        commands.addAll(WindowCommands.history(workspace.replay, workspace.firstNan));
        commands.addAll(WindowCommands.themes(theme));
        commands.addAll(GraphCommands.of(graph));
        commands.addAll(WindowCommands.run(workspace, dialogs));
        commands.addAll(PlaybackCommands.of(workspace.replay, workspace.playback));
        commands.addAll(ConsoleCommands.of(console));
        commands.add(WindowCommands.help("shortcuts", "Keyboard Shortcuts", this::showShortcuts, 0)
                .describedAs("Show the keys of all commands"));
        commands.add(WindowCommands.help("about", "About Backstep", this::showAbout, 1)
                .describedAs("Show which version of Backstep this is"));
    }

    private void addControls() {
        graph.setControls(controls);
        editor.setContextMenu(controls);
        console.setContextMenu(controls);
        controls.contextMenu(inspector, INSPECTOR_MENU);
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

    private void select(String tab) {
        panels.bottomShownProperty().set(true);
        tabs.getTabs().stream()
                .filter(candidate -> tab.equals(candidate.getId()))
                .forEach(tabs.getSelectionModel()::select);
    }

    private void closing(WindowEvent event) {
        event.consume();
        if (documents.mayReplace()) {
            workspace.forgetDraft();
            workspace.settings.set(WindowSettings.PANELS, panels.state());
            place.remember();
            stage.hide();
        }
    }

    /// The settings' dialogue, of all that features let people change.
    private void showSettings() {
        var sections = List.of(
                new SettingsDialog.Section("Window", WindowSettings.fields()),
                new SettingsDialog.Section(
                        "Editor and keys",
                        Stream.concat(EditorSettings.fields().stream(), KeyMapSetting.fields().stream())
                                .toList()),
                new SettingsDialog.Section("Programs", KernelSettings.fields()));
        dialogs.show("Settings", new SettingsDialog(workspace.settings).view(sections));
    }

    /// Makes views and settings follow one another.
    private void applySettings() {
        var settings = workspace.settings;
        theme.choiceProperty().bindBidirectional(settings.property(WindowSettings.THEME));
        settings.property(EditorSettings.FONT_SIZE)
                .subscribe(size -> editor.fontSizeProperty().set(size));
        editor.fontSizeProperty()
                .subscribe((before, size) -> settings.set(EditorSettings.FONT_SIZE, size.doubleValue()));
        settings.property(KeyMapSetting.KEY_MAP)
                .subscribe(name -> commands.keyMapProperty().set(KeyMap.load(name)));
        graph.reducedMotionProperty().bind(settings.property(WindowSettings.REDUCED_MOTION));
        workspace.playback.reducedMotionProperty().bind(settings.property(WindowSettings.REDUCED_MOTION));
        panels.setOnChange(() -> settings.set(WindowSettings.PANELS, panels.state()));
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
