package dev.backstep.app.window;

import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.Commands;
import dev.backstep.app.console.ConsoleFeature;
import dev.backstep.app.editor.Advice;
import dev.backstep.app.editor.EditorFeature;
import dev.backstep.app.editor.EditorView;
import dev.backstep.app.feature.Feature;
import dev.backstep.app.feature.Panel;
import dev.backstep.app.feature.SettingsSection;
import dev.backstep.app.glossary.GlossaryFeature;
import dev.backstep.app.gradients.BuildUpNotice;
import dev.backstep.app.gradients.GradientsFeature;
import dev.backstep.app.gradients.ZeroingFix;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.view.GraphFeature;
import dev.backstep.app.graph.view.GraphView;
import dev.backstep.app.guide.GuideFeature;
import dev.backstep.app.guide.GuideStage;
import dev.backstep.app.guide.GuideViewModel;
import dev.backstep.app.inspector.InspectorFeature;
import dev.backstep.app.inspector.InspectorView;
import dev.backstep.app.inspector.InspectorViewModel;
import dev.backstep.app.playback.PlaybackFeature;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/// The app's features, put together. This is the only place of the window that knows them; a new one is a line here.
final class Features {
    final EditorView editor;
    final GraphView graph;
    final InspectorView inspector;
    final GuideViewModel guide;
    private final Workspace workspace;
    /// Whether the panel is seen that has the notices of gradients that were added up: they are not said twice.
    private final BooleanProperty gradientsSeen = new SimpleBooleanProperty();

    private Runnable uncoverInspector = () -> {};
    private final GuideFeature guideFeature;
    private final List<Feature> all;

    Features(Workspace workspace, Theme theme, Documents documents, Commands commands) {
        this.workspace = workspace;
        editor = new EditorView(workspace.editor, workspace.replay);
        editor.setId("editor");
        graph = new GraphView(workspace.replay, workspace.tasks);
        graph.themeProperty().bind(theme.darkProperty().map(dark -> dark ? GraphTheme.dark() : GraphTheme.light()));
        var glossary = new GlossaryFeature(commands::perform);
        var page = new InspectorViewModel(workspace.replay);
        inspector = new InspectorView(page, glossary.links());
        inspector.setId("inspector");
        inspector.setOnOpenLine(this::goToLine);
        PictureCaption.fade(inspector, workspace.replay);
        var gradients = gradients();
        guide = guide(documents, gradients);
        commands.onPerformed(guide::performed);
        documents.setBeforeReplacing(guide::leave);
        guideFeature = new GuideFeature(
                guide, command -> commands.keyMapProperty().get().shownTogether(command));
        all = List.of(
                new EditorFeature(editor, workspace.settings),
                gradients,
                new GraphFeature(graph, workspace.settings),
                new PlaybackFeature(workspace.replay, workspace.playback),
                console(),
                glossary,
                new InspectorFeature(page, inspector, () -> uncoverInspector.run()),
                guideFeature);
    }

    BooleanProperty gradientsSeenProperty() {
        return gradientsSeen;
    }

    /// What shows the inspector where it is hidden.
    void setUncoverInspector(Runnable action) {
        uncoverInspector = action;
    }

    List<Feature> all() {
        return all;
    }

    List<Panel> panels() {
        return all.stream().flatMap(feature -> feature.panels().stream()).toList();
    }

    List<Command> findable() {
        return all.stream().flatMap(feature -> feature.findable().stream()).toList();
    }

    List<SettingsSection> settings() {
        return all.stream().flatMap(feature -> feature.settings().stream()).toList();
    }

    /// What lies above the panels.
    Node above() {
        return guideFeature.card();
    }

    /// What lies over the whole window.
    Node over() {
        return guideFeature.halo();
    }

    private GuideViewModel guide(Documents documents, GradientsFeature gradients) {
        var stage = new GuideStage() {
            @Override
            public void enter(String name, String program) {
                documents.tryOut(name, program);
            }

            @Override
            public void show(String part, int line) {
                if (line > 0) {
                    goToLine(line);
                } else if (part.equals("graph") || part.equals("transport")) {
                    graph.requestFocus();
                }
            }

            @Override
            public void leave() {
                workspace.endTrial();
            }
        };
        return new GuideViewModel(
                stage,
                new GuideViewModel.Window(
                        workspace.replay,
                        workspace.editor.textProperty(),
                        gradients.notices().map(notices -> !notices.isEmpty()),
                        graph.optionsProperty().map(GraphOptions::folds)),
                workspace.tasks);
    }

    private GradientsFeature gradients() {
        var feature = new GradientsFeature(workspace.replay, this::insert);
        Runnable advise = () -> workspace
                .editor
                .adviceProperty()
                .set(gradientsSeen.get() ? null : advice(feature.notices().getValue()));
        feature.notices().subscribe(advise);
        gradientsSeen.subscribe(advise);
        PictureCaption.fade(feature.view(), workspace.replay);
        return feature;
    }

    private ConsoleFeature console() {
        return new ConsoleFeature(
                workspace.console,
                this::goToLine,
                ConsoleRemark.of(workspace.replay, workspace.session),
                Bindings.isNotEmpty(workspace.session.problems()));
    }

    private void goToLine(int line) {
        workspace.editor.goToLine(line);
        editor.requestFocus();
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
}
