package dev.backstep.kernel.recorder;

import dev.backstep.recording.Argument;
import dev.backstep.recording.Composite;
import dev.backstep.recording.Recording;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The book of composite operators: brackets around what they call.
///
/// One that calls nothing (`reshape` of what has the shape) is left out, so it gets its identifier with its first part.
final class Composites {
    private final Timeline timeline;
    private final Budget budget;
    private final Records<Composite> composites = new Records<>();
    private final Deque<Open> open = new ArrayDeque<>();

    /// A composite that runs.
    static final class Open {
        private final int from;
        private int id = Recording.NONE;
        private int line;

        private Open(int from) {
            this.from = from;
        }

        /// The line of the program that its first part is of.
        int line() {
            return line;
        }
    }

    Composites(Timeline timeline, Budget budget) {
        this.timeline = timeline;
        this.budget = budget;
    }

    void begin() {
        open.push(new Open(timeline.place()));
    }

    /// An operator runs in what runs.
    ///
    /// @return the innermost composite, or [Recording#NONE]
    int part(Graph.Origin origin) {
        var innermost = open.peek();
        if (innermost == null) {
            return Recording.NONE;
        }
        if (innermost.id == Recording.NONE) {
            int parent = Recording.NONE;
            for (var outer = open.descendingIterator(); outer.hasNext(); ) {
                var one = outer.next();
                if (one.id == Recording.NONE) {
                    one.id = composites.size();
                    one.line = origin.line();
                    budget.take(Budget.COMPOSITE);
                    composites.add(new Composite(
                            one.id,
                            parent,
                            "",
                            List.of(),
                            List.of(),
                            List.of(),
                            origin.span(),
                            origin.frame(),
                            origin.moduleCall(),
                            one.from,
                            one.from));
                }
                parent = one.id;
            }
        }
        return innermost.id;
    }

    /// The innermost is over.
    ///
    /// @return what to [describe][#describe]; null if it has called nothing
    @Nullable
    Open end() {
        var ended = open.poll();
        return ended == null || ended.id == Recording.NONE ? null : ended;
    }

    void describe(Open ended, String name, List<Argument> arguments, List<Integer> inputs, List<Integer> outputs) {
        var composite = composites.get(ended.id);
        composites.set(
                ended.id,
                new Composite(
                        composite.id(),
                        composite.parent(),
                        name,
                        arguments,
                        List.copyOf(inputs),
                        List.copyOf(outputs),
                        composite.span(),
                        composite.frame(),
                        composite.moduleCall(),
                        composite.from(),
                        timeline.place()));
    }

    /// The innermost that runs and has called something, or [Recording#NONE].
    int current() {
        for (var one : open) {
            if (one.id != Recording.NONE) {
                return one.id;
            }
        }
        return Recording.NONE;
    }

    Records<Composite> records() {
        return composites;
    }

    List<Composite> finish(Numbering numbering) {
        return numbering.all(composites.all(), numbering::of);
    }
}
