package dev.backstep.app.graph.layout;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.theme.GraphTheme;
import java.util.ArrayList;

/// The layout of graphs too large for a good one: a row for each depth, in linear time.
final class RowLayout {
    private static final double GAP_X = 30;
    private static final double GAP_Y = 80;

    private RowLayout() {}

    static GraphLayout layOut(GraphModel model, GraphTheme theme) {
        int count = model.vertices().size();
        var depth = new int[count];
        var waiting = new int[count];
        var open = new java.util.ArrayDeque<Integer>();
        for (int i = 0; i < count; i++) {
            waiting[i] = model.incoming(i).size();
            if (waiting[i] == 0) {
                open.add(i);
            }
        }
        var filled = new ArrayList<Double>();
        var places = new Place[count];
        while (!open.isEmpty()) {
            int i = open.remove();
            while (filled.size() <= depth[i]) {
                filled.add(0.0);
            }
            var vertex = model.vertices().get(i);
            double width = LayoutEngine.nodeWidth(vertex, theme);
            double usual = theme.node(vertex.kind().styleClass()).height();
            double height = LayoutEngine.nodeHeight(vertex, theme);
            places[i] = new Place(filled.get(depth[i]), depth[i] * (usual + GAP_Y), width, height, 1);
            filled.set(depth[i], filled.get(depth[i]) + width + GAP_X);
            for (int link : model.outgoing(i)) {
                int target = model.links().get(link).target();
                depth[target] = Math.max(depth[target], depth[i] + 1);
                if (--waiting[target] == 0) {
                    open.add(target);
                }
            }
        }
        var routes = new ArrayList<Route>(model.links().size());
        for (var link : model.links()) {
            var source = places[link.source()];
            var target = places[link.target()];
            routes.add(Route.straight(source.centerX(), source.y() + source.height(), target.centerX(), target.y()));
        }
        return new GraphLayout(model, java.util.List.of(places), routes);
    }
}
