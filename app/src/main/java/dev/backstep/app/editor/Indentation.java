package dev.backstep.app.editor;

import dev.backstep.app.editor.PythonLexer.State;
import java.util.Optional;
import java.util.Set;

/// What Enter, Tab, Shift+Tab and Backspace do to Python's indentation.
final class Indentation {
    /// One level, as PEP 8 has it.
    static final String LEVEL = "    ";

    private static final Set<String> LEAVES_BLOCK = Set.of("return", "pass", "break", "continue", "raise");

    private Indentation() {}

    /// A new line: as deep as the present one, deeper after a `:` or inside an open bracket, less deep after `return`
    /// and
    /// its like.
    static Edit newLine(String text, int from, int to) {
        int start = text.lastIndexOf('\n', from - 1) + 1;
        var line = text.substring(start, from);
        var indent = leadingSpace(line);
        var code = code(line).strip();
        if (isBetweenBrackets(text, from, to)) {
            // Also pushes the closing bracket to a line of its own.
            var opened = "\n" + indent + LEVEL;
            int caret = from + opened.length();
            return new Edit(from, to, opened + "\n" + indent, caret, caret);
        }
        var next = indent;
        if (code.endsWith(":") || endsOpen(code)) {
            next = indent + LEVEL;
        } else if (LEAVES_BLOCK.contains(firstWord(code))) {
            next = outdent(indent);
        }
        // Spaces right of the caret would be added to the new line's own.
        int end = to;
        while (end < text.length() && text.charAt(end) == ' ') {
            end++;
        }
        return new Edit(from, end, "\n" + next, from + 1 + next.length(), from + 1 + next.length());
    }

    /// Tab: a level deeper for all selected lines, or spaces up to the next level at the caret.
    static Edit indent(String text, int anchor, int caret) {
        if (anchor == caret) {
            int column = caret - (text.lastIndexOf('\n', caret - 1) + 1);
            return Edit.insert(caret, " ".repeat(LEVEL.length() - column % LEVEL.length()));
        }
        return LineEdits.mapLines(text, anchor, caret, line -> line.isBlank() ? line : LEVEL + line);
    }

    /// Shift+Tab: a level less deep for all selected lines, or the caret's.
    static Edit dedent(String text, int anchor, int caret) {
        return LineEdits.mapLines(
                text,
                anchor,
                caret,
                line -> outdent(leadingSpace(line))
                        + line.substring(leadingSpace(line).length()));
    }

    /// Backspace in front of a line's first character removes a whole level; elsewhere it is none of our business.
    static Optional<Edit> backspace(String text, int caret) {
        int start = text.lastIndexOf('\n', caret - 1) + 1;
        var before = text.substring(start, caret);
        if (before.length() < 2 || !before.chars().allMatch(c -> c == ' ')) {
            return Optional.empty();
        }
        int surplus = before.length() % LEVEL.length();
        return Optional.of(Edit.delete(caret - (surplus == 0 ? LEVEL.length() : surplus), caret));
    }

    static String leadingSpace(String line) {
        int end = 0;
        while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
            end++;
        }
        return line.substring(0, end);
    }

    private static String outdent(String indent) {
        if (indent.endsWith("\t")) {
            return indent.substring(0, indent.length() - 1);
        }
        int surplus = indent.length() % LEVEL.length();
        return indent.substring(0, Math.max(0, indent.length() - (surplus == 0 ? LEVEL.length() : surplus)));
    }

    private static boolean isBetweenBrackets(String text, int from, int to) {
        return from > 0
                && to < text.length()
                && "([{".indexOf(text.charAt(from - 1)) >= 0
                && BracketPairs.closing(text.charAt(from - 1)) == text.charAt(to);
    }

    private static boolean endsOpen(String code) {
        return !code.isEmpty() && "([{".indexOf(code.charAt(code.length() - 1)) >= 0;
    }

    private static String firstWord(String code) {
        int end = 0;
        while (end < code.length() && Character.isLetter(code.charAt(end))) {
            end++;
        }
        return code.substring(0, end);
    }

    /// A line without its comment.
    private static String code(String line) {
        return PythonLexer.lex(line, State.CODE).tokens().stream()
                .filter(token -> token.kind() == Token.Kind.COMMENT)
                .findFirst()
                .map(comment -> line.substring(0, comment.start()))
                .orElse(line);
    }
}
