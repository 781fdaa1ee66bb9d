package dev.backstep.app.graph.view;

import dev.backstep.app.commands.Category;
import dev.backstep.app.commands.Command;
import dev.backstep.app.commands.Context;
import dev.backstep.app.graph.view.GraphNavigation.Direction;
import java.util.List;

/// What a person can ask of the graph.
public final class GraphCommands {
    /// What the graph's context menu offers; an empty one is a separator.
    public static final List<String> CONTEXT_MENU = List.of(
            "graph.fit",
            "graph.zoom-in",
            "graph.zoom-out",
            "graph.actual-size",
            "graph.direction",
            "graph.arrows",
            "",
            "graph.fold",
            "graph.fold-automatically",
            "graph.fold-all",
            "graph.fold-1",
            "graph.fold-2",
            "graph.unfold-all",
            "",
            "graph.pin-note",
            "graph.remove-note",
            "",
            "graph.put-back",
            "graph.search");

    private static final double ZOOM = 1.25;
    private static final int SIZE = 0;
    private static final int FOLDS = 1;
    private static final int PLACES = 2;
    private static final int SELECTION = 3;

    /// How far a key moves a node: half the gap between two.
    private static final double SHIFT = 20;

    private GraphCommands() {}

    public static List<Command> of(GraphView view) {
        return List.of(
                command("fit", "Fit Graph", view::fit, SIZE)
                        .describedAs("Show everything, or if that is too small to read a part"),
                inGraph("zoom-in", "Zoom In", () -> view.zoomBy(ZOOM), SIZE).describedAs("Zoom in"),
                inGraph("zoom-out", "Zoom Out", () -> view.zoomBy(1 / ZOOM), SIZE)
                        .describedAs("Zoom out"),
                inGraph("actual-size", "Actual Size", view::showActualSize, SIZE)
                        .describedAs("Show the graph at its actual size"),
                inGraph("fold", "Fold or Open", view::toggleFold, FOLDS)
                        .describedAs("Open the selected box, or fold the one around what is selected"),
                command("fold-automatically", "Fold to Fit", view::foldAutomatically, FOLDS)
                        .describedAs("Fold as much as is needed to read the graph"),
                command("fold-all", "Fold All", () -> view.foldToDepth(0), FOLDS)
                        .describedAs("Fold all boxes"),
                command("fold-1", "Open One Level", () -> view.foldToDepth(1), FOLDS)
                        .describedAs("Open the outermost boxes and fold all within"),
                command("fold-2", "Open Two Levels", () -> view.foldToDepth(2), FOLDS)
                        .describedAs("Open two levels of boxes and fold all within"),
                command("fold-3", "Open Three Levels", () -> view.foldToDepth(3), FOLDS)
                        .describedAs("Open three levels of boxes and fold all within"),
                command("unfold-all", "Open All", view::unfoldAll, FOLDS).describedAs("Open all boxes"),
                command("direction", "Turn the Graph", view::turnDirection, SIZE)
                        .describedAs("Let the graph grow to the right, or down again"),
                command("arrows", "Turn the Arrows", view::turnArrows, SIZE)
                        .describedAs("Let arrows point forward, the gradient's way, or that way in a pass only"),
                inGraph("turn-back", "Show an Earlier Turn", () -> view.turn(-1), FOLDS)
                        .describedAs("Look at an earlier turn of the loop around what is selected"),
                inGraph("turn-on", "Show a Later Turn", () -> view.turn(1), FOLDS)
                        .describedAs("Look at a later turn of the loop around what is selected"),
                shift("move-up", "Move the Node Up", view, 0, -1),
                shift("move-down", "Move the Node Down", view, 0, 1),
                shift("move-left", "Move the Node to the Left", view, -1, 0),
                shift("move-right", "Move the Node to the Right", view, 1, 0),
                command("put-back", "Put Nodes Back", view::putBack, PLACES)
                        .describedAs("Put all nodes that were moved by hand back where they belong")
                        .when(view.movedProperty(), "no node was moved"),
                inGraph("search", "Search Nodes", view::focusSearch, SELECTION).describedAs("Search the nodes"),
                select("select-up", "Select the Node Above", view, Direction.UP),
                select("select-down", "Select the Node Below", view, Direction.DOWN),
                select("select-left", "Select the Node to the Left", view, Direction.LEFT),
                select("select-right", "Select the Node to the Right", view, Direction.RIGHT),
                inGraph("select-nothing", "Select Nothing", view::selectNothing, SELECTION)
                        .describedAs("Clear the selection"));
    }

    private static Command select(String name, String title, GraphView view, Direction direction) {
        return inGraph(name, title, () -> view.move(direction), SELECTION);
    }

    private static Command shift(String name, String title, GraphView view, int right, int down) {
        return inGraph(name, title, () -> view.moveSelected(SHIFT * right, SHIFT * down), PLACES);
    }

    private static Command inGraph(String name, String title, Runnable action, int group) {
        return command(name, title, action, group).onlyIn(Context.GRAPH);
    }

    private static Command command(String name, String title, Runnable action, int group) {
        return Command.of("graph." + name, title, action).in(Category.GRAPH, group);
    }
}
