package dev.backstep.app.editor;

import dev.backstep.app.replay.Replay;
import dev.backstep.recording.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.InvalidationListener;
import org.fxmisc.richtext.CodeArea;

/// Shows which place of the program the selected node, or the present step, comes from.
final class StepHighlight {
    private final CodeArea area;
    private final Replay replay;
    private final StyleLayers styles;
    private final Gutter gutter;
    private int shownLine;

    StepHighlight(CodeArea area, Replay replay, StyleLayers styles, Gutter gutter) {
        this.area = area;
        this.replay = replay;
        this.styles = styles;
        this.gutter = gutter;
        InvalidationListener update = observable -> update();
        replay.momentProperty().addListener(update);
        // While a person types the marks move with their words; the next run, or that there is none, is soon known.
        replay.freshnessProperty().addListener(update);
    }

    private void update() {
        var text = area.getText();
        var recording = replay.moment().recording();
        // Spans are those of the text that ran; in another text they would point at anything.
        var place = text.equals(recording.source())
                ? Places.lookedAt(
                        recording, replay.moment().cursor(), replay.moment().selection())
                : Optional.<Span>empty();
        var lines = Lines.of(text);
        int line = place.map(span -> Math.clamp(span.startLine(), 1, lines.count()))
                .orElse(0);
        styles.set(
                StyleLayers.Layer.STEP,
                place.map(lines::range)
                        .map(range -> List.of(new StyleLayers.Mark(range.from(), range.to(), "step")))
                        .orElse(List.of()));
        gutter.set(Gutter.Kind.STEP, line == 0 ? Map.of() : Map.of(line, "Shown now"));
        if (line != 0 && line != shownLine) {
            bringIntoView(line - 1);
        }
        shownLine = line;
    }

    private void bringIntoView(int paragraph) {
        boolean visible = area.getVisibleParagraphs().size() > 0
                && area.firstVisibleParToAllParIndex() <= paragraph
                && paragraph <= area.lastVisibleParToAllParIndex();
        if (!visible) {
            area.showParagraphAtCenter(paragraph);
        }
    }
}
