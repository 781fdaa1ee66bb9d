package dev.backstep.engine.profiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a profiler has seen.
///
/// @param events in the order of starting, each before what ran inside it
/// @param options what was noted
public record Profile(List<ProfileEvent> events, ProfilerOptions options) {
    public Profile {
        events = List.copyOf(events);
    }

    /// Puts in order what was noted one by one.
    static Profile of(List<ProfileEvent> noted, ProfilerOptions options) {
        for (var event : noted.reversed()) {
            if (event.parent == null) continue;
            event.parent.cpuMemory += event.cpuMemory;
            event.parent.deviceMemory += event.deviceMemory;
        }
        var events = withoutRepetitions(noted);
        if (options.stack() != null) giveForwardStacks(events);
        return new Profile(events, options);
    }

    /// Takes out operators that are all that one of the same name does: overloads that call another.
    private static List<ProfileEvent> withoutRepetitions(List<ProfileEvent> noted) {
        var events = new ArrayList<ProfileEvent>(noted.size());
        for (var event : noted) {
            var parent = event.parent;
            if (parent == null || !parent.name().equals(event.name()) || parent.children.size() != 1) {
                events.add(event);
                continue;
            }
            parent.children = event.children;
            event.kernels.forEach(parent::add);
            for (var child : event.children) child.parent = parent;
        }
        return events;
    }

    /// What runs in a backward node comes from where the operator was that recorded the node.
    private static void giveForwardStacks(List<ProfileEvent> events) {
        var forward = new HashMap<Long, List<String>>();
        for (var event : events) {
            if (node(event) == null) forward.putIfAbsent(event.sequence(), event.stack);
        }
        for (var event : events) {
            var node = node(event);
            if (node == null) continue;
            event.stack = node.backward ? forward.getOrDefault(node.sequence(), List.of()) : List.of();
        }
    }

    private static @Nullable ProfileEvent node(ProfileEvent event) {
        for (@Nullable ProfileEvent at = event; at != null; at = at.parent) {
            if (at.scope == ProfileEvent.Scope.BACKWARD_FUNCTION) return at;
        }
        return null;
    }

    /// Sums of the events of each name; see [ProfileAverage#of].
    public List<ProfileAverage> averages(boolean byInputShapes, int stackDepth) {
        return ProfileAverage.of(events, byInputShapes, stackDepth);
    }

    /// Sums of the events of each name.
    public List<ProfileAverage> averages() {
        return averages(false, 0);
    }

    /// The sum of all events, named `Total`.
    public ProfileAverage total() {
        return ProfileAverage.sum("Total", events);
    }

    /// Rows of this profile as a table.
    public String table(List<? extends ProfileRow> rows, ProfileTable.Layout layout) {
        return ProfileTable.of(rows, options.memory(), options.flops(), layout);
    }

    /// The events in the format that Chrome's trace viewer and Perfetto open.
    public String chromeTrace() {
        return ProfileText.chromeTrace(events);
    }

    /// The stacks and their self time in microseconds, a line each, as flame graphs are made of.
    public String stacks() {
        return ProfileText.stacks(events, false);
    }
}
