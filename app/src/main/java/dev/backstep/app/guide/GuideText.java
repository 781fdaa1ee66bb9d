package dev.backstep.app.guide;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The guide's words and its program, from the app's resources.
final class GuideText {
    static final String PROGRAM_NAME = "guide.py";

    private static final Pattern KEY = Pattern.compile("\\{key:([a-z0-9.-]+)}");

    private final Properties words = new Properties();
    private final UnaryOperator<String> keys;

    /// @param keys gives the keys of a command for people, empty if it has none
    GuideText(UnaryOperator<String> keys) {
        this.keys = keys;
        try (var in = new InputStreamReader(resource("guide.properties"), StandardCharsets.UTF_8)) {
            words.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String title(Card card) {
        return Objects.requireNonNull(words.getProperty(card.key() + ".title"));
    }

    String text(Card card) {
        var text = Objects.requireNonNull(words.getProperty(card.key() + ".text"));
        return KEY.matcher(text).replaceAll(key -> Matcher.quoteReplacement(keys.apply(key.group(1))));
    }

    static String program() {
        try (var in = resource(PROGRAM_NAME)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(GuideText.class.getResourceAsStream(name), name);
    }
}
