package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.layout.GradientLabels;
import dev.backstep.app.graph.layout.Place;
import dev.backstep.app.graph.model.GraphModel;
import dev.backstep.app.graph.model.Vertex;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Look;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.replay.ValueText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;

/// Paints the key to the kinds of nodes that a picture shows.
public final class LegendPainter {
    private static final double SAMPLE_WIDTH = 24;
    private static final double SAMPLE_HEIGHT = 12;
    private static final double GAP = 8;

    private final GraphTheme theme;
    private final Look look;
    private final List<Entry> entries = new ArrayList<>();

    /// How a sample of something is painted in its place.
    private interface Sample {
        void paint(Surface surface, double x, double middle);
    }

    private record Entry(Sample sample, String text) {}

    public LegendPainter(Picture picture) {
        this(picture.theme(), picture.layout().model(), picture.state().step() >= 0);
    }

    /// Adds which way arrows point.
    public LegendPainter withArrows(boolean followGradient) {
        if (!entries.isEmpty()) {
            var edge = theme.edge("gradient");
            entries.add(new Entry(
                    (surface, x, middle) -> {
                        surface.stroke(
                                new Outline().moveTo(x, middle).lineTo(x + SAMPLE_WIDTH - 4, middle),
                                new Surface.Pen(edge.fill(), edge.width()));
                        var head = new Outline();
                        GraphPainter.appendArrow(head, x + SAMPLE_WIDTH, middle, x, middle, edge);
                        surface.fill(head, edge.fill());
                    },
                    followGradient ? "way of the gradient" : "forward"));
        }
        return this;
    }

    /// Adds what the colours of gradients mean.
    public LegendPainter withGradients(GradientLabels labels) {
        var scale = new GradientScale(theme, labels);
        if (scale.isOfUse()) {
            entries.add(new Entry(
                    (surface, x, middle) -> {
                        int parts = 8;
                        for (int i = 0; i < parts; i++) {
                            double norm = scale.least() * Math.pow(scale.most() / scale.least(), i / (parts - 1.0));
                            double from = x + SAMPLE_WIDTH * i / parts;
                            surface.fill(
                                    Outline.box(from, middle - 3, SAMPLE_WIDTH / parts + 0.5, 6), scale.tint(norm));
                        }
                    },
                    "‖gradient‖ " + ValueText.number(scale.least()) + " – " + ValueText.number(scale.most())));
        }
        return this;
    }

    /// @param now whether a node of the graph is the current one
    public LegendPainter(GraphTheme theme, GraphModel model, boolean now) {
        this.theme = theme;
        look = theme.sprite("legend");
        var kinds = EnumSet.noneOf(Vertex.Kind.class);
        model.vertices().forEach(vertex -> kinds.add(vertex.kind()));
        for (var kind : kinds) {
            entries.add(new Entry(node(theme.node(kind.styleClass())), kind.legend()));
        }
        if (now) {
            entries.add(new Entry(node(theme.node("function", "now")), "now"));
        }
        marks(model);
    }

    private void marks(GraphModel model) {
        var gpus = new TreeSet<String>();
        boolean moved = false;
        boolean fallback = false;
        for (var vertex : model.vertices()) {
            gpus.add(vertex.mark().gpu());
            moved |= vertex.mark().transfer() != null;
            fallback |= !vertex.mark().onCpu().isEmpty();
        }
        gpus.remove("");
        for (var gpu : gpus) {
            entries.add(new Entry(
                    (surface, x, middle) -> marks(surface).chip(gpu, x + SAMPLE_WIDTH / 2, middle, 1),
                    "on cuda:" + gpu));
        }
        if (moved) {
            entries.add(new Entry(this::transfer, "transfer"));
        }
        if (fallback) {
            entries.add(new Entry(
                    (surface, x, middle) -> marks(surface).triangle(x + SAMPLE_WIDTH / 2, middle + 1, 1),
                    "computed by the CPU"));
        }
    }

    private MarkPainter marks(Surface surface) {
        return new MarkPainter(surface, theme);
    }

    private void transfer(Surface surface, double x, double middle) {
        var edge = theme.edge("gradient", "transfer");
        surface.stroke(
                new Outline().moveTo(x - 2, middle + 7).lineTo(x + SAMPLE_WIDTH + 2, middle + 7),
                new Surface.Pen(edge.fill(), edge.width(), GraphPainter.dashes(edge.line())));
        marks(surface)
                .arrows(
                        x + SAMPLE_WIDTH / 2,
                        middle - 1,
                        theme.sprite("transfer").text(),
                        1.1);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /// The height of the entries side by side, in lines of at most `width`.
    public double flowHeight(double width) {
        return flow(null, 0, 0, width);
    }

    public void paintFlow(Surface surface, double x, double y, double width) {
        flow(surface, x, y, width);
    }

    private double flow(@org.jspecify.annotations.Nullable Surface surface, double x, double y, double width) {
        double lineHeight = look.height() + 4;
        double left = x;
        double middle = y + lineHeight / 2;
        for (var entry : entries) {
            if (left > x && left + width(entry) > x + width) {
                left = x;
                middle += lineHeight;
            }
            if (surface != null) {
                paint(surface, entry, left, middle);
            }
            left += width(entry) + 20;
        }
        return entries.isEmpty() ? 0 : middle + lineHeight / 2 - y;
    }

    private double width(Entry entry) {
        return SAMPLE_WIDTH + GAP + TextRuler.get().width(entry.text(), look.typeface(), look.textSize());
    }

    private void paint(Surface surface, Entry entry, double x, double middle) {
        entry.sample().paint(surface, x, middle);
        surface.text(
                entry.text(),
                x + SAMPLE_WIDTH + GAP,
                middle + TextRuler.get().middleToBaseline(look.typeface(), look.textSize()),
                look.typeface(),
                look.textSize(),
                look.text());
    }

    private static Sample node(Look sample) {
        return (surface, x, middle) -> paintNode(surface, sample, x, middle);
    }

    private static void paintNode(Surface surface, Look sample, double x, double middle) {
        var place = new Place(x, middle - SAMPLE_HEIGHT / 2, SAMPLE_WIDTH, SAMPLE_HEIGHT, 1);
        var outline = sample.shape() == Look.Shape.ROUNDED_BOX
                ? Outline.roundedBox(place.x(), place.y(), place.width(), place.height(), 3.5)
                : GraphPainter.outline(sample.shape(), place, 0);
        surface.fill(outline, sample.fill());
        var dashes = GraphPainter.dashes(sample.line());
        surface.stroke(
                outline,
                new Surface.Pen(
                        sample.stroke(),
                        Math.min(1.5, sample.strokeWidth()),
                        dashes == null ? null : new double[] {dashes[0] * 0.6, dashes[1] * 0.6}));
        if (sample.line() == Look.Line.DOUBLE) {
            var inner = new Place(x + 2.5, middle - SAMPLE_HEIGHT / 2 + 2.5, SAMPLE_WIDTH - 5, SAMPLE_HEIGHT - 5, 1);
            surface.stroke(
                    Outline.roundedBox(inner.x(), inner.y(), inner.width(), inner.height(), 2),
                    new Surface.Pen(sample.stroke(), 0.8));
        }
    }
}
