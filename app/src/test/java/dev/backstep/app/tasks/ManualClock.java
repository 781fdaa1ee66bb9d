package dev.backstep.app.tasks;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Time that passes when a test says so.
public final class ManualClock implements Tasks.Clock {
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::number));
    private Duration now = Duration.ZERO;
    private long number;

    private record Event(Duration at, long number, Runnable action) {}

    @Override
    public void after(Duration delay, Runnable action) {
        events.add(new Event(now.plus(delay), number++, action));
    }

    /// Lets time pass; what is due happens in order, each at its time.
    public void advance(Duration time) {
        var end = now.plus(time);
        while (!events.isEmpty() && events.peek().at().compareTo(end) <= 0) {
            var next = events.remove();
            now = next.at();
            next.action().run();
        }
        now = end;
    }

    @Override
    public void close() {
        events.clear();
    }
}
