package dev.backstep.app.graph.paint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.app.graph.Samples;
import dev.backstep.app.graph.model.GraphOptions;
import dev.backstep.app.graph.theme.GraphTheme;
import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.replay.Arrows;
import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.Moment;
import dev.backstep.recording.Recording;
import org.junit.jupiter.api.Test;

class ArrowsTest {
    private final Recording diamond = Samples.diamond();
    private final int end = diamond.timeline().size();
    private final int under = diamond.passes().getFirst().startedAt() + 1;

    @Test
    void arrowsPointForwardAndInAPassTheWayOfTheGradient() {
        assertEquals("down", heads(end, Arrows.BY_TURNS));
        assertEquals("up", heads(under, Arrows.BY_TURNS));
        assertEquals("down", heads(under, Arrows.FORWARD));
        assertEquals("up", heads(end, Arrows.GRADIENT));
    }

    private String heads(int at, Arrows arrows) {
        var picture =
                Picture.of(Moment.of(diamond, new Cursor(at)), GraphOptions.DEFAULT.with(arrows), GraphTheme.dark());
        var surface = new Heads();
        new GraphPainter(surface, picture, new Picture.View(-1e6, -1e6, 2e6, 2e6, 1)).paint();
        return surface.down > 0 == surface.up > 0 ? "both" : surface.down > 0 ? "down" : "up";
    }

    /// Counts filled triangles by where they point.
    private static final class Heads extends RecordingSurface {
        private int down;
        private int up;

        @Override
        public void fill(Outline outline, Tint tint) {
            outline.to(new Outline.Sink() {
                private double tip;
                private int corners;

                @Override
                public void moveTo(double x, double y) {
                    tip = y;
                    corners = 0;
                }

                @Override
                public void lineTo(double x, double y) {
                    if (++corners == 2) {
                        down += y < tip - 3 ? 1 : 0;
                        up += y > tip + 3 ? 1 : 0;
                    }
                }

                @Override
                public void curveTo(double x1, double y1, double x2, double y2, double x, double y) {
                    corners = 9;
                }

                @Override
                public void close() {}
            });
        }
    }
}
