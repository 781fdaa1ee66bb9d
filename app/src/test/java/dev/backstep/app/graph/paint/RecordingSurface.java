package dev.backstep.app.graph.paint;

import dev.backstep.app.graph.theme.Tint;
import dev.backstep.app.graph.theme.Typeface;
import java.util.ArrayList;
import java.util.List;

/// Remembers the texts that are painted, and counts the rest.
public class RecordingSurface implements Surface {
    private final List<String> texts = new ArrayList<>();
    private int shapes;

    public List<String> texts() {
        return texts;
    }

    public int shapes() {
        return shapes;
    }

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
    public void fill(Outline outline, Tint tint) {
        shapes++;
    }

    @Override
    public void stroke(Outline outline, Pen pen) {
        shapes++;
    }

    @Override
    public void text(String text, double x, double baseline, Typeface typeface, double size, Tint tint) {
        if (tint.alpha() > 0) {
            texts.add(text);
        }
    }
}
