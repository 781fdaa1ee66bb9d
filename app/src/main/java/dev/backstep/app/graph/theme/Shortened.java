package dev.backstep.app.graph.theme;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Shorter forms of names and lines, none of which ends inside a word.
public final class Shortened {
    private static final String ABOUT = " · ";

    private Shortened() {}

    /// A text of at most so many characters.
    public static String to(String text, int longest) {
        return text.length() <= longest
                ? text
                : candidates(text)
                        .filter(shorter -> shorter.length() <= longest)
                        .findFirst()
                        .orElse("…");
    }

    /// Ever shorter forms of a text. A path such as `layer1.0.conv1 · Conv2d` loses what stands behind it, then its
    /// first parts; all else its last words, and a single word those that it is put together from.
    static Stream<String> candidates(String text) {
        int about = text.indexOf(ABOUT);
        var name = about < 0 ? text : text.substring(0, about);
        Stream<String> shorter;
        if (name.indexOf('.') > 0 && name.indexOf(' ') < 0 && name.indexOf('(') < 0) {
            shorter = IntStream.range(1, name.length())
                    .filter(i -> name.charAt(i - 1) == '.')
                    .mapToObj(i -> "…" + name.substring(i));
        } else {
            shorter = IntStream.iterate(name.length() - 1, i -> i > 0, i -> i - 1)
                    .filter(i -> isEdge(name.charAt(i - 1), name.charAt(i)))
                    .mapToObj(i -> name.substring(0, i).stripTrailing() + "…");
        }
        return about < 0 ? shorter : Stream.concat(Stream.of(name), shorter);
    }

    /// Whether a word ends between two characters.
    private static boolean isEdge(char before, char after) {
        return !Character.isLetterOrDigit(before)
                || !Character.isLetterOrDigit(after)
                || Character.isLowerCase(before) && Character.isUpperCase(after);
    }
}
