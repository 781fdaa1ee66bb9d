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
    private final Records<ModuleCall> calls = new Records<>();
    private final Budget budget;
    private final Deque<Integer> open = new ArrayDeque<>();

    Modules(Timeline timeline, Budget budget) {
        this.timeline = timeline;
        this.budget = budget;
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
        budget.take(Budget.CALL);
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

    Records<ModuleCall> records() {
        return calls;
    }

    List<ModuleRecord> modules() {
        return List.copyOf(modules);
    }

    /// What is not over now ends now.
    void end() {
        while (!open.isEmpty()) {
            exit();
        }
    }

    List<ModuleCall> finish(Numbering numbering) {
        return numbering.all(calls.all(), numbering::of);
    }
}
