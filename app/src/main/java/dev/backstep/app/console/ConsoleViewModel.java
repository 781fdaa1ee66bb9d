package dev.backstep.app.console;

import dev.backstep.recording.Event;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the program has printed: its last [#MAX_LINES] lines. All methods may be called by any thread; text is kept in
/// bounded memory however much of it arrives, and whoever shows it asks, when there is time, for
/// [what has changed][#changes()].
public final class ConsoleViewModel {
    /// Lines kept; of more the earlier ones are dropped.
    public static final int MAX_LINES = 10_000;

    /// Characters of a line that are kept.
    public static final int MAX_LINE = 2_000;

    private final ArrayDeque<ConsoleLine> lines = new ArrayDeque<>();
    private @Nullable LineBuilder open;
    private long dropped;
    private long firstChanged;
    private boolean cleared;
    private boolean announced;
    private Runnable listener = () -> {};

    /// What has happened since the last time somebody asked. Lines are numbered from 0 since the console was cleared.
    ///
    /// @param cleared whether all lines shown so far are gone
    /// @param first the number of the first line that is new or different: lines from there on are replaced
    /// @param lines the lines from there on
    /// @param dropped how many lines at the beginning are gone because there were too many
    /// @param more whether there are further changes
    public record Changes(boolean cleared, long first, List<ConsoleLine> lines, long dropped, boolean more) {}

    /// Takes what the program printed: whole lines, parts of lines, or many lines at once. A carriage return starts the
    /// line over, as progress bars expect; color codes of terminals are left out.
    public void append(Event.Stream stream, String text) {
        synchronized (this) {
            for (int at = 0; at < text.length(); ) {
                int feed = text.indexOf('\n', at);
                int end = feed < 0 ? text.length() : feed;
                line(stream).append(text, at, end);
                if (feed >= 0) {
                    close();
                }
                at = end + 1;
            }
        }
        announce();
    }

    /// Forgets everything.
    public void clear() {
        synchronized (this) {
            lines.clear();
            open = null;
            dropped = 0;
            firstChanged = 0;
            cleared = true;
        }
        announce();
    }

    /// What is new, from the first line not yet fetched on.
    ///
    /// @param most how many lines to fetch at once
    public synchronized Changes changes(int most) {
        long first = Math.max(firstChanged, dropped);
        var fetched = Stream.concat(lines.stream(), Stream.ofNullable(open).map(LineBuilder::line))
                .skip(first - dropped)
                .limit(most)
                .toList();
        long end = dropped + lines.size();
        long fetchedTo = first + fetched.size();
        boolean more = fetchedTo < end + (open == null ? 0 : 1);
        var changes = new Changes(cleared, first, fetched, dropped, more);
        cleared = false;
        announced = more;
        // A line that is still being printed will have to be fetched again.
        firstChanged = Math.min(fetchedTo, end);
        return changes;
    }

    /// Sets who is told, by the thread that appends, that there are changes: once, until all have been fetched.
    public synchronized void setListener(Runnable listener) {
        this.listener = listener;
    }

    /// All that is kept, for copying.
    public synchronized String text() {
        return Stream.concat(lines.stream(), Stream.ofNullable(open).map(LineBuilder::line))
                .map(ConsoleLine::text)
                .collect(Collectors.joining("\n"));
    }

    private void announce() {
        Runnable told;
        synchronized (this) {
            if (announced) {
                return;
            }
            announced = true;
            told = listener;
        }
        told.run();
    }

    /// The line that is being printed. The other stream's text begins a new one.
    private LineBuilder line(Event.Stream stream) {
        if (open != null && open.stream != stream) {
            if (!open.isEmpty()) {
                close();
            }
            open = null;
        }
        if (open == null) {
            open = new LineBuilder(stream);
        }
        return open;
    }

    private void close() {
        if (open == null) {
            return;
        }
        lines.add(open.line());
        open = null;
        if (lines.size() > MAX_LINES) {
            lines.removeFirst();
            dropped++;
        }
    }

    /// A line while it is being printed.
    private static final class LineBuilder {
        private final Event.Stream stream;
        private final StringBuilder text = new StringBuilder();
        private int column;
        private long clipped;
        private boolean returned;
        private Escape escape = Escape.NONE;

        /// How far a terminal's color code (`ESC [ 3 1 m`) has come; it may be split between two writes.
        private enum Escape {
            NONE,
            STARTED,
            PARAMETERS
        }

        LineBuilder(Event.Stream stream) {
            this.stream = stream;
        }

        boolean isEmpty() {
            return text.isEmpty();
        }

        void append(CharSequence source, int from, int to) {
            for (int i = from; i < to; i++) {
                append(source.charAt(i));
            }
        }

        private void append(char c) {
            switch (escape) {
                case STARTED -> escape = c == '[' ? Escape.PARAMETERS : Escape.NONE;
                case PARAMETERS -> escape = c >= '@' && c <= '~' ? Escape.NONE : Escape.PARAMETERS;
                case NONE -> plain(c);
            }
        }

        private void plain(char c) {
            if (c == '\u001B') {
                escape = Escape.STARTED;
            } else if (c == '\r') {
                // Takes effect with the next character: before a line feed it is only a line end.
                returned = true;
            } else {
                if (returned) {
                    returned = false;
                    column = 0;
                    clipped = 0;
                }
                put(Character.isISOControl(c) && c != '\t' ? '\uFFFD' : c);
            }
        }

        private void put(char c) {
            if (column >= MAX_LINE) {
                clipped++;
            } else if (column < text.length()) {
                text.setCharAt(column++, c);
            } else {
                text.append(c);
                column++;
            }
        }

        ConsoleLine line() {
            var shown = clipped == 0 ? text.toString() : text + "… (%,d more characters)".formatted(clipped);
            return new ConsoleLine(stream, shown);
        }
    }
}
