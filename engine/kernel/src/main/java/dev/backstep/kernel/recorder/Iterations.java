package dev.backstep.kernel.recorder;

import dev.backstep.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Keeps a recording within its budget: of the turns of a loop there stay the first, the last, and some in between,
/// evenly
/// chosen. Where these are still too many, every second of those in between is dropped.
final class Iterations {
    private final Thinning thinning;
    private final Budget budget;
    /// Runs of loops that go on, the innermost last.
    private final List<Turns> open = new ArrayList<>();
    /// Runs of loops with turns that are recorded, in the order in which the first such turn ended.
    private final List<Turns> all = new ArrayList<>();

    private Gone gone = (_, _) -> {};

    /// Is told of each stretch of the timeline that is dropped.
    @FunctionalInterface
    interface Gone {
        void between(int from, int to);
    }

    Iterations(Thinning thinning, Budget budget) {
        this.thinning = thinning;
        this.budget = budget;
    }

    void onDrop(Gone action) {
        gone = action;
    }

    /// A loop statement begins to run.
    Turns begin() {
        var turns = new Turns(open.isEmpty() ? null : open.getLast());
        turns.mayBegin(thinning.now());
        open.add(turns);
        return turns;
    }

    /// A loop jumps back to its head: its turn is over, and another may begin.
    void next(Turns turns) {
        end(turns);
        turns.mayBegin(thinning.now());
    }

    /// A loop is over.
    void close(Turns turns) {
        end(turns);
        open.remove(turns);
    }

    private void end(Turns turns) {
        var begin = turns.begun();
        if (begin == null) {
            return;
        }
        for (int i = open.size() - 1; i >= 0 && open.get(i) != turns; i--) {
            open.get(i).crossing = true;
        }
        if (!turns.ends(thinning.now(), !turns.crossing && thinning.isClosed(begin))) {
            return;
        }
        if (turns.parts.size() == 1) {
            all.add(turns);
        }
        int last = turns.parts.size() - 1;
        if (last > 0) {
            // It stayed for as long as it was the last one.
            var before = turns.parts.get(last - 1);
            if (last > 1 && !stays(before, turns.stride)) {
                drop(turns, last - 2, part -> part == before);
            }
        }
        fit();
    }

    /// Drops what has to be dropped, if it can be.
    void fit() {
        while (budget.isExceeded() && !budget.isFull()) {
            thin();
        }
    }

    private static boolean stays(Turns.Part part, int stride) {
        return part.skipped != null || part.from % stride == 0;
    }

    /// Drops turns of the loop of which that gives most room.
    private void thin() {
        Turns best = null;
        long most = 0;
        for (var turns : all) {
            long bytes = room(turns, 2 * turns.stride);
            if (!turns.crossing && bytes > most) {
                most = bytes;
                best = turns;
            }
        }
        if (best == null || budget.isLittle(most)) {
            budget.close();
            return;
        }
        best.stride *= 2;
        int stride = best.stride;
        var chosen = best;
        drop(best, 0, part -> goes(chosen, part, stride));
    }

    private static long room(Turns turns, int stride) {
        long bytes = 0;
        for (var part : turns.parts) {
            if (goes(turns, part, stride)) {
                bytes += part.bytes;
            }
        }
        return bytes;
    }

    private static boolean goes(Turns turns, Turns.Part part, int stride) {
        return !stays(part, stride) && part != turns.parts.getFirst() && part != turns.parts.getLast();
    }

    /// @param from the first part to look at
    private void drop(Turns turns, int from, Predicate<Turns.Part> goes) {
        var parts = new ArrayList<Turns.Part>();
        var beside = new ArrayList<Turns.Part>();
        var stretches = new ArrayList<Thinning.Stretch>();
        var tail = turns.parts.subList(from, turns.parts.size());
        for (var part : tail) {
            if (goes.test(part) || part.skipped != null) {
                beside.add(part);
            } else {
                merge(beside, parts, stretches);
                parts.add(part);
            }
        }
        merge(beside, parts, stretches);
        tail.clear();
        turns.parts.addAll(parts);
        thinning.drop(stretches);
        for (var stretch : stretches) {
            gone.between(stretch.part().begin.events(), stretch.part().end.events());
            long freed = stretch.before() - stretch.part().bytes;
            budget.give(freed);
            for (var around = turns.around; around != null; around = around.around) {
                around.gives(stretch.part().begin.events(), freed);
            }
        }
    }

    /// Makes one part of parts that follow each other, of which some are dropped now.
    private void merge(List<Turns.Part> beside, List<Turns.Part> parts, List<Thinning.Stretch> stretches) {
        if (beside.stream().allMatch(part -> part.skipped != null)) {
            parts.addAll(beside);
        } else {
            var first = beside.getFirst();
            var last = beside.getLast();
            var skipped = first.skipped == null ? new Skipped() : first.skipped;
            for (var part : beside) {
                if (part.skipped == null) {
                    thinning.tell(skipped, part);
                    takeInner(part, skipped);
                } else if (part != first) {
                    skipped.add(part.skipped);
                }
            }
            var merged = new Turns.Part(
                    first.from, last.to, first.begin, last.end, 0, skipped, thinning.eventFor(first.begin, last.end));
            parts.add(merged);
            stretches.add(new Thinning.Stretch(
                    merged, beside.stream().mapToLong(part -> part.bytes).sum()));
        }
        beside.clear();
    }

    /// Runs of loops in a turn go with it, and what is left of theirs is its.
    private void takeInner(Turns.Part part, Skipped into) {
        for (int i = all.size() - 1; i >= 0; i--) {
            var first = all.get(i).parts.getFirst();
            if (first.end.events() <= part.begin.events()) {
                break;
            }
            if (first.begin.events() >= part.begin.events() && first.begin.events() < part.end.events()) {
                for (var inner : all.remove(i).parts) {
                    if (inner.skipped != null) {
                        into.addInner(inner.skipped);
                    }
                }
            }
        }
    }

    /// What all loops leave out.
    Recording.Omitted addTo(Recording.Omitted omitted) {
        var sum = omitted;
        for (var turns : all) {
            for (var part : turns.parts) {
                if (part.skipped != null) {
                    sum = part.skipped.addTo(sum);
                }
            }
        }
        return sum;
    }
}
