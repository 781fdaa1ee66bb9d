package dev.backstep.kernel.recorder;

import dev.backstep.recording.ModuleCall;
import dev.backstep.recording.ModuleRecord;
import dev.backstep.recording.Recording;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The book of modules and of the calls of their forwards.
final class Modules {
    private final Timeline timeline;
    private final List<ModuleRecord> modules = new ArrayList<>();
    private final List<ModuleCall> calls = new ArrayList<>();
    private final Deque<Integer> open = new ArrayDeque<>();

    Modules(Timeline timeline) {
        this.timeline = timeline;
    }

    /// A module not seen before.
    ///
    /// @return its identifier
    int add(int parent, String path, String className, long parameters, long trainable) {
        int id = modules.size();
        modules.add(new ModuleRecord(id, parent, path, className, parameters, trainable));
        return id;
    }

    void enter(int module, int frame) {
        int id = calls.size();
        int now = timeline.place();
        calls.add(new ModuleCall(id, current(), module, frame, now, now));
        open.push(id);
    }

    void exit() {
        var id = open.poll();
        if (id != null) {
            var call = calls.get(id);
            calls.set(
                    id, new ModuleCall(id, call.parent(), call.module(), call.frame(), call.from(), timeline.place()));
        }
    }

    /// The innermost call that runs, or [Recording#NONE].
    int current() {
        var id = open.peek();
        return id == null ? Recording.NONE : id;
    }

    List<ModuleRecord> modules() {
        return List.copyOf(modules);
    }

    List<ModuleCall> finish() {
        while (!open.isEmpty()) {
            exit();
        }
        return List.copyOf(calls);
    }
}
