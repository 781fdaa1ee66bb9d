package dev.backstep.app.editor;

import java.util.List;
import org.fxmisc.richtext.CodeArea;

/// Marks the bracket beside the caret and its partner, or the lack of one.
final class BracketHighlight {
    private final CodeArea area;
    private final StyleLayers styles;

    BracketHighlight(CodeArea area, StyleLayers styles) {
        this.area = area;
        this.styles = styles;
        area.caretPositionProperty().addListener((caret, before, now) -> update());
        area.plainTextChanges().subscribe(change -> update());
    }

    private void update() {
        var text = area.getText();
        int caret = Math.min(area.getCaretPosition(), text.length());
        var marks = BracketPairs.at(text, styles.lexed(), Lines.of(text), caret)
                .map(pair -> pair.matched()
                        ? List.of(mark(pair.bracket(), "bracket-match"), mark(pair.partner(), "bracket-match"))
                        : List.of(mark(pair.bracket(), "bracket-alone")))
                .orElse(List.of());
        styles.set(StyleLayers.Layer.BRACKET, marks);
    }

    private static StyleLayers.Mark mark(int offset, String styleClass) {
        return new StyleLayers.Mark(offset, offset + 1, styleClass);
    }
}
