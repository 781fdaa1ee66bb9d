package dev.backstep.app.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Finds and replaces in a text.
///
/// @param matches where it was found, in order; never empty ranges
/// @param error why the expression cannot be searched for, or empty
record Search(List<Lines.Range> matches, String error) {
    static final Search NOTHING = new Search(List.of(), "");

    /// Where searching stops: more cannot be looked at one by one, and marking them would take seconds.
    static final int MAX_MATCHES = 10_000;

    /// What to look for.
    ///
    /// @param expression the text, or a regular expression in Java's syntax
    record Query(String expression, boolean matchCase, boolean regex) {
        private Pattern pattern() {
            int flags = Pattern.MULTILINE | (matchCase ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
            return Pattern.compile(expression, regex ? flags : flags | Pattern.LITERAL);
        }
    }

    static Search find(String text, Query query) {
        if (query.expression().isEmpty()) {
            return NOTHING;
        }
        try {
            var matcher = query.pattern().matcher(text);
            var found = new ArrayList<Lines.Range>();
            while (found.size() < MAX_MATCHES && matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    found.add(new Lines.Range(matcher.start(), matcher.end()));
                }
            }
            return new Search(List.copyOf(found), "");
        } catch (PatternSyntaxException e) {
            return new Search(List.of(), explain(e));
        } catch (StackOverflowError e) {
            return new Search(List.of(), "The expression is too complicated for this text");
        }
    }

    /// The first match at or behind an offset, going round at the end.
    OptionalInt next(int offset) {
        for (int i = 0; i < matches.size(); i++) {
            if (matches.get(i).from() >= offset) {
                return OptionalInt.of(i);
            }
        }
        return matches.isEmpty() ? OptionalInt.empty() : OptionalInt.of(0);
    }

    /// The last match that begins before an offset, going round at the start.
    OptionalInt previous(int offset) {
        for (int i = matches.size() - 1; i >= 0; i--) {
            if (matches.get(i).from() < offset) {
                return OptionalInt.of(i);
            }
        }
        return matches.isEmpty() ? OptionalInt.empty() : OptionalInt.of(matches.size() - 1);
    }

    /// Replaces one match; `$1` in the replacement stands for a group of a regular expression.
    ///
    /// @throws IllegalArgumentException with a sentence for the user, if the replacement names a group there is not
    static Edit replace(String text, Query query, Lines.Range match, String replacement) {
        var matcher = query.pattern().matcher(text);
        if (!matcher.find(match.from())) {
            return Edit.move(match.from());
        }
        var with = expand(matcher, query, replacement);
        int end = match.from() + with.length();
        return new Edit(match.from(), match.to(), with, end, end);
    }

    /// Replaces all matches at once.
    ///
    /// @throws IllegalArgumentException see [#replace]
    static Edit replaceAll(String text, Query query, String replacement, int caret) {
        try {
            var with = query.regex() ? replacement : Matcher.quoteReplacement(replacement);
            var edit = Edit.between(text, query.pattern().matcher(text).replaceAll(with));
            int place = Math.min(
                    caret,
                    text.length() - (edit.to() - edit.from()) + edit.with().length());
            return new Edit(edit.from(), edit.to(), edit.with(), place, place);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("Replacement: " + lowerFirst(e.getMessage()), e);
        }
    }

    private static String expand(Matcher matcher, Query query, String replacement) {
        try {
            var out = new StringBuilder();
            int start = matcher.start();
            matcher.appendReplacement(out, query.regex() ? replacement : Matcher.quoteReplacement(replacement));
            return out.substring(start);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("Replacement: " + lowerFirst(e.getMessage()), e);
        }
    }

    private static String explain(PatternSyntaxException e) {
        var place = e.getIndex() < 0
                ? ""
                : " at character " + (Math.min(e.getIndex(), e.getPattern().length() - 1) + 1);
        return "Not a regular expression: %s%s".formatted(lowerFirst(e.getDescription()), place);
    }

    private static String lowerFirst(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
