package dev.backstep.app.editor;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javafx.animation.AnimationTimer;
import org.fxmisc.richtext.CodeArea;
import org.fxmisc.richtext.model.PlainTextChange;
import org.fxmisc.richtext.model.StyleSpansBuilder;
import org.fxmisc.richtext.model.TwoDimensional.Bias;

/// Gives the text its style classes: the colours of the syntax, and over them marks that other parts set. The text area
/// knows only one style at a place, so whatever marks text does it through here. Of many lines in need of restyling
/// only
/// the first are done at once and the others in the frames that follow: a triple quote typed into 5,000 lines must not
/// stop the window.
final class StyleLayers {
    /// Whose marks; later ones lie over earlier ones only where the style sheet says so.
    enum Layer {
        STEP,
        SEARCH,
        BRACKET,
        PROBLEM
    }

    /// A style class over the offsets `[from, to)`.
    record Mark(int from, int to, String styleClass) {}

    private static final int LINES_AT_ONCE = 60;
    private static final int LINES_A_SLICE = 20;
    private static final long NANOS_A_FRAME = 6_000_000;

    private final CodeArea area;
    private final LexedText lexed = new LexedText();
    private final Map<Layer, List<Mark>> layers = new EnumMap<>(Layer.class);
    private final BitSet pending = new BitSet();
    private final AnimationTimer eachFrame = new AnimationTimer() {
        @Override
        public void handle(long now) {
            restyleSome(NANOS_A_FRAME);
        }
    };

    StyleLayers(CodeArea area) {
        this.area = area;
        area.plainTextChanges().subscribe(this::textChanged);
    }

    /// The tokens of the text as it is.
    LexedText lexed() {
        return lexed;
    }

    /// Replaces a layer's marks.
    void set(Layer layer, List<Mark> marks) {
        var former = new HashSet<>(layers.getOrDefault(layer, List.of()));
        layers.put(layer, List.copyOf(marks));
        var changed = new HashSet<>(marks);
        changed.removeAll(former);
        marks.forEach(former::remove);
        changed.addAll(former);
        if (!changed.isEmpty()) {
            changed.forEach(this::invalidate);
            restyleFirst();
        }
    }

    private void invalidate(Mark mark) {
        int length = area.getLength();
        int first = line(Math.min(mark.from, length));
        int last = line(Math.min(mark.to, length));
        pending.set(first, last + 1);
    }

    private int line(int offset) {
        return area.offsetToPosition(offset, Bias.Backward).getMajor();
    }

    private void textChanged(PlainTextChange change) {
        int first = line(Math.min(change.getPosition(), area.getLength()));
        int removed = 1 + LineShift.lineFeeds(change.getRemoved());
        int inserted = 1 + LineShift.lineFeeds(change.getInserted());
        if (lexed.lineCount() - removed + inserted != area.getParagraphs().size()) {
            // One of several changes at once: their positions are not those of the final text.
            first = 0;
            removed = lexed.lineCount();
            inserted = area.getParagraphs().size();
        }
        int end = lexed.update(
                first, removed, inserted, line -> area.getParagraph(line).getText());
        shiftMarks(change);
        pending.set(first, end);
        restyleFirst();
    }

    /// Keeps marks on their words while somebody types in front of them.
    private void shiftMarks(PlainTextChange change) {
        int from = change.getPosition();
        int to = from + change.getRemoved().length();
        int growth = change.getInserted().length() - change.getRemoved().length();
        layers.replaceAll((layer, marks) -> marks.stream()
                .filter(mark -> mark.to <= from || mark.from >= to || mark.from < from || mark.to > to)
                .map(mark ->
                        new Mark(shift(mark.from, from, to, growth), shift(mark.to, from, to, growth), mark.styleClass))
                .filter(mark -> mark.from < mark.to)
                .toList());
    }

    private static int shift(int offset, int from, int to, int growth) {
        if (offset >= to) {
            return offset + growth;
        }
        return Math.min(offset, from);
    }

    private void restyleFirst() {
        for (int lines = 0; lines < LINES_AT_ONCE && !pending.isEmpty(); lines += LINES_A_SLICE) {
            restyleSlice();
        }
        if (!pending.isEmpty()) {
            eachFrame.start();
        }
    }

    private void restyleSome(long nanos) {
        long start = System.nanoTime();
        while (!pending.isEmpty() && System.nanoTime() - start < nanos) {
            restyleSlice();
        }
        if (pending.isEmpty()) {
            eachFrame.stop();
        }
    }

    private void restyleSlice() {
        int first = pending.nextSetBit(0);
        int end = Math.min(pending.nextClearBit(first), first + LINES_A_SLICE);
        pending.clear(first, end);
        int lines = area.getParagraphs().size();
        if (first < lines) {
            restyle(first, Math.min(end, lines));
        }
    }

    private void restyle(int firstLine, int endLine) {
        var spans = new StyleSpansBuilder<Collection<String>>();
        int start = area.getAbsolutePosition(firstLine, 0);
        int offset = start;
        int length = area.getAbsolutePosition(endLine - 1, area.getParagraphLength(endLine - 1)) - start;
        var marks = layers.values().stream()
                .flatMap(List::stream)
                .filter(mark -> mark.from < start + length && mark.to > start)
                .toList();
        for (int line = firstLine; line < endLine; line++) {
            int lineLength = area.getParagraphLength(line);
            restyle(line, offset, lineLength, marks, spans);
            offset += lineLength;
            if (line + 1 < endLine) {
                spans.add(List.of(), 1);
                offset++;
            }
        }
        if (offset > start) {
            area.setStyleSpans(start, spans.create());
        }
    }

    private void restyle(
            int line, int offset, int length, List<Mark> marks, StyleSpansBuilder<Collection<String>> spans) {
        var here = new ArrayList<Mark>();
        for (var token : lexed.tokens(line)) {
            // Each style costs a node; brackets look like the text around them.
            if (token.kind() != Token.Kind.BRACKET) {
                here.add(new Mark(token.start(), token.end(), token.kind().styleClass()));
            }
        }
        for (var mark : marks) {
            if (mark.from < offset + length && mark.to > offset) {
                here.add(new Mark(mark.from - offset, mark.to - offset, mark.styleClass));
            }
        }
        var cuts = new TreeSet<Integer>();
        cuts.add(length);
        for (var mark : here) {
            cuts.add(Math.clamp(mark.from, 0, length));
            cuts.add(Math.clamp(mark.to, 0, length));
        }
        int from = 0;
        for (int to : cuts) {
            if (to > from || length == 0) {
                spans.add(classes(here, from, to), to - from);
                from = to;
            }
        }
    }

    private static Collection<String> classes(List<Mark> marks, int from, int to) {
        return marks.stream()
                .filter(mark -> mark.from <= from && mark.to >= to && mark.from < mark.to)
                .map(Mark::styleClass)
                .distinct()
                .toList();
    }
}
