package dev.backstep.recording;

import static dev.backstep.recording.Consistency.numbered;
import static dev.backstep.recording.Consistency.present;
import static dev.backstep.recording.Consistency.presentOrNone;
import static dev.backstep.recording.Consistency.require;

import dev.backstep.recording.Consistency.Violation;
import java.util.List;
import java.util.Objects;

/// The part of [Consistency] that is about a recording's [Structure].
final class StructureConsistency {
    private final Recording recording;
    private final Structure structure;

    StructureConsistency(Recording recording) {
        this.recording = recording;
        structure = recording.structure();
    }

    /// @throws Violation if an identifier points nowhere, or something is not in what it says it is in
    void check() throws Violation {
        modules();
        composites();
        numbered(structure.frames().stream().mapToInt(CallFrame::id).toArray());
        for (var frame : structure.frames()) {
            parent(frame.parent(), frame.id());
            Objects.requireNonNull(frame.function());
            Objects.requireNonNull(frame.file());
            Objects.requireNonNull(frame.span());
        }
        loops();
    }

    private void modules() throws Violation {
        numbered(structure.modules().stream().mapToInt(ModuleRecord::id).toArray());
        for (var module : structure.modules()) {
            parent(module.parent(), module.id());
            Objects.requireNonNull(module.path());
            Objects.requireNonNull(module.className());
        }
        numbered(structure.moduleCalls().stream().mapToInt(ModuleCall::id).toArray());
        for (var call : structure.moduleCalls()) {
            parent(call.parent(), call.id());
            present(call.module(), structure.modules());
            presentOrNone(call.frame(), structure.frames());
            stretch(call.from(), call.to());
        }
    }

    private void composites() throws Violation {
        numbered(structure.composites().stream().mapToInt(Composite::id).toArray());
        for (var composite : structure.composites()) {
            parent(composite.parent(), composite.id());
            Objects.requireNonNull(composite.name());
            tensors(composite.inputs());
            tensors(composite.outputs());
            for (var argument : composite.arguments()) {
                presentOrNone(argument.tensor(), recording.tensors());
            }
            place(composite.frame(), composite.moduleCall(), Recording.NONE);
            stretch(composite.from(), composite.to());
        }
    }

    private void loops() throws Violation {
        numbered(structure.loops().stream().mapToInt(Loop::id).toArray());
        for (var loop : structure.loops()) {
            Objects.requireNonNull(loop.span());
            parent(loop.parent(), loop.id());
            for (var execution : loop.executions()) {
                stretch(execution.from(), execution.to());
                var known = execution.known();
                var starts = execution.starts();
                require(known.length == starts.length, "not one place a turn");
                for (int i = 0; i < known.length; i++) {
                    require(known[i] >= (i == 0 ? 0 : known[i - 1] + 1), "turns out of order");
                    require(known[i] < execution.turns(), "no such turn");
                    stretch(i == 0 ? execution.from() : starts[i - 1], starts[i]);
                    stretch(starts[i], execution.to());
                }
            }
        }
    }

    /// What something is part of.
    void place(int frame, int moduleCall, int composite) throws Violation {
        presentOrNone(frame, structure.frames());
        presentOrNone(moduleCall, structure.moduleCalls());
        presentOrNone(composite, structure.composites());
    }

    void execution(int loop, int execution) throws Violation {
        present(loop, structure.loops());
        present(execution, structure.loops().get(loop).executions());
    }

    /// A parent comes before what it holds, so that nothing holds itself.
    private static void parent(int parent, int id) throws Violation {
        require(parent >= Recording.NONE && parent < id, "a parent comes later than what it holds");
    }

    private void tensors(List<Integer> ids) throws Violation {
        for (int id : ids) {
            present(id, recording.tensors());
        }
    }

    private void stretch(int from, int to) throws Violation {
        require(from >= 0 && from <= to && to <= recording.timeline().size(), "no such stretch of the timeline");
    }
}
