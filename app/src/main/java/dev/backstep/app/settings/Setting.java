package dev.backstep.app.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Something that the app remembers: its name in the file, its type, and what it is as long as nobody changed it. The
/// feature that it belongs to declares it. What is missing or impossible in the file becomes the default.
///
/// @param <T> immutable, and readable from JSON
public final class Setting<T> {
    private final String name;
    private final T otherwise;
    private final JavaType type;
    private final Predicate<T> possible;

    private Setting(String name, T otherwise, JavaType type, Predicate<T> possible) {
        this.name = name;
        this.otherwise = otherwise;
        this.type = type;
        this.possible = possible;
    }

    public static Setting<Boolean> flag(String name, boolean otherwise) {
        return of(name, Boolean.class, otherwise, value -> true);
    }

    /// @param least and `most`: the range of possible values
    public static Setting<Long> whole(String name, long otherwise, long least, long most) {
        return of(name, Long.class, otherwise, value -> value >= least && value <= most);
    }

    /// @param least and `most`: the range of possible values
    public static Setting<Double> number(String name, double otherwise, double least, double most) {
        return of(name, Double.class, otherwise, value -> value >= least && value <= most);
    }

    public static Setting<String> text(String name, String otherwise) {
        return of(name, String.class, otherwise, value -> true);
    }

    /// One of some texts.
    public static Setting<String> oneOf(String name, String otherwise, List<String> values) {
        return of(name, String.class, otherwise, values::contains);
    }

    public static Setting<List<String>> texts(String name) {
        var type = Json.MAPPER.getTypeFactory().constructType(new TypeReference<List<@Nullable String>>() {});
        return new Setting<>(name, List.of(), type, value -> true);
    }

    /// A value of any type that JSON can hold, such as a record or an enum.
    public static <T> Setting<T> of(String name, Class<T> type, T otherwise, Predicate<T> possible) {
        return new Setting<>(name, otherwise, Json.MAPPER.constructType(type), possible);
    }

    public String name() {
        return name;
    }

    /// The default.
    public T otherwise() {
        return otherwise;
    }

    /// Whether a value may be set.
    public boolean allows(T value) {
        return possible.test(value);
    }

    T read(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return otherwise;
        }
        try {
            T value = Json.MAPPER.treeToValue(node, type);
            return value != null && possible.test(value) ? value : otherwise;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return otherwise;
        }
    }

    JsonNode write(T value) {
        return Json.MAPPER.valueToTree(value);
    }
}
