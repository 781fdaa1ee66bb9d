package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.layout.GradientLabels;
import dev.backstep.app.graph.layout.MarkSize;
import dev.backstep.app.graph.layout.Place;
import dev.backstep.app.graph.layout.Route;
import dev.backstep.app.graph.paint.Picture.View;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Look;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.replay.BackwardState.Phase;
import dev.backstep.app.replay.SumParts;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Paints what a backward pass does on the picture: gradients on their way along the links, those that have arrived,
/// sums where several meet, and what is added to `.grad`.
public final class GradientPainter {
    /// When, in a step's animation, sums and accumulations appear: when the gradient has arrived.
    private static final double ARRIVAL = 0.75;

    private static final int LONGEST_TERM = 20;
    private static final double GAP = 10;

    /// How many parts of a sum are written out.
    private static final int MOST_PARTS = 6;

    private final Surface surface;
    private final Picture picture;
    private final View view;
    private final GraphTheme theme;
    private final Look pill;
    private final Look pillNow;
    private final @Nullable View covered;
    /// Where notes stand already.
    private final List<Place> notes = new ArrayList<>();
    private double left = Double.POSITIVE_INFINITY;
    private double top = Double.POSITIVE_INFINITY;
    private double right = Double.NEGATIVE_INFINITY;
    private double bottom = Double.NEGATIVE_INFINITY;

    GradientPainter(Surface surface, Picture picture, View view) {
        this(surface, picture, view, null);
    }

    /// @param covered a part of the view where nothing would be seen, such as that under the map
    GradientPainter(Surface surface, Picture picture, View view, @Nullable View covered) {
        this.covered = covered;
        this.surface = surface;
        this.picture = picture;
        this.view = view;
        theme = picture.theme();
        pill = theme.sprite("gradient");
        pillNow = theme.sprite("gradient", "now");
    }

    void paint() {
        new NotePainter(surface, picture)
                .paint()
                .forEach(slip -> grow(slip.x(), slip.y(), slip.width(), slip.height()));
        paintMade();
        var state = picture.state();
        var pass = state.pass();
        if (pass == null) {
            return;
        }
        boolean settled = state.phase() == Phase.ENDED;
        for (var label : picture.labels().newest(state.stepsDone())) {
            if (label.step() != state.step() && !label.crowded()) {
                paintResting(label);
            }
        }
        if (!settled) {
            paintStart(pass);
        }
        if (state.step() >= 0) {
            paintTravelling(picture.labels().all().stream()
                    .filter(label -> label.step() == state.step())
                    .toList());
            paintTransfer(pass.steps().get(state.step()));
            paintNotes(pass.steps().get(state.step()));
        }
    }

    /// The room that a picture takes with all that hangs beside and below its nodes.
    public static View extent(Picture picture) {
        var layout = picture.layout();
        var painter = new GradientPainter(new NoSurface(), picture, new View(-1e9, -1e9, 2e9, 2e9, 1));
        painter.grow(layout.minX(), layout.minY(), layout.width(), layout.height());
        painter.paint();
        return new View(painter.left, painter.top, painter.right - painter.left, painter.bottom - painter.top, 1);
    }

    private void grow(double x, double y, double width, double height) {
        left = Math.min(left, x);
        top = Math.min(top, y);
        right = Math.max(right, x + width);
        bottom = Math.max(bottom, y + height);
    }

    /// What the operator made that has just run forward.
    private void paintMade() {
        var facts = picture.facts();
        if (facts.now() >= 0 && !facts.made().isEmpty()) {
            var look = theme.sprite("sum");
            double width = TextRuler.get().width(facts.made(), GradientLabels.typeface(facts.made()), look.textSize())
                    + 2 * look.padding();
            var spot = freeSpot(picture.layout().places().get(facts.now()), width, look.height());
            paintPill(facts.made(), spot.x() + width / 2, spot.y(), width, look, 1);
        }
    }

    private void paintResting(GradientLabels.Label label) {
        var route = picture.layout().routes().get(label.link());
        if (route.touches(view.x(), view.y(), view.x() + view.width(), view.y() + view.height())) {
            var spot = route.at(label.fraction());
            paintPill(
                    label.text(),
                    spot.x() + label.shift(),
                    spot.y(),
                    label.width(),
                    look(label.value(), pill),
                    route.opacity());
        }
    }

    /// The numbers go with the gradients to the places where they will rest, beside each other; dots go on to the
    /// receivers.
    private void paintTravelling(List<GradientLabels.Label> labels) {
        double way = ease(picture.progress());
        labels.forEach(label -> paintWay(picture.layout().routes().get(label.link()), way));
        var pills = new ArrayList<Apart.Pill>();
        for (var label : labels) {
            var route = picture.layout().routes().get(label.link());
            var spot = route.at(Math.max(1 - way, label.fraction()));
            pills.add(new Apart.Pill(spot.x() + label.shift() * way, spot.y(), label.width(), pillNow.height()));
        }
        var apart = Apart.put(pills);
        for (int i = 0; i < labels.size(); i++) {
            var label = labels.get(i);
            paintPill(
                    label.text(),
                    apart.get(i).x(),
                    apart.get(i).y(),
                    label.width(),
                    look(label.value(), pillNow),
                    picture.layout().routes().get(label.link()).opacity());
        }
    }

    private void paintWay(Route route, double way) {
        var now = theme.edge("now");
        surface.stroke(part(route, 1 - way), new Surface.Pen(now.fill(), now.width()));
        if (picture.progress() < 1) {
            var dot = route.at(1 - way);
            surface.fill(Outline.circle(dot.x(), dot.y(), 5), now.fill());
        } else {
            var p = route.points();
            var head = new Outline();
            GraphPainter.appendArrow(head, p[0], p[1], p[2], p[3], now);
            surface.fill(head, now.fill());
        }
    }

    /// A gradient that is not a number is what somebody looks for.
    private Look look(TensorValue gradient, Look usual) {
        return GradientLabels.isAlarming(gradient) ? theme.sprite("gradient", "alarm") : usual;
    }

    /// The part of a route that a gradient has passed: from `from` to its end.
    private static Outline part(Route route, double from) {
        var outline = new Outline();
        if (from <= 0) {
            var p = route.points();
            outline.moveTo(p[0], p[1]);
            for (int i = 2; i < p.length; i += 6) {
                outline.curveTo(p[i], p[i + 1], p[i + 2], p[i + 3], p[i + 4], p[i + 5]);
            }
            return outline;
        }
        int pieces = 24;
        for (int i = 0; i <= pieces; i++) {
            var point = route.at(from + (1 - from) * i / pieces);
            if (i == 0) {
                outline.moveTo(point.x(), point.y());
            } else {
                outline.lineTo(point.x(), point.y());
            }
        }
        return outline;
    }

    /// The gradients that the pass starts from hang below its roots.
    private void paintStart(BackwardPass pass) {
        for (var root : pass.roots()) {
            int vertex = picture.layout().model().indexOfNode(root.node());
            if (vertex < 0 || root.gradient() == null) {
                continue;
            }
            var place = picture.layout().places().get(vertex);
            boolean fresh = picture.state().phase() == Phase.STARTED;
            var look = fresh ? pillNow : pill;
            var text = "start " + GradientLabels.text(root.gradient());
            double width = widthOf(text, look);
            double y = place.y() + place.height() + 24 - (fresh ? 8 * (1 - ease(picture.progress())) : 0);
            double opacity = fresh ? ease(picture.progress()) : 1;
            surface.stroke(
                    new Outline()
                            .moveTo(place.centerX(), place.y() + place.height())
                            .lineTo(place.centerX(), y),
                    new Surface.Pen(look.stroke().faded(opacity), 1.5));
            paintPill(text, place.centerX(), y, width, look, opacity);
        }
    }

    /// Where a gradient goes to another device, beside the node that moves it.
    private void paintTransfer(BackwardPass.Step step) {
        var model = picture.layout().model();
        int vertex = model.indexOfNode(step.node());
        var transfer = vertex < 0 ? null : model.vertices().get(vertex).mark().transfer();
        var moves = step.deliveries().stream()
                .mapToInt(delivery -> model.indexOfEdge(step.node(), delivery.edge()))
                .anyMatch(link -> link >= 0 && model.links().get(link).transfer());
        if (transfer == null || !moves) {
            return;
        }
        var text = "gradient " + transfer.back();
        double width = MarkSize.pillWidth(text, theme);
        double height = theme.sprite("transfer").height();
        var spot = freeSpot(picture.layout().places().get(vertex), width, height);
        grow(spot.x(), spot.y() - height / 2, width, height);
        new MarkPainter(surface, theme)
                .pill(text, spot.x() + width / 2, spot.y(), ease(Math.min(1, 2 * picture.progress())));
    }

    private void paintNotes(BackwardPass.Step step) {
        paintParts(step);
        double shown = Math.clamp((picture.progress() - ARRIVAL) / (1 - ARRIVAL), 0, 1);
        if (shown == 0) {
            return;
        }
        for (var delivery : step.deliveries()) {
            var incoming = delivery.edge() < step.gradientsOut().size()
                    ? step.gradientsOut().get(delivery.edge())
                    : null;
            if (delivery.before() != null && delivery.after() != null && incoming != null) {
                paintNote(delivery.node(), "", delivery.before(), incoming, delivery.after(), shown);
            }
        }
        for (var accumulation : step.accumulations()) {
            var name = switch (accumulation.target()) {
                case LEAF, RETAINED -> ".grad  ";
                case RETURNED -> "result  ";
            };
            paintNote(step.node(), name, accumulation.before(), accumulation.incoming(), accumulation.after(), shown);
        }
    }

    /// What met at the node that is evaluated now, for as long as one stays at it.
    private void paintParts(BackwardPass.Step step) {
        for (var sum : SumParts.at(Objects.requireNonNull(picture.state().pass()), step.node(), step.index())) {
            var shown =
                    sum.parts().size() <= MOST_PARTS ? sum.parts() : sum.parts().subList(0, MOST_PARTS);
            var text = shown.stream().map(part -> plain(part.gradient())).collect(Collectors.joining(" + "))
                    + (shown.size() < sum.parts().size()
                            ? " + … " + (sum.parts().size() - shown.size()) + " more"
                            : "")
                    + " = " + plain(sum.total());
            paintNote(step.node(), text, 1);
        }
    }

    /// `before + incoming = after`, near a vertex.
    private void paintNote(
            int node,
            String name,
            @Nullable TensorValue before,
            TensorValue incoming,
            TensorValue after,
            double opacity) {
        paintNote(
                node,
                before == null
                        ? name + "= " + plain(after)
                        : name + plain(before) + " + " + plain(incoming) + " = " + plain(after),
                opacity);
    }

    private void paintNote(int node, String text, double opacity) {
        int vertex = picture.layout().model().indexOfNode(node);
        if (vertex < 0) {
            return;
        }
        var look = theme.sprite("sum");
        double width = widthOf(text, look);
        var spot = freeSpot(picture.layout().places().get(vertex), width, look.height());
        double x = spot.x();
        double y = spot.y();
        grow(x, y - look.height() / 2, width, look.height());
        notes.add(new Place(x, y - look.height() / 2, width, look.height(), 1));
        var box = Outline.roundedBox(x, y - look.height() / 2, width, look.height(), 6);
        surface.fill(box, look.fill().faded(opacity));
        surface.stroke(box, new Surface.Pen(look.stroke().faded(opacity), look.strokeWidth()));
        write(text, x + look.padding(), y, look, opacity);
    }

    /// Where a note about a vertex covers no other and is seen: beside it, above or below; the left end and the
    /// middle.
    private Route.Point freeSpot(Place place, double width, double height) {
        double beside = place.centerY();
        double above = place.y() - height / 2 - GAP;
        double below = place.y() + place.height() + height / 2 + GAP;
        double middle = place.centerX() - width / 2;
        var spots = List.of(
                new Route.Point(place.x() + place.width() + GAP, beside),
                new Route.Point(place.x() - GAP - width, beside),
                new Route.Point(place.x() + place.width() + GAP, above),
                new Route.Point(place.x() - GAP - width, above),
                new Route.Point(middle, below),
                new Route.Point(middle, above));
        for (var spot : spots) {
            if (isSeen(spot, width, height) && isFree(place, spot, width, height)) {
                return spot;
            }
        }
        double left = Math.min(spots.getFirst().x(), view.x() + view.width() - width - 4);
        return new Route.Point(
                Math.max(view.x() + 4, left), left < spots.getFirst().x() ? below : beside);
    }

    private boolean isSeen(Route.Point spot, double width, double height) {
        double top = spot.y() - height / 2;
        boolean hidden = covered != null
                && spot.x() < covered.x() + covered.width()
                && spot.x() + width > covered.x()
                && top < covered.y() + covered.height()
                && top + height > covered.y();
        return !hidden
                && spot.x() >= view.x()
                && spot.x() + width <= view.x() + view.width()
                && top >= view.y()
                && top + height <= view.y() + view.height();
    }

    private boolean isFree(Place own, Route.Point spot, double width, double height) {
        return Stream.concat(picture.layout().places().stream(), notes.stream())
                .noneMatch(place -> place != own
                        && place.touches(spot.x(), spot.y() - height / 2, spot.x() + width, spot.y() + height / 2));
    }

    /// A value in a sum; larger tensors by their norm, whose shape the nodes already tell.
    private static String plain(TensorValue value) {
        var text = GradientLabels.plainText(value);
        return text.startsWith("‖") || text.length() > LONGEST_TERM
                ? "‖" + ValueText.number(value.statistics().norm()) + "‖"
                : text;
    }

    private void paintPill(String text, double x, double y, double width, Look look, double opacity) {
        grow(x - width / 2, y - look.height() / 2, width, look.height());
        var box = Outline.roundedBox(x - width / 2, y - look.height() / 2, width, look.height(), look.height() / 2);
        surface.fill(box, look.fill().faded(opacity));
        surface.stroke(box, new Surface.Pen(look.stroke().faded(opacity), look.strokeWidth()));
        write(text, x - width / 2 + look.padding(), y, look, opacity);
    }

    private void write(String text, double x, double middle, Look look, double opacity) {
        var typeface = GradientLabels.typeface(text);
        surface.text(
                text,
                x,
                middle + TextRuler.get().middleToBaseline(typeface, look.textSize()),
                typeface,
                look.textSize(),
                look.text().faded(opacity));
    }

    private static double widthOf(String text, Look look) {
        return TextRuler.get().width(text, GradientLabels.typeface(text), look.textSize()) + 2 * look.padding();
    }

    /// Starts and ends gently.
    public static double ease(double t) {
        return t * t * (3 - 2 * t);
    }
}
