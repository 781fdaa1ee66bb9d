package dev.backstep.app.graph.layout;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Link;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.TextRuler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.elk.alg.layered.options.CrossingMinimizationStrategy;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.LayeringStrategy;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.jspecify.annotations.Nullable;

/// Lays out a model with ELK's layered algorithm, leaves above and roots below. Stateless; runs on any thread.
public final class LayoutEngine {
    /// Up to this many vertices and places where links pass rows, the best placement is fast enough: narrow, with
    /// straight lines of functions.
    private static final int SIMPLEX = 900;

    /// Links that go down more rows than this run beside the graph.
    private static final int LONG = 8;

    private static final int SPINE_PRIORITY = 50;
    private static final int LEAF_PRIORITY = 5;

    /// More than any node is high: how interactive layering tells rows apart.
    private static final double ROW = 1000;

    /// From here on edges are straight lines and less time is spent on few crossings: splines of 5,000 nodes would
    /// take several seconds.
    private static final int LARGE = 1500;

    /// From here on ELK would take tens of seconds; nodes are put in rows by their depth.
    private static final int HUGE = 12_000;

    /// From here on an ordinary stack may not do: ELK walks a graph recursively, to a depth of its longest path.
    private static final int DEEP = 400;

    private static final double WIDTH_STEP = 8;
    private static final double NODE_GAP = 40;
    private static final double LAYER_GAP = 46;
    private static final double EDGE_GAP = 22;

    private LayoutEngine() {}

    /// Thrown when a newer layout is wanted.
    public static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1;

        Cancelled() {
            super("cancelled", null, false, false);
        }
    }

    /// A function of all that is given but `previous`: the same file gives the same picture in any window.
    ///
    /// @param previous a layout that is returned for the new model if it would come out the same
    /// @param cancelled asked now and then; once true, [Cancelled] is thrown
    public static GraphLayout layOut(
            GraphModel model, GraphTheme theme, GraphLayout previous, BooleanSupplier cancelled) {
        return layOut(model, theme, false, previous, cancelled);
    }

    /// @param horizontal whether the graph grows to the right rather than down
    public static GraphLayout layOut(
            GraphModel model, GraphTheme theme, boolean horizontal, GraphLayout previous, BooleanSupplier cancelled) {
        if (model.isEmpty()) {
            return GraphLayout.EMPTY;
        }
        if (horizontal == previous.isHorizontal()
                && model.sameShapeAs(previous.model())
                && sameSizes(model, theme, previous)) {
            return previous.with(model);
        }
        if (model.vertices().size() > HUGE) {
            return RowLayout.layOut(model, theme);
        }
        if ((horizontal || !model.frames().isEmpty()) && model.vertices().size() <= LARGE) {
            return NestedLayout.layOut(model, theme, horizontal, cancelled);
        }
        return runElk(model, theme, cancelled);
    }

    /// Lays out a small graph: the first layout of a process takes most of a second, later ones milliseconds.
    public static GraphLayout warmUp(GraphTheme theme) {
        var vertices = new ArrayList<Vertex>();
        var links = new ArrayList<Link>();
        for (int i = 0; i < 8; i++) {
            vertices.add(new Vertex("warm-" + i, Vertex.Kind.FUNCTION, "AddBackward0", "line " + i, i, i, i, i));
            if (i > 1) {
                links.add(new Link(Link.Kind.GRADIENT, i - 1, i, i, 0));
                links.add(new Link(Link.Kind.GRADIENT, i - 2, i, i, 1));
            }
        }
        var model = new GraphModel(vertices, links);
        var first = layOut(model, theme, GraphLayout.EMPTY, () -> false);
        // The second time as one that follows another does.
        return layOut(new GraphModel(vertices.subList(0, 7), links.subList(0, 10)), theme, first, () -> false);
    }

    static double nodeWidth(Vertex vertex, GraphTheme theme) {
        var look = theme.node(vertex.kind().styleClass());
        var detail = theme.sprite("detail");
        var ruler = TextRuler.get();
        double text = Math.max(
                ruler.width(vertex.title(), look.typeface(), look.textSize()),
                ruler.width(vertex.detail(), detail.typeface(), detail.textSize()));
        text = Math.max(text, MarkSize.transferWidth(vertex, theme));
        // In wide steps: another number of digits is no reason to move everything. Even numbers of whole pixels keep
        // both the borders and the centre line sharp.
        return Math.max(look.width(), WIDTH_STEP * Math.ceil((text + 2 * look.padding()) / WIDTH_STEP));
    }

    /// What moves something between devices says so in a line of its own.
    static double nodeHeight(Vertex vertex, GraphTheme theme) {
        return theme.node(vertex.kind().styleClass()).height() + MarkSize.transferHeight(vertex, theme);
    }

    private static boolean sameSizes(GraphModel model, GraphTheme theme, GraphLayout previous) {
        for (int i = 0; i < model.vertices().size(); i++) {
            var vertex = model.vertices().get(i);
            var place = previous.places().get(i);
            if (nodeWidth(vertex, theme) != place.width() || nodeHeight(vertex, theme) != place.height()) {
                return false;
            }
        }
        return true;
    }

    private static GraphLayout runElk(GraphModel model, GraphTheme theme, BooleanSupplier cancelled) {
        var layers = new Layers(model);
        boolean large = model.vertices().size() > LARGE;
        var root = graph(large, model.vertices().size() + layers.passed(LONG) <= SIMPLEX);
        var nodes = new ArrayList<ElkNode>(model.vertices().size());
        for (int i = 0; i < model.vertices().size(); i++) {
            var vertex = model.vertices().get(i);
            var node = ElkGraphUtil.createNode(root);
            node.setDimensions(nodeWidth(vertex, theme), nodeHeight(vertex, theme));
            // Interactive layering takes the rows from here.
            node.setLocation(0, ROW * layers.row(i));
            nodes.add(node);
        }
        var edges = new ArrayList<@Nullable ElkEdge>(model.links().size());
        var trunks = new ArrayList<Integer>();
        for (int i = 0; i < model.links().size(); i++) {
            var link = model.links().get(i);
            if (layers.span(link) > LONG) {
                trunks.add(i);
                edges.add(null);
            } else {
                edges.add(edge(model, link, nodes));
            }
        }
        // Trunks need rows that are the same everywhere.
        root.setProperty(CoreOptions.SEPARATE_CONNECTED_COMPONENTS, trunks.isEmpty());
        var monitor = new BasicProgressMonitor() {
            @Override
            public boolean isCanceled() {
                return cancelled.getAsBoolean();
            }
        };
        Algorithms.register();
        DeepStack.run(model.vertices().size() > DEEP, () -> new RecursiveGraphLayoutEngine().layout(root, monitor));
        if (cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
        return read(model, layers, nodes, edges, trunks);
    }

    private static ElkEdge edge(GraphModel model, Link link, List<ElkNode> nodes) {
        var edge = ElkGraphUtil.createSimpleEdge(nodes.get(link.source()), nodes.get(link.target()));
        edge.setProperty(LayeredOptions.PRIORITY_STRAIGHTNESS, straightness(model, link));
        return edge;
    }

    /// A leaf and its AccumulateGrad belong together. Lines of functions are straight; what leaves add to them, be it
    /// by way of a function, comes from the side.
    static int straightness(GraphModel model, Link link) {
        if (link.kind() == Link.Kind.LEAF) {
            return LEAF_PRIORITY;
        }
        return isFunction(model, link.source())
                        && model.incoming(link.source()).stream()
                                .anyMatch(before -> isFunction(
                                        model, model.links().get(before).source()))
                ? SPINE_PRIORITY
                : 1;
    }

    private static boolean isFunction(GraphModel model, int vertex) {
        return switch (model.vertices().get(vertex).kind()) {
            case LEAF, CONSTANT, ACCUMULATE -> false;
            default -> true;
        };
    }

    private static ElkNode graph(boolean large, boolean small) {
        var root = ElkGraphUtil.createGraph();
        root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        root.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
        root.setProperty(CoreOptions.HIERARCHY_HANDLING, HierarchyHandling.SEPARATE_CHILDREN);
        root.setProperty(CoreOptions.EDGE_ROUTING, large ? EdgeRouting.POLYLINE : EdgeRouting.SPLINES);
        root.setProperty(CoreOptions.PADDING, new ElkPadding(0));
        root.setProperty(CoreOptions.RANDOM_SEED, 1);
        root.setProperty(CoreOptions.ASPECT_RATIO, 1.3);
        root.setProperty(CoreOptions.SPACING_NODE_NODE, NODE_GAP);
        root.setProperty(CoreOptions.SPACING_EDGE_EDGE, EDGE_GAP);
        root.setProperty(CoreOptions.SPACING_EDGE_NODE, EDGE_GAP);
        root.setProperty(CoreOptions.SPACING_COMPONENT_COMPONENT, 2 * NODE_GAP);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, LAYER_GAP);
        root.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, EDGE_GAP / 2);
        root.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, EDGE_GAP / 2);
        root.setProperty(LayeredOptions.LAYERING_STRATEGY, LayeringStrategy.INTERACTIVE);
        root.setProperty(
                LayeredOptions.NODE_PLACEMENT_STRATEGY,
                small ? NodePlacementStrategy.NETWORK_SIMPLEX : NodePlacementStrategy.BRANDES_KOEPF);
        root.setProperty(LayeredOptions.NODE_PLACEMENT_FAVOR_STRAIGHT_EDGES, true);
        root.setProperty(LayeredOptions.CROSSING_MINIMIZATION_STRATEGY, CrossingMinimizationStrategy.LAYER_SWEEP);
        inOrder(root);
        if (large) {
            root.setProperty(LayeredOptions.THOROUGHNESS, 2);
        }
        return root;
    }

    /// Rows are in the order in which the program made their nodes: what comes later in the program does not decide
    /// where the earlier stands.
    private static void inOrder(ElkNode graph) {
        graph.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
        graph.setProperty(LayeredOptions.CROSSING_MINIMIZATION_FORCE_NODE_MODEL_ORDER, true);
    }

    private static GraphLayout read(
            GraphModel model, Layers layers, List<ElkNode> nodes, List<@Nullable ElkEdge> edges, List<Integer> trunks) {
        var places = new ArrayList<Place>(nodes.size());
        for (var node : nodes) {
            places.add(
                    new Place(Math.round(node.getX()), Math.round(node.getY()), node.getWidth(), node.getHeight(), 1));
        }
        boolean large = model.vertices().size() > LARGE;
        var routes = new Route[edges.size()];
        var beside = new Trunks(model, layers, places);
        for (int i = 0; i < routes.length; i++) {
            var edge = edges.get(i);
            if (edge != null) {
                var link = model.links().get(i);
                routes[i] = read(edge, places.get(link.source()), places.get(link.target()), large);
                beside.avoid(link, routes[i]);
            }
        }
        beside.route(trunks, routes);
        return new GraphLayout(model, places, List.of(routes));
    }

    private static Route read(ElkEdge edge, Place source, Place target, boolean large) {
        if (edge.getSections().isEmpty()) {
            return Route.straight(source.centerX(), source.y() + source.height(), target.centerX(), target.y());
        }
        var section = edge.getSections().getFirst();
        var x = new ArrayList<Double>();
        var y = new ArrayList<Double>();
        x.add(section.getStartX());
        y.add(section.getStartY());
        section.getBendPoints().forEach(bend -> {
            x.add(bend.getX());
            y.add(bend.getY());
        });
        x.add(section.getEndX());
        y.add(section.getEndY());
        return large ? polyline(x, y) : spline(x, y);
    }

    /// ELK's splines: groups of three points are the rest of a cubic curve; two left over are of a quadratic one,
    /// one of a line.
    private static Route spline(List<Double> x, List<Double> y) {
        var points = new PointList(x.getFirst(), y.getFirst());
        int i = 1;
        for (; i + 2 < x.size(); i += 3) {
            points.add(x.get(i), y.get(i));
            points.add(x.get(i + 1), y.get(i + 1));
            points.add(x.get(i + 2), y.get(i + 2));
        }
        if (x.size() - i == 2) {
            points.quadraticTo(x.get(i), y.get(i), x.get(i + 1), y.get(i + 1));
        } else if (x.size() - i == 1) {
            points.lineTo(x.get(i), y.get(i));
        }
        return new Route(upright(points.toArray()), 1);
    }

    /// Makes a curve leave its source and reach its target vertically, so that arrow heads meet borders squarely.
    private static double[] upright(double[] p) {
        int end = p.length;
        double height = p[end - 1] - p[1];
        if (end == 8) {
            p[3] = p[1] + height * 0.5;
            p[5] = p[7] - height * 0.5;
        }
        p[2] = p[0];
        p[end - 4] = p[end - 2];
        p[3] = Math.max(p[3], p[1] + Math.min(LAYER_GAP / 2, height / 3));
        p[end - 3] = Math.min(p[end - 3], p[end - 1] - Math.min(LAYER_GAP / 2, height / 3));
        return p;
    }

    private static Route polyline(List<Double> x, List<Double> y) {
        var points = new PointList(x.getFirst(), y.getFirst());
        for (int i = 1; i < x.size(); i++) {
            points.lineTo(x.get(i), y.get(i));
        }
        return new Route(points.toArray(), 1);
    }
}
