package dev.backstep.app.commands;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;

/// Finds texts by some of their letters, in order: `svas` finds “Save As…”. Letters at the start of a word and letters
/// that follow one another count more.
final class FuzzyMatch {
    private static final int WORD_START = 8;
    private static final int IN_A_ROW = 5;
    private static final int LETTER = 1;

    private FuzzyMatch() {}

    /// The items that a query finds, the best first; equally good ones stay in their order.
    static <T> List<T> find(List<T> items, String query, Function<T, String> text) {
        record Found<T>(T item, int score) {}
        return items.stream()
                .flatMap(item -> {
                    var score = score(query, text.apply(item));
                    return score.isPresent()
                            ? List.of(new Found<>(item, score.getAsInt())).stream()
                            : List.<Found<T>>of().stream();
                })
                .sorted(Comparator.comparingInt((Found<T> found) -> found.score).reversed())
                .map(Found::item)
                .toList();
    }

    /// How well a text fits, empty if it lacks a letter of the query. Spaces in the query do not matter.
    static OptionalInt score(String query, String text) {
        var letters = query.toLowerCase(Locale.ROOT).replace(" ", "");
        var lower = text.toLowerCase(Locale.ROOT);
        int best = best(letters, 0, lower, 0, false);
        // Of two that fit as well the shorter one was rather meant.
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best * 100 - Math.min(99, text.length()));
    }

    /// The best score of the letters from one on, in the text from a place on; -1 if they are not all there.
    private static int best(String letters, int letter, String text, int from, boolean inRow) {
        if (letter == letters.length()) {
            return 0;
        }
        int best = -1;
        int tried = 0;
        // A few places for each letter are enough: titles are short.
        for (int at = text.indexOf(letters.charAt(letter), from);
                at >= 0 && tried < 4;
                at = text.indexOf(letters.charAt(letter), at + 1)) {
            tried++;
            int rest = best(letters, letter + 1, text, at + 1, true);
            if (rest >= 0) {
                boolean start = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
                int here = (start ? WORD_START : LETTER) + (inRow && at == from ? IN_A_ROW : 0);
                best = Math.max(best, here + rest);
            }
        }
        return best;
    }
}
