package dev.backstep.app.graph.view;

import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.commands.Context;
import dev.backstep.app.graph.layout.GraphLayout;
import dev.backstep.app.graph.layout.Moves;
import dev.backstep.app.graph.layout.Place;
import dev.backstep.app.graph.model.Folds;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.model.Group;
import dev.backstep.app.graph.paint.GradientPainter;
import dev.backstep.app.graph.paint.GraphPainter;
import dev.backstep.app.graph.paint.LegendPainter;
import dev.backstep.app.graph.paint.Outline;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.paint.Surface;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.graph.theme.Typeface;
import dev.backstep.app.replay.Moment;
import dev.backstep.app.replay.Replay;
import dev.backstep.app.replay.Selection;
import dev.backstep.app.tasks.Tasks;
import dev.backstep.recording.Recording;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import javafx.animation.AnimationTimer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.BoundingBox;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import org.graphstream.graph.Graph;
import org.jspecify.annotations.Nullable;

/// The computation graph in the window: follows a [Replay], shows its recording at its cursor, and sets its
/// selection.
///
/// To embed it: `new GraphView(replay, tasks)`, add it to a layout, bind or set [#themeProperty()] to the window's
/// theme. It needs the style sheet [#STYLESHEET] (which it adds to itself). Menus may call [#fit()],
/// [#zoomBy(double)] and [#focusSearch()]; an export shows the same picture when it is given [#optionsProperty()]
/// and the theme.
///
/// Its keys are those of the [GraphCommands]. Belongs to the JavaFX application thread.
public final class GraphView extends Region {
    /// Looks of the controls over the graph.
    public static final String STYLESHEET = "/dev/backstep/styles/graph/graph-view.css";

    private static final double GLIDE_NANOS = 250e6;
    private static final double FIT_MARGIN = 22;
    private static final double READABLE = 0.5;
    private static final double LARGE_FIT = 2.4;
    private static final double LEGEND_MARGIN = 16;
    private static final double LEGEND_PADDING = 8;

    /// The zoom at which a graph that would not be readable as a whole is shown in part.
    private static final double PARTIAL = 0.68;

    private static final PseudoClass STALE = PseudoClass.getPseudoClass("stale");
    private static final double STALE_OPACITY = 0.4;

    /// Of a map that has no free corner, while the pointer is elsewhere.
    private static final double COVERING_OPACITY = 0.35;

    private final Replay replay;
    private final GraphViewModel model;
    private final Canvas canvas = new Canvas();
    private final GraphTools tools;
    private final HoverCard card = new HoverCard();
    private final GraphMouse mouse;
    private final TurnBar turns;
    private @Nullable Group pointedAt;
    private final CanvasSurface.Fonts fonts = new CanvasSurface.Fonts();
    private final AnimationTimer glide = new AnimationTimer() {
        @Override
        public void handle(long now) {
            advance(now);
        }
    };

    private final BooleanProperty reducedMotion = new SimpleBooleanProperty(this, "reducedMotion");
    private GraphLayout from = GraphLayout.EMPTY;
    private GraphLayout visible = GraphLayout.EMPTY;
    private Camera camera = Camera.START;
    private Camera cameraFrom = Camera.START;
    private Camera cameraTo = Camera.START;
    private long glideStart = -1;
    private double glideProgress = 1;
    private boolean automatic = true;
    private double largestFit = Camera.FIT_LARGEST;
    private boolean putting;
    private String program = "";
    private List<Integer> matches = List.of();
    private int match = -1;
    private @Nullable MiniMap miniMap;
    private MiniMap.@Nullable Corner mapCorner;
    private boolean mapWanted = true;

    public GraphView(Replay replay, Tasks tasks) {
        this.replay = replay;
        model = new GraphViewModel(replay, tasks, GraphTheme.dark());
        tools = new GraphTools(model.optionsProperty(), new ToolActions());
        var sheet = GraphView.class.getResource(STYLESHEET);
        if (sheet != null) {
            getStylesheets().add(sheet.toExternalForm());
        }
        getStyleClass().add("graph-view");
        setId("graph");
        setFocusTraversable(true);
        Context.GRAPH.of(this);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setMinSize(120, 120);
        canvas.setManaged(false);
        canvas.setMouseTransparent(true);
        turns = new TurnBar((loop, turn) -> model.showTurn(loop, turn));
        getChildren().addAll(canvas, tools, turns, card);

        model.shownProperty().addListener((_, _, _) -> follow());
        model.themeProperty().addListener((_, _, _) -> repaint());
        model.optionsProperty().addListener((_, _, _) -> repaint());
        replay.momentProperty().subscribe((before, now) -> follow(before, now));
        replay.progressProperty().addListener((_, _, _) -> repaint());
        replay.freshnessProperty().subscribe(freshness -> {
            pseudoClassStateChanged(STALE, freshness == Replay.Freshness.STALE);
            repaint();
        });
        focusedProperty().addListener((_, _, _) -> repaint());
        mouse = new GraphMouse(this, model, card);
        tools.addEventHandler(MouseEvent.MOUSE_PRESSED, MouseEvent::consume);
        describe();
    }

    /// The style sheet it paints with.
    public ObjectProperty<GraphTheme> themeProperty() {
        return model.themeProperty();
    }

    /// What it shows.
    public ObjectProperty<GraphOptions> optionsProperty() {
        return model.optionsProperty();
    }

    /// The graph shown as a GraphStream graph, for algorithms and file formats; to be read only.
    public Graph graph() {
        return model.graph();
    }

    /// The recording that the picture is of: the replay's, or an older one while that is being laid out.
    public Recording pictured() {
        return model.shownProperty().get().recording();
    }

    /// What is shown, for files: where nodes glide to, not where they are on their way.
    public Picture shownPicture() {
        return picture(
                model.shownProperty().get().layout(), model.themeProperty().get());
    }

    /// The moment that [#shownPicture()] is of: an older recording's while a newer one is being laid out.
    public Moment shownMoment() {
        return model.pictured();
    }

    /// The part of the picture in view, without what controls and legend cover.
    public Picture.View shownPart() {
        double top = toolsHeight();
        double height = getHeight() - top - legendHeight(visible);
        return new Picture.View(
                camera.toPictureX(0),
                camera.toPictureY(top),
                getWidth() / camera.zoom(),
                Math.max(1, height) / camera.zoom(),
                camera.zoom());
    }

    /// How long the layout of the graph shown took; empty while there is no graph.
    public ObservableValue<Optional<java.time.Duration>> layoutTimeProperty() {
        return model.shownProperty()
                .map(shown -> Optional.of(shown)
                        .filter(some -> !some.layout().model().isEmpty())
                        .map(GraphViewModel.Shown::layoutTime));
    }

    /// Whether nodes and camera are at their new places at once.
    public BooleanProperty reducedMotionProperty() {
        return reducedMotion;
    }

    /// How large a small graph is when it is fitted: as in a window, or as a hall needs it.
    public void setLargeFit(boolean large) {
        largestFit = large ? LARGE_FIT : Camera.FIT_LARGEST;
        fit();
    }

    /// Shows everything. Where that is too small to be read it first shows a part that is, and says so; asked again
    /// it shows everything all the same.
    public void fit() {
        automatic = true;
        var layout = model.shownProperty().get().layout();
        var part = initial(layout);
        var all = fitted(layout);
        boolean again = part.zoom() > all.zoom() && cameraTo.equals(part);
        glideCamera(again ? all : part);
    }

    /// Zooms around the middle.
    public void zoomBy(double factor) {
        automatic = false;
        setCamera(camera.zoomedAt(getWidth() / 2, getHeight() / 2, factor));
    }

    /// Moves what is shown by this many pixels.
    public void pan(double dx, double dy) {
        automatic = false;
        setCamera(camera.panned(dx, dy));
    }

    /// Moves the focus to the search field.
    public void focusSearch() {
        tools.focusSearch();
    }

    /// Where the middle of a backward node is in this view, or null if it is not shown: for tests and tours.
    public @Nullable Point2D locate(int node) {
        int vertex = model.model().indexOfNode(node);
        return vertex < 0 ? null : locateVertex(vertex);
    }

    /// Where the middle of a tensor's box is in this view, or null if it is not shown.
    public @Nullable Point2D locateTensor(int tensor) {
        int vertex = model.model().indexOfTensor(tensor);
        return vertex < 0 ? null : locateVertex(vertex);
    }

    /// Whether nodes or camera are moving.
    public boolean isGliding() {
        return glideProgress < 1;
    }

    /// Whether the graph of the newest recording, cursor and options is shown, rather than being laid out.
    public boolean isUpToDate() {
        return model.isUpToDate();
    }

    private Point2D locateVertex(int vertex) {
        var place = visible.places().get(vertex);
        return new Point2D(camera.toViewX(place.centerX()), camera.toViewY(place.centerY()));
    }

    // ---- following the model

    private void follow() {
        var next = model.shownProperty().get().layout();
        if (next == visible) {
            repaint();
            return;
        }
        var name = model.shownProperty().get().recording().name();
        if (!name.equals(program)) {
            // What was looked at in another program says nothing of where to look in this one.
            automatic = true;
            program = name;
        }
        if (putting) {
            // What is under the pointer goes with it.
            glide.stop();
            glideProgress = 1;
            visible = next;
            setCamera(camera);
            return;
        }
        from = visible;
        cameraFrom = camera;
        cameraTo = automatic || from.model().isEmpty() ? initial(next) : anchored(from, next);
        if (next.model().isEmpty() || getWidth() <= 0) {
            glideProgress = 1;
            visible = next;
            camera = cameraTo;
        } else if (from.model().isEmpty()) {
            // The first graph appears where it belongs.
            camera = cameraTo;
            cameraFrom = cameraTo;
            startGlide();
        } else {
            startGlide();
        }
        mouse.forget();
        search(null);
        describe();
        repaint();
    }

    private void startGlide() {
        if (reducedMotion.get()) {
            glideProgress = 1;
            visible = model.shownProperty().get().layout();
            camera = cameraTo;
            repaint();
            return;
        }
        glideProgress = 0;
        glideStart = -1;
        visible = GraphLayout.between(from, model.shownProperty().get().layout(), 0);
        glide.start();
    }

    private void advance(long now) {
        if (glideStart < 0) {
            glideStart = now;
        }
        glideProgress = Math.clamp((now - glideStart) / GLIDE_NANOS, 0, 1);
        double eased = GradientPainter.ease(glideProgress);
        visible = GraphLayout.between(from, model.shownProperty().get().layout(), eased);
        camera = cameraFrom.towards(cameraTo, eased);
        if (glideProgress >= 1) {
            glide.stop();
        }
        repaint();
    }

    private void glideCamera(Camera to) {
        from = visible;
        cameraFrom = camera;
        cameraTo = to;
        startGlide();
    }

    private void setCamera(Camera next) {
        camera = next;
        cameraFrom = next;
        cameraTo = next;
        card.hide();
        repaint();
    }

    private Camera fitted() {
        return fitted(model.shownProperty().get().layout());
    }

    private Camera fitted(GraphLayout layout) {
        if (layout.model().isEmpty() || getWidth() <= 0 || getHeight() <= 0) {
            return Camera.START;
        }
        double bar = toolsHeight();
        // What hangs below the roots takes some room, too.
        var box = new Picture.View(layout.minX(), layout.minY(), layout.width(), layout.height() + 34, 1);
        return Camera.fitting(box, getWidth(), getHeight() - bar - legendHeight(layout), FIT_MARGIN, largestFit)
                .panned(0, bar);
    }

    /// Everything if it is readable then; else the surroundings of the root, or of the current step.
    private Camera initial(GraphLayout layout) {
        var all = fitted(layout);
        if (layout.model().isEmpty() || all.zoom() >= READABLE) {
            return all;
        }
        int focus = layout.model().indexOfNode(model.pictured().backward().currentNode());
        var place = layout.places().get(focus >= 0 ? focus : GraphNavigation.root(layout.model()));
        double below = focus >= 0 ? 0 : getHeight() * 0.32;
        return filled(
                Camera.centered(place.centerX(), place.centerY() - below / PARTIAL, PARTIAL, getWidth(), getHeight()),
                layout);
    }

    /// The camera, moved so that no room is empty on one side while the graph is cut on the other.
    private Camera filled(Camera at, GraphLayout layout) {
        double margin = FIT_MARGIN / at.zoom();
        double top = toolsHeight() / at.zoom();
        double width = getWidth() / at.zoom();
        double height = (getHeight() - legendHeight(layout)) / at.zoom() - top;
        double x = filled(at.x(), width, layout.minX() - margin, layout.width() + 2 * margin);
        double y = filled(at.y() + top, height, layout.minY() - margin, layout.height() + 2 * margin);
        return new Camera(x, y - top, at.zoom());
    }

    private static double filled(double start, double length, double graphStart, double graphLength) {
        return graphLength <= length
                ? graphStart - (length - graphLength) / 2
                : Math.clamp(start, graphStart, graphStart + graphLength - length);
    }

    /// Keeps what stays in place as a whole where it is, by the vertex that the person looks at: the selected one,
    /// else the one nearest the middle.
    private Camera anchored(GraphLayout before, GraphLayout after) {
        double middleX = camera.toPictureX(getWidth() / 2);
        double middleY = camera.toPictureY(getHeight() / 2);
        int best = -1;
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < before.places().size(); i++) {
            var place = before.places().get(i);
            double distance = Math.hypot(place.centerX() - middleX, place.centerY() - middleY);
            if (distance < nearest
                    && after.model().indexOf(before.model().vertices().get(i).key()) >= 0) {
                nearest = distance;
                best = i;
            }
        }
        if (best < 0) {
            return camera;
        }
        var old = before.places().get(best);
        var now = after.places()
                .get(after.model().indexOf(before.model().vertices().get(best).key()));
        return new Camera(
                camera.x() + now.centerX() - old.centerX(), camera.y() + now.centerY() - old.centerY(), camera.zoom());
    }

    private void followStep() {
        int current = model.pictured().backward().currentNode();
        int vertex = current >= 0
                ? model.model().indexOfNode(current)
                : model.facts().now();
        if (vertex >= 0) {
            reveal(vertex);
        }
        repaint();
    }

    /// Moves the camera if a vertex is not well in view.
    private void reveal(int vertex) {
        var layout = model.shownProperty().get().layout();
        if (vertex >= layout.places().size() || getWidth() <= 0) {
            return;
        }
        var place = layout.places().get(vertex);
        var target = glideProgress < 1 ? cameraTo : camera;
        double left = target.toViewX(place.x());
        double right = target.toViewX(place.x() + place.width());
        double top = target.toViewY(place.y());
        double bottom = target.toViewY(place.y() + place.height());
        double edge = 12;
        if (left < edge
                || right > getWidth() - edge
                || top < toolsHeight() + edge
                || bottom > getHeight() - legendHeight(layout) - edge) {
            var centred = Camera.centered(
                    place.centerX(), place.centerY(), Math.max(target.zoom(), READABLE), getWidth(), getHeight());
            glideCamera(filled(centred, layout));
        }
    }

    private void follow(Moment before, Moment now) {
        if (!now.selection().equals(before.selection())) {
            selected(now.selection());
        }
        if (!now.cursor().equals(before.cursor())) {
            followStep();
        }
    }

    private void selected(Selection now) {
        int vertex = GraphNavigation.vertexOf(model.model(), now);
        if (vertex >= 0) {
            reveal(vertex);
        }
        describe();
        repaint();
    }

    private void describe() {
        var graph = model.model();
        var text = new StringBuilder("Computation graph, " + graph.vertices().size() + " nodes");
        int vertex = model.selectedVertex();
        if (vertex >= 0) {
            var chosen = graph.vertices().get(vertex);
            text.append(". Selected: ")
                    .append(chosen.title())
                    .append(", ")
                    .append(chosen.kind().legend());
            if (!chosen.detail().isEmpty()) {
                text.append(", ").append(chosen.detail());
            }
            text.append(chosen.mark().words());
        }
        setAccessibleText(text.toString());
    }

    // ---- painting

    void repaint() {
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double width = snapSizeX(getWidth());
        double height = snapSizeY(getHeight());
        if (width != canvas.getWidth() || height != canvas.getHeight()) {
            canvas.setWidth(width);
            canvas.setHeight(height);
            var layout = model.shownProperty().get().layout();
            cameraTo = automatic || layout.model().isEmpty() ? initial(layout) : filled(cameraTo, layout);
            if (glideProgress >= 1) {
                camera = cameraTo;
            }
        }
        tools.resizeRelocate(0, 0, width, Math.ceil(tools.prefHeight(width)));
        if (width > 0 && height > 0) {
            paint(width, height);
        }
        placeTurns();
    }

    /// The bar stands at its loop's box; a little way from the box to the bar does not close it.
    private void placeTurns() {
        var choice = model.turnChoice(pointedAt);
        var box = choice == null ? null : boxOf(choice.loop());
        turns.show(box == null ? null : choice);
        if (box != null) {
            turns.place(
                    new BoundingBox(
                            camera.toViewX(box.x()),
                            camera.toViewY(box.y()),
                            box.width() * camera.zoom(),
                            box.height() * camera.zoom()),
                    toolsHeight(),
                    getWidth(),
                    getHeight() - legendHeight(visible));
        }
    }

    /// The box of a group, folded or open; null if it is not shown.
    private @Nullable Place boxOf(Group group) {
        int vertex = visible.model().indexOfGroup(group.key());
        if (vertex >= 0) {
            return visible.places().get(vertex);
        }
        for (int i = 0; i < visible.frames().size(); i++) {
            if (visible.model().frames().get(i).group().key().equals(group.key())) {
                return visible.frames().get(i);
            }
        }
        return null;
    }

    /// The pointer is at a group now, or at none.
    void pointAt(@Nullable Group group) {
        if (group != pointedAt) {
            pointedAt = group;
            repaint();
        }
    }

    private double toolsHeight() {
        return tools.prefHeight(getWidth());
    }

    /// The height of the strip below the graph that holds the legend. It has room for all that the legend may show
    /// while a pass is played, so that the graph does not move when "now" joins it.
    private double legendHeight(GraphLayout layout) {
        if (getWidth() <= 420 || getHeight() <= 320) {
            return 0;
        }
        return LEGEND_PADDING
                + legend(layout, true)
                        .withArrows(true)
                        .withGradients(model.shownProperty().get().labels())
                        .flowHeight(getWidth() - 2 * LEGEND_MARGIN);
    }

    private LegendPainter legend(GraphLayout layout, boolean now) {
        return new LegendPainter(model.themeProperty().get(), layout.model(), now);
    }

    private void paint(double width, double height) {
        var theme = model.themeProperty().get();
        var gc = canvas.getGraphicsContext2D();
        var surface = new CanvasSurface(gc, fonts);
        var view = camera.view(width, height);
        var picture = picture(visible, theme);
        surface.fill(Outline.box(0, 0, width, height), theme.ground().fill());
        if (visible.model().isEmpty()) {
            paintHint(surface, theme, width, height);
            miniMap = null;
            return;
        }
        gc.setGlobalAlpha(replay.freshnessProperty().get() == Replay.Freshness.STALE ? STALE_OPACITY : 1);
        double top = toolsHeight();
        double strip = legendHeight(visible);
        surface.save();
        // Controls and legend have ground of their own: nothing shows half covered.
        surface.clip(0, top, width, height - top - strip);
        surface.scale(camera.zoom());
        surface.translate(-camera.x(), -camera.y());
        miniMap = mapWanted ? MiniMap.of(visible, view, mapCorner, top, height - strip) : null;
        // Notes stand in what is seen: between controls and legend, and not under the map.
        var seen = new Picture.View(
                view.x(), camera.toPictureY(top), view.width(), (height - top - strip) / camera.zoom(), camera.zoom());
        new GraphPainter(surface, picture, seen, miniMap == null ? null : miniMap.covered(view)).paint();
        surface.restore();
        if (strip > 0) {
            var legend = legend(visible, picture.state().step() >= 0).withArrows(picture.followsGradient());
            (camera.zoom() < GraphPainter.LABEL_ZOOM ? legend.withGradients(picture.labels()) : legend)
                    .paintFlow(surface, LEGEND_MARGIN, height - strip, width - 2 * LEGEND_MARGIN);
        }
        if (miniMap != null) {
            mapCorner = miniMap.corner();
            gc.setGlobalAlpha(
                    gc.getGlobalAlpha() * (miniMap.isCovering() && !mouse.isOverMap() ? COVERING_OPACITY : 1));
            miniMap.paint(surface, theme, seen);
        }
        gc.setGlobalAlpha(1);
    }

    private Picture picture(GraphLayout layout, GraphTheme theme) {
        var state = model.pictured().backward();
        return new Picture(
                layout,
                theme,
                state,
                model.progress(),
                model.labels(state),
                model.facts(),
                new Picture.Emphasis(
                        model.selectedVertex(),
                        model.selectedLink(),
                        mouse.hovered(),
                        model.selectedFrame(),
                        new HashSet<>(matches)),
                optionsProperty().get().arrows());
    }

    private static void paintHint(Surface surface, GraphTheme theme, double width, double height) {
        var look = theme.sprite("legend");
        var text = "The graph of your program grows here as you type.";
        double size = 13;
        surface.text(
                text,
                (width - TextRuler.get().width(text, Typeface.SANS, size)) / 2,
                height / 2,
                Typeface.SANS,
                size,
                look.text());
    }

    // ---- input

    GraphLayout visible() {
        return visible;
    }

    Camera camera() {
        return camera;
    }

    @Nullable
    MiniMap miniMap() {
        return miniMap;
    }

    /// Looks at something else, as a person wants it: from now on the camera stays where it is put.
    void look(Camera next) {
        automatic = false;
        setCamera(next);
    }

    /// Puts nodes somewhere, without moving the camera.
    void put(Moves moves) {
        automatic = false;
        putting = true;
        try {
            model.put(moves);
        } finally {
            putting = false;
        }
    }

    /// Moves what is selected by this many pixels.
    void moveSelected(double dx, double dy) {
        var moved = model.movable();
        if (!moved.isEmpty()) {
            put(model.movesProperty().get().plus(model.keys(moved), dx, dy, visible.isHorizontal()));
            reveal(moved.getFirst());
        }
    }

    /// Puts all nodes back where the layout has them.
    void putBack() {
        model.put(Moves.NONE);
    }

    /// Whether a node of the program shown was moved by hand.
    ObservableValue<Boolean> movedProperty() {
        return model.movesProperty().map(moves -> !moves.isEmpty());
    }

    /// Opens the selected group if it is folded; else folds the selected one, or the one around what is selected.
    public void toggleFold() {
        var group = model.groupAtSelection();
        if (group != null) {
            model.toggle(group);
            model.select(group);
        }
    }

    /// Folds all groups below a depth; 0 folds all there are.
    public void foldToDepth(int depth) {
        model.fold(Folds.toDepth(depth));
    }

    /// Opens all groups.
    public void unfoldAll() {
        model.fold(Folds.ALL_OPEN);
    }

    /// Folds as much as is needed to read the picture.
    public void foldAutomatically() {
        model.fold(Folds.AUTOMATIC);
    }

    /// Lets the graph grow to the right if it grows down, and the other way round.
    public void turnDirection() {
        var options = optionsProperty();
        automatic = true;
        options.set(options.get().horizontal(!options.get().horizontal()));
    }

    /// Lets arrows point another way.
    void turnArrows() {
        var options = optionsProperty();
        options.set(options.get().with(options.get().arrows().next()));
    }

    /// Looks at another turn of the loop around what is selected.
    void turn(int by) {
        model.turn(by);
    }

    /// Selects the nearest node in a direction.
    void move(GraphNavigation.Direction direction) {
        int link = model.selectedLink();
        if (link >= 0 && direction == GraphNavigation.Direction.UP) {
            model.select(model.model().links().get(link).source());
        } else if (link >= 0 && direction == GraphNavigation.Direction.DOWN) {
            model.select(model.model().links().get(link).target());
        } else {
            model.select(GraphNavigation.step(model.shownProperty().get().layout(), model.selectedVertex(), direction));
        }
    }

    void selectNothing() {
        model.select(-1);
    }

    void showActualSize() {
        zoomBy(1 / camera.zoom());
    }

    /// Gives the view its context menu, and its tools the tool tips of their commands.
    public void setControls(CommandControls controls) {
        controls.contextMenu(this, GraphCommands.CONTEXT_MENU);
        tools.setControls(controls);
    }

    // ---- search

    private @Nullable String query;

    /// @param newQuery what is looked for, or null to look for the same in a new graph
    private void search(@Nullable String newQuery) {
        query = newQuery == null ? query : newQuery;
        matches = query == null ? List.of() : GraphSearch.search(model.model(), model.pictured(), query);
        match = matches.isEmpty() ? -1 : 0;
        tools.showFound(match, matches.size());
        if (newQuery != null && match >= 0) {
            reveal(matches.getFirst());
        }
        repaint();
    }

    private final class ToolActions implements GraphTools.Actions {
        @Override
        public void search(String text) {
            GraphView.this.search(text);
        }

        @Override
        public void nextMatch(boolean backwards) {
            if (!matches.isEmpty()) {
                boolean first = model.selectedVertex() != matches.get(match);
                match = first ? match : Math.floorMod(match + (backwards ? -1 : 1), matches.size());
                tools.showFound(match, matches.size());
                model.select(matches.get(match));
                reveal(matches.get(match));
            }
        }

        @Override
        public void leaveSearch() {
            requestFocus();
        }

        @Override
        public void showMap(boolean shown) {
            mapWanted = shown;
            repaint();
        }
    }
}
