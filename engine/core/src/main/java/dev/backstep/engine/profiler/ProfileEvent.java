package dev.backstep.engine.profiler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One operator, backward node or range that ran.
public final class ProfileEvent implements ProfileRow {
    final Scope scope;
    final boolean backward;
    final long start;
    long end = -1;

    @Nullable
    ProfileEvent parent;

    List<ProfileEvent> children = new ArrayList<>(0);
    List<List<Integer>> inputShapes = List.of();
    List<String> stack = List.of();
    List<Kernel> kernels = List.of();
    long cpuMemory;
    long deviceMemory;
    long flops;

    private final int id;
    private final String name;
    private final long sequence;

    /// Sorts of events, by the numbers that PyTorch gives them.
    public enum Scope {
        FUNCTION(0),
        BACKWARD_FUNCTION(1),
        USER(7);

        private final int number;

        Scope(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /// Work on a device that an event started.
    ///
    /// @param device such as `cuda:0`
    /// @param duration in nanoseconds
    public record Kernel(String name, String device, long duration) {}

    ProfileEvent(
            int id,
            String name,
            Scope scope,
            @Nullable ProfileEvent parent,
            long sequence,
            boolean backward,
            long start) {
        this.id = id;
        this.name = name;
        this.scope = scope;
        this.parent = parent;
        this.sequence = sequence;
        this.backward = backward;
        this.start = start;
        if (parent != null) parent.children.add(this);
    }

    void add(Kernel kernel) {
        if (kernels.isEmpty()) kernels = new ArrayList<>(1);
        kernels.add(kernel);
    }

    /// Its number in the order of starting.
    public int id() {
        return id;
    }

    public String name() {
        return name;
    }

    public Scope scope() {
        return scope;
    }

    /// Nanoseconds from the start of the profile.
    public long start() {
        return start;
    }

    public long end() {
        return end;
    }

    /// What ran inside, in order.
    public List<ProfileEvent> children() {
        return Collections.unmodifiableList(children);
    }

    public @Nullable ProfileEvent parent() {
        return parent;
    }

    /// For an operator the sequence number of the node that it may be recorded as, for a node its own; -1 if there is
    /// none.
    public long sequence() {
        return sequence;
    }

    /// Whether it is the evaluation of a node that an operator recorded.
    public boolean backward() {
        return backward;
    }

    public List<Kernel> kernels() {
        return kernels;
    }

    /// Its name in tables: steps of a schedule share one.
    @Override
    public String key() {
        return name.startsWith("ProfilerStep#") ? "ProfilerStep*" : name;
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public long cpuTime() {
        return end - start;
    }

    @Override
    public long selfCpuTime() {
        long time = cpuTime();
        for (var child : children) time -= child.cpuTime();
        return time;
    }

    @Override
    public long deviceTime() {
        long time = selfDeviceTime();
        for (var child : children) time += child.deviceTime();
        return time;
    }

    @Override
    public long selfDeviceTime() {
        long time = 0;
        for (var kernel : kernels) time += kernel.duration();
        return time;
    }

    @Override
    public long cpuMemory() {
        return cpuMemory;
    }

    @Override
    public long selfCpuMemory() {
        long memory = cpuMemory;
        for (var child : children) memory -= child.cpuMemory;
        return memory;
    }

    @Override
    public long deviceMemory() {
        return deviceMemory;
    }

    @Override
    public long selfDeviceMemory() {
        long memory = deviceMemory;
        for (var child : children) memory -= child.deviceMemory;
        return memory;
    }

    @Override
    public long flops() {
        return flops;
    }

    @Override
    public boolean nested() {
        return parent != null;
    }

    @Override
    public List<List<Integer>> inputShapes() {
        return inputShapes;
    }

    @Override
    public List<String> stack() {
        return stack;
    }

    @Override
    public String toString() {
        return "%s (%d ns)".formatted(name, cpuTime());
    }
}
