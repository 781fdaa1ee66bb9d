package dev.backstep.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A program that tries to do harm, and what must come of it. Files of them have a section for each:
///
/// ```
/// ### its name
/// #: unfit            how it is run and what it costs, see [#words]
/// #> text             a line that it prints; … stands for anything
/// #! ValueError: no   the last line of the error that ends it
/// print("text")
/// ```
///
/// @param words of `#:` lines:
///
///     - `once`: it is run recorded only; others are run twice, recorded and not.
///     - `interrupt`: it is interrupted when it has printed `on`, which must end it.
///     - `kill`: like `interrupt`, but it may go on, and the process is killed then.
///     - `unfit`: the process refuses to run another program afterwards.
///     - `dies`: the process ends by itself.
///     - `fails`: it ends with some error.
///     - `escaped`: its source has escapes, as Java has them in texts.
record HostileProgram(String file, String name, Set<String> words, List<String> printed, String error, String source) {
    private static final Pattern HEAD = Pattern.compile("(?m)^### (.+)\\n");
    private static final Set<String> WORDS = Set.of("once", "interrupt", "kill", "unfit", "dies", "fails", "escaped");

    /// Stands before programs that use it.
    private static final String ATTEMPT = """
            def attempt(what):
                try:
                    print(what())
                except BaseException as error:
                    print(f"{type(error).__name__}: {error}")
            """;

    boolean is(String word) {
        return words.contains(word);
    }

    @Override
    public String toString() {
        return file + ": " + name;
    }

    /// Whether a console has what it is to print.
    boolean printsAsExpected(String console) {
        if (printed.isEmpty() && (is("interrupt") || is("kill"))) {
            return true;
        }
        var text = is("interrupt") || is("kill") ? console.replaceFirst("^on\n", "") : console;
        var expected = printed.stream().map(line -> pattern(line) + "\n").collect(Collectors.joining());
        return Pattern.matches(expected, text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
    }

    /// Whether the last line of an error's text is as expected.
    boolean failsAsExpected(String lastLine) {
        return Pattern.matches(pattern(error), lastLine);
    }

    private static String pattern(String line) {
        return Pattern.quote(line).replace("…", "\\E.*\\Q");
    }

    static List<HostileProgram> all(List<String> files) {
        return files.stream().flatMap(file -> of(file).stream()).toList();
    }

    /// Those of a file.
    static List<HostileProgram> of(String file) {
        var found = new ArrayList<HostileProgram>();
        var text = read(file);
        var head = HEAD.matcher(text);
        boolean any = head.find();
        while (any) {
            var name = head.group(1);
            int from = head.end();
            any = head.find();
            found.add(parse(file, name, text.substring(from, any ? head.start() : text.length())));
        }
        return found;
    }

    private static HostileProgram parse(String file, String name, String section) {
        var lines = section.lines().toList();
        int start = 0;
        while (start < lines.size() && lines.get(start).matches("#[:>!].*")) {
            start++;
        }
        var words = texts(lines.subList(0, start), ':').stream()
                .flatMap(line -> List.of(line.split(" ")).stream())
                .collect(Collectors.toSet());
        if (!WORDS.containsAll(words)) {
            throw new IllegalStateException("%s has words that nobody knows: %s".formatted(name, words));
        }
        var error = String.join("\n", texts(lines.subList(0, start), '!'));
        var source = lines.subList(start, lines.size()).stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        var whole = source.contains("attempt(") ? ATTEMPT + source : source;
        var program = words.contains("escaped") ? whole.translateEscapes() : whole;
        return new HostileProgram(file, name, words, texts(lines.subList(0, start), '>'), error, program);
    }

    private static List<String> texts(List<String> lines, char kind) {
        return lines.stream()
                .filter(line -> line.charAt(1) == kind)
                .map(line -> line.substring(Math.min(3, line.length())))
                .toList();
    }

    static String read(String file) {
        try (var in = HostileProgram.class.getResourceAsStream("hostile/" + file + ".py")) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
