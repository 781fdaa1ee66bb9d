package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.reference.Elements;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Reductions of so many elements that several work groups share one output.
class LongReductionsTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 50_021;

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void ofManyElementsToFew(Reduction r) {
        var device = FromTheHost.of(TestDevice.shared());
        var random = new Random(r.ordinal());
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.UINT8, DType.BOOL}) {
            var host = Storage.Host.allocate(dtype, ROWS * COLUMNS);
            for (int i = 0; i < host.length(); i++) {
                if (dtype.isFloating()) {
                    Elements.writeDouble(host, i, r == Reduction.PROD ? powerOfTwo(random) : random.nextGaussian());
                } else {
                    Elements.writeLong(host, i, dtype == DType.BOOL ? random.nextInt(2) : 1 + random.nextInt(200));
                }
            }
            // Rows that do not lie one after the other.
            View in = new View(host, 0, new int[] {ROWS, COLUMNS}, new int[] {1, ROWS});
            boolean[][] masks = {{false, true}, {true, true}};
            for (boolean[] mask : masks) {
                DType result = r == Reduction.ALL || r == Reduction.ANY ? DType.BOOL : dtype;
                int[] sizes = {mask[0] ? 1 : ROWS, 1};
                View expected = View.contiguous(Storage.Host.allocate(result, sizes[0]), sizes);
                View actual = View.contiguous(Storage.Host.allocate(result, sizes[0]), sizes);
                var reference = new ReferenceBackend();
                reference.reduce(r, expected, in, mask);
                device.reduce(r, actual, in, mask);
                double[] numbers = reference.readDoubles(expected);
                // All but sums are exact; a sum of that many is of the size of its root.
                double tolerance = dtype.isFloating() && r == Reduction.SUM ? 1e-6 * Math.sqrt(ROWS * COLUMNS) : 0;
                assertArrayEquals(numbers, reference.readDoubles(actual), tolerance, r + " of " + dtype);
            }
        }
    }

    /// Seldom other than 1, so that a product of many is in float32's range, and exact in any order.
    private static double powerOfTwo(Random random) {
        return switch (random.nextInt(200)) {
            case 0 -> 2;
            case 1 -> 0.5;
            default -> 1;
        };
    }
}
