package dev.backstep.engine;

import org.jspecify.annotations.Nullable;

/// Between which numbers the integers of a device's storage lie, so that operators that take them for indices need not
/// wait for the device to look. Where they come from the host it is seen on the way, where a primitive makes places it
/// is its nature, and else the device is asked once.
///
/// It holds until the elements are changed: what changes them counts a version, for all tensors that share the counter.
/// Of a storage with several counters (`tensor.data`) nothing is known.
///
/// @param except a number that may lie outside, if any: targets that a loss ignores
public record KnownRange(long min, long max, @Nullable Long except) {
    private static final KnownRange NOTHING = new KnownRange(Long.MIN_VALUE, Long.MAX_VALUE, null);

    /// What a storage remembers.
    record Memory(VersionCounter counter, int version, KnownRange all, KnownRange apart) {}

    private static @Nullable Memory memory(Tensor tensor) {
        Storage storage = tensor.storage();
        Memory memory = storage.known;
        if (memory == null || storage.severalCounters) return null;
        var counter = tensor.versionCounter();
        return memory.counter == counter && memory.version == counter.value ? memory : null;
    }

    private boolean within(long low, long high) {
        return min >= low && max <= high;
    }

    /// Whether all integers are known to lie from `low` to `high`, or to be `except`.
    public static boolean within(Tensor tensor, long low, long high, @Nullable Long except) {
        Memory memory = memory(tensor);
        if (memory == null) return false;
        return memory.all.within(low, high)
                || except != null && except.equals(memory.apart.except) && memory.apart.within(low, high);
    }

    /// Whether what the device would say of the whole storage is not known, and would be remembered.
    public static boolean isWorthAsking(Tensor tensor, @Nullable Long except) {
        Memory memory = memory(tensor);
        if (memory == null) return !tensor.storage().severalCounters;
        return except == null ? memory.all == NOTHING : !except.equals(memory.apart.except);
    }

    /// Notes what all elements of the tensor's storage are, in a device's memory.
    public static void note(Tensor tensor, long min, long max, @Nullable Long except) {
        if (tensor.device().isCpu() || tensor.numel() != tensor.storage().length() || !tensor.isContiguous()) return;
        Memory before = memory(tensor);
        var range = new KnownRange(min, max, except);
        if (except == null) remember(tensor, range, before == null ? NOTHING : before.apart);
        else remember(tensor, before == null ? NOTHING : before.all, range);
    }

    private static void remember(Tensor tensor, KnownRange all, KnownRange apart) {
        var counter = tensor.versionCounter();
        tensor.storage().known = new Memory(counter, counter.value, all, apart);
    }

    /// Notes of a new tensor that it has no integers but the other's.
    public static void carry(Tensor from, Tensor to) {
        if (from.storage().known == null || to.device().isCpu() || !isIndex(to.dtype())) return;
        Memory memory = memory(from);
        if (memory != null) remember(to, memory.all, memory.apart);
    }

    /// Notes of a new tensor that it has the other's integers, with `filler` instead of `except`.
    public static void carryReplaced(Tensor from, long except, Tensor to, long filler) {
        Memory memory = memory(from);
        if (memory == null) return;
        boolean apart = memory.apart.except != null && memory.apart.except == except;
        KnownRange range = apart ? memory.apart : memory.all;
        if (range != NOTHING) note(to, Math.min(range.min, filler), Math.max(range.max, filler), null);
    }

    /// Notes of a new tensor what the host sees of the elements that it uploads: the range, and that without the
    /// least if this is negative, or else without the greatest, as targets are marked that losses ignore.
    static void noteUploaded(Tensor tensor, Storage.Host host) {
        if (host.length() == 0 || !isIndex(host.dtype())) return;
        long[] four = host.dtype() == DType.INT64
                ? extremes(host.longs(), host.length())
                : extremes(host.ints(), host.length());
        KnownRange apart =
                four[0] < 0 ? new KnownRange(four[1], four[3], four[0]) : new KnownRange(four[0], four[2], four[3]);
        remember(tensor, new KnownRange(four[0], four[3], null), apart);
    }

    private static boolean isIndex(DType dtype) {
        return dtype == DType.INT64 || dtype == DType.INT32;
    }

    private static long[] extremes(int[] values, int count) {
        return extremes(java.util.Arrays.stream(values, 0, count).asLongStream().toArray(), count);
    }

    /// Least, least but one, greatest but one, greatest; equal ones count once, and if all are equal all four are.
    private static long[] extremes(long[] values, int count) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        long second = max;
        long last = min;
        for (int i = 0; i < count; i++) {
            if (values[i] != min) second = Math.min(second, values[i]);
            if (values[i] != max) last = Math.max(last, values[i]);
        }
        return new long[] {min, second, last, max};
    }
}
