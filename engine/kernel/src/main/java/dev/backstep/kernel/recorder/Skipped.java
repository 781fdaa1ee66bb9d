package dev.backstep.kernel.recorder;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What is left of turns that were dropped.
final class Skipped {
    /// Of more leaves than these only the first ones' norms are kept.
    private static final int MAX_LEAVES = 256;

    private static final int BYTES = 300;

    private final Map<Integer, Series> norms = new TreeMap<>();
    private final Map<Integer, Gradient> gradients = new TreeMap<>();
    private final Series losses = new Series();
    private long iterations;
    private long operations;
    private long nodes;
    private long passes;
    private long steps;
    private long nanos;

    /// What became of a tensor's `.grad`.
    private record Gradient(
            boolean zeroed, long passes, @Nullable TensorValue last) {
        static final Gradient UNTOUCHED = new Gradient(false, 0, null);

        Gradient with(TensorValue sum) {
            return new Gradient(zeroed, passes + 1, sum);
        }

        Gradient zero(boolean toNone) {
            return new Gradient(true, 0, toNone || last == null ? null : last.zeros());
        }

        Gradient then(Gradient later) {
            return later.zeroed ? later : new Gradient(zeroed, passes + later.passes, later.last);
        }
    }

    /// Numbers of some turns. Of too many those stay whose successor can be divided by a power of two: they are evenly
    /// spread, and no turn that is in the recording itself is one of them.
    private static final class Series {
        private static final int MAX = 64;

        private int[] turns = new int[4];
        private double[] values = new double[4];
        private int size;
        private int stride = 1;

        void add(int turn, double value) {
            if ((turn + 1) % stride != 0) {
                return;
            }
            while (size == MAX) {
                widen(2 * stride);
            }
            if ((turn + 1) % stride != 0) {
                return;
            }
            if (size == turns.length) {
                turns = Arrays.copyOf(turns, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            turns[size] = turn;
            values[size++] = value;
        }

        void add(Series other) {
            widen(other.stride);
            for (int i = 0; i < other.size; i++) {
                add(other.turns[i], other.values[i]);
            }
        }

        private void widen(int to) {
            stride = Math.max(stride, to);
            int left = 0;
            for (int i = 0; i < size; i++) {
                if ((turns[i] + 1) % stride == 0) {
                    turns[left] = turns[i];
                    values[left++] = values[i];
                }
            }
            size = left;
        }

        long bytes() {
            return 80 + (Integer.BYTES + Double.BYTES) * (long) turns.length;
        }

        Event.Series finish(Event.Quantity quantity, int tensor) {
            return new Event.Series(quantity, tensor, Arrays.copyOf(turns, size), Arrays.copyOf(values, size));
        }
    }

    /// A turn is going to be dropped.
    void add(int turn, Mark begin, Mark end, Timeline timeline, Passes book) {
        iterations++;
        operations += end.operations() - begin.operations();
        nodes += end.nodes() - begin.nodes();
        passes += end.passes() - begin.passes();
        nanos += end.nanos() - begin.nanos();
        timeline.each(begin.events(), end.events(), (_, event) -> {
            switch (event) {
                case Event.StepDone(int pass, int step) -> {
                    steps++;
                    for (var accumulation :
                            book.records().get(pass).steps.get(step).accumulations()) {
                        if (accumulation.target() != BackwardPass.Target.RETURNED) {
                            change(accumulation.tensor(), begin, before -> before.with(accumulation.after()));
                        }
                    }
                }
                case Event.GradientsZeroed zeroed ->
                    zeroed.tensors().forEach(tensor -> change(tensor, begin, before -> before.zero(zeroed.toNone())));
                default -> {}
            }
        });
        var last = book.lastThatAccumulates(begin.passes(), end.passes());
        if (last == null) {
            return;
        }
        if (!Double.isNaN(last.rootSum)) {
            losses.add(turn, last.rootSum);
        }
        for (var step : last.steps) {
            for (var accumulation : step.accumulations()) {
                int tensor = accumulation.tensor();
                // Of one made in the turn there is no other norm to compare with.
                if (accumulation.target() == BackwardPass.Target.LEAF
                        && tensor < begin.tensors()
                        && (norms.size() < MAX_LEAVES || norms.containsKey(tensor))) {
                    norms.computeIfAbsent(tensor, _ -> new Series())
                            .add(turn, accumulation.after().statistics().norm());
                }
            }
        }
    }

    /// Of a tensor that was made in the turn nobody asks later.
    private void change(int tensor, Mark begin, UnaryOperator<Gradient> change) {
        if (tensor < begin.tensors()) {
            gradients.put(tensor, change.apply(gradients.getOrDefault(tensor, Gradient.UNTOUCHED)));
        }
    }

    /// Later turns of the same loop go the same way.
    void add(Skipped other) {
        count(other);
        other.gradients.forEach((tensor, gradient) -> gradients.merge(tensor, gradient, Gradient::then));
        losses.add(other.losses);
        other.norms.forEach((tensor, series) -> {
            if (norms.size() < MAX_LEAVES || norms.containsKey(tensor)) {
                norms.computeIfAbsent(tensor, _ -> new Series()).add(series);
            }
        });
    }

    /// What turns of another loop have left, in a turn of this one, whose last turn came after them.
    void addInner(Skipped inner) {
        count(inner);
        inner.gradients.forEach(
                (tensor, gradient) -> gradients.merge(tensor, gradient, (later, earlier) -> earlier.then(later)));
    }

    private void count(Skipped other) {
        iterations += other.iterations;
        operations += other.operations;
        nodes += other.nodes;
        passes += other.passes;
        steps += other.steps;
        nanos += other.nanos;
    }

    long bytes() {
        return BYTES
                + gradients.values().stream()
                        .mapToLong(gradient -> 80 + (gradient.last == null ? 0 : Budget.bytes(gradient.last)))
                        .sum()
                + losses.bytes()
                + norms.values().stream().mapToLong(Series::bytes).sum();
    }

    /// Adds to what a recording leaves out.
    Recording.Omitted addTo(Recording.Omitted all) {
        return new Recording.Omitted(
                all.iterations() + iterations,
                all.operations() + operations,
                all.nodes() + nodes,
                all.passes() + passes,
                all.steps() + steps,
                all.values());
    }

    private List<Event.Gradient> gradients(Numbering numbering) {
        return gradients.entrySet().stream()
                .filter(entry -> numbering.tensors().of(entry.getKey()) != Recording.NONE)
                .map(entry -> new Event.Gradient(
                        numbering.tensors().of(entry.getKey()),
                        entry.getValue().zeroed,
                        entry.getValue().passes,
                        entry.getValue().last))
                .sorted(Comparator.comparingInt(Event.Gradient::tensor))
                .toList();
    }

    /// The event as it is in the recording, for turns of a loop's execution.
    Event.IterationsSkipped finish(int loop, int execution, int from, int to, Numbering numbering) {
        var series = new ArrayList<Event.Series>();
        if (losses.size > 0) {
            series.add(losses.finish(Event.Quantity.LOSS, Recording.NONE));
        }
        norms.forEach((tensor, values) -> {
            int id = numbering.tensors().of(tensor);
            if (id != Recording.NONE && values.size > 0) {
                series.add(values.finish(Event.Quantity.GRADIENT_NORM, id));
            }
        });
        return new Event.IterationsSkipped(
                loop, execution, from, to, operations, passes, nanos, gradients(numbering), List.copyOf(series));
    }
}
