package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Pointwise calls of the same sizes that have been asked for and not been enqueued yet, so that one kernel may do them
/// all.
///
/// Such a kernel reads what it needs before it writes anything, and element by element. So a call fits only if it sees
/// the elements of an earlier call's output [in just the same places][#find], where it takes them from a register, or
/// not at all; and if it writes to places that earlier calls read or write in just the same manner, or not at all.
/// Whether places meet is decided by their ranges alone. Within one call nothing has to be decided: the rules of
/// backends forbid what would not work.
///
/// The calls keep their storages reachable. Objects are used again, so that a call makes no garbage.
final class Chain {
    static final int MOST_STEPS = 16;
    /// Kernels have room for 1,024 bytes of arguments.
    static final int MOST_PLACES = 12;

    /// Of a chain of one call each operand has its own layout, as the kernels of single calls want it.
    static final int MOST_LAYOUTS = Walk.OPERANDS;

    private static final int MOST_INPUTS = 3;

    /// Elements that a call reads or writes: those of one storage, in one layout.
    static final class Place {
        private @Nullable DeviceStorage storage;

        DType dtype = DType.FLOAT32;
        int offset;
        int layout;
        /// The step that wrote here last; -1 if none did.
        int writer;
        /// Whether a step reads what was here before the chain.
        boolean loaded;

        private int low;
        private int high;

        DeviceStorage storage() {
            if (storage == null) {
                throw new IllegalStateException("no such place");
            }
            return storage;
        }
    }

    /// One call.
    static final class Step {
        Operation operation = Operation.COPY;
        /// The dtype of what goes in.
        DType in = DType.FLOAT32;

        int inputs;
        /// Places of the inputs.
        final int[] from = new int[MOST_INPUTS];
        /// The steps whose results the inputs are; -1 where they are in memory.
        final int[] source = new int[MOST_INPUTS];
        /// The place of the result.
        int to;

        double p;
        double q;
        /// What to fill with where it is no floating number.
        long bits;

        /// Gives a kernel `p` in the wide type of what goes in.
        void giveP(Call call) {
            if (operation == Operation.FILL && !in.isFloating()) {
                call.with(bits);
            } else {
                give(call, p);
            }
        }

        void giveQ(Call call) {
            give(call, q);
        }

        private void give(Call call, double value) {
            if (!in.isFloating()) {
                call.with((long) value);
            } else if (in == DType.FLOAT64) {
                call.with(value);
            } else {
                call.with((float) value);
            }
        }
    }

    private int[] sizes = new int[0];
    private int numel;
    private int steps;
    private int places;
    private int layouts;
    private boolean floats;
    private boolean doubles;
    private final Step[] step = new Step[MOST_STEPS];
    private final Place[] place = new Place[MOST_PLACES];
    private final int[][] layout = new int[MOST_LAYOUTS][];

    Chain() {
        Arrays.setAll(step, i -> new Step());
        Arrays.setAll(place, i -> new Place());
        Arrays.fill(layout, sizes);
    }

    /// Adds a call.
    ///
    /// @param in the dtype of what goes in
    /// @return null if it does not fit, and then nothing has changed; a call always fits an empty chain
    @Nullable
    Step add(
            Operation operation, DType in, Strided out, @Nullable Strided a, @Nullable Strided b, @Nullable Strided c) {
        if (steps == 0) {
            sizes = out.sizes();
            numel = out.numel();
        } else if (steps == MOST_STEPS || !Arrays.equals(sizes, out.sizes())) {
            return null;
        }
        // Literals are float32 where nothing computes in float64.
        boolean computes = operation.function() != null && in.isFloating();
        boolean isDouble = computes && in == DType.FLOAT64;
        boolean isFloat = computes && in != DType.FLOAT64;
        if (isDouble && floats || isFloat && doubles) {
            return null;
        }
        int placesBefore = places;
        int layoutsBefore = layouts;
        Step next = step[steps];
        next.inputs = a == null ? 0 : b == null ? 1 : c == null ? 2 : 3;
        for (int i = 0; i < next.inputs; i++) {
            Strided input = i == 0 ? a : i == 1 ? b : c;
            int found = input == null ? -1 : find(input);
            if (found < 0 || steps > 0 && meetsOthers(found, placesBefore, false)) {
                places = placesBefore;
                layouts = layoutsBefore;
                return null;
            }
            next.from[i] = found;
            next.source[i] = place[found].writer;
        }
        int target = find(out);
        if (target < 0 || steps > 0 && meetsOthers(target, placesBefore, true)) {
            places = placesBefore;
            layouts = layoutsBefore;
            return null;
        }
        for (int i = 0; i < next.inputs; i++) {
            Place input = place[next.from[i]];
            input.loaded |= input.writer < 0;
        }
        next.operation = operation;
        next.in = in;
        next.to = target;
        place[target].writer = steps++;
        floats |= isFloat;
        doubles |= isDouble;
        return next;
    }

    /// The number of the elements' place, which may be new; -1 if there is no room.
    private int find(Strided s) {
        DeviceStorage storage = Types.storage(s);
        for (int i = 0; i < places; i++) {
            Place known = place[i];
            if (known.storage == storage && known.offset == s.offset() && same(layout[known.layout], s.strides())) {
                return i;
            }
        }
        if (places == MOST_PLACES) {
            return -1;
        }
        int at = 0;
        while (at < layouts && !same(layout[at], s.strides())) {
            at++;
        }
        if (at == layouts) {
            if (layouts == MOST_LAYOUTS) {
                return -1;
            }
            layout[layouts++] = s.strides();
        }
        Place fresh = place[places];
        fresh.storage = storage;
        fresh.dtype = storage.dtype();
        fresh.offset = s.offset();
        fresh.layout = at;
        fresh.writer = -1;
        fresh.loaded = false;
        range(fresh, s.strides());
        return places++;
    }

    private boolean same(int[] strides, int[] others) {
        if (strides == others) {
            return true;
        }
        for (int d = 0; d < sizes.length; d++) {
            if (strides[d] != others[d] && sizes[d] != 1) {
                return false;
            }
        }
        return true;
    }

    private void range(Place fresh, int[] strides) {
        fresh.low = fresh.offset;
        fresh.high = fresh.offset;
        for (int d = 0; d < sizes.length; d++) {
            int length = (sizes[d] - 1) * strides[d];
            fresh.low += Math.min(0, length);
            fresh.high += Math.max(0, length);
        }
    }

    /// Whether elements may be among others that earlier steps write, or also read.
    private boolean meetsOthers(int of, int known, boolean orRead) {
        Place one = place[of];
        for (int i = 0; i < known; i++) {
            Place other = place[i];
            if (i != of
                    && other.storage == one.storage
                    && (other.writer >= 0 || orRead && other.loaded)
                    && other.low <= one.high
                    && one.low <= other.high) {
                return true;
            }
        }
        return false;
    }

    /// Whether a call reads or writes a storage.
    boolean uses(DeviceStorage storage) {
        for (int i = 0; i < places; i++) {
            if (place[i].storage == storage) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        for (int i = 0; i < places; i++) {
            place[i].storage = null;
        }
        steps = 0;
        places = 0;
        layouts = 0;
        floats = false;
        doubles = false;
    }

    int[] sizes() {
        return sizes;
    }

    int numel() {
        return numel;
    }

    int steps() {
        return steps;
    }

    Step step(int i) {
        return step[i];
    }

    int places() {
        return places;
    }

    Place place(int i) {
        return place[i];
    }

    /// A place as a tensor.
    View view(int i) {
        Place p = place[i];
        return new View(p.storage(), p.offset, sizes, layout[p.layout]);
    }

    int layouts() {
        return layouts;
    }

    /// The strides of each layout.
    int[][] strides() {
        return layout;
    }

    /// Whether something computes in float64.
    boolean doubles() {
        return doubles;
    }

    /// What makes the same kernel of two chains, as numbers.
    ///
    /// @return how many there are
    int describe(int[] numbers) {
        int at = 0;
        numbers[at++] = steps;
        numbers[at++] = places;
        for (int i = 0; i < places; i++) {
            Place p = place[i];
            numbers[at++] = p.dtype.ordinal() << 8 | p.layout << 2 | (p.loaded ? 2 : 0) | (p.writer >= 0 ? 1 : 0);
        }
        for (int i = 0; i < steps; i++) {
            Step s = step[i];
            numbers[at++] = s.operation.number() << 8 | s.in.ordinal() << 4 | s.to;
            for (int j = 0; j < s.inputs; j++) {
                numbers[at++] = s.source[j] < 0 ? s.from[j] : -1 - s.source[j];
            }
        }
        return at;
    }

    /// The most numbers that [#describe] needs.
    static final int DESCRIPTION = 2 + MOST_PLACES + MOST_STEPS * (1 + MOST_INPUTS);
}
