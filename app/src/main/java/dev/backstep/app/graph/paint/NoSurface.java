package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.graph.theme.Typeface;

/// Paints nothing: for measuring what painting would take.
final class NoSurface implements Surface {
    @Override
    public void save() {}

    @Override
    public void restore() {}

    @Override
    public void translate(double dx, double dy) {}

    @Override
    public void scale(double factor) {}

    @Override
    public void clip(double x, double y, double width, double height) {}

    @Override
    public void fill(Outline outline, Tint tint) {}

    @Override
    public void stroke(Outline outline, Pen pen) {}

    @Override
    public void text(String text, double x, double baseline, Typeface typeface, double size, Tint tint) {}
}
