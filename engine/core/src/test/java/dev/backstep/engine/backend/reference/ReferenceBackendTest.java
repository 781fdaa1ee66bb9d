package dev.backstep.engine.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.Backend.Scan;
import dev.backstep.engine.backend.Backend.Scatter;
import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.View;
import org.junit.jupiter.api.Test;

/// What the oracle itself says, against what PyTorch 1.13 says.
class ReferenceBackendTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    private final Backend backend = new ReferenceBackend();

    private View tensor(DType dtype, double[] numbers, int... sizes) {
        var source = View.contiguous(new Storage.Host(DType.FLOAT64, numbers, numbers.length), sizes);
        View result = empty(dtype, sizes);
        backend.copy(result, source);
        return result;
    }

    private View floats(double... numbers) {
        return tensor(DType.FLOAT32, numbers, numbers.length);
    }

    private View longs(double... numbers) {
        return tensor(DType.INT64, numbers, numbers.length);
    }

    private View empty(DType dtype, int... sizes) {
        int count = 1;
        for (int size : sizes) {
            count *= size;
        }
        return View.contiguous(backend.allocate(dtype, count), sizes);
    }

    private void assertNumbers(View actual, double... expected) {
        assertArrayEquals(expected, backend.readDoubles(actual), 1e-6);
    }

    private View binary(ScalarFunction f, View a, View b) {
        View out = empty(f.result() == ScalarFunction.Result.BOOL ? DType.BOOL : a.dtype(), a.sizes());
        backend.pointwise(f, out, a, b, null, 1, 0);
        return out;
    }

    @Test
    void conversionsRoundAndWrapAsPyTorch() {
        double[] wild = {NAN, 1e30, 3e9, 300, -1};
        double lowest = Integer.MIN_VALUE;
        assertNumbers(tensor(DType.INT32, wild, 5), lowest, lowest, lowest, 300, -1);
        assertNumbers(tensor(DType.UINT8, wild, 5), 0, 0, 0, 44, 255);
        assertNumbers(tensor(DType.INT64, wild, 5), Long.MIN_VALUE, Long.MIN_VALUE, 3e9, 300, -1);
        assertNumbers(tensor(DType.BOOL, new double[] {0, -0.0, NAN, 0.1}, 4), 0, 0, 1, 1);
        assertNumbers(tensor(DType.FLOAT16, new double[] {0.1, 2.7, 131008}, 3), 0.0999755859375, 2.69921875, INF);
        assertNumbers(tensor(DType.BFLOAT16, new double[] {0.1, 1.00390625, NAN}, 3), 0.10009765625, 1, NAN);
        View single = empty(DType.FLOAT32, 1);
        backend.copy(single, longs(16777217));
        assertNumbers(single, 16777216);
    }

    @Test
    void integersWrapAndDivideTowardsMinusInfinity() {
        View sum = binary(
                ScalarFunction.ADD,
                tensor(DType.UINT8, new double[] {200, 100}, 2),
                tensor(DType.UINT8, new double[] {100, 200}, 2));
        assertNumbers(sum, 44, 44);
        assertNumbers(binary(ScalarFunction.FLOOR_DIV, longs(-7, 7), longs(2, -2)), -4, -4);
        assertNumbers(binary(ScalarFunction.REMAINDER, longs(-7, 7), longs(3, -3)), 2, -2);
        var error = assertThrows(ArithmeticException.class, () -> binary(ScalarFunction.FLOOR_DIV, longs(1), longs(0)));
        assertEquals("ZeroDivisionError", error.getMessage());
        View not = empty(DType.BOOL, 2);
        backend.pointwise(
                ScalarFunction.BITWISE_NOT, not, tensor(DType.BOOL, new double[] {0, 1}, 2), null, null, 0, 0);
        assertNumbers(not, 1, 0);
    }

    @Test
    void sumsRunInWiderNumbers() {
        View sums = empty(DType.FLOAT32, 3);
        backend.scan(Scan.SUM, sums, null, floats(16777216, 1, 1), 0);
        assertNumbers(sums, 16777216, 16777216, 16777218);
        View halves = empty(DType.BFLOAT16, 4);
        backend.scan(Scan.SUM, halves, null, tensor(DType.BFLOAT16, new double[] {256, 1, 1, 1}, 4), 0);
        assertNumbers(halves, 256, 256, 258, 260);
    }

    @Test
    void floatingDivisionAndItsKin() {
        assertNumbers(binary(ScalarFunction.FLOOR_DIV, floats(-7, 7, -7, 7), floats(2, -2, -2, 0)), -4, -4, 3, INF);
        assertNumbers(binary(ScalarFunction.REMAINDER, floats(-7, 7, 5.5), floats(3, -3, -2)), 2, -2, -0.5);
        assertNumbers(binary(ScalarFunction.XLOGY, floats(0, 0, 2), floats(0, NAN, 3)), 0, NAN, 2.1972246);
        View lerp = empty(DType.FLOAT32, 2);
        backend.pointwise(ScalarFunction.LERP, lerp, floats(1, 1), floats(3, 3), floats(0.25, 1), 0, 0);
        assertNumbers(lerp, 1.5, 3);
        View clamped = empty(DType.FLOAT32, 3);
        backend.pointwise(ScalarFunction.CLAMP, clamped, floats(NAN, 5, -5), null, null, -1, 1);
        assertNumbers(clamped, NAN, 1, -1);
    }

    @Test
    void reductionsCarryNanAndKnowTheirNeutralElement() {
        View in = tensor(DType.FLOAT32, new double[] {1, 2, 3, NAN}, 2, 2);
        View out = empty(DType.FLOAT32, 1, 2);
        backend.reduce(Reduction.MAX, out, in, new boolean[] {true, false});
        assertNumbers(out, 3, NAN);
        View number = empty(DType.FLOAT32, 1);
        backend.reduce(Reduction.PROD, number, empty(DType.FLOAT32, 0), new boolean[] {true});
        assertNumbers(number, 1);
    }

    @Test
    void theFirstExtremeCountsAndNanIsOne() {
        View values = empty(DType.FLOAT32, 1);
        View indices = empty(DType.INT64, 1);
        backend.argReduce(true, values, indices, floats(1, NAN, 3, NAN), 0);
        assertNumbers(values, NAN);
        assertNumbers(indices, 1);
        View rows = empty(DType.INT64, 2, 1);
        backend.argReduce(true, null, rows, tensor(DType.INT64, new double[] {3, 1, 3, 2, 2, 1}, 2, 3), 1);
        assertNumbers(rows, 0, 0);
    }

    @Test
    void runningExtremesKeepTheLastOfEquals() {
        View values = empty(DType.INT64, 4);
        View indices = empty(DType.INT64, 4);
        backend.scan(Scan.MAX, values, indices, longs(3, 1, 3, 2), 0);
        assertNumbers(values, 3, 3, 3, 3);
        assertNumbers(indices, 0, 0, 2, 2);
        View out = empty(DType.FLOAT32, 3);
        backend.scan(Scan.LOGSUMEXP, out, null, floats(0, 1, 2), 0);
        assertNumbers(out, 0, 1.3132617, 2.4076059);
    }

    @Test
    void sortingPutsNanLastOrDescendingFirst() {
        View values = empty(DType.FLOAT32, 5);
        View indices = empty(DType.INT64, 5);
        View in = floats(2, NAN, -0.0, 0, 1);
        backend.sort(values, indices, in, 0, false);
        assertNumbers(indices, 2, 3, 4, 0, 1);
        backend.sort(values, indices, in, 0, true);
        assertNumbers(indices, 1, 0, 4, 2, 3);
        assertNumbers(values, NAN, 2, 1, 0, 0);
    }

    @Test
    void scatteredValuesMeetInOrder() {
        View dst = floats(0, 0, 0);
        backend.scatter(dst, 0, longs(0, 2, 0), floats(1, 2, 3), Scatter.ADD);
        assertNumbers(dst, 4, 0, 2);
        backend.scatter(dst, 0, longs(0, 2, 0), floats(1, 2, 3), Scatter.SET);
        assertNumbers(dst, 3, 0, 2);
        View square = tensor(DType.FLOAT32, new double[4], 2, 2);
        backend.put(square, longs(3, 0, 3), floats(1, 2, 3), true);
        assertNumbers(square, 2, 0, 0, 4);
    }

    @Test
    void windowsBecomeColumns() {
        View in = tensor(DType.FLOAT32, new double[] {0, 1, 2, 3}, 1, 1, 2, 2);
        int[] one = {1, 1};
        var window = new Window(new int[] {2, 2}, one, one, one, new int[] {3, 3});
        View columns = empty(DType.FLOAT32, 1, 4, 9);
        backend.unfold(columns, in, window);
        assertNumbers(
                columns, 0, 0, 0, 0, 0, 1, 0, 2, 3, 0, 0, 0, 0, 1, 0, 2, 3, 0, 0, 0, 1, 0, 2, 3, 0, 0, 0, 0, 1, 0, 2, 3,
                0, 0, 0, 0);
        backend.fold(in, columns, window);
        assertNumbers(in, 0, 4, 8, 12);
    }

    @Test
    void convolutionAndItsGradients() {
        double[] numbers = {0, 1, 2, 3, 4, 5, 6, 7};
        View in = tensor(DType.FLOAT32, numbers, 1, 2, 2, 2);
        View weight = tensor(DType.FLOAT32, numbers, 1, 2, 2, 2);
        int[] one = {1, 1};
        var window = new Window(new int[] {2, 2}, one, new int[2], one, one);
        View out = empty(DType.FLOAT32, 1, 1, 1, 1);
        backend.convolution(out, in, weight, floats(0.5), window, 1);
        assertNumbers(out, 140.5);
        View gradIn = empty(DType.FLOAT32, 1, 2, 2, 2);
        View gradBias = empty(DType.FLOAT32, 1);
        backend.convolutionBackward(
                gradIn, null, gradBias, tensor(DType.FLOAT32, new double[] {2}, 1, 1, 1, 1), in, weight, window, 1);
        assertNumbers(gradIn, 0, 2, 4, 6, 8, 10, 12, 14);
        assertNumbers(gradBias, 2);
    }

    @Test
    void aNanWinsAWindow() {
        View in = tensor(DType.FLOAT32, new double[] {1, NAN, 3, 2}, 1, 1, 2, 2);
        int[] two = {2, 2};
        var window = new Window(two, two, new int[2], new int[] {1, 1}, new int[] {1, 1});
        View out = empty(DType.FLOAT32, 1, 1, 1, 1);
        View indices = empty(DType.INT64, 1, 1, 1, 1);
        backend.maxPool(out, indices, in, window);
        assertNumbers(out, NAN);
        assertNumbers(indices, 1);
    }
}
