package dev.backstep.app.graph.view;

import dev.backstep.app.graph.layout.GradientLabels;
import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.layout.LayoutEngine;
import dev.backstep.app.graph.model.Continuity;
import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.GraphModelBuilder;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.model.LiveGraph;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.BackwardState;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Recording;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.graphstream.graph.Graph;
import org.jspecify.annotations.Nullable;

/// What the graph view shows: follows the replay, builds and lays out graphs in the background, and offers the
/// newest. Belongs to the JavaFX application thread.
final class GraphViewModel {
    /// Recording and cursor change together, one after the other.
    private static final Duration SETTLE = Duration.ofMillis(1);

    private final Replay replay;
    private final Tasks.Slot<Shown> layouts;
    private final ObjectProperty<GraphOptions> options =
            new SimpleObjectProperty<>(this, "options", GraphOptions.DEFAULT);
    private final ObjectProperty<GraphTheme> theme = new SimpleObjectProperty<>(this, "theme");
    private final ReadOnlyObjectWrapper<Shown> shown = new ReadOnlyObjectWrapper<>(this, "shown");
    private final LiveGraph graph = new LiveGraph();
    private @Nullable Request requested;
    private @Nullable String selectedKey;

    /// A laid-out graph and what it is of.
    ///
    /// @param layoutTime how long building and laying out took
    record Shown(
            Recording recording,
            @Nullable BackwardPass pass,
            GraphLayout layout,
            GradientLabels labels,
            Duration layoutTime) {}

    private record Request(Recording recording, @Nullable BackwardPass pass, GraphOptions options) {
        boolean sameAs(@Nullable Request other) {
            // By identity: recordings are large, and each is a new one.
            return other != null && recording == other.recording && pass == other.pass && options.equals(other.options);
        }
    }

    GraphViewModel(Replay replay, Tasks tasks, GraphTheme theme) {
        this.replay = replay;
        this.theme.set(theme);
        layouts = tasks.slot("layout");
        shown.set(new Shown(replay.recording(), null, GraphLayout.EMPTY, GradientLabels.NONE, Duration.ZERO));
        replay.recordingProperty().addListener((_, _, _) -> update());
        replay.cursorProperty().addListener((_, _, _) -> update());
        replay.selectionProperty().addListener((_, _, now) -> remember(now));
        replay.keepSelection();
        options.addListener((_, _, _) -> update());
        tasks.<GraphLayout>slot("layout-warm-up").submit(_ -> LayoutEngine.warmUp(theme), _ -> {});
        update();
    }

    ReadOnlyObjectProperty<Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    ObjectProperty<GraphOptions> optionsProperty() {
        return options;
    }

    ObjectProperty<GraphTheme> themeProperty() {
        return theme;
    }

    boolean isUpToDate() {
        return !layouts.active();
    }

    GraphModel model() {
        return shown.get().layout().model();
    }

    /// The graph shown, in GraphStream's terms, brought up to date.
    Graph graph() {
        graph.update(model());
        return graph.graph();
    }

    /// How far the backward pass has come, in the recording that is shown.
    BackwardState state() {
        var current = shown.get();
        // While a newer recording is being laid out, the old picture keeps to its own end.
        var cursor = current.recording() == replay.recording()
                ? replay.cursorProperty().get()
                : new Cursor(current.recording().timeline().size());
        return BackwardState.at(current.recording(), cursor);
    }

    double progress() {
        return shown.get().recording() == replay.recording()
                ? replay.progressProperty().get()
                : 1;
    }

    /// The labels to paint now: during a pass always, afterwards if they are wanted.
    GradientLabels labels(BackwardState state) {
        boolean wanted = options.get().gradients() || state.phase() != BackwardState.Phase.ENDED;
        return wanted && state.pass() == shown.get().pass() ? shown.get().labels() : GradientLabels.NONE;
    }

    int selectedVertex() {
        if (replay.selectionReturning()) {
            return model().indexOf(selectedKey);
        }
        return GraphNavigation.vertexOf(model(), replay.selectionProperty().get());
    }

    int selectedLink() {
        return GraphNavigation.linkOf(model(), replay.selectionProperty().get());
    }

    /// Selects a vertex, or nothing (-1).
    void select(int vertex) {
        if (vertex < 0) {
            selectedKey = null;
            replay.selectionProperty().set(Selection.NOTHING);
        } else {
            replay.selectionProperty()
                    .set(GraphNavigation.selectionOf(model().vertices().get(vertex)));
        }
    }

    void selectLink(int link) {
        var chosen = model().links().get(link);
        if (chosen.edge() != Recording.NONE) {
            replay.selectionProperty().set(new Selection.Edge(chosen.node(), chosen.edge()));
        } else {
            select(chosen.source());
        }
    }

    private void update() {
        var recording = replay.recording();
        var pass = BackwardState.passInView(recording, replay.cursorProperty().get());
        var request = new Request(recording, pass, options.get());
        if (request.sameAs(requested)) {
            return;
        }
        requested = request;
        var previous = shown.get().layout();
        var look = theme.get();
        layouts.submitAfter(
                SETTLE,
                progress -> {
                    long start = System.nanoTime();
                    var model = GraphModelBuilder.build(recording, pass, request.options());
                    progress.check();
                    var continued = Continuity.carry(previous.model(), model);
                    var layout = LayoutEngine.layOut(continued, look, previous, progress::cancelled);
                    var labels = GradientLabels.place(layout, pass, look);
                    return new Shown(recording, pass, layout, labels, Duration.ofNanos(System.nanoTime() - start));
                },
                this::show,
                this::failed);
    }

    private void show(Shown next) {
        shown.set(next);
        restoreSelection();
        replay.selectionReturned();
    }

    private void failed(Throwable e) {
        requested = null;
        replay.selectionReturned();
        if (!(e instanceof CancellationException || e instanceof LayoutEngine.Cancelled)) {
            System.getLogger(GraphViewModel.class.getName())
                    .log(System.Logger.Level.ERROR, "The graph could not be laid out", e);
        }
    }

    private void remember(Selection selection) {
        // A new recording clears the selection, too, so that nothing selected is nothing to remember.
        if (!(selection instanceof Selection.Nothing)) {
            int vertex = GraphNavigation.vertexOf(model(), selection);
            selectedKey = vertex < 0 ? null : model().vertices().get(vertex).key();
        }
    }

    /// Identifiers of a new recording are new; the node that was chosen is recognised by its key.
    private void restoreSelection() {
        int vertex = model().indexOf(selectedKey);
        if (vertex >= 0 && replay.selectionProperty().get() instanceof Selection.Nothing) {
            select(vertex);
        }
    }
}
