package dev.backstep.kernel.recorder;

import dev.backstep.recording.Event;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The events of a run in their order. Console text is bounded: a recording explains a run, it is not its log.
final class Timeline {
    private static final int MAX_CONSOLE_EVENTS = 2_000;
    private static final int MAX_CONSOLE_CHARS = 1_000_000;

    private final Records<Event> events = new Records<>();
    private final StringBuilder text = new StringBuilder();
    private Event.Stream stream = Event.Stream.OUT;
    private int line;
    private int consoleEvents;
    private int consoleChars;

    /// Adds an event.
    ///
    /// @return its index
    int add(Event event) {
        flush();
        return events.add(event);
    }

    /// [#now] without ending the text that is being printed: more of it may belong to the event before.
    int place() {
        return events.size() + (text.isEmpty() ? 0 : 1);
    }

    /// The place after all events until now.
    int now() {
        flush();
        return events.size();
    }

    /// Null if it is dropped.
    @Nullable
    Event get(int index) {
        return events.find(index);
    }

    Records<Event> records() {
        return events;
    }

    /// Drops the events of a stretch that do not stay.
    void drop(int from, int to, Stays stays) {
        events.drop(from, Math.min(to, events.size()), at -> stays.test(at, events.get(at)));
    }

    interface Stays {
        boolean test(int at, Event event);
    }

    void each(int from, int to, Records.Each<Event> action) {
        events.each(from, Math.min(to, events.size()), action);
    }

    /// The first event of a stretch of which something holds.
    int first(int from, int to, Predicate<Event> wanted) {
        for (int at = from; at < to; at++) {
            var event = events.find(at);
            if (event != null && wanted.test(event)) {
                return at;
            }
        }
        throw new IllegalStateException("no such event");
    }

    /// Puts an event in the place of one that turned out to lack something.
    void set(int index, Event event) {
        events.set(index, event);
    }

    /// Adds text; what one line prints without anything else happening is one event.
    void print(Event.Stream to, String what, int by) {
        if (!text.isEmpty() && (to != stream || by != line)) {
            flush();
        }
        if (consoleEvents > MAX_CONSOLE_EVENTS || consoleChars > MAX_CONSOLE_CHARS) {
            return;
        }
        stream = to;
        line = by;
        text.append(what);
        consoleChars += what.length();
        if (consoleChars > MAX_CONSOLE_CHARS) {
            flush();
        }
    }

    private void flush() {
        if (text.isEmpty()) {
            return;
        }
        if (++consoleEvents > MAX_CONSOLE_EVENTS || consoleChars > MAX_CONSOLE_CHARS) {
            events.add(
                    new Event.ConsoleText(stream, "… (the rest of the output is not part of the recording)\n", line));
            consoleEvents = MAX_CONSOLE_EVENTS + 1;
        } else {
            events.add(new Event.ConsoleText(stream, text.toString(), line));
        }
        text.setLength(0);
    }

    List<Event> finish(Numbering numbering) {
        flush();
        return numbering.all(events.all(), numbering::of);
    }
}
