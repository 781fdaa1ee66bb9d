package dev.backstep.app.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Splits one line of Python into [tokens][Token] to colour. Lines are lexed one at a time, with the state at the end
/// of
/// the line before, so that a key press costs one line of work. It never fails: half-typed code is its daily bread.
final class PythonLexer {
    private static final Set<String> KEYWORDS = Set.of(
            "and",
            "as",
            "assert",
            "async",
            "await",
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
            "in",
            "is",
            "lambda",
            "nonlocal",
            "not",
            "or",
            "pass",
            "raise",
            "return",
            "try",
            "while",
            "with",
            "yield");
    private static final Set<String> CONSTANTS = Set.of("True", "False", "None", "Ellipsis", "NotImplemented");
    private static final Set<String> BUILTINS = Set.of(
            "abs",
            "all",
            "any",
            "bool",
            "bytes",
            "callable",
            "chr",
            "classmethod",
            "complex",
            "dict",
            "dir",
            "divmod",
            "enumerate",
            "eval",
            "exec",
            "filter",
            "float",
            "format",
            "frozenset",
            "getattr",
            "globals",
            "hasattr",
            "hash",
            "help",
            "hex",
            "id",
            "input",
            "int",
            "isinstance",
            "issubclass",
            "iter",
            "len",
            "list",
            "locals",
            "map",
            "max",
            "min",
            "next",
            "object",
            "open",
            "ord",
            "pow",
            "print",
            "property",
            "range",
            "repr",
            "reversed",
            "round",
            "self",
            "set",
            "setattr",
            "slice",
            "sorted",
            "staticmethod",
            "str",
            "sum",
            "super",
            "tuple",
            "type",
            "vars",
            "zip",
            "__name__");
    private static final Set<String> TORCH =
            Set.of("torch", "torchvision", "nn", "optim", "autograd", "functional", "F", "Tensor", "Parameter");
    private static final Set<String> AUTOGRAD = Set.of(
            "backward",
            "create_graph",
            "detach",
            "detach_",
            "enable_grad",
            "grad",
            "grad_fn",
            "inference_mode",
            "is_leaf",
            "next_functions",
            "no_grad",
            "register_hook",
            "requires_grad",
            "requires_grad_",
            "retain_grad",
            "retain_graph",
            "set_grad_enabled",
            "zero_grad");

    /// What a string can begin with; asking for the pattern at every character costs most of the time.
    private static final String STRING_FIRST = "'\"rbufRBUF";

    private static final Pattern STRING_START = Pattern.compile("(?i)(?:[rbuf]|rb|br|rf|fr)?('''|\"\"\"|'|\")");
    private static final Pattern NUMBER = Pattern.compile("(?i)0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+"
            + "|(?:[0-9][0-9_]*(?:\\.[0-9_]*)?|\\.[0-9][0-9_]*)(?:e[+-]?[0-9_]+)?j?");
    private static final Pattern SOFT_KEYWORD = Pattern.compile("\\s*(match|case)\\s+[^=\\s.,)].*:\\s*(#.*)?");

    /// What a line begins in.
    ///
    /// @param quote the quotes that close the string it begins in, empty in code
    /// @param formatted whether that string is an f-string
    record State(String quote, boolean formatted) {
        static final State CODE = new State("", false);

        boolean inString() {
            return !quote.isEmpty();
        }
    }

    /// A line's tokens, in order and apart, and what the next line begins in.
    record Line(List<Token> tokens, State end) {}

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final Matcher stringStart;
    private final Matcher number;
    private State state;
    private String previousWord = "";
    private int depth;

    private PythonLexer(String text, State state) {
        this.text = text;
        this.state = state;
        stringStart = STRING_START.matcher(text);
        number = NUMBER.matcher(text);
    }

    static Line lex(String text, State start) {
        var lexer = new PythonLexer(text, start);
        int at = start.inString() ? lexer.string(0, 0, text.length()) : 0;
        lexer.code(at, text.length());
        return new Line(List.copyOf(lexer.tokens), lexer.state);
    }

    private void add(Token.Kind kind, int from, int to) {
        if (from < to) {
            tokens.add(new Token(kind, from, to));
        }
    }

    private void code(int from, int limit) {
        int at = from;
        while (at < limit) {
            char c = text.charAt(at);
            if (c == '#') {
                add(Token.Kind.COMMENT, at, limit);
                at = limit;
            } else if (STRING_FIRST.indexOf(c) >= 0
                    && stringStart.region(at, limit).lookingAt()) {
                boolean formatted = text.substring(at, stringStart.start(1))
                        .toLowerCase(Locale.ROOT)
                        .contains("f");
                state = new State(stringStart.group(1), formatted);
                at = string(at, stringStart.end(), limit);
            } else if ((c == '.' || isDigit(c)) && number.region(at, limit).lookingAt()) {
                add(Token.Kind.NUMBER, at, number.end());
                at = number.end();
            } else if (Character.isJavaIdentifierStart(c) && c != '$') {
                at = word(at, limit);
            } else if (c == '@' && text.substring(0, at).isBlank()) {
                int end = decoratorEnd(at + 1, limit);
                add(Token.Kind.DECORATOR, at, end);
                at = end;
            } else {
                bracket(c, at);
                at++;
            }
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void bracket(char c, int at) {
        if ("([{".indexOf(c) >= 0) {
            depth++;
        } else if (")]}".indexOf(c) >= 0) {
            depth--;
        } else {
            return;
        }
        add(Token.Kind.BRACKET, at, at + 1);
    }

    private int word(int from, int limit) {
        int end = wordEnd(from, limit);
        var word = text.substring(from, end);
        var kind = kind(word, from, end, limit);
        if (kind != null) {
            add(kind, from, end);
        }
        previousWord = word;
        return end;
    }

    private Token.@Nullable Kind kind(String word, int from, int end, int limit) {
        boolean member = from > 0 && text.charAt(from - 1) == '.';
        if (!member) {
            if (KEYWORDS.contains(word) || isSoftKeyword(word, from)) {
                return Token.Kind.KEYWORD;
            }
            if (CONSTANTS.contains(word)) {
                return Token.Kind.CONSTANT;
            }
            if (previousWord.equals("def") || previousWord.equals("class")) {
                return Token.Kind.DEFINITION;
            }
        }
        if (AUTOGRAD.contains(word)) {
            return Token.Kind.AUTOGRAD;
        }
        if (TORCH.contains(word)) {
            return Token.Kind.TORCH;
        }
        if (!member && depth > 0 && isArgumentName(end, limit)) {
            return Token.Kind.ARGUMENT;
        }
        if (!member && BUILTINS.contains(word)) {
            return Token.Kind.BUILTIN;
        }
        return end < limit && text.charAt(end) == '(' ? Token.Kind.CALL : null;
    }

    private boolean isSoftKeyword(String word, int from) {
        return (word.equals("match") || word.equals("case"))
                && text.substring(0, from).isBlank()
                && SOFT_KEYWORD.matcher(text).matches();
    }

    private boolean isArgumentName(int end, int limit) {
        return end < limit && text.charAt(end) == '=' && (end + 1 == limit || text.charAt(end + 1) != '=');
    }

    private int wordEnd(int from, int limit) {
        int end = from;
        while (end < limit && Character.isJavaIdentifierPart(text.charAt(end)) && text.charAt(end) != '$') {
            end++;
        }
        return end;
    }

    private int decoratorEnd(int from, int limit) {
        int end = from;
        while (end < limit && (text.charAt(end) == '.' || Character.isJavaIdentifierPart(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    /// Lexes a string of the present state up to its end or the limit.
    ///
    /// @param tokenStart where it, or this line's part of it, begins, quotes included
    /// @param from where its contents begin
    private int string(int tokenStart, int from, int limit) {
        var quote = state.quote();
        boolean formatted = state.formatted();
        int start = tokenStart;
        int at = from;
        while (at < limit) {
            char c = text.charAt(at);
            if (c == '\\') {
                // Also in a raw string: there the backslash stays, but still keeps a quote from closing the string.
                at += 2;
            } else if (text.startsWith(quote, at) && at + quote.length() <= limit) {
                at += quote.length();
                add(Token.Kind.STRING, start, at);
                state = State.CODE;
                return at;
            } else if (formatted && c == '{' && !text.startsWith("{{", at)) {
                add(Token.Kind.STRING, start, at);
                at = field(at, limit);
                start = at;
                state = new State(quote, true);
            } else {
                at += formatted && text.startsWith("{{", at) ? 2 : 1;
            }
        }
        add(Token.Kind.STRING, start, limit);
        boolean goesOn = quote.length() == 3 || at > limit;
        if (!goesOn) {
            state = State.CODE;
        }
        return limit;
    }

    /// Lexes a replacement field `{expression!conversion:format}` and returns where the string's text goes on.
    private int field(int open, int limit) {
        add(Token.Kind.FIELD, open, open + 1);
        int end = expressionEnd(open + 1, limit);
        int outer = depth;
        depth = 0;
        code(open + 1, end);
        depth = outer;
        if (end == limit) {
            return limit;
        }
        int close = end;
        if (text.charAt(end) != '}') {
            close = text.indexOf('}', end);
            if (close < 0 || close >= limit) {
                return end;
            }
            add(Token.Kind.STRING, end, close);
        }
        add(Token.Kind.FIELD, close, close + 1);
        return close + 1;
    }

    /// Where a field's expression ends: at the `}`, `:` or `!` outside its own brackets and strings.
    private int expressionEnd(int from, int limit) {
        int nested = 0;
        for (int at = from; at < limit; at++) {
            char c = text.charAt(at);
            if (state.quote().length() == 1 && c == state.quote().charAt(0)) {
                // Half typed: the field never closes, and the quote ends the whole string.
                return at;
            }
            if (c == '"' || c == '\'') {
                int close = text.indexOf(c, at + 1);
                if (close < 0 || close >= limit) {
                    return limit;
                }
                at = close;
            } else if ("([{".indexOf(c) >= 0) {
                nested++;
            } else if (nested > 0 && ")]}".indexOf(c) >= 0) {
                nested--;
            } else if (nested == 0
                    && (c == '}' || c == ':' || c == '!' && (at + 1 == limit || text.charAt(at + 1) != '='))) {
                return at;
            }
        }
        return limit;
    }
}
