package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.profiler.ProfileAverage;
import dev.backstep.engine.profiler.ProfileEvent;
import dev.backstep.engine.profiler.ProfileRow;
import dev.backstep.engine.profiler.ProfileTable;
import dev.backstep.engine.profiler.ProfileText;
import dev.backstep.engine.profiler.Profiler;
import dev.backstep.engine.profiler.ProfilerOptions;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.PyRef;
import dev.backstep.kernel.cpython.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The profiler. Python has events and averages as opaque objects, and asks for what is in them.
final class ProfilerApi {
    private static final double MICRO = 1e3;

    private final Engine engine;
    private final Handles handles;

    ProfilerApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
    }

    void install(Definitions define) {
        define.add("profiler_start", a -> {
            Profiler.start(
                    engine, new ProfilerOptions(a[0].asBoolean(), a[1].asBoolean(), a[2].asBoolean(), stack(a[3])));
            return null;
        });
        define.add("profiler_stop", a -> {
            var profiler = engine.profiler();
            return PyObject.list(
                    profiler == null
                            ? List.of()
                            : List.<Object>copyOf(profiler.stop().events()));
        });
        define.add("profiler_enter", a -> {
            var profiler = engine.profiler();
            if (profiler == null) return null;
            return profiler.range(a[0].asText(), a[1].asBoolean() ? List.of(List.of()) : List.of());
        });
        define.add("profiler_function", a -> {
            var profiler = engine.profiler();
            return profiler == null ? null : profiler.function(a[0].asText(), tensors(a[1]));
        });
        define.add("profiler_exit", a -> {
            ((Profiler.Range) a[0].target()).close();
            return null;
        });
        define.add("profile_row", a -> row((ProfileRow) a[0].target()));
        define.add("profile_event", a -> event((ProfileEvent) a[0].target()));
        define.add("profile_parents", a -> parents(rows(a[0])));
        define.add("profile_averages", a -> averages(rows(a[0]), a[1].asBoolean(), a[2].asInt()));
        define.add("profile_sum", a -> ProfileAverage.sum(a[0].asText(), rows(a[1])));
        define.add(
                "profile_table",
                a -> ProfileTable.of(
                        rows(a[0]),
                        a[1].asBoolean(),
                        a[2].asBoolean(),
                        new ProfileTable.Layout(
                                a[3].isNone() ? -1 : a[3].asInt(),
                                width(a[4]),
                                width(a[5]),
                                width(a[6]),
                                a[7].isNone() ? null : a[7].asText(),
                                a[8].asBoolean())));
        define.add("profile_trace", a -> ProfileText.chromeTrace(events(a[0])));
        define.add("profile_stacks", a -> ProfileText.stacks(events(a[0]), a[1].asBoolean()));
        define.add("profile_time", a -> ProfileTable.time(a[0].asDouble() * MICRO));
    }

    private static @Nullable Integer width(PyObject value) {
        return value.isNone() ? null : value.asInt();
    }

    private static @Nullable Supplier<List<String>> stack(PyObject function) {
        if (function.isNone()) return null;
        var stack = PyRef.of(function);
        return () -> {
            try (var scope = Scope.open()) {
                return stack.call().elements().stream().map(PyObject::asText).toList();
            }
        };
    }

    private Tensor[] tensors(PyObject arguments) {
        var tensors = new ArrayList<Tensor>();
        for (int i = 0; i < arguments.size(); i++) {
            Tensor tensor = handles.tensorOrNull(arguments.get(i));
            if (tensor != null) tensors.add(tensor);
        }
        return tensors.toArray(new Tensor[0]);
    }

    private static List<ProfileRow> rows(PyObject list) {
        var rows = new ArrayList<ProfileRow>();
        for (int i = 0; i < list.size(); i++) rows.add((ProfileRow) list.get(i).target());
        return rows;
    }

    private static List<ProfileEvent> events(PyObject list) {
        return rows(list).stream()
                .filter(ProfileEvent.class::isInstance)
                .map(ProfileEvent.class::cast)
                .toList();
    }

    /// What events and averages have in common; times in microseconds.
    private PyObject row(ProfileRow row) {
        return handles.tuple(
                row.key(),
                row.count(),
                row.cpuTime() / MICRO,
                row.selfCpuTime() / MICRO,
                row.deviceTime() / MICRO,
                row.selfDeviceTime() / MICRO,
                row.cpuMemory(),
                row.selfCpuMemory(),
                row.deviceMemory(),
                row.selfDeviceMemory(),
                row.flops(),
                handles.list(row.inputShapes().stream().map(handles::list).toList()),
                handles.list(row.stack()));
    }

    private PyObject event(ProfileEvent event) {
        var kernels = event.kernels().stream()
                .map(k -> handles.tuple(k.name(), k.device(), k.duration() / MICRO))
                .toList();
        return handles.tuple(
                event.id(),
                event.name(),
                event.start() / MICRO,
                event.end() / MICRO,
                ProfileText.THREAD,
                event.backward() ? ProfileText.THREAD : 0,
                event.scope().number(),
                event.sequence(),
                handles.list(kernels));
    }

    /// For each event the place of the one that it is inside, or -1.
    private PyObject parents(List<ProfileRow> events) {
        var places = new HashMap<@Nullable ProfileEvent, Integer>();
        Collection<Integer> parents = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            var event = (ProfileEvent) events.get(i);
            places.put(event, i);
            parents.add(places.getOrDefault(event.parent(), -1));
        }
        return handles.list(parents);
    }

    /// Averages, and for each the place of the first event that it sums.
    private PyObject averages(List<ProfileRow> events, boolean byInputShapes, int stackDepth) {
        var averages = ProfileAverage.of(events, byInputShapes, stackDepth);
        var places = new HashMap<@Nullable ProfileRow, Integer>();
        for (int i = 0; i < events.size(); i++) places.put(events.get(i), i);
        var firsts =
                averages.stream().map(average -> places.get(average.first())).toList();
        return handles.tuple(handles.list(averages), handles.list(firsts));
    }
}
