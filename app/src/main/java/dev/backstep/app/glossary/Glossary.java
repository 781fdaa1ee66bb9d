package dev.backstep.app.glossary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// All terms, and where they appear in a text. Immutable.
public final class Glossary {
    private static final String TERM = "## ";
    private static final String WORDS = "words: ";
    private static final String SEE = "see: ";
    private static final String EXAMPLE = ">";

    private final List<Term> terms;
    private final Map<String, Term> byWord = new HashMap<>();
    private final Pattern words;

    /// A term in a text.
    ///
    /// @param from where its word begins
    /// @param to behind its end
    public record Mention(int from, int to, Term term) {}

    Glossary(List<Term> terms) {
        this.terms = terms.stream()
                .sorted(Comparator.comparing(term -> term.name().toLowerCase(Locale.ROOT)))
                .toList();
        for (var term : terms) {
            for (var word : term.words()) {
                byWord.put(key(word), term);
            }
        }
        // The longest first: "saved tensor" is no "tensor".
        var choices = byWord.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        words = Pattern.compile("(?<![\\w.‖])(?:" + choices + ")(?![\\w‖])", Pattern.CASE_INSENSITIVE);
    }

    /// The glossary that comes with the app.
    public static Glossary load() {
        try (var in = Objects.requireNonNull(Glossary.class.getResourceAsStream("glossary.txt"))) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Glossary parse(String text) {
        return new Glossary(Arrays.stream(text.split("(?m)^(?=" + TERM + ")"))
                .filter(part -> part.startsWith(TERM))
                .map(Glossary::term)
                .toList());
    }

    private static Term term(String part) {
        var lines = part.lines().toList();
        var name = lines.getFirst().substring(TERM.length()).strip();
        var words = List.of(name);
        var see = List.<String>of();
        var text = new ArrayList<String>();
        var example = new ArrayList<String>();
        for (var line : lines.subList(1, lines.size())) {
            if (line.startsWith(WORDS)) {
                words = list(line.substring(WORDS.length()));
            } else if (line.startsWith(SEE)) {
                see = list(line.substring(SEE.length()));
            } else if (line.startsWith(EXAMPLE)) {
                example.add(line.substring(EXAMPLE.length()).replaceFirst("^ ", ""));
            } else if (!line.isBlank()) {
                text.add(line.strip());
            }
        }
        return new Term(name, words, String.join(" ", text), String.join("\n", example), see);
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).toList();
    }

    private static String key(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /// In the order of their names.
    public List<Term> terms() {
        return terms;
    }

    public Optional<Term> find(String name) {
        return terms.stream().filter(term -> term.name().equals(name)).findFirst();
    }

    /// The terms whose names or words have some letters; those that begin with them first.
    List<Term> search(String letters) {
        var wanted = key(letters.strip());
        return terms.stream()
                .filter(term -> term.words().stream().anyMatch(word -> key(word).contains(wanted))
                        || key(term.name()).contains(wanted))
                .sorted(Comparator.comparing(term -> !key(term.name()).startsWith(wanted)))
                .toList();
    }

    /// Where terms appear in a text, each at its first place only.
    public List<Mention> mentions(String text) {
        var found = new ArrayList<Mention>();
        var seen = new HashSet<Term>();
        var matcher = words.matcher(text);
        while (matcher.find()) {
            var term = Objects.requireNonNull(byWord.get(key(matcher.group())));
            if (seen.add(term)) {
                found.add(new Mention(matcher.start(), matcher.end(), term));
            }
        }
        return List.copyOf(found);
    }
}
