package dev.backstep.engine.profiler;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sum of events that have something in common, with what they do not share taken from the first.
public final class ProfileAverage implements ProfileRow {
    private final String key;
    private final @Nullable ProfileRow first;
    private final List<List<Integer>> inputShapes;
    private final List<String> stack;
    private int count;
    private long cpuTime;
    private long selfCpuTime;
    private long deviceTime;
    private long selfDeviceTime;
    private long cpuMemory;
    private long selfCpuMemory;
    private long deviceMemory;
    private long selfDeviceMemory;
    private long flops;

    private ProfileAverage(
            String key, @Nullable ProfileRow first, List<List<Integer>> inputShapes, List<String> stack) {
        this.key = key;
        this.first = first;
        this.inputShapes = inputShapes;
        this.stack = stack;
    }

    /// What events must share to be summed up.
    private record Group(String key, List<List<Integer>> inputShapes, List<String> stack) {}

    /// Sums events of one name, in the order of each name's first event.
    ///
    /// @param byInputShapes whether events of different input shapes stay apart
    /// @param stackDepth how many entries of the stack must agree too
    public static List<ProfileAverage> of(
            Collection<? extends ProfileRow> events, boolean byInputShapes, int stackDepth) {
        Map<Group, ProfileAverage> groups = new LinkedHashMap<>();
        for (var event : events) {
            List<List<Integer>> shapes = byInputShapes ? event.inputShapes() : List.of();
            var stack =
                    event.stack().subList(0, Math.min(stackDepth, event.stack().size()));
            groups.computeIfAbsent(
                            new Group(event.key(), shapes, stack),
                            group -> new ProfileAverage(event.key(), event, shapes, stack))
                    .add(event);
        }
        return List.copyOf(groups.values());
    }

    /// The sum of all, whatever their names.
    ///
    /// @param key its name
    public static ProfileAverage sum(String key, List<? extends ProfileRow> events) {
        var sum = events.isEmpty()
                ? new ProfileAverage(key, null, List.of(), List.of())
                : new ProfileAverage(
                        key,
                        events.getFirst(),
                        events.getFirst().inputShapes(),
                        events.getFirst().stack());
        events.forEach(sum::add);
        return sum;
    }

    private void add(ProfileRow event) {
        count += event.count();
        cpuTime += event.cpuTime();
        selfCpuTime += event.selfCpuTime();
        deviceTime += event.deviceTime();
        selfDeviceTime += event.selfDeviceTime();
        cpuMemory += event.cpuMemory();
        selfCpuMemory += event.selfCpuMemory();
        deviceMemory += event.deviceMemory();
        selfDeviceMemory += event.selfDeviceMemory();
        flops += event.flops();
    }

    /// The first of the events; null if there are none.
    public @Nullable ProfileRow first() {
        return first;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long cpuTime() {
        return cpuTime;
    }

    @Override
    public long selfCpuTime() {
        return selfCpuTime;
    }

    @Override
    public long deviceTime() {
        return deviceTime;
    }

    @Override
    public long selfDeviceTime() {
        return selfDeviceTime;
    }

    @Override
    public long cpuMemory() {
        return cpuMemory;
    }

    @Override
    public long selfCpuMemory() {
        return selfCpuMemory;
    }

    @Override
    public long deviceMemory() {
        return deviceMemory;
    }

    @Override
    public long selfDeviceMemory() {
        return selfDeviceMemory;
    }

    @Override
    public long flops() {
        return flops;
    }

    @Override
    public boolean nested() {
        return first != null && first.nested();
    }

    /// Empty unless the events were kept apart by it.
    @Override
    public List<List<Integer>> inputShapes() {
        return inputShapes;
    }

    /// The entries that the events share.
    @Override
    public List<String> stack() {
        return stack;
    }

    @Override
    public String toString() {
        return "%s: %d calls, %d ns".formatted(key, count, cpuTime);
    }
}
