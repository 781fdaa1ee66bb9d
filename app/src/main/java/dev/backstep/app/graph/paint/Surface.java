package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.graph.theme.Typeface;
import org.jspecify.annotations.Nullable;

/// Something to paint on: a canvas in the window, an image, an SVG or PDF file. Coordinates are in picture units
/// under the current transformation; x to the right, y down.
public interface Surface {
    /// Remembers transformation and clip until the matching [#restore].
    void save();

    void restore();

    void translate(double dx, double dy);

    void scale(double factor);

    /// Paints nothing outside this rectangle from now on.
    void clip(double x, double y, double width, double height);

    void fill(Outline outline, Tint tint);

    void stroke(Outline outline, Pen pen);

    /// Writes one line of text.
    ///
    /// @param baseline the y coordinate that letters stand on
    void text(String text, double x, double baseline, Typeface typeface, double size, Tint tint);

    /// What is painted until the matching [#end] belongs to a part of the picture, for files that keep such
    /// structure.
    ///
    /// @param id an identifier, unique in the picture
    default void begin(String id) {}

    default void end() {}

    /// How a line is drawn.
    ///
    /// @param dashes lengths of dashes and gaps in picture units, or null for a whole line
    record Pen(Tint tint, double width, double @Nullable [] dashes) {
        public Pen(Tint tint, double width) {
            this(tint, width, null);
        }
    }
}
