package dev.backstep.app.graph.picture;

import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.paint.GradientPainter;
import dev.backstep.app.graph.paint.GraphPainter;
import dev.backstep.app.graph.paint.LegendPainter;
import dev.backstep.app.graph.paint.Outline;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.paint.Surface;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.TextRuler;
import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.recording.Recording;
import org.jspecify.annotations.Nullable;

/// A picture cut and set as a file has it, ready to be painted on any surface, with no window and no
/// display. The same painter fills the window, so a file holds what is seen.
public final class GraphDrawing {
    private static final double SMALLEST = 160;
    private static final double CAPTION_HEIGHT = 34;
    private static final double CAPTION_SIZE = 13;
    private static final double BELOW_LEGEND = 16;

    private final Picture picture;
    private final Frame frame;
    private final @Nullable LegendPainter legend;
    private final double margin;

    /// What of a picture is drawn, and what stands around it.
    ///
    /// @param area the part that is drawn; with its zoom it is as large as it was in a window, with 1
    ///     every detail shows
    /// @param cut whether something of the picture lies outside of the area
    /// @param legend whether the key to the kinds of nodes is below
    /// @param ground whether it is painted on a ground, or else on nothing
    /// @param caption a line above, for one of several pictures of a pass; null for a picture by itself
    public record Frame(
            Picture.View area,
            boolean cut,
            boolean legend,
            boolean ground,
            @Nullable String caption) {
        /// All of a picture.
        public static Frame around(Picture picture) {
            return new Frame(whole(picture), false, true, true, null);
        }

        Frame titled(String line) {
            return new Frame(area, cut, legend, ground, line);
        }
    }

    public GraphDrawing(Picture picture, Frame frame) {
        this.picture = picture;
        this.frame = frame;
        margin = picture.theme().ground().padding();
        // All pictures of a pass have the same size, so each has the key to all that one of them shows.
        boolean now = frame.caption() != null || picture.state().step() >= 0;
        legend = frame.legend()
                ? new LegendPainter(picture.theme(), picture.layout().model(), now)
                        .withArrows(picture.followsGradient())
                : null;
    }

    /// Builds and lays out the whole picture on the calling thread.
    ///
    /// @param cursor the place whose pass and step are shown
    public static GraphDrawing of(Recording recording, Cursor cursor, GraphOptions options, GraphTheme theme) {
        return of(Moment.of(recording, cursor), options, theme);
    }

    /// The same, of a recording that is indexed already.
    public static GraphDrawing of(Moment moment, GraphOptions options, GraphTheme theme) {
        var picture = Picture.of(moment, options, theme);
        return new GraphDrawing(picture, Frame.around(picture));
    }

    /// The room that a picture takes, with all that hangs beside its nodes and a margin.
    public static Picture.View whole(Picture picture) {
        double margin = picture.theme().ground().padding();
        var extent = GradientPainter.extent(picture);
        double width = Math.max(SMALLEST, extent.width());
        double height = Math.max(picture.layout().model().isEmpty() ? SMALLEST : 0, extent.height());
        return new Picture.View(extent.x() - margin, extent.y() - margin, width + 2 * margin, height + 2 * margin, 1);
    }

    /// The width in its own units, which are pixels at a scale of 1.
    public double width() {
        return frame.area().width() * frame.area().zoom();
    }

    public double height() {
        double legendHeight = legendHeight();
        return legendTop() + (legendHeight == 0 ? 0 : legendHeight + BELOW_LEGEND);
    }

    /// What is around it where a file has to be larger; transparent without a ground.
    public Tint ground() {
        var fill = picture.theme().ground().fill();
        return frame.ground() ? fill : fill.faded(0);
    }

    private double pictureTop() {
        return frame.caption() == null ? 0 : CAPTION_HEIGHT;
    }

    private double legendTop() {
        return pictureTop() + frame.area().height() * frame.area().zoom();
    }

    private double legendHeight() {
        return legend == null ? 0 : legend.flowHeight(width() - 2 * margin);
    }

    /// Paints everything, the upper left corner at the surface's origin.
    public void paint(Surface surface) {
        var ground = picture.theme().ground();
        if (frame.ground()) {
            surface.fill(Outline.box(0, 0, width(), height()), ground.fill());
        }
        var area = frame.area();
        surface.save();
        if (frame.cut()) {
            surface.clip(0, pictureTop(), width(), area.height() * area.zoom());
        }
        surface.translate(0, pictureTop());
        if (area.zoom() != 1) {
            surface.scale(area.zoom());
        }
        surface.translate(-area.x(), -area.y());
        new GraphPainter(surface, picture, area).paint();
        surface.restore();
        if (frame.caption() != null) {
            paintCaption(surface, frame.caption());
        }
        if (legend != null) {
            legend.paintFlow(surface, margin, legendTop(), width() - 2 * margin);
        }
    }

    private void paintCaption(Surface surface, String caption) {
        var look = picture.theme().sprite("legend");
        var ruler = TextRuler.get();
        surface.text(
                ruler.fit(caption, look.typeface(), CAPTION_SIZE, width() - 2 * margin),
                margin,
                CAPTION_HEIGHT / 2 + ruler.middleToBaseline(look.typeface(), CAPTION_SIZE),
                look.typeface(),
                CAPTION_SIZE,
                look.text());
    }
}
