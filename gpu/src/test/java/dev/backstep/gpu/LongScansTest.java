package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend.Scan;
import dev.backstep.engine.backend.View;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Running results over lines so long that the totals of their chunks have chunks in their turn.
class LongScansTest {
    private static final int LENGTH = 1_100_003;

    private final OpenClBackend backend = TestDevice.shared();

    /// PyTorch adds float32 up in float64.
    @Test
    void sumsInFloat32HaveTheDigitsOfFloat64() {
        var random = new Random(1);
        float[] numbers = new float[LENGTH];
        double[] expected = new double[LENGTH];
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            numbers[i] = random.nextFloat();
            expected[i] = sum += numbers[i];
        }
        View in = View.contiguous(backend.upload(new Storage.Host(DType.FLOAT32, numbers, LENGTH)), LENGTH);
        View out = View.contiguous(backend.allocate(DType.FLOAT32, LENGTH), LENGTH);
        backend.scan(Scan.SUM, out, null, in, 0);
        double[] actual = backend.readDoubles(out);
        for (int i = 0; i < LENGTH; i++) {
            assertEquals((float) expected[i], actual[i], "element " + i);
        }
    }

    @Test
    void extremesKeepTheirPlaces() {
        var random = new Random(2);
        int[] numbers = random.ints(LENGTH, 0, 50_000_000).toArray();
        int[] expected = new int[LENGTH];
        long[] places = new long[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            boolean wins = i == 0 || numbers[i] >= expected[i - 1];
            expected[i] = wins ? numbers[i] : expected[i - 1];
            places[i] = wins ? i : places[i - 1];
        }
        View in = View.contiguous(backend.upload(new Storage.Host(DType.INT32, numbers, LENGTH)), LENGTH);
        View out = View.contiguous(backend.allocate(DType.INT32, LENGTH), LENGTH);
        View indices = View.contiguous(backend.allocate(DType.INT64, LENGTH), LENGTH);
        backend.scan(Scan.MAX, out, indices, in, 0);
        assertArrayEquals(Arrays.stream(expected).asLongStream().toArray(), backend.readLongs(out));
        assertArrayEquals(places, backend.readLongs(indices));
        View most = View.contiguous(backend.allocate(DType.INT64, 1), 1);
        backend.argReduce(true, null, most, in, 0);
        // The first of equals, where a scan names the last.
        int first = 0;
        while (numbers[first] != expected[LENGTH - 1]) {
            first++;
        }
        assertEquals(first, backend.readLongs(most)[0]);
    }
}
