package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.reference.Elements;
import java.util.Arrays;
import java.util.Random;

/// Tensors of small whole numbers: their sums of products are exact in whatever order, so that a place left
/// out or taken twice shows however long the sum.
final class WholeNumbers {
    private final Random random;

    WholeNumbers(long seed) {
        random = new Random(seed);
    }

    /// Contiguous.
    View dense(DType dtype, int... sizes) {
        return in(dtype, 0, sizes, View.rowMajor(sizes));
    }

    /// With other strides.
    View in(DType dtype, int offset, int[] sizes, int[] strides) {
        int length = offset + 1;
        for (int d = 0; d < sizes.length; d++) {
            length += Math.max(0, sizes[d] - 1) * strides[d];
        }
        var host = Storage.Host.allocate(dtype, length);
        for (int i = 0; i < length; i++) {
            int number = random.nextInt(3) - 1;
            if (dtype.isFloating()) {
                Elements.writeDouble(host, i, number);
            } else {
                Elements.writeLong(host, i, number);
            }
        }
        return new View(host, offset, sizes, strides);
    }

    /// Dimensions lie in memory in this order, each with a gap of elements behind the last.
    View ordered(DType dtype, int[] order, int gap, int... sizes) {
        int[] strides = new int[sizes.length];
        int step = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            strides[order[i]] = step;
            step = step * sizes[order[i]] + gap;
        }
        return in(dtype, gap, sizes, strides);
    }

    static View copy(View view) {
        var from = (Storage.Host) view.storage();
        var to = Storage.Host.allocate(from.dtype(), from.length());
        System.arraycopy(from.array(), 0, to.array(), 0, from.length());
        return new View(to, view.offset(), view.sizes(), view.strides());
    }

    /// Also what lies around the tensors.
    static void assertSame(View expected, View actual, String what) {
        var e = (Storage.Host) expected.storage();
        var a = (Storage.Host) actual.storage();
        for (int i = 0; i < e.length(); i++) {
            double x = e.dtype().isFloating() ? Elements.readDouble(e, i) : Elements.readLong(e, i);
            double y = e.dtype().isFloating() ? Elements.readDouble(a, i) : Elements.readLong(a, i);
            if (x != y) {
                assertEquals(x, y, what + Arrays.toString(expected.sizes()) + ": place " + i);
            }
        }
    }
}
