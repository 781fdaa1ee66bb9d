package dev.backstep.kernel.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Whether two programs printed the same, up to the last digits of numbers, which depend on the order of summation.
final class Likeness {
    private static final double RELATIVE = 1e-4;
    private static final double ABSOLUTE = 1e-5;
    private static final Pattern NUMBER = Pattern.compile(
            "(?<![A-Za-z_0-9.])[-+]?(?:\\d+\\.?\\d*(?:e[-+]?\\d+)?|\\.\\d+(?:e[-+]?\\d+)?|nan|inf)(?![A-Za-z_0-9])");

    private Likeness() {}

    /// The first lines that differ, or an empty text.
    static String difference(String expected, String actual) {
        if (alike(expected, actual)) return "";
        var wanted = expected.lines().toList();
        var got = actual.lines().toList();
        for (int i = 0; i < Math.max(wanted.size(), got.size()); i++) {
            String a = i < wanted.size() ? wanted.get(i) : "<nothing>";
            String b = i < got.size() ? got.get(i) : "<nothing>";
            if (!alike(a, b)) return "line %d%n  expected %s%n  but was  %s".formatted(i + 1, a, b);
        }
        return "the lines are broken in other places";
    }

    private static boolean alike(String expected, String actual) {
        var wanted = new Tokens(expected);
        var got = new Tokens(actual);
        if (!wanted.words.equals(got.words)) return false;
        for (int i = 0; i < wanted.numbers.size(); i++) {
            if (!close(wanted.numbers.get(i), got.numbers.get(i))) return false;
        }
        return true;
    }

    private static boolean close(double expected, double actual) {
        if (Double.isNaN(expected) || Double.isInfinite(expected)) return Double.compare(expected, actual) == 0;
        return Math.abs(actual - expected) <= ABSOLUTE + RELATIVE * Math.abs(expected);
    }

    /// Numbers, and the words between them without white space.
    private static final class Tokens {
        private final List<String> words = new ArrayList<>();
        private final List<Double> numbers = new ArrayList<>();

        Tokens(String text) {
            var plain = text.replaceAll("0x(ADDR|[0-9a-f]+)", "0x…");
            var match = NUMBER.matcher(plain);
            int at = 0;
            while (match.find()) {
                words.add(plain.substring(at, match.start()).replaceAll("\\s+", ""));
                numbers.add(number(match.group()));
                at = match.end();
            }
            words.add(plain.substring(at).replaceAll("\\s+", ""));
        }

        private static double number(String text) {
            if (text.endsWith("nan")) return Double.NaN;
            if (text.endsWith("inf")) return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            return Double.parseDouble(text);
        }
    }
}
