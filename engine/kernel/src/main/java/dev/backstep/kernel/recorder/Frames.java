package dev.backstep.kernel.recorder;

import dev.backstep.recording.CallFrame;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The book of the chains of calls that ran something. Equal chains are one.
final class Frames {
    /// A deep recursion has no more frames than these; what is deeper counts as of the last one.
    private static final int MAX_FRAMES = 50_000;

    private final Caller caller;
    private final List<String> lines;
    private final List<CallFrame> frames = new ArrayList<>();
    private final Map<Call, Integer> known = new HashMap<>();
    private final Map<Integer, Caller.Function> functions = new HashMap<>();

    // The chain of last time, outermost first. The next one mostly begins as it does.
    private int[] ids = new int[16];
    private int[] callees = new int[16];
    private int[] places = new int[16];
    private int depth;

    private record Call(int parent, int function, int instruction) {}

    Frames(Caller caller, String source) {
        this.caller = caller;
        lines = source.lines().toList();
    }

    /// The frame that runs, or [Recording#NONE] if none is the user's.
    int now() {
        int count = caller.look();
        if (count < 0) {
            return depth == 0 ? Recording.NONE : ids[depth - 1];
        }
        while (count > ids.length) {
            ids = Arrays.copyOf(ids, 2 * ids.length);
            callees = Arrays.copyOf(callees, 2 * callees.length);
            places = Arrays.copyOf(places, 2 * places.length);
        }
        int same = 0;
        while (same < Math.min(count, depth)
                && callees[same] == caller.function(count - 1 - same)
                && places[same] == caller.instruction(count - 1 - same)) {
            same++;
        }
        int id = same == 0 ? Recording.NONE : ids[same - 1];
        for (int i = same; i < count; i++) {
            callees[i] = caller.function(count - 1 - i);
            places[i] = caller.instruction(count - 1 - i);
            id = child(id, callees[i], places[i]);
            ids[i] = id;
        }
        depth = count;
        return id;
    }

    private int child(int parent, int function, int instruction) {
        var call = new Call(parent, function, instruction);
        var found = known.get(call);
        if (found != null) {
            return found;
        }
        if (frames.size() >= MAX_FRAMES) {
            return parent;
        }
        var described = functions.computeIfAbsent(function, caller::describe);
        int id = frames.size();
        var span = described.span(instruction);
        if (described.file().isEmpty()) {
            span = new Span(
                    span.startLine(),
                    column(span.startLine(), span.startColumn()),
                    span.endLine(),
                    column(span.endLine(), span.endColumn()));
        }
        frames.add(new CallFrame(id, parent, described.name(), described.file(), described.line(), span));
        known.put(call, id);
        return id;
    }

    /// Python counts bytes of UTF-8.
    private int column(int line, int column) {
        if (line < 1 || line > lines.size() || column == Integer.MAX_VALUE) {
            return column;
        }
        var bytes = lines.get(line - 1).getBytes(StandardCharsets.UTF_8);
        return new String(bytes, 0, Math.min(column - 1, bytes.length), StandardCharsets.UTF_8).length() + 1;
    }

    List<CallFrame> finish() {
        return List.copyOf(frames);
    }
}
