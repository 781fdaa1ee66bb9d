package dev.backstep.app.graph.layout;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Link;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.graph.theme.Typeface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.LayeringStrategy;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.options.SizeConstraint;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/// Lays out a model with frames: boxes within boxes, by ELK's layered algorithm over the whole hierarchy. A function of
/// the model alone.
final class NestedLayout {
    private static final double NODE_GAP = 28;
    private static final double LAYER_GAP = 34;

    /// Side by side, the number on an edge takes its length between two nodes.
    private static final double WIDE_LAYER_GAP = 120;

    private static final double EDGE_GAP = 14;
    private static final double SIDE = 16;
    private static final double BELOW = 16;
    private static final double ABOVE = 14;
    private static final double CORNER = 10;

    /// How much more it matters that a leaf is next to its AccumulateGrad.
    private static final int PAIR = 100;

    private static final double TITLE_SIZE = 12;

    /// Room in a frame's title strip for the sign that folds it.
    private static final double SIGN = 40;

    /// Above these many vertices a quick placement has to do.
    private static final int SIMPLEX = 300;

    private NestedLayout() {}

    static GraphLayout layOut(GraphModel model, GraphTheme theme, boolean horizontal, BooleanSupplier cancelled) {
        boolean simplex = model.vertices().size() <= SIMPLEX;
        var root = ElkGraphUtil.createGraph();
        configure(root, simplex, horizontal);
        root.setProperty(CoreOptions.PADDING, new ElkPadding(0));
        var frames = new ArrayList<ElkNode>();
        var nodes = new ElkNode[model.vertices().size()];
        for (var frame : model.frames()) {
            var node = ElkGraphUtil.createNode(frame.parent() < 0 ? root : frames.get(frame.parent()));
            configure(node, simplex, horizontal);
            node.setProperty(CoreOptions.PADDING, new ElkPadding(GraphLayout.FRAME_TITLE + ABOVE, SIDE, BELOW, SIDE));
            double title = TextRuler.get().width(frame.group().title(), Typeface.SANS, TITLE_SIZE);
            node.setProperty(CoreOptions.NODE_SIZE_CONSTRAINTS, SizeConstraint.minimumSize());
            node.setProperty(CoreOptions.NODE_SIZE_MINIMUM, new KVector(title + SIGN + SIDE, GraphLayout.FRAME_TITLE));
            frames.add(node);
        }
        var frameOf = new int[nodes.length];
        Arrays.fill(frameOf, -1);
        for (int i = 0; i < frames.size(); i++) {
            for (int vertex : model.frames().get(i).vertices()) {
                frameOf[vertex] = i;
            }
        }
        var first = firstVertices(model);
        for (int i = 0; i < frames.size(); i++) {
            inOrder(frames.get(i), first[i]);
        }
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = ElkGraphUtil.createNode(frameOf[i] < 0 ? root : frames.get(frameOf[i]));
            var vertex = model.vertices().get(i);
            inOrder(nodes[i], i);
            nodes[i].setDimensions(LayoutEngine.nodeWidth(vertex, theme), LayoutEngine.nodeHeight(vertex, theme));
        }
        var edges = new ArrayList<ElkEdge>();
        for (var link : model.links()) {
            var edge = ElkGraphUtil.createSimpleEdge(nodes[link.source()], nodes[link.target()]);
            edge.setProperty(LayeredOptions.PRIORITY_STRAIGHTNESS, LayoutEngine.straightness(model, link));
            if (link.kind() == Link.Kind.LEAF) {
                edge.setProperty(LayeredOptions.PRIORITY_SHORTNESS, PAIR);
            }
            edges.add(edge);
        }
        var monitor = new BasicProgressMonitor() {
            @Override
            public boolean isCanceled() {
                return cancelled.getAsBoolean();
            }
        };
        Algorithms.register();
        DeepStack.run(nodes.length > 200, () -> new RecursiveGraphLayoutEngine().layout(root, monitor));
        if (cancelled.getAsBoolean()) {
            throw new LayoutEngine.Cancelled();
        }
        var places = new ArrayList<Place>();
        for (var node : nodes) {
            places.add(place(node));
        }
        return new GraphLayout(
                model,
                places,
                edges.stream().map(NestedLayout::route).toList(),
                frames.stream().map(NestedLayout::place).toList(),
                horizontal);
    }

    /// Rows are in the order in which the program made their nodes: what comes later in the program does not decide
    /// where the earlier stands. In a hierarchy ELK 0.12 fails to take that order from the model.
    private static void inOrder(ElkNode node, int order) {
        node.setProperty(CoreOptions.POSITION, new KVector(order, order));
    }

    /// The first vertex in each frame, at any depth.
    private static int[] firstVertices(GraphModel model) {
        var first = new int[model.frames().size()];
        for (int i = first.length - 1; i >= 0; i--) {
            first[i] = model.frames().get(i).vertices().stream()
                    .mapToInt(vertex -> vertex)
                    .min()
                    .orElse(Integer.MAX_VALUE);
        }
        for (int i = first.length - 1; i >= 0; i--) {
            int parent = model.frames().get(i).parent();
            if (parent >= 0) {
                first[parent] = Math.min(first[parent], first[i]);
            }
        }
        return first;
    }

    private static void configure(ElkNode graph, boolean simplex, boolean horizontal) {
        graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        graph.setProperty(CoreOptions.DIRECTION, horizontal ? Direction.RIGHT : Direction.DOWN);
        graph.setProperty(CoreOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
        graph.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        graph.setProperty(CoreOptions.RANDOM_SEED, 1);
        graph.setProperty(CoreOptions.SPACING_NODE_NODE, NODE_GAP);
        graph.setProperty(CoreOptions.SPACING_EDGE_EDGE, EDGE_GAP);
        graph.setProperty(CoreOptions.SPACING_EDGE_NODE, EDGE_GAP);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, horizontal ? WIDE_LAYER_GAP : LAYER_GAP);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, EDGE_GAP);
        graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, EDGE_GAP);
        graph.setProperty(LayeredOptions.LAYERING_STRATEGY, LayeringStrategy.NETWORK_SIMPLEX);
        graph.setProperty(
                LayeredOptions.NODE_PLACEMENT_STRATEGY,
                simplex ? NodePlacementStrategy.NETWORK_SIMPLEX : NodePlacementStrategy.BRANDES_KOEPF);
        graph.setProperty(LayeredOptions.NODE_PLACEMENT_FAVOR_STRAIGHT_EDGES, true);
        graph.setProperty(CoreOptions.SEPARATE_CONNECTED_COMPONENTS, true);
        // The order of each row is that of the positions that the nodes are given.
        graph.setProperty(LayeredOptions.CROSSING_MINIMIZATION_SEMI_INTERACTIVE, true);
    }

    private static Place place(ElkNode node) {
        return new Place(
                Math.round(left(node)),
                Math.round(top(node)),
                Math.round(node.getWidth()),
                Math.round(node.getHeight()),
                1);
    }

    private static double left(ElkNode node) {
        return node.getX() + (node.getParent() == null ? 0 : left(node.getParent()));
    }

    private static double top(ElkNode node) {
        return node.getY() + (node.getParent() == null ? 0 : top(node.getParent()));
    }

    /// An edge's bends are in the coordinates of the box that it lies in.
    private static Route route(ElkEdge edge) {
        double dx = left(edge.getContainingNode());
        double dy = top(edge.getContainingNode());
        if (edge.getSections().isEmpty()) {
            var source = place((ElkNode) edge.getSources().getFirst());
            var target = place((ElkNode) edge.getTargets().getFirst());
            return Route.straight(source.centerX(), source.y() + source.height(), target.centerX(), target.y());
        }
        var section = edge.getSections().getFirst();
        List<KVector> corners = corners(section, dx, dy);
        var points = new PointList(section.getStartX() + dx, section.getStartY() + dy);
        for (int i = 0; i + 1 < corners.size(); i++) {
            var corner = corners.get(i);
            var next = corners.get(i + 1);
            points.cornerTo(corner.x, corner.y, next.x, next.y, CORNER);
        }
        points.lineTo(corners.getLast().x, corners.getLast().y);
        return new Route(points.toArray(), 1);
    }

    /// All places that a route goes through after its start.
    private static List<KVector> corners(ElkEdgeSection section, double dx, double dy) {
        var corners = new ArrayList<KVector>();
        section.getBendPoints().forEach(bend -> corners.add(new KVector(bend.getX() + dx, bend.getY() + dy)));
        corners.add(new KVector(section.getEndX() + dx, section.getEndY() + dy));
        return corners;
    }
}
