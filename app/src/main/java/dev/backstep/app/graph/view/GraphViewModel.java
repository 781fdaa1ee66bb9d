package dev.backstep.app.graph.view;

import dev.backstep.app.graph.layout.GradientLabels;
import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.layout.LayoutEngine;
import dev.backstep.app.graph.layout.Moves;
import dev.backstep.app.graph.model.Foldable;
import dev.backstep.app.graph.model.Folds;
import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.model.Group;
import dev.backstep.app.graph.model.LiveGraph;
import dev.backstep.app.graph.paint.Births;
import dev.backstep.app.graph.paint.Facts;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.BackwardState;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Replay replay;
    private final Tasks.Slot<Shown> layouts;
    private final ObjectProperty<GraphOptions> options =
            new SimpleObjectProperty<>(this, "options", GraphOptions.DEFAULT);
    private final ObjectProperty<GraphTheme> theme = new SimpleObjectProperty<>(this, "theme");
    private final ReadOnlyObjectWrapper<Shown> shown = new ReadOnlyObjectWrapper<>(this, "shown");
    private final ReadOnlyObjectWrapper<Moves> moves = new ReadOnlyObjectWrapper<>(this, "moves", Moves.NONE);
    /// By the name of the program.
    private final Map<String, Moves> movesOf = new HashMap<>();
    private final LiveGraph graph = new LiveGraph();
    private @Nullable Request requested;
    private Moment last;
    private @Nullable Moment factsOf;
    private @Nullable GraphModel factsModel;
    private @Nullable Births births;
    private @Nullable GraphModel birthsOf;
    private Facts facts = Facts.NONE;

    /// A laid-out graph and what it is of.
    ///
    /// @param plain without what was moved by hand
    /// @param layoutTime how long building and laying out took
    record Shown(
            Request request,
            @Nullable Foldable graph,
            GraphLayout plain,
            GraphLayout layout,
            GradientLabels labels,
            Duration layoutTime) {
        Recording recording() {
            return request.recording();
        }

        @Nullable
        BackwardPass pass() {
            return request.pass();
        }

        Shown moved(Moves moves) {
            return new Shown(request, graph, plain, moves.applied(plain), labels, layoutTime);
        }
    }

    /// All that a picture is a function of.
    record Request(Recording recording, @Nullable BackwardPass pass, GraphOptions options, Moves moves) {
        boolean sameAs(@Nullable Request other) {
            return sameLayoutAs(other) && moves.equals(other.moves);
        }

        boolean sameLayoutAs(@Nullable Request other) {
            return sameGraphAs(other)
                    && options.folds().equals(other.options.folds())
                    && options.horizontal() == other.options.horizontal();
        }

        boolean sameGraphAs(@Nullable Request other) {
            // By identity: recordings are large, and each is a new one.
            return other != null
                    && recording == other.recording
                    && pass == other.pass
                    && options.constants() == other.options.constants()
                    && options.excluded() == other.options.excluded();
        }
    }

    GraphViewModel(Replay replay, Tasks tasks, GraphTheme theme) {
        this.replay = replay;
        this.theme.set(theme);
        layouts = tasks.slot("layout");
        last = replay.moment();
        shown.set(new Shown(
                new Request(replay.moment().recording(), null, GraphOptions.DEFAULT, Moves.NONE),
                null,
                GraphLayout.EMPTY,
                GraphLayout.EMPTY,
                GradientLabels.NONE,
                Duration.ZERO));
        replay.momentProperty().subscribe((_, _) -> update());
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

    /// The moment that the picture is of. While a newer recording is being laid out, that is the last one of the old.
    Moment pictured() {
        var moment = replay.moment();
        return isOf(moment) ? moment : last;
    }

    private boolean isOf(Moment moment) {
        return shown.get().recording() == moment.recording();
    }

    double progress() {
        return isOf(replay.moment()) ? replay.progressProperty().get() : 1;
    }

    /// The labels to paint now: during a pass always, afterwards if they are wanted.
    GradientLabels labels(BackwardState state) {
        boolean wanted = options.get().gradients() || state.phase() != BackwardState.Phase.ENDED;
        return wanted && state.pass() == shown.get().pass() ? shown.get().labels() : GradientLabels.NONE;
    }

    int selectedVertex() {
        return GraphNavigation.vertexOf(model(), pictured().selection());
    }

    int selectedLink() {
        return GraphNavigation.linkOf(model(), pictured().selection());
    }

    int selectedFrame() {
        return GraphNavigation.frameOf(model(), pictured().selection());
    }

    /// What the moment says of the vertices; made anew only when it or the graph changes.
    Facts facts() {
        var moment = pictured();
        if (!moment.equals(factsOf) || factsModel != model()) {
            factsOf = moment;
            factsModel = model();
            if (births == null || birthsOf != factsModel) {
                births = new Births(moment.index(), factsModel);
                birthsOf = factsModel;
            }
            facts = Facts.of(moment, factsModel, births);
        }
        return facts;
    }

    // ---- moving

    /// Where the nodes of the program shown were put by hand.
    ReadOnlyObjectProperty<Moves> movesProperty() {
        return moves.getReadOnlyProperty();
    }

    /// Puts nodes elsewhere. The picture follows at once; what is written on links finds its place a little later.
    void put(Moves next) {
        movesOf.put(shown.get().recording().name(), next);
        shown.set(shown.get().moved(next));
        update();
    }

    /// Moves vertices by this much.
    void move(List<Integer> vertices, double dx, double dy) {
        put(moves.get().plus(keys(vertices), dx, dy, shown.get().plain().isHorizontal()));
    }

    List<String> keys(List<Integer> vertices) {
        return vertices.stream()
                .map(vertex -> model().vertices().get(vertex).key())
                .toList();
    }

    /// What a frame holds, at any depth.
    List<Integer> inFrame(int frame) {
        var frames = model().frames();
        var held = new ArrayList<>(frames.get(frame).vertices());
        for (int i = frame + 1; i < frames.size(); i++) {
            if (frames.get(i).parent() == frame) {
                held.addAll(inFrame(i));
            }
        }
        return held;
    }

    /// What is selected and can be moved: a node, or all that an open part holds.
    List<Integer> movable() {
        int vertex = selectedVertex();
        int frame = selectedFrame();
        return vertex >= 0 ? List.of(vertex) : frame >= 0 ? inFrame(frame) : List.of();
    }

    // ---- folding

    /// Opens a folded group, or folds an open one.
    void toggle(Group group) {
        var model = model();
        boolean folded = model.indexOfGroup(group.key()) >= 0;
        if (group.kind() == Group.Kind.TURNS) {
            // One of the turns in it is looked at: the middle one, for a start.
            var loop = model.groups().get(group.parent());
            fold(folds().withTurn(loop, rangeStart(group) + group.turns() / 2));
        } else {
            fold(folds().with(group, folded));
        }
    }

    private static int rangeStart(Group range) {
        var key = range.key();
        return Integer.parseInt(key.substring(key.lastIndexOf("/turns") + "/turns".length(), key.lastIndexOf('-')));
    }

    /// The group that is selected, or else the innermost one around what is; null if there is none.
    @Nullable
    Group groupAtSelection() {
        var model = model();
        if (pictured().selection() instanceof Selection.Part(String key, int _)) {
            int known = model.groups().indexOf(key);
            int vertex = model.indexOfGroup(key);
            return vertex >= 0
                    ? model.vertices().get(vertex).group()
                    : known == Recording.NONE ? null : model.groups().get(known);
        }
        int vertex = selectedVertex();
        for (var frame : model.frames().reversed()) {
            if (frame.vertices().contains(vertex)) {
                return frame.group();
            }
        }
        return null;
    }

    Folds folds() {
        return options.get().folds();
    }

    void fold(Folds folds) {
        options.set(options.get().with(folds));
    }

    /// Looks at another turn of the loop that is selected, or that the selection is in.
    ///
    /// @param by how many turns further
    void turn(int by) {
        var choice = TurnChoice.of(model(), folds(), loopAround(groupAtSelection()));
        if (choice != null) {
            fold(choice.shown(folds(), choice.chosen() + by));
        }
    }

    /// Shows a turn of a loop.
    void showTurn(Group loop, int turn) {
        var choice = TurnChoice.of(model(), folds(), loop);
        if (choice != null) {
            fold(choice.shown(folds(), turn));
        }
    }

    /// The turns to choose from of a loop that is pointed at, or else of the one that is selected; null without.
    @Nullable
    TurnChoice turnChoice(@Nullable Group pointedAt) {
        var pointed = TurnChoice.of(model(), folds(), loopAround(pointedAt));
        boolean part = pictured().selection() instanceof Selection.Part;
        return pointed != null || !part ? pointed : TurnChoice.of(model(), folds(), loopAround(groupAtSelection()));
    }

    /// A loop, or the one whose turns a group is, or is one of.
    private @Nullable Group loopAround(@Nullable Group group) {
        var around = group;
        while (around != null && !around.kind().repeats()) {
            around = parent(around);
        }
        return around;
    }

    private @Nullable Group parent(Group group) {
        return group.parent() == Recording.NONE ? null : model().groups().get(group.parent());
    }

    // ---- selecting

    /// Selects a vertex, or nothing (-1).
    void select(int vertex) {
        if (vertex < 0) {
            replay.select(Selection.NOTHING);
        } else {
            replay.select(GraphNavigation.selectionOf(model().vertices().get(vertex)));
        }
    }

    void select(Group group) {
        replay.select(GraphNavigation.selectionOf(group));
    }

    void selectLink(int link) {
        var chosen = model().links().get(link);
        if (chosen.edge() != Recording.NONE) {
            replay.select(new Selection.Edge(chosen.node(), chosen.edge()));
        } else {
            select(chosen.source());
        }
    }

    private void update() {
        var moment = replay.moment();
        if (isOf(moment)) {
            last = moment;
        }
        var recording = moment.recording();
        var pass = moment.timeline().passInView(moment.cursor());
        var request = new Request(recording, pass, options.get(), movesOf.getOrDefault(recording.name(), Moves.NONE));
        moves.set(request.moves());
        if (request.sameAs(requested)) {
            return;
        }
        requested = request;
        var before = shown.get();
        var look = theme.get();
        layouts.submit(progress -> make(request, before, look, progress), this::show, this::failed);
    }

    /// Makes only what is not in the picture before.
    private static Shown make(Request request, Shown before, GraphTheme theme, Tasks.Progress progress) {
        long start = System.nanoTime();
        var graph = before.graph();
        if (graph == null || !request.sameGraphAs(before.request())) {
            graph = Foldable.following(graph, request.recording(), request.pass(), request.options());
            progress.check();
        }
        var plain = before.plain();
        if (graph != before.graph() || !request.sameLayoutAs(before.request())) {
            var model = graph.fold(request.options().folds());
            progress.check();
            plain = LayoutEngine.layOut(
                    model, theme, request.options().horizontal(), before.plain(), progress::cancelled);
        }
        var layout = request.moves().applied(plain);
        var labels = GradientLabels.place(layout, request.pass(), theme);
        return new Shown(request, graph, plain, layout, labels, Duration.ofNanos(System.nanoTime() - start));
    }

    private void show(Shown next) {
        if (next.recording() == replay.moment().recording()) {
            last = replay.moment();
        }
        shown.set(next);
    }

    private void failed(Throwable e) {
        requested = null;
        if (!(e instanceof CancellationException || e instanceof LayoutEngine.Cancelled)) {
            System.getLogger(GraphViewModel.class.getName())
                    .log(System.Logger.Level.ERROR, "The graph could not be laid out", e);
        }
    }
}
