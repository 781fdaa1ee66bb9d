package dev.backstep.app.gradients;

import dev.backstep.app.replay.Cursor;
import dev.backstep.app.replay.GradientHistory;
import dev.backstep.app.replay.GradientHistory.Accumulated;
import dev.backstep.app.replay.GradientHistory.Change;
import dev.backstep.app.replay.GradientHistory.LeftOut;
import dev.backstep.app.replay.GradientHistory.Zeroed;
import dev.backstep.app.replay.RecordingIndex;
import dev.backstep.recording.BackwardPass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tensors whose `.grad` holds the sum of the same two or more backward passes, with no zeroing between them.
///
/// @param tensors in the order in which they were made
/// @param contributions the passes, at least two
/// @param end the zeroing that ended it, null if none did
record BuildUp(
        List<Integer> tensors,
        List<Contribution> contributions,
        @Nullable Zeroed end) {
    /// A pass that added to it.
    ///
    /// @param at the place from which all of the tensors hold its gradient
    record Contribution(BackwardPass pass, int at) {}

    /// All build-ups of a recording, in the order in which they began.
    static List<BuildUp> of(RecordingIndex index) {
        var groups = new LinkedHashMap<Key, Group>();
        GradientHistory history = index.gradients();
        for (int tensor : history.tensors()) {
            var run = new ArrayList<Accumulated>();
            for (Change change : history.changes(tensor)) {
                switch (change) {
                    case Accumulated accumulated -> run.add(accumulated);
                    case LeftOut _ -> {}
                    case Zeroed zeroed -> {
                        close(groups, tensor, run, zeroed);
                        run.clear();
                    }
                }
            }
            close(groups, tensor, run, null);
        }
        return groups.values().stream().map(Group::buildUp).toList();
    }

    /// What has happened of it before a cursor, or null if that is less than two passes. The zeroing counts only if
    /// it has happened.
    @Nullable
    BuildUp before(Cursor cursor) {
        var happened = contributions.stream()
                .filter(contribution -> contribution.at() <= cursor.at())
                .toList();
        return happened.size() < 2
                ? null
                : new BuildUp(tensors, happened, end != null && end.at() <= cursor.at() ? end : null);
    }

    private static void close(Map<Key, Group> groups, int tensor, List<Accumulated> run, @Nullable Zeroed end) {
        // By identifier: hashing a pass itself would hash all of its steps.
        var passes = new LinkedHashMap<Integer, BackwardPass>();
        run.forEach(each -> passes.put(each.pass().id(), each.pass()));
        if (passes.size() < 2) {
            return;
        }
        var key = new Key(List.copyOf(passes.keySet()), end == null ? -1 : end.at());
        groups.computeIfAbsent(key, ignored -> new Group(List.copyOf(passes.values()), end))
                .add(tensor, run);
    }

    private record Key(List<Integer> passes, int end) {}

    private static final class Group {
        private final List<BackwardPass> passes;
        private final @Nullable Zeroed end;
        private final List<Integer> tensors = new ArrayList<>();
        private final Map<Integer, Integer> latest = new LinkedHashMap<>();

        Group(List<BackwardPass> passes, @Nullable Zeroed end) {
            this.passes = passes;
            this.end = end;
        }

        void add(int tensor, List<Accumulated> run) {
            tensors.add(tensor);
            for (Accumulated accumulated : run) {
                latest.merge(accumulated.pass().id(), accumulated.at(), Math::max);
            }
        }

        BuildUp buildUp() {
            var contributions = passes.stream()
                    .map(pass -> new Contribution(pass, latest.get(pass.id())))
                    .toList();
            return new BuildUp(tensors.stream().sorted().toList(), contributions, end);
        }
    }
}
