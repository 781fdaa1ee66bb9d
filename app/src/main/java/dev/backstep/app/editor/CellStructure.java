package dev.backstep.app.editor;

import dev.backstep.app.editor.PythonLexer.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where the statements of a notebook's cell begin and end, as far as its last expression needs it. Lines count from 0.
final class CellStructure {
    /// What begins a statement that is no expression.
    private static final Set<String> STATEMENTS = Set.of(
            "assert",
            "async",
            "break",
            "class",
            "continue",
            "def",
            "del",
            "elif",
            "else",
            "except",
            "finally",
            "for",
            "from",
            "global",
            "if",
            "import",
            "nonlocal",
            "pass",
            "raise",
            "return",
            "try",
            "while",
            "with");

    private final List<String> lines = new ArrayList<>();
    private State state = State.CODE;
    private int depth; // of brackets
    private boolean joined; // by a backslash
    private int first = -1; // line of the newest statement that begins at the margin
    private int last = -1;
    private int end;
    private boolean plain; // whether it may be an expression

    /// An expression statement.
    ///
    /// @param end the column in its last line after it, before a comment
    record Expression(int firstLine, int lastLine, int end) {}

    /// Whether the next line belongs to the statement under way.
    boolean continues() {
        return state.inString() || depth > 0 || joined;
    }

    void add(String line) {
        var continued = continues();
        var lexed = PythonLexer.lex(line, state);
        var code = new StringBuilder(line);
        int codeEnd = line.length();
        for (var token : lexed.tokens()) {
            switch (token.kind()) {
                case COMMENT -> codeEnd = Math.min(codeEnd, token.start());
                case STRING -> blank(code, token);
                default -> {}
            }
        }
        code.setLength(codeEnd);
        var text = code.toString();
        int number = lines.size();
        lines.add(line);
        if (!text.isBlank() || continued) {
            if (!continued) {
                boolean margin = !Character.isWhitespace(line.charAt(0));
                // What is indented belongs to a block, whose value no cell shows.
                first = number;
                plain = margin && !beginsStatement(text);
            }
            last = number;
            end = codeEnd;
            plain &= !assigns(text);
        }
        state = lexed.end();
        joined = !state.inString() && text.stripTrailing().endsWith("\\");
    }

    /// The last statement, if it is an expression whose value the notebook shows: one that ends in a semicolon is not
    /// shown.
    Optional<Expression> lastExpression() {
        return first >= 0 && plain && !continues() ? Optional.of(new Expression(first, last, end)) : Optional.empty();
    }

    private static void blank(StringBuilder code, Token token) {
        for (int i = token.start(); i < Math.min(token.end(), code.length()); i++) {
            code.setCharAt(i, '_');
        }
    }

    private static boolean beginsStatement(String text) {
        var word = text.split("\\W", 2)[0];
        return STATEMENTS.contains(word) || text.startsWith("@");
    }

    /// Counts brackets, and finds an `=` (of `x = 1`, `x += 1`), a `:` (of `x: int`) or a `;` outside of them.
    private boolean assigns(String text) {
        boolean found = false;
        int lambdas = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> depth = Math.max(0, depth - 1);
                case 'l' -> lambdas += depth == 0 && text.startsWith("lambda", i) ? 1 : 0;
                case ':' -> found |= depth == 0 && lambdas-- <= 0;
                case ';' -> found |= depth == 0;
                case '=' -> {
                    if (i + 1 < text.length() && text.charAt(i + 1) == '=') {
                        i++;
                    } else {
                        boolean compares = i > 0 && "=!<>".indexOf(text.charAt(i - 1)) >= 0;
                        found |= depth == 0 && !compares || depth == 0 && shifts(text, i);
                    }
                }
                default -> {}
            }
        }
        return found;
    }

    /// `<<=` and `>>=` are no comparisons.
    private static boolean shifts(String text, int equals) {
        return equals > 1
                && text.charAt(equals - 1) == text.charAt(equals - 2)
                && "<>".indexOf(text.charAt(equals - 1)) >= 0;
    }
}
