package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LexedTextTest {
    private final LexedText lexed = new LexedText();
    private List<String> lines = new ArrayList<>(List.of(""));

    private int replace(int first, int removed, String... inserted) {
        lines.subList(first, first + removed).clear();
        lines.addAll(first, Arrays.asList(inserted));
        return lexed.update(first, removed, inserted.length, lines::get);
    }

    @Test
    void anEditTouchesOnlyItsLine() {
        replace(0, 1, "a = 1", "b = 2", "c = 3", "d = 4");
        assertEquals(2, replace(0, 1, "a = 10"), "the line, and the next to see that nothing changed there");
    }

    @Test
    void aTripleQuoteReachesToItsPartner() {
        replace(0, 1, "a", "b", "c", "d '''", "e", "f");
        replace(0, 1, "x = '''");
        assertEquals(Token.Kind.STRING, lexed.tokens(2).getFirst().kind());
        assertEquals(0, lexed.tokens(4).size());
    }

    @Test
    void editsAddUpToWhatTheWholeTextWouldGive() {
        var random = new Random(11);
        var stock = List.of("x = 1", "'''", "f\"\"\"{a}", "\"\"\"", "# it's", "y = 'a\\", "b'", "");
        for (int i = 0; i < 400; i++) {
            int first = random.nextInt(lines.size());
            int removed = 1 + random.nextInt(lines.size() - first);
            var inserted = new String[1 + random.nextInt(4)];
            Arrays.setAll(inserted, at -> stock.get(random.nextInt(stock.size())));
            replace(first, removed, inserted);

            var whole = new LexedText();
            whole.update(0, 1, lines.size(), lines::get);
            for (int line = 0; line < lines.size(); line++) {
                assertEquals(whole.tokens(line), lexed.tokens(line), lines.toString());
            }
        }
    }
}
