package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.layout.MarkSize;
import dev.backstep.app.graph.layout.Place;
import dev.backstep.app.graph.layout.Route;
import dev.backstep.app.graph.model.Link;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.paint.Picture.View;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Look;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.replay.BackwardState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Paints a [Picture] on any [Surface]: what the window shows and what files hold is the same. Draws only what is
/// seen, and of small things only what can be seen at their size.
public final class GraphPainter {
    private static final double TITLE_ZOOM = 0.4;
    private static final double DETAIL_ZOOM = 0.55;
    /// From this zoom on gradients are written as numbers; below it they are colours.
    public static final double LABEL_ZOOM = 0.45;
    private static final double FAR_TITLE = 1.2;
    private static final double OUTLINE_ZOOM = 0.2;
    private static final double UNBORN = 0.13;
    private static final double SMALL_TITLE = 10;
    private static final double SMALLEST_TITLE = 5.5;
    private static final int SMALL_TITLES = 3000;
    private static final double CORNER = 8;
    private static final double[] DASHES = {5, 4};
    private static final double[] DOTS = {1.5, 3.5};

    private final Surface surface;
    private final Picture picture;
    private final View view;
    private final GraphTheme theme;
    private final @Nullable View covered;
    /// Colours of gradients where the numbers do not fit; null where they do.
    private final @Nullable Tint @Nullable [] gradientTints;

    public GraphPainter(Surface surface, Picture picture, View view) {
        this(surface, picture, view, null);
    }

    /// @param covered a part of the view that something else covers, where no notes stand
    public GraphPainter(Surface surface, Picture picture, View view, @Nullable View covered) {
        this.covered = covered;
        this.surface = surface;
        this.picture = picture;
        this.view = view;
        theme = picture.theme();
        gradientTints = view.zoom() < LABEL_ZOOM && !picture.labels().all().isEmpty()
                ? new GradientScale(theme, picture.labels())
                        .tints(
                                picture.layout().model().links().size(),
                                picture.state().stepsDone())
                : null;
    }

    /// Paints in picture units; the ground is painted by the caller.
    public void paint() {
        new FramePainter(surface, picture, view).paint();
        if (view.zoom() < OUTLINE_ZOOM) {
            paintFarLinks();
            paintFarVertices();
            paintSmallTitles();
        } else {
            paintLinks();
            if (view.zoom() < TITLE_ZOOM) {
                paintSmallVertices();
                paintSmallTitles();
            } else {
                paintVertices();
            }
        }
        if (view.zoom() >= LABEL_ZOOM) {
            new GradientPainter(surface, picture, view, covered).paint();
        }
    }

    private void paintLinks() {
        var model = picture.layout().model();
        var underWay = picture.linksUnderWay();
        Map<Look, Outline[]> batches = new LinkedHashMap<>();
        for (int i = 0; i < model.links().size(); i++) {
            var route = picture.layout().routes().get(i);
            if (!route.touches(view.x(), view.y(), view.x() + view.width(), view.y() + view.height())) {
                continue;
            }
            var look = lookOf(i).faded(route.opacity() * presence(model.links().get(i)));
            var batch = batches.computeIfAbsent(look, l -> new Outline[] {new Outline(), new Outline()});
            if (underWay.get(i)) {
                // The gradient on it has a head of its own, the other way round.
                append(batch[0], route, 0);
            } else {
                var pointing = isTurned(model.links().get(i)) ? route.reversed() : route;
                append(batch[0], pointing, arrowLength(look));
                appendArrow(batch[1], pointing, look);
            }
        }
        batches.forEach((look, batch) -> {
            surface.stroke(batch[0], new Surface.Pen(look.fill(), look.width(), dashes(look.line())));
            surface.fill(batch[1], look.fill());
        });
    }

    /// What carries no gradient leads forward only.
    private boolean isTurned(Link link) {
        return picture.followsGradient() && link.kind() != Link.Kind.EXCLUDED;
    }

    private Look lookOf(int link) {
        var tint = gradientTints == null ? null : gradientTints[link];
        var look = usualLook(link);
        return tint == null ? look : look.filled(tint, Math.max(look.width(), 2.4 / view.zoom()));
    }

    private Look usualLook(int link) {
        var drawn = picture.layout().model().links().get(link);
        var kind = drawn.kind().styleClass();
        boolean selected = picture.emphasis().link() == link;
        if (drawn.transfer()) {
            return selected ? theme.edge(kind, "transfer", "selected") : theme.edge(kind, "transfer");
        }
        return selected ? theme.edge(kind, "selected") : theme.edge(kind);
    }

    private static double arrowLength(Look look) {
        return look.height();
    }

    /// Appends a route that stops short of its arrow head, so that no line shows beside the head's point.
    private static void append(Outline outline, Route route, double arrow) {
        var p = route.points();
        int end = p.length;
        outline.moveTo(p[0], p[1]);
        for (int i = 2; i + 6 < end; i += 6) {
            outline.curveTo(p[i], p[i + 1], p[i + 2], p[i + 3], p[i + 4], p[i + 5]);
        }
        double dx = p[end - 2] - p[end - 4];
        double dy = p[end - 1] - p[end - 3];
        double length = Math.max(1e-6, Math.hypot(dx, dy));
        double cut = Math.min(arrow * 0.8, length);
        double x = p[end - 2] - dx / length * cut;
        double y = p[end - 1] - dy / length * cut;
        outline.curveTo(p[end - 6], p[end - 5], p[end - 4], p[end - 3], x, y);
    }

    private static void appendArrow(Outline outline, Route route, Look look) {
        var p = route.points();
        int end = p.length;
        appendArrow(outline, p[end - 2], p[end - 1], p[end - 4], p[end - 3], look);
    }

    /// Appends the head of an arrow that points from one place to a tip.
    static void appendArrow(Outline outline, double tipX, double tipY, double fromX, double fromY, Look look) {
        double dx = tipX - fromX;
        double dy = tipY - fromY;
        if (dx == 0 && dy == 0) {
            dy = 1;
        }
        double length = Math.hypot(dx, dy);
        double ux = dx / length;
        double uy = dy / length;
        double head = arrowLength(look);
        double half = head * 0.44;
        double baseX = tipX - ux * head;
        double baseY = tipY - uy * head;
        outline.moveTo(tipX, tipY)
                .lineTo(baseX - uy * half, baseY + ux * half)
                .lineTo(baseX + uy * half, baseY - ux * half)
                .close();
    }

    private void paintVertices() {
        var vertices = picture.layout().model().vertices();
        for (int i = 0; i < vertices.size(); i++) {
            var place = picture.layout().places().get(i);
            // The frame of a selected vertex is larger than its place.
            if (place.touches(
                    view.x() - 12, view.y() - 12, view.x() + view.width() + 12, view.y() + view.height() + 12)) {
                paintVertex(i, vertices.get(i), place);
            }
        }
    }

    /// Vertices too small for their texts: all of a look at once, which is many times as fast.
    private void paintSmallVertices() {
        var vertices = picture.layout().model().vertices();
        Map<Look, Outline> batches = new LinkedHashMap<>();
        for (int i = 0; i < vertices.size(); i++) {
            var place = picture.layout().places().get(i);
            if (!place.touches(view.x(), view.y(), view.x() + view.width(), view.y() + view.height())) {
                continue;
            }
            if (standsOut(i, vertices.get(i))) {
                paintVertex(i, vertices.get(i), place);
            } else {
                var look = theme.node(vertices.get(i).kind().styleClass())
                        .faded(present(i, place).opacity());
                batches.computeIfAbsent(look, l -> new Outline()).add(outline(look.shape(), place, 0));
            }
        }
        batches.forEach((look, outline) -> {
            surface.fill(outline, look.fill());
            stroke(outline, look);
        });
    }

    private boolean standsOut(int index, Vertex vertex) {
        var emphasis = picture.emphasis();
        return emphasis.vertex() == index
                || emphasis.hovered() == index
                || vertex.mark().transfer() != null
                || emphasis.matches().contains(index)
                || picture.facts().notFinite().get(index)
                || picture.facts().notes().containsKey(index)
                || isNow(index)
                || vertex.node() >= 0 && isMarkedDone(vertex);
    }

    private void paintVertex(int index, Vertex vertex, Place there) {
        var place = present(index, there);
        surface.begin("node:" + vertex.key());
        boolean now = isNow(index);
        var kind = vertex.kind().styleClass();
        var look = (now ? theme.node(kind, "now") : theme.node(kind)).faded(place.opacity());
        var emphasis = picture.emphasis();
        if (emphasis.matches().contains(index)) {
            frame(place, look.shape(), theme.node("selected", "match"), place.opacity());
        }
        if (emphasis.vertex() == index) {
            frame(place, look.shape(), theme.node("selected"), place.opacity());
        } else if (emphasis.hovered() == index) {
            frame(place, look.shape(), theme.node("selected"), place.opacity() * 0.35);
        }
        if (vertex.group() != null) {
            paintStack(place, look);
        }
        var outline = outline(look.shape(), place, 0);
        surface.fill(outline, look.fill());
        stroke(outline, look);
        if (look.line() == Look.Line.DOUBLE) {
            surface.stroke(outline(look.shape(), place, 3.5), new Surface.Pen(look.stroke(), 1));
        }
        if (view.zoom() >= TITLE_ZOOM) {
            if (vertex.group() == null) {
                paintTexts(vertex, place, look);
            } else {
                paintGroupTexts(index, vertex, place, look);
            }
        }
        if (picture.facts().notFinite().get(index)) {
            paintNotFinite(place);
        }
        if (picture.facts().notes().containsKey(index) && view.zoom() < LABEL_ZOOM) {
            new NotePainter(surface, picture).mark(place);
        }
        new MarkPainter(surface, theme).vertex(vertex, place, view.zoom() >= DETAIL_ZOOM);
        if (!now && isMarkedDone(vertex)) {
            paintDoneMark(place);
        }
        surface.end();
    }

    /// What is not there yet is a shadow of what it will be.
    private Place present(int index, Place place) {
        return picture.facts().unborn().get(index)
                ? new Place(place.x(), place.y(), place.width(), place.height(), place.opacity() * UNBORN)
                : place;
    }

    private double presence(Link link) {
        var unborn = picture.facts().unborn();
        return unborn.get(link.source()) || unborn.get(link.target()) ? UNBORN : 1;
    }

    /// Whether a vertex is the node that has just been evaluated, or has it folded in it.
    private boolean isNow(int index) {
        int current = picture.state().currentNode();
        return picture.facts().now() == index
                || current >= 0 && picture.layout().model().indexOfNode(current) == index;
    }

    /// A folded group stands on a second box, which shows below it.
    private void paintStack(Place place, Look look) {
        var below = new Place(place.x() + 5, place.y() + 5, place.width() - 4, place.height(), place.opacity());
        var outline = outline(look.shape(), below, 0);
        surface.fill(outline, look.fill());
        stroke(outline, look);
    }

    private void paintGroupTexts(int index, Vertex vertex, Place place, Look look) {
        var gradient = picture.facts().gradients().getOrDefault(index, "");
        double room = place.width() - 12;
        double middle = place.centerY();
        if (view.zoom() < DETAIL_ZOOM) {
            double full = TextRuler.get().width(vertex.title(), look.typeface(), look.textSize());
            text(
                    vertex.title(),
                    place.centerX(),
                    middle,
                    look,
                    look.textSize() * Math.clamp((room - 1) / full, 1, FAR_TITLE),
                    room);
            return;
        }
        var detail = theme.sprite("detail").faded(place.opacity());
        double lines = gradient.isEmpty() ? 8.5 : 17;
        text(vertex.title(), place.centerX(), middle - lines, look, look.textSize(), room);
        text(vertex.detail(), place.centerX(), middle - lines + 17.5, detail, detail.textSize(), room);
        if (!gradient.isEmpty()) {
            var flow = theme.sprite("gradient").faded(place.opacity());
            text(gradient, place.centerX(), middle - lines + 34, flow, flow.textSize(), room);
        }
    }

    /// In the corner where nothing else stands: a value or a gradient in it is NaN or infinite.
    private void paintNotFinite(Place place) {
        var look = theme.sprite("alarm").faded(place.opacity());
        double x = place.x() + 3;
        double y = place.y() + place.height() - 3;
        double half = Math.max(8, 4 / view.zoom());
        var sign = new Outline()
                .moveTo(x, y - half)
                .lineTo(x + half, y + half * 0.8)
                .lineTo(x - half, y + half * 0.8)
                .close();
        surface.fill(sign, look.stroke());
        surface.stroke(
                new Outline()
                        .moveTo(x, y - half * 0.4)
                        .lineTo(x, y + half * 0.2)
                        .moveTo(x, y + half * 0.5)
                        .lineTo(x, y + half * 0.6),
                new Surface.Pen(theme.ground().fill(), half * 0.22));
    }

    /// Below the size at which titles are written out, as much of each as can still be read.
    private void paintSmallTitles() {
        var vertices = picture.layout().model().vertices();
        if (vertices.size() > SMALL_TITLES) {
            return;
        }
        for (int i = 0; i < vertices.size(); i++) {
            var place = picture.layout().places().get(i);
            if (place.touches(view.x(), view.y(), view.x() + view.width(), view.y() + view.height())) {
                var look = theme.node(vertices.get(i).kind().styleClass())
                        .faded(present(i, place).opacity());
                double size = Math.min(SMALL_TITLE / view.zoom(), place.height() * 0.62);
                double room = place.width() - size * 0.4;
                if (size * view.zoom() >= SMALLEST_TITLE && room > 2.5 * size) {
                    text(vertices.get(i).shortTitle(), place.centerX(), place.centerY(), look, size, room);
                }
            }
        }
    }

    private void frame(Place place, Look.Shape shape, Look look, double opacity) {
        surface.stroke(
                outline(shape, place, -look.width()),
                new Surface.Pen(look.stroke().faded(opacity), look.strokeWidth()));
    }

    private void stroke(Outline outline, Look look) {
        double width = look.line() == Look.Line.DOUBLE ? 1.5 : look.strokeWidth();
        surface.stroke(
                outline, new Surface.Pen(look.stroke(), Math.max(width, 0.8 / view.zoom()), dashes(look.line())));
    }

    private void paintTexts(Vertex vertex, Place place, Look look) {
        double middle = place.centerY() - MarkSize.transferHeight(vertex, theme) / 2;
        // Models of the same shape share a layout, so a text may be a little wider than its box was made for.
        boolean pointed = look.shape() == Look.Shape.ROUND_ENDS || look.shape() == Look.Shape.POINTED_ENDS;
        double room = place.width() - (pointed ? 20 : 12);
        if (view.zoom() < DETAIL_ZOOM) {
            // With the second line gone there is room for a larger title.
            double full = TextRuler.get().width(vertex.title(), look.typeface(), look.textSize());
            double size = look.textSize() * Math.clamp((room - 1) / full, 1, FAR_TITLE);
            text(vertex.title(), place.centerX(), middle, look, size, room);
            return;
        }
        boolean twoLines = !vertex.detail().isEmpty();
        text(vertex.title(), place.centerX(), middle - (twoLines ? 8.5 : 0), look, look.textSize(), room);
        if (twoLines) {
            var detail = theme.sprite("detail").faded(place.opacity());
            text(vertex.detail(), place.centerX(), middle + 9, detail, detail.textSize(), room);
        }
    }

    private void text(String text, double centerX, double centerY, Look look, double size, double room) {
        var ruler = TextRuler.get();
        var shown = ruler.fit(text, look.typeface(), size, room);
        surface.text(
                shown,
                centerX - ruler.width(shown, look.typeface(), size) / 2,
                centerY + ruler.middleToBaseline(look.typeface(), size),
                look.typeface(),
                size,
                look.text());
    }

    /// A small tick at the corner: this node has been evaluated in the pass.
    private void paintDoneMark(Place place) {
        double x = place.x() + place.width() - 4;
        double y = place.y() + 3;
        var look = theme.node("done");
        surface.fill(Outline.circle(x, y, 7.5), theme.ground().fill());
        surface.fill(Outline.circle(x, y, 6), look.stroke().faded(place.opacity()));
        surface.stroke(
                new Outline().moveTo(x - 2.6, y + 0.2).lineTo(x - 0.7, y + 2.1).lineTo(x + 2.8, y - 1.9),
                new Surface.Pen(theme.ground().fill(), 1.4));
    }

    static Outline outline(Look.Shape shape, Place place, double inset) {
        double x = place.x() + inset;
        double y = place.y() + inset;
        double width = place.width() - 2 * inset;
        double height = place.height() - 2 * inset;
        return switch (shape) {
            case BOX -> Outline.box(x, y, width, height);
            case ROUNDED_BOX -> Outline.roundedBox(x, y, width, height, CORNER - inset / 2);
            case ROUND_ENDS -> Outline.roundedBox(x, y, width, height, height / 2);
            case POINTED_ENDS -> Outline.pointedBox(x, y, width, height);
        };
    }

    static double[] dashes(Look.Line line) {
        return switch (line) {
            case DASHES -> DASHES;
            case DOTS -> DOTS;
            default -> null;
        };
    }

    private void paintFarLinks() {
        var model = picture.layout().model();
        Map<Look, Outline> batches = new LinkedHashMap<>();
        for (int i = 0; i < model.links().size(); i++) {
            var route = picture.layout().routes().get(i);
            if (route.touches(view.x(), view.y(), view.x() + view.width(), view.y() + view.height())) {
                var p = route.points();
                var outline = batches.computeIfAbsent(
                        lookOf(i).faded(presence(model.links().get(i))), look -> new Outline());
                outline.moveTo(p[0], p[1]);
                for (int at = 6; at < p.length; at += 6) {
                    outline.lineTo(p[at], p[at + 1]);
                }
            }
        }
        batches.forEach((look, outline) ->
                surface.stroke(outline, new Surface.Pen(look.fill(), Math.max(look.width(), 0.7 / view.zoom()))));
    }

    /// From afar a vertex is a spot in the colour of its border.
    private void paintFarVertices() {
        var vertices = picture.layout().model().vertices();
        Map<Tint, Outline> batches = new LinkedHashMap<>();
        double smallest = 2 / view.zoom();
        for (int i = 0; i < vertices.size(); i++) {
            var place = picture.layout().places().get(i);
            if (!place.touches(view.x(), view.y(), view.x() + view.width(), view.y() + view.height())) {
                continue;
            }
            var vertex = vertices.get(i);
            double width = Math.max(place.width(), smallest);
            double height = Math.max(place.height(), smallest);
            var tint = tintFromAfar(i, vertex).faded(present(i, place).opacity());
            batches.computeIfAbsent(tint, t -> new Outline());
            var outline = batches.get(tint);
            double x = place.centerX() - width / 2;
            double y = place.centerY() - height / 2;
            outline.moveTo(x, y)
                    .lineTo(x + width, y)
                    .lineTo(x + width, y + height)
                    .lineTo(x, y + height)
                    .close();
        }
        batches.forEach((tint, outline) -> surface.fill(outline, tint));
    }

    /// While a pass runs; when it has ended a mark on every node would say nothing.
    private boolean isMarkedDone(Vertex vertex) {
        return vertex.node() >= 0
                && picture.state().phase() == BackwardState.Phase.RUNNING
                && picture.state().evaluated(vertex.node());
    }

    private Tint tintFromAfar(int index, Vertex vertex) {
        var emphasis = picture.emphasis();
        if (emphasis.vertex() == index) {
            return theme.node("selected").stroke();
        }
        if (emphasis.matches().contains(index)) {
            return theme.node("match").stroke();
        }
        if (picture.facts().notFinite().get(index)) {
            return theme.sprite("alarm").stroke();
        }
        if (isNow(index)) {
            return theme.node("now").stroke();
        }
        if (vertex.node() >= 0) {
            if (isMarkedDone(vertex)) {
                return theme.node("done").stroke();
            }
        }
        return theme.node(vertex.kind().styleClass()).stroke();
    }
}
