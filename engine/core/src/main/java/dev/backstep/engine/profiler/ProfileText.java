package dev.backstep.engine.profiler;

import dev.backstep.engine.printing.PythonNumbers;
import java.util.List;
import java.util.stream.Collectors;

/// Events as the text of files.
public final class ProfileText {
    private static final String PROCESS = "CPU functions";

    /// All events are of one thread, and one engine's.
    public static final int THREAD = 1;

    private ProfileText() {}

    /// A JSON array of complete events (`"ph": "X"`), times in microseconds.
    public static String chromeTrace(List<ProfileEvent> events) {
        return events.stream()
                .filter(event -> !event.name().equals(Profiler.MEMORY))
                .map(ProfileText::traced)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String traced(ProfileEvent event) {
        var shapes = event.inputShapes();
        return "{\"name\": %s, \"ph\": \"X\", \"ts\": %s, \"dur\": %s, \"tid\": %d, \"pid\": \"%s\", \"args\": {%s}}"
                .formatted(
                        quoted(event.name()),
                        micros(event.start()),
                        micros(event.cpuTime()),
                        THREAD,
                        PROCESS,
                        shapes.isEmpty() ? "" : "\"Input Dims\": " + shapes);
    }

    private static String micros(long nanos) {
        return PythonNumbers.fixed(nanos / 1e3, 3);
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') json.append('\\').append(c);
            else if (c < ' ') json.append("\\u%04x".formatted((int) c));
            else json.append(c);
        }
        return json.append('"').toString();
    }

    /// A line for each event that has a stack and took a microsecond: the stack, outermost first, and its self time.
    ///
    /// @param device whether to take the time on the device
    public static String stacks(List<ProfileEvent> events, boolean device) {
        var text = new StringBuilder();
        for (var event : events) {
            long micros = (device ? event.selfDeviceTime() : event.selfCpuTime()) / 1000;
            if (event.stack().isEmpty() || micros <= 0) continue;
            var path = event.stack().reversed().stream()
                    .map(entry -> entry.replaceAll("[ ;\t\n]", "_"))
                    .collect(Collectors.joining(";"));
            text.append(path).append(' ').append(micros).append('\n');
        }
        return text.toString();
    }
}
