package dev.backstep.app.graph.layout;

import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Link;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.graph.theme.Typeface;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The gradients that a pass writes on the links of a layout, and where: for the whole pass at once, so that no
/// label moves while the pass is stepped through. Immutable.
public final class GradientLabels {
    public static final GradientLabels NONE = new GradientLabels(List.of());

    /// Above this many links with labels, these do not avoid each other: at such a size they are read one by one.
    private static final int CAREFUL = 4000;

    private static final int NONE_LATER = Integer.MAX_VALUE;

    private static final int WRITTEN_OUT = 4;
    private static final double[] TRIES = {0.5, 0.36, 0.64, 0.24, 0.76, 0.14, 0.86};

    /// From this length on, the middle of a link may be out of view: the label stands where the gradient comes from.
    private static final double LONG = 900;

    private static final double[] TRIES_FROM_END = {75, 110, 150, 50, 200};

    /// Links side by side carry their labels one above the other.
    private static final double[] TRIES_OF_TWINS = {0.28, 0.72, 0.5};

    private final List<Label> labels;
    private final double leastNorm;
    private final double mostNorm;

    /// A gradient on a link.
    ///
    /// @param link the index of the link
    /// @param step the step of the pass that sends it
    /// @param until the step that sends the next one on the link; none if it is the last
    /// @param fraction where it rests, as a share of the link's length from its source
    /// @param shift how far it rests to the right of the link
    /// @param crowded whether it covers something else there, so that it shows only while it matters
    public record Label(
            int link,
            int step,
            int until,
            TensorValue value,
            String text,
            double width,
            double fraction,
            double shift,
            boolean crowded) {
        private Label at(Spot spot, int next) {
            return new Label(link, step, next, value, text, width, spot.fraction, spot.shift, spot.crowded);
        }
    }

    private record Spot(double fraction, double shift, double x, double y, boolean crowded) {}

    /// Of each link the newest gradient that has been sent, so that links with several show one at a time.
    public List<Label> newest(int stepsDone) {
        return labels.stream()
                .filter(label -> label.step() < stepsDone && label.until() >= stepsDone)
                .toList();
    }

    private GradientLabels(List<Label> labels) {
        this.labels = labels;
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (var label : labels) {
            double norm = label.value().statistics().norm();
            if (norm > 0 && Double.isFinite(norm)) {
                smallest = Math.min(smallest, norm);
                largest = Math.max(largest, norm);
            }
        }
        leastNorm = smallest;
        mostNorm = largest;
    }

    /// The smallest norm of a gradient that is neither zero nor infinite; infinite if there is none.
    public double leastNorm() {
        return leastNorm;
    }

    /// The largest such norm; negative infinity if there is none.
    public double mostNorm() {
        return mostNorm;
    }

    public List<Label> all() {
        return labels;
    }

    public static GradientLabels place(GraphLayout layout, @Nullable BackwardPass pass, GraphTheme theme) {
        if (pass == null || layout.model().isEmpty()) {
            return NONE;
        }
        var found = found(layout.model(), pass, theme);
        // A folded part's link carries many gradients, one after the other, in one place.
        var widths = new LinkedHashMap<Integer, Double>();
        found.forEach(label -> widths.merge(label.link(), label.width(), Math::max));
        var taken = new Taken(layout);
        boolean careful = widths.size() <= CAREFUL;
        double height = theme.sprite("gradient").height();
        var spots = new HashMap<Integer, Spot>();
        widths.forEach((link, width) -> spots.put(link, place(layout, taken, careful, link, width, height)));
        var next = new HashMap<Integer, Integer>();
        var placed = new ArrayList<Label>();
        for (var label : found.reversed()) {
            var until = next.put(label.link(), label.step());
            placed.add(label.at(spots.get(label.link()), until == null ? NONE_LATER : until));
        }
        return new GradientLabels(List.copyOf(placed.reversed()));
    }

    /// All gradients on links, in the order in which they are sent.
    private static List<Label> found(GraphModel model, BackwardPass pass, GraphTheme theme) {
        var found = new ArrayList<Label>();
        for (var step : pass.steps()) {
            for (var delivery : step.deliveries()) {
                int link = model.indexOfEdge(step.node(), delivery.edge());
                var value = delivery.edge() < step.gradientsOut().size()
                        ? step.gradientsOut().get(delivery.edge())
                        : null;
                if (link >= 0 && value != null) {
                    found.add(label(link, step.index(), value, theme));
                }
            }
            for (var accumulation : step.accumulations()) {
                int link = leafLink(model, step.node());
                if (link >= 0 && accumulation.target() != BackwardPass.Target.RETAINED) {
                    found.add(label(link, step.index(), accumulation.after(), theme));
                }
            }
        }
        return found;
    }

    private static Label label(int link, int step, TensorValue value, GraphTheme theme) {
        var look = theme.sprite("gradient");
        var text = text(value);
        double width = TextRuler.get().width(text, typeface(text), look.textSize()) + 2 * look.padding();
        return new Label(link, step, NONE_LATER, value, text, width, 0.5, 0, false);
    }

    /// The link between an `AccumulateGrad` node and its leaf, or -1.
    static int leafLink(GraphModel model, int node) {
        int vertex = node == Recording.NONE ? -1 : model.indexOfNode(node);
        if (vertex < 0) {
            return -1;
        }
        return model.incoming(vertex).stream()
                .filter(link -> model.links().get(link).kind() == Link.Kind.LEAF)
                .findFirst()
                .orElse(-1);
    }

    private static Spot place(GraphLayout layout, Taken taken, boolean careful, int link, double width, double height) {
        if (careful) {
            double length = layout.routes().get(link).length();
            var tries = length > LONG
                    ? Arrays.stream(TRIES_FROM_END)
                            .map(fromEnd -> 1 - fromEnd / length)
                            .toArray()
                    : hasTwin(layout.model(), link) ? TRIES_OF_TWINS : TRIES;
            var spot = taken.choose(link, tries, width, height);
            if (spot != null) {
                return spot;
            }
        }
        return new Spot(0.5, 0, 0, 0, careful);
    }

    /// Whether another link has the same ends.
    private static boolean hasTwin(GraphModel model, int link) {
        int source = model.links().get(link).source();
        return model.incoming(model.links().get(link).target()).stream()
                .anyMatch(other -> other != link && model.links().get(other).source() == source);
    }

    /// A gradient as a label has it: all elements if there are at most four, else norm and shape.
    public static String text(TensorValue value) {
        var text = plainText(value);
        // Not by colour alone.
        return isAlarming(value) ? "! " + text : text;
    }

    /// Whether a gradient has elements that are NaN or infinite.
    public static boolean isAlarming(TensorValue value) {
        return value.statistics().nans() + value.statistics().infinities() > 0;
    }

    /// As [#text(TensorValue)], without a warning.
    public static String plainText(TensorValue value) {
        return value.complete() && value.elements().length <= WRITTEN_OUT
                ? ValueText.values(value)
                : "‖g‖ " + ValueText.number(value.statistics().norm()) + " · " + ValueText.shape(value.shape());
    }

    /// Numbers are set in the fixed-width face; it has no sign for a norm.
    public static Typeface typeface(String text) {
        return text.contains("‖") ? Typeface.SANS : Typeface.MONO;
    }

    /// The room that is taken by vertices and labels, in a coarse grid.
    private static final class Taken {
        private static final double CELL = 160;
        private static final double MARGIN = 2;
        private static final int SAMPLES = 24;
        private static final int MOST_SAMPLES = 400;
        private static final double BETWEEN = 12;

        /// How far a label may stand to one side of its link, as a share of its width: they still touch.
        private static final double SIDEWAYS = 0.36;

        private final GraphLayout layout;

        private final Map<Long, List<double[]>> cells = new HashMap<>();
        private final Map<Long, List<double[]>> ways = new HashMap<>();

        Taken(GraphLayout layout) {
            this.layout = layout;
            for (var place : layout.places()) {
                add(place.x(), place.y(), place.width(), place.height());
            }
            for (int i = 0; i < layout.routes().size(); i++) {
                addWay(i);
            }
        }

        /// Takes the first place along a link where a box of this size covers nothing, else the first where it
        /// covers only other links; null if there is none.
        @Nullable
        Spot choose(int link, double[] fractions, double width, double height) {
            Spot best = null;
            for (double shift : new double[] {0, -SIDEWAYS * width, SIDEWAYS * width}) {
                for (double fraction : fractions) {
                    var point = layout.routes().get(link).at(fraction);
                    double x = point.x() + shift - width / 2;
                    double y = point.y() - height / 2;
                    if (isFree(x, y, width, height)) {
                        best = best == null ? new Spot(fraction, shift, x, y, false) : best;
                        if (crossesNoOther(link, x, y, width, height)) {
                            add(x, y, width, height);
                            return new Spot(fraction, shift, x, y, false);
                        }
                    }
                }
            }
            if (best != null) {
                add(best.x(), best.y(), width, height);
            }
            return best;
        }

        private boolean crossesNoOther(int link, double x, double y, double width, double height) {
            for (long cx = cell(x); cx <= cell(x + width); cx++) {
                for (long cy = cell(y); cy <= cell(y + height); cy++) {
                    for (var point : ways.getOrDefault(key(cx, cy), List.of())) {
                        if (point[2] != link
                                && point[0] > x
                                && point[0] < x + width
                                && point[1] > y
                                && point[1] < y + height) {
                            return false;
                        }
                    }
                }
            }
            return true;
        }

        /// Places along a link, close enough to each other that no label fits between.
        private void addWay(int link) {
            var route = layout.routes().get(link);
            var points = route.along(Math.clamp((int) (route.length() / BETWEEN), SAMPLES, MOST_SAMPLES));
            for (int i = 0; i < points.length; i += 2) {
                ways.computeIfAbsent(key(cell(points[i]), cell(points[i + 1])), c -> new ArrayList<>(4))
                        .add(new double[] {points[i], points[i + 1], link});
            }
        }

        private boolean isFree(double x, double y, double width, double height) {
            double left = x - MARGIN;
            double top = y - MARGIN;
            double right = x + width + MARGIN;
            double bottom = y + height + MARGIN;
            for (long cx = cell(left); cx <= cell(right); cx++) {
                for (long cy = cell(top); cy <= cell(bottom); cy++) {
                    for (var box : cells.getOrDefault(key(cx, cy), List.of())) {
                        if (right > box[0] && left < box[2] && bottom > box[1] && top < box[3]) {
                            return false;
                        }
                    }
                }
            }
            return true;
        }

        private void add(double x, double y, double width, double height) {
            var box = new double[] {x, y, x + width, y + height};
            for (long cx = cell(x); cx <= cell(x + width); cx++) {
                for (long cy = cell(y); cy <= cell(y + height); cy++) {
                    cells.computeIfAbsent(key(cx, cy), c -> new ArrayList<>(4)).add(box);
                }
            }
        }

        private static long cell(double at) {
            return (long) Math.floor(at / CELL);
        }

        private static long key(long cx, long cy) {
            return cx << 32 ^ cy & 0xffffffffL;
        }
    }
}
