package dev.backstep.app.editor;

import dev.backstep.app.editor.PythonLexer.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/// The tokens of a whole text, kept up to date line by line as it is edited. Lines count from 0 here, as the text
/// area's
/// paragraphs do.
final class LexedText {
    private final List<PythonLexer.Line> lines = new ArrayList<>(List.of(PythonLexer.lex("", State.CODE)));

    int lineCount() {
        return lines.size();
    }

    /// Tokens of a line; none for a line that does not exist.
    List<Token> tokens(int line) {
        return line >= 0 && line < lines.size() ? lines.get(line).tokens() : List.of();
    }

    /// Whether a place in the text is in a string or a comment.
    boolean isText(int line, int column) {
        return tokens(line).stream()
                .anyMatch(token -> token.start() <= column
                        && column < token.end()
                        && (token.kind() == Token.Kind.STRING || token.kind() == Token.Kind.COMMENT));
    }

    /// Takes over that lines `[first, first + removed)` were replaced by `[first, first + inserted)`.
    ///
    /// @param text gives a line of the text as it is now
    /// @return the line before which all tokens that changed are: a triple quote changes lines far below it
    int update(int first, int removed, int inserted, IntFunction<String> text) {
        lines.subList(first, Math.min(lines.size(), first + removed)).clear();
        lines.addAll(first, Collections.nCopies(inserted, PythonLexer.lex("", State.CODE)));
        int line = first;
        var state = first == 0 ? State.CODE : lines.get(first - 1).end();
        boolean same = false;
        while (line < lines.size() && (line < first + inserted || !same)) {
            var former = lines.get(line);
            var now = PythonLexer.lex(text.apply(line), state);
            lines.set(line, now);
            state = now.end();
            line++;
            same = line > first + inserted && former.end().equals(state);
        }
        return line;
    }
}
