package dev.backstep.kernel.recorder;

import dev.backstep.recording.Loop;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The book of loops: which ran how often, and where on the timeline their turns begin.
///
/// A turn begins where the loop is entered or jumps back to its head. Whether it is one shows later, as the head may
/// end the loop: there is a turn once a line of the body runs, or the loop jumps back again.
final class Loops {
    /// Of more turns than these every second is forgotten, then every fourth, and so on.
    private static final int MAX_TURNS = 4096;

    /// Of more executions than these one is kept only if something happened in it.
    private static final int MANY_EXECUTIONS = 256;

    private static final int MAX_EXECUTIONS = 10_000;

    private final Timeline timeline;
    private final Iterations iterations;
    private final Map<Long, Deque<Execution>> open = new HashMap<>();
    // Of most lines the frame is that of the line before.
    private long lastFrame;
    private @Nullable Deque<Execution> lastRunning;
    private List<Statement> statements = List.of();
    private List<List<Execution>> executions = List.of();
    private int[] byHead = {};
    private long[] counts = {};
    private long[] turns = {};

    /// A loop statement.
    ///
    /// @param bodyEnd the last line of its body
    private record Statement(Span head, int bodyEnd, int parent) {
        boolean holds(int line) {
            return head.startLine() <= line && line <= bodyEnd;
        }

        boolean hasInBody(int line) {
            return holds(line) && line > head.endLine();
        }
    }

    /// A run of a loop statement.
    private static final class Execution {
        final int loop;
        final int from;
        final Turns recorded;
        int to = Recording.NONE;
        int turns;
        /// Where the turn begins that may turn out to be none; [Recording#NONE] if there is none such.
        int candidate;
        int stride = 1;
        int[] known = new int[4];
        int[] starts = new int[4];
        int size;

        Execution(int loop, int from, Turns recorded) {
            this.recorded = recorded;
            this.loop = loop;
            this.from = from;
            candidate = from;
        }

        void confirm() {
            if (turns % stride == 0) {
                if (size == MAX_TURNS) {
                    forgetEverySecond();
                }
                if (turns % stride == 0) {
                    add();
                }
            }
            turns++;
            candidate = Recording.NONE;
            recorded.begins();
        }

        private void add() {
            if (size == known.length) {
                known = Arrays.copyOf(known, 2 * size);
                starts = Arrays.copyOf(starts, 2 * size);
            }
            known[size] = turns;
            starts[size++] = candidate;
        }

        private void forgetEverySecond() {
            stride *= 2;
            int left = 0;
            for (int i = 0; i < size; i++) {
                if (known[i] % stride == 0) {
                    known[left] = known[i];
                    starts[left++] = starts[i];
                }
            }
            size = left;
        }

        Loop.Execution finish(Records.Numbers events) {
            var there = IntStream.range(0, size)
                    .filter(i -> !recorded.isSkipped(known[i]))
                    .toArray();
            return new Loop.Execution(
                    events.place(from),
                    events.place(to),
                    turns,
                    Arrays.stream(there).map(i -> known[i]).toArray(),
                    Arrays.stream(there).map(i -> events.place(starts[i])).toArray());
        }
    }

    Loops(Timeline timeline, Iterations iterations) {
        this.timeline = timeline;
        this.iterations = iterations;
        iterations.onDrop(this::drop);
    }

    /// What began in a stretch of the timeline is dropped.
    private void drop(int from, int to) {
        for (var all : executions) {
            for (int i = all.size() - 1; i >= 0 && all.get(i).from >= from; i--) {
                if (all.get(i).from < to) {
                    all.remove(i);
                }
            }
        }
    }

    /// @param table see `_backstep/statements.py`
    void define(String table, String source) {
        var lines = source.split("\n", -1);
        statements = new ArrayList<>();
        executions = new ArrayList<>();
        for (var row : table.split("\n")) {
            if (!row.isEmpty()) {
                var cells = Arrays.stream(row.split(" "))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                var head = new Span(
                        cells[0],
                        cells[1] + 1,
                        cells[2],
                        (cells[3] < 0 ? lines[cells[2] - 1].stripTrailing().length() : cells[3]) + 1);
                statements.add(new Statement(head, cells[4], cells[5]));
                executions.add(new ArrayList<>());
            }
        }
        int last = statements.stream().mapToInt(s -> s.head.startLine()).max().orElse(0);
        byHead = new int[last + 1];
        Arrays.fill(byHead, Recording.NONE);
        for (int loop = statements.size() - 1; loop >= 0; loop--) {
            byHead[statements.get(loop).head.startLine()] = loop;
        }
        counts = new long[statements.size()];
        turns = new long[statements.size()];
    }

    /// A line of a frame begins.
    void line(long frame, int line) {
        var running = running(frame);
        int head = line < byHead.length ? byHead[line] : Recording.NONE;
        if (running == null && head == Recording.NONE) {
            return;
        }
        while (running != null
                && !running.isEmpty()
                && !statements.get(running.peek().loop).holds(line)) {
            close(running.pop());
        }
        if (head != Recording.NONE && (running == null || running.isEmpty() || running.peek().loop != head)) {
            begin(frame, head);
        }
        if (running != null) {
            for (var execution : running) {
                if (execution.candidate != Recording.NONE
                        && statements.get(execution.loop).hasInBody(line)) {
                    execution.confirm();
                }
            }
        }
    }

    /// A loop of a frame jumps back to its head.
    void turn(long frame, int loop) {
        var running = running(frame);
        while (running != null && !running.isEmpty() && running.peek().loop != loop) {
            close(running.pop());
        }
        if (running == null || running.isEmpty()) {
            begin(frame, loop);
            return;
        }
        var execution = running.peek();
        if (execution.candidate != Recording.NONE) {
            execution.confirm();
        }
        iterations.next(execution.recorded);
        execution.candidate = timeline.place();
    }

    /// A frame is over.
    void leave(long frame) {
        if (open.isEmpty()) {
            return;
        }
        var running = open.remove(frame);
        lastFrame = 0;
        if (running != null) {
            running.forEach(this::close);
        }
    }

    /// The loops of a frame that run, innermost first; null if it has run none.
    private @Nullable Deque<Execution> running(long frame) {
        if (frame != lastFrame) {
            lastFrame = frame;
            lastRunning = open.get(frame);
        }
        return lastRunning;
    }

    private void begin(long frame, int loop) {
        var execution = new Execution(loop, timeline.place(), iterations.begin());
        open.computeIfAbsent(frame, _ -> new ArrayDeque<>()).push(execution);
        lastFrame = 0;
        counts[loop]++;
        if (executions.get(loop).size() < MAX_EXECUTIONS) {
            executions.get(loop).add(execution);
        } else {
            execution.recorded.crossing = true;
        }
    }

    private void close(Execution execution) {
        iterations.close(execution.recorded);
        execution.to = timeline.place();
        execution.candidate = Recording.NONE;
        turns[execution.loop] += execution.turns;
        var all = executions.get(execution.loop);
        if (all.size() > MANY_EXECUTIONS && execution.from == execution.to && all.getLast() == execution) {
            all.removeLast();
        }
    }

    /// What is not over now ends now.
    void end() {
        open.values().forEach(running -> running.forEach(this::close));
        open.clear();
    }

    /// Completes the timeline by what is skipped.
    List<Loop> finish(Numbering numbering) {
        var loops = new ArrayList<Loop>();
        for (int i = 0; i < statements.size(); i++) {
            var statement = statements.get(i);
            var all = executions.get(i);
            for (int k = 0; k < all.size(); k++) {
                for (var part : all.get(k).recorded.parts) {
                    if (part.skipped != null) {
                        timeline.set(part.event, part.skipped.finish(i, k, part.from, part.to, numbering));
                    }
                }
            }
            loops.add(new Loop(
                    i,
                    statement.head,
                    statement.parent,
                    counts[i],
                    turns[i],
                    all.stream()
                            .map(execution -> execution.finish(numbering.events()))
                            .toList()));
        }
        return List.copyOf(loops);
    }
}
