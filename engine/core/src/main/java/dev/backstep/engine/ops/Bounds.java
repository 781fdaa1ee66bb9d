package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.KnownRange;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Whether elements on a device lie within bounds. The device finds the least and the greatest, two numbers are read,
/// and of integers it is remembered: a training step waits for none that were looked at before.
final class Bounds {
    /// Up to how many elements a storage is looked at as a whole for a tensor that shows a part: what is found is true
    /// of the next part.
    private static final int WHOLE = 1 << 24;

    private Bounds() {}

    /// Whether all integers lie from `low` to `high`, or are `except`; of a tensor on a device. Where they do not, or
    /// are the CPU's, the answer is false, and who asks has to look at each for what to complain of.
    static boolean hold(Tensor index, long low, long high, @Nullable Long except) {
        if (index.device().isCpu()) return false;
        if (index.numel() == 0 || KnownRange.within(index, low, high, except)) return true;
        int length = index.storage().length();
        boolean isWhole = index.numel() == length && index.isContiguous();
        if (isWhole || length <= WHOLE && KnownRange.isWorthAsking(index, except)) {
            Tensor whole = index.alias(0, new int[] {length}, new int[] {1});
            long[] range = range(whole, low, except);
            KnownRange.note(whole, range[0], range[1], except);
            if (isWhole || range[0] >= low && range[1] <= high) return range[0] >= low && range[1] <= high;
        }
        long[] range = range(index, low, except);
        return range[0] >= low && range[1] <= high;
    }

    /// @param filler stands for `except`
    private static long[] range(Tensor index, long filler, @Nullable Long except) {
        Tensor counted = except == null ? index : index.masked_fill(index.eq(except), filler);
        return pair(counted, DType.INT64).toLongs();
    }

    /// The least and the greatest element, NaN if there is one.
    static double[] extremes(Tensor self) {
        return pair(self, self.dtype()).toDoubles();
    }

    private static Tensor pair(Tensor self, DType dtype) {
        Tensor pair = self.engine().allocateLike(self, dtype, 2);
        var all = new boolean[self.dim()];
        var ones = new int[self.dim()];
        Arrays.fill(all, true);
        Arrays.fill(ones, 1);
        self.backend().reduce(Reduction.MIN, new View(pair.storage(), 0, ones, ones), self, all);
        self.backend().reduce(Reduction.MAX, new View(pair.storage(), 1, ones, ones), self, all);
        return pair;
    }

    /// Notes where the maxima of windows may lie. A dilated window may be beside the input altogether.
    static void notePlaces(Tensor indices, Window window, int places) {
        boolean dense = Arrays.stream(window.dilation()).allMatch(d -> d == 1);
        KnownRange.note(indices, dense ? 0 : -1, places - 1L, null);
    }
}
