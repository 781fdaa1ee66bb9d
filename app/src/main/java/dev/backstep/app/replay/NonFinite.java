package dev.backstep.app.replay;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.Event;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.Statistics;
import dev.backstep.recording.TensorValue;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Where NaN and Inf are in a recording: a pure function of it. NaN and Inf are kept apart, because `-inf` is often
/// meant (masks of attention) and NaN hardly ever.
///
/// The statistics of a tensor tell, which cover all of its elements even where the recording holds only some. Made in
/// time linear in the recording's size.
public final class NonFinite {
    private final Finds nans;
    private final Finds infinities;

    private NonFinite(Finds nans, Finds infinities) {
        this.nans = nans;
        this.infinities = infinities;
    }

    /// Where numbers of one kind are.
    public static final class Finds {
        private final BitSet nodes = new BitSet();
        private final BitSet operations = new BitSet();
        private final BitSet tensors = new BitSet();
        private final BitSet places = new BitSet();
        private @Nullable Birth first;

        /// Whether there are none.
        public boolean isEmpty() {
            return places.isEmpty();
        }

        /// Whether a node's result has one, or a gradient that came to it or left it.
        public boolean node(int node) {
            return node >= 0 && nodes.get(node);
        }

        /// Whether an operation's result has one.
        public boolean operation(int operation) {
            return operation >= 0 && operations.get(operation);
        }

        /// Whether a tensor's contents have one at any time.
        public boolean tensor(int tensor) {
            return tensor >= 0 && tensors.get(tensor);
        }

        /// Whether what happened last before a place (as [Cursor] counts) brought one.
        public boolean place(int at) {
            return at >= 0 && places.get(at);
        }

        /// Whether one came in any of the places from `from` to `to`, both included.
        public boolean anyPlace(int from, int to) {
            int next = places.nextSetBit(Math.max(0, from));
            return next >= 0 && next <= to;
        }

        /// The nodes, as a copy.
        public BitSet nodes() {
            return (BitSet) nodes.clone();
        }

        /// The operations, as a copy.
        public BitSet operations() {
            return (BitSet) operations.clone();
        }

        /// The places, as a copy.
        public BitSet places() {
            return (BitSet) places.clone();
        }

        /// Where the first came from; null if there are none.
        public @Nullable Birth first() {
            return first;
        }

        private void note(Birth found) {
            places.set(found.at);
            if (first == null || found.at < first.at) {
                first = found;
            }
        }
    }

    /// What brought the first such number.
    ///
    /// @param at the place right after it happened
    /// @param tensor whose contents have it, or [Recording#NONE] if a gradient has it
    /// @param operation the operation that made it, or [Recording#NONE]
    /// @param node the node of that operation, or the node whose step computed or received it, or [Recording#NONE]
    /// @param pass the backward pass it came up in, or [Recording#NONE]
    public record Birth(int at, int tensor, int operation, int node, int pass) {
        /// Whether a backward pass brought it.
        public boolean backward() {
            return pass != NONE;
        }
    }

    static NonFinite of(Recording recording) {
        return new NonFinite(find(recording, Statistics::nans), find(recording, Statistics::infinities));
    }

    public Finds nans() {
        return nans;
    }

    public Finds infinities() {
        return infinities;
    }

    /// Whether all numbers are finite.
    public boolean isEmpty() {
        return nans.isEmpty() && infinities.isEmpty();
    }

    private static Finds find(Recording recording, ToLongFunction<Statistics> count) {
        var finds = new Finds();
        for (Snapshot snapshot : recording.snapshots()) {
            if (count.applyAsLong(snapshot.value().statistics()) > 0) {
                addContents(finds, recording, snapshot);
            }
        }
        for (BackwardPass pass : recording.passes()) {
            for (BackwardPass.Root root : pass.roots()) {
                if (has(root.gradient(), count)) {
                    addGradient(finds, pass, root.node(), pass.startedAt() + 1);
                }
            }
            for (Step step : pass.steps()) {
                if (any(step.gradientsIn(), count) || any(step.gradientsOut(), count) || anySum(step, count)) {
                    addGradient(finds, pass, step.node(), step.at() + 1);
                }
            }
        }
        return finds;
    }

    private static void addContents(Finds finds, Recording recording, Snapshot snapshot) {
        int tensor = snapshot.tensor();
        finds.tensors.set(tensor);
        var made = madeBy(recording, snapshot);
        int node = made == null ? NONE : made.node();
        if (made != null) {
            finds.operations.set(made.id());
        }
        if (node != NONE) {
            finds.nodes.set(node);
        }
        finds.note(new Birth(snapshot.at(), tensor, made == null ? NONE : made.id(), node, NONE));
    }

    private static void addGradient(Finds finds, BackwardPass pass, int node, int at) {
        finds.nodes.set(node);
        finds.note(new Birth(at, NONE, NONE, node, pass.id()));
    }

    /// The operation that gave a tensor these contents. What was only first seen at that place, such as data from a
    /// file, is nobody's result.
    private static @Nullable Operation madeBy(Recording recording, Snapshot snapshot) {
        int at = snapshot.at();
        return at > 0
                        && at <= recording.timeline().size()
                        && recording.timeline().get(at - 1) instanceof Event.OperationDone(int id)
                        && recording.operations().get(id).outputs().contains(snapshot.tensor())
                ? recording.operations().get(id)
                : null;
    }

    /// A sum of finite gradients may be Inf.
    private static boolean anySum(Step step, ToLongFunction<Statistics> count) {
        // No streams: a recording may have a million steps.
        for (BackwardPass.Accumulation accumulation : step.accumulations()) {
            if (has(accumulation.after(), count)) {
                return true;
            }
        }
        for (BackwardPass.Delivery delivery : step.deliveries()) {
            if (has(delivery.after(), count)) {
                return true;
            }
        }
        return false;
    }

    private static boolean any(List<@Nullable TensorValue> values, ToLongFunction<Statistics> count) {
        for (TensorValue value : values) {
            if (has(value, count)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(@Nullable TensorValue value, ToLongFunction<Statistics> count) {
        return value != null && count.applyAsLong(value.statistics()) > 0;
    }
}
