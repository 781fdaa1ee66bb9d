package dev.backstep.app.editor;

import java.util.Optional;

/// Which bracket belongs to which, and what typing one does.
final class BracketPairs {
    private static final String OPEN = "([{";
    private static final String CLOSE = ")]}";
    private static final String QUOTES = "\"'";

    private BracketPairs() {}

    /// Two brackets that belong together, or one that has no partner (`partner` is negative then). Offsets.
    record Pair(int bracket, int partner) {
        boolean matched() {
            return partner >= 0;
        }
    }

    static char closing(char open) {
        return CLOSE.charAt(OPEN.indexOf(open));
    }

    /// The bracket beside the caret, before it or else after it, with its partner. Brackets in strings and comments do
    /// not count.
    static Optional<Pair> at(String text, LexedText lexed, Lines lines, int caret) {
        for (int offset : new int[] {caret - 1, caret}) {
            if (offset >= 0 && offset < text.length() && isBracket(text, lexed, lines, offset)) {
                return Optional.of(new Pair(offset, partner(text, lexed, lines, offset)));
            }
        }
        return Optional.empty();
    }

    private static boolean isBracket(String text, LexedText lexed, Lines lines, int offset) {
        char c = text.charAt(offset);
        if (OPEN.indexOf(c) < 0 && CLOSE.indexOf(c) < 0) {
            return false;
        }
        int line = lines.lineAt(offset);
        int column = offset - lines.start(line);
        return lexed.tokens(line - 1).stream()
                .anyMatch(token -> token.start() == column
                        && (token.kind() == Token.Kind.BRACKET || token.kind() == Token.Kind.FIELD));
    }

    private static int partner(String text, LexedText lexed, Lines lines, int offset) {
        boolean forward = OPEN.indexOf(text.charAt(offset)) >= 0;
        int step = forward ? 1 : -1;
        int open = 0;
        for (int at = offset; at >= 0 && at < text.length(); at += step) {
            if (!isBracket(text, lexed, lines, at)) {
                continue;
            }
            open += (OPEN.indexOf(text.charAt(at)) >= 0) == forward ? 1 : -1;
            if (open == 0) {
                var pair = forward
                        ? "" + text.charAt(offset) + text.charAt(at)
                        : "" + text.charAt(at) + text.charAt(offset);
                return OPEN.indexOf(pair.charAt(0)) == CLOSE.indexOf(pair.charAt(1)) ? at : -1;
            }
        }
        return -1;
    }

    /// What typing a character does beyond inserting it: a bracket or quote brings its partner along or wraps the
    /// selection, and a closing one that is already there is typed over.
    ///
    /// @param inText whether the caret is in a string or comment, where brackets and quotes are plain text
    static Optional<Edit> type(String text, int from, int to, char typed, boolean inText) {
        boolean quote = QUOTES.indexOf(typed) >= 0;
        boolean opens = OPEN.indexOf(typed) >= 0;
        if (from < to) {
            if (!quote && !opens) {
                return Optional.empty();
            }
            char close = quote ? typed : closing(typed);
            return Optional.of(new Edit(from, to, typed + text.substring(from, to) + close, from + 1, to + 1));
        }
        boolean present = from < text.length() && text.charAt(from) == typed;
        if (present && (quote || CLOSE.indexOf(typed) >= 0)) {
            return Optional.of(Edit.move(from + 1));
        }
        if (inText) {
            return Optional.empty();
        }
        if (opens && isRoomAfter(text, from)) {
            return Optional.of(new Edit(from, from, "" + typed + closing(typed), from + 1, from + 1));
        }
        if (quote && isRoomAfter(text, from)) {
            return quote(text, from, typed);
        }
        return Optional.empty();
    }

    private static Optional<Edit> quote(String text, int at, char typed) {
        boolean third = at >= 2 && text.charAt(at - 1) == typed && text.charAt(at - 2) == typed;
        if (third) {
            return Optional.of(new Edit(at, at, ("" + typed).repeat(4), at + 1, at + 1));
        }
        char before = at == 0 ? '\n' : text.charAt(at - 1);
        boolean prefix =
                "rRbBfFuU".indexOf(before) >= 0 && (at < 2 || !Character.isJavaIdentifierPart(text.charAt(at - 2)));
        if (before == typed || Character.isJavaIdentifierPart(before) && !prefix) {
            return Optional.empty();
        }
        return Optional.of(new Edit(at, at, "" + typed + typed, at + 1, at + 1));
    }

    /// A partner is brought along only where it will not end up glued to the front of a word.
    private static boolean isRoomAfter(String text, int at) {
        return at == text.length() || Character.isWhitespace(text.charAt(at)) || ")]},:;".indexOf(text.charAt(at)) >= 0;
    }

    /// Backspace between two partners with nothing inside removes both.
    static Optional<Edit> backspace(String text, int caret) {
        if (caret == 0 || caret == text.length()) {
            return Optional.empty();
        }
        char before = text.charAt(caret - 1);
        char after = text.charAt(caret);
        boolean pair =
                OPEN.indexOf(before) >= 0 ? closing(before) == after : QUOTES.indexOf(before) >= 0 && before == after;
        return pair ? Optional.of(Edit.delete(caret - 1, caret + 1)) : Optional.empty();
    }
}
