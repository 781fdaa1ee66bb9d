package dev.backstep.kernel.walls;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The arguments of an event as Java objects: strings, bytes, numbers, null for `None`, and other objects.
record PlainArguments(@Nullable Object... values) implements Arguments {
    @Override
    public int count() {
        return values.length;
    }

    @Override
    public @Nullable String text(int index) {
        return switch (at(index)) {
            case String text -> text;
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case null, default -> null;
        };
    }

    @Override
    public boolean isNumber(int index) {
        return at(index) instanceof Number;
    }

    @Override
    public long number(int index) {
        return ((Number) Objects.requireNonNull(at(index))).longValue();
    }

    @Override
    public boolean isNone(int index) {
        return at(index) == null;
    }

    private @Nullable Object at(int index) {
        return index < values.length ? values[index] : null;
    }
}
