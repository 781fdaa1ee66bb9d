package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.CallFrame;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Loop;
import dev.backstep.recording.ModuleCall;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.Structure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds what each operator of a run is part of, outermost first: loops, modules and functions as they called each
/// other, then the statement and the composite operators.
final class GroupPaths {
    private final Recording recording;
    private final Structure structure;
    private final FunctionLines functions;
    private final int[] placeOfOperation;
    private final List<Running> executions = new ArrayList<>();
    private final Deque<Running> running = new ArrayDeque<>();
    private int nextExecution;

    /// A run of a loop.
    private record Running(int loop, int number, Loop.Execution execution) {}

    /// A step of a path.
    ///
    /// @param a what tells it from others of its kind
    /// @param b the same
    record Element(Group.Kind kind, int a, int b) {}

    GroupPaths(Recording recording) {
        this.recording = recording;
        structure = recording.structure();
        functions = new FunctionLines(recording.source());
        placeOfOperation = new int[recording.operations().size()];
        Arrays.fill(placeOfOperation, NONE);
        for (int at = 0; at < recording.timeline().size(); at++) {
            if (recording.timeline().get(at) instanceof Event.OperationDone(int operation)) {
                placeOfOperation[operation] = at;
            }
        }
        for (var loop : structure.loops()) {
            for (int i = 0; i < loop.executions().size(); i++) {
                executions.add(new Running(loop.id(), i, loop.executions().get(i)));
            }
        }
        // An outer loop begins before an inner one, or at the same place and ends later.
        executions.sort((one, other) -> one.execution.from() != other.execution.from()
                ? Integer.compare(one.execution.from(), other.execution.from())
                : Integer.compare(other.execution.to(), one.execution.to()));
    }

    /// The place of a vertex on the timeline, by which paths are asked for in order.
    int place(Vertex vertex) {
        if (vertex.operation() != NONE) {
            return placeOfOperation[vertex.operation()];
        }
        int pass = vertex.node() == NONE
                ? NONE
                : recording.nodes().get(vertex.node()).pass();
        return pass == NONE ? NONE : recording.passes().get(pass).startedAt();
    }

    /// The path of a vertex. Vertices have to be asked for in the order of their places.
    List<Element> of(Vertex vertex) {
        if (vertex.operation() != NONE) {
            Operation operation = recording.operations().get(vertex.operation());
            return path(
                    placeOfOperation[operation.id()],
                    operation.frame(),
                    operation.moduleCall(),
                    operation.composite(),
                    operation.span());
        }
        GraphNode node = recording.nodes().get(vertex.node());
        if (node.pass() != NONE) {
            return List.of(new Element(Group.Kind.PASS, node.pass(), 0));
        }
        return path(NONE, node.frame(), node.moduleCall(), NONE, node.span());
    }

    private List<Element> path(int place, int frame, int moduleCall, int composite, @Nullable Span span) {
        var path = new ArrayList<Element>();
        var loops = loopsAt(place);
        var calls = moduleCalls(moduleCall);
        var chain = chain(frame);
        int loop = 0;
        int call = 0;
        for (int depth = 0; depth < chain.size(); depth++) {
            var within = chain.get(depth);
            boolean innermost = depth == chain.size() - 1;
            while (loop < loops.size() && (innermost || isIn(loops.get(loop), within))) {
                add(path, loops.get(loop++), place);
            }
            boolean called = false;
            while (call < calls.size() && (innermost || calls.get(call).frame() == within.id())) {
                path.add(new Element(Group.Kind.MODULE, calls.get(call++).id(), 0));
                called = true;
            }
            if (!innermost && !called) {
                path.add(new Element(
                        Group.Kind.FUNCTION, within.id(), chain.get(depth + 1).definedAt()));
            }
            if (innermost && !called && span != null) {
                path.add(new Element(Group.Kind.STATEMENT, span.startLine(), span.startColumn()));
            }
        }
        if (chain.isEmpty()) {
            loops.forEach(each -> add(path, each, place));
            calls.forEach(each -> path.add(new Element(Group.Kind.MODULE, each.id(), 0)));
            if (calls.isEmpty() && span != null) {
                path.add(new Element(Group.Kind.STATEMENT, span.startLine(), span.startColumn()));
            }
        }
        int end = path.size();
        for (int at = composite; at != NONE; at = structure.composites().get(at).parent()) {
            path.add(end, new Element(Group.Kind.COMPOSITE, at, 0));
        }
        return path;
    }

    private void add(List<Element> path, Running loop, int place) {
        path.add(new Element(Group.Kind.LOOP, loop.loop, loop.number));
        var execution = loop.execution;
        int turn = -1;
        int above = execution.starts().length;
        // The last that begins at or before the place: turns that did nothing begin where the next one does.
        while (turn + 1 < above) {
            int middle = (turn + above) >>> 1;
            if (execution.starts()[middle] <= place) {
                turn = middle;
            } else {
                above = middle;
            }
        }
        path.add(new Element(Group.Kind.TURN, turn < 0 ? 0 : execution.known()[turn], 0));
    }

    /// The loops under way at a place, outermost first.
    private List<Running> loopsAt(int place) {
        if (place == NONE) {
            return List.of();
        }
        while (nextExecution < executions.size()
                && executions.get(nextExecution).execution.from() <= place) {
            running.addLast(executions.get(nextExecution++));
        }
        running.removeIf(each -> each.execution.to() <= place);
        return List.copyOf(running);
    }

    private boolean isIn(Running loop, CallFrame frame) {
        if (!frame.file().isEmpty()) {
            return false;
        }
        int head = structure.loops().get(loop.loop).span().startLine();
        return functions.definedAt(head) == functions.definedAt(frame.span().startLine())
                && head <= frame.span().startLine();
    }

    private List<ModuleCall> moduleCalls(int innermost) {
        var calls = new ArrayDeque<ModuleCall>();
        for (int at = innermost;
                at != NONE;
                at = structure.moduleCalls().get(at).parent()) {
            calls.addFirst(structure.moduleCalls().get(at));
        }
        return List.copyOf(calls);
    }

    private List<CallFrame> chain(int innermost) {
        var chain = new ArrayDeque<CallFrame>();
        for (int at = innermost; at != NONE; at = structure.frames().get(at).parent()) {
            chain.addFirst(structure.frames().get(at));
        }
        return List.copyOf(chain);
    }
}
