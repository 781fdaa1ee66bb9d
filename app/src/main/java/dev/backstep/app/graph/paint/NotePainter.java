package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.layout.Place;
import dev.backstep.app.graph.theme.Look;
import dev.backstep.app.graph.theme.TextRuler;
import java.util.ArrayList;
import java.util.List;

/// Paints what a person has pinned to vertices: a slip of paper beside each, where it covers no vertex and no slip.
final class NotePainter {
    private static final double WIDEST = 170;
    private static final int MOST_LINES = 6;
    private static final double LINE = 14;
    private static final double GAP = 9;
    private static final double EAR = 7;

    private final Surface surface;
    private final Picture picture;
    private final Look look;
    private final List<Place> taken = new ArrayList<>();

    NotePainter(Surface surface, Picture picture) {
        this.surface = surface;
        this.picture = picture;
        look = picture.theme().sprite("note");
    }

    /// Paints all of them.
    ///
    /// @return where they are
    List<Place> paint() {
        picture.facts().notes().forEach((vertex, text) -> paint(vertex, lines(text)));
        return taken;
    }

    private void paint(int vertex, List<String> lines) {
        var place = picture.layout().places().get(vertex);
        double width = lines.stream().mapToDouble(this::widthOf).max().orElse(0) + 2 * look.padding();
        double height = lines.size() * LINE + look.padding();
        var slip = spot(place, width, height);
        taken.add(slip);
        surface.begin("note:" + picture.layout().model().vertices().get(vertex).key());
        double x = slip.x();
        double y = slip.y();
        var outline = new Outline()
                .moveTo(x, y)
                .lineTo(x + width - EAR, y)
                .lineTo(x + width, y + EAR)
                .lineTo(x + width, y + height)
                .lineTo(x, y + height)
                .close();
        surface.stroke(
                new Outline()
                        .moveTo(Math.clamp(place.centerX(), x, x + width), Math.clamp(place.centerY(), y, y + height))
                        .lineTo(
                                Math.clamp(x + width / 2, place.x(), place.x() + place.width()),
                                Math.clamp(y + height / 2, place.y(), place.y() + place.height())),
                new Surface.Pen(look.stroke(), look.strokeWidth()));
        surface.fill(outline, look.fill());
        surface.stroke(outline, new Surface.Pen(look.stroke(), look.strokeWidth()));
        for (int i = 0; i < lines.size(); i++) {
            surface.text(
                    lines.get(i),
                    x + look.padding(),
                    y
                            + look.padding() / 2
                            + (i + 0.5) * LINE
                            + TextRuler.get().middleToBaseline(look.typeface(), look.textSize()),
                    look.typeface(),
                    look.textSize(),
                    look.text());
        }
        surface.end();
    }

    /// On a vertex too small for slips.
    void mark(Place place) {
        double x = place.x() + place.width();
        double y = place.y();
        surface.fill(
                new Outline()
                        .moveTo(x - 2 * EAR, y)
                        .lineTo(x, y)
                        .lineTo(x, y + 2 * EAR)
                        .close(),
                look.stroke().faded(place.opacity()));
    }

    private double widthOf(String line) {
        return TextRuler.get().width(line, look.typeface(), look.textSize());
    }

    /// The text in lines that are no longer than a slip is wide.
    private List<String> lines(String text) {
        var lines = new ArrayList<String>();
        for (var paragraph : text.split("\n")) {
            var line = "";
            for (var word : paragraph.strip().split("\\s+")) {
                var longer = line.isEmpty() ? word : line + " " + word;
                if (line.isEmpty() || widthOf(longer) <= WIDEST) {
                    line = longer;
                } else {
                    lines.add(line);
                    line = word;
                }
            }
            lines.add(line);
        }
        boolean cut = lines.size() > MOST_LINES;
        var shown = new ArrayList<>(lines.subList(0, Math.min(MOST_LINES, lines.size())));
        if (cut) {
            shown.set(MOST_LINES - 1, shown.getLast() + " …");
        }
        shown.replaceAll(line -> TextRuler.get().fit(line, look.typeface(), look.textSize(), WIDEST));
        return shown;
    }

    private Place spot(Place place, double width, double height) {
        double right = place.x() + place.width() + GAP;
        double left = place.x() - GAP - width;
        var spots = List.of(
                new Place(right, place.y() - 2, width, height, 1),
                new Place(left, place.y() - 2, width, height, 1),
                new Place(right, place.y() + place.height() - height + 2, width, height, 1),
                new Place(left, place.y() + place.height() - height + 2, width, height, 1),
                new Place(right, place.y() + place.height() + GAP, width, height, 1),
                new Place(left, place.y() + place.height() + GAP, width, height, 1));
        return spots.stream().filter(this::isFree).findFirst().orElse(spots.getFirst());
    }

    private boolean isFree(Place spot) {
        return picture.layout().places().stream().noneMatch(place -> touches(place, spot))
                && taken.stream().noneMatch(place -> touches(place, spot));
    }

    private static boolean touches(Place place, Place spot) {
        return place.touches(spot.x(), spot.y(), spot.x() + spot.width(), spot.y() + spot.height());
    }
}
