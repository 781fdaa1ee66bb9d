package dev.backstep.app.graph.picture;

import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.model.LiveGraph;
import dev.backstep.app.graph.paint.GradientPainter;
import dev.backstep.app.graph.paint.GraphPainter;
import dev.backstep.app.graph.paint.LegendPainter;
import dev.backstep.app.graph.paint.Outline;
import dev.backstep.app.graph.paint.Picture;
import dev.backstep.app.graph.paint.Surface;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.recording.Recording;
import org.graphstream.graph.Graph;

/// The whole picture of a place in a recording, ready to be painted on any surface, with no window and no display.
/// The same painter fills the window, so a file holds what is seen.
public final class GraphDrawing {
    private static final double SMALLEST = 160;
    private static final double LEGEND_GAP = 28;

    private final Picture picture;
    private final double margin;
    private final double left;
    private final double top;
    private final double width;
    private final double height;
    private final LegendPainter legend;

    private GraphDrawing(Picture picture) {
        this.picture = picture;
        margin = picture.theme().ground().padding();
        legend = new LegendPainter(picture);
        var layout = picture.layout();
        var extent = GradientPainter.extent(picture);
        left = extent.x();
        top = extent.y();
        width = Math.max(SMALLEST, extent.width());
        height = Math.max(layout.model().isEmpty() ? SMALLEST : 0, extent.height());
    }

    /// Builds and lays out the picture on the calling thread.
    ///
    /// @param cursor the place whose pass and step are shown
    public static GraphDrawing of(Recording recording, Cursor cursor, GraphOptions options, GraphTheme theme) {
        return of(Moment.of(recording, cursor), options, theme);
    }

    /// The same, of a recording that is indexed already.
    public static GraphDrawing of(Moment moment, GraphOptions options, GraphTheme theme) {
        return new GraphDrawing(Picture.of(moment, options, theme));
    }

    /// The width in picture units, margins included.
    public double width() {
        return width + 2 * margin;
    }

    public double height() {
        double legendHeight = legend.flowHeight(width);
        return height + 2 * margin + (legendHeight == 0 ? 0 : legendHeight + LEGEND_GAP);
    }

    /// Paints everything, the upper left corner at the surface's origin.
    public void paint(Surface surface) {
        surface.fill(
                Outline.box(0, 0, width(), height()), picture.theme().ground().fill());
        surface.save();
        surface.translate(margin - left, margin - top);
        // A zoom of 1: files keep every detail, however large the graph is.
        var all = new Picture.View(left - margin, top - margin, width + 2 * margin, height + 2 * margin, 1);
        new GraphPainter(surface, picture, all).paint();
        surface.restore();
        legend.paintFlow(surface, margin, margin + height + LEGEND_GAP, width);
    }

    /// The picture as a GraphStream graph.
    public Graph graph() {
        return new LiveGraph(picture.layout().model()).graph();
    }
}
