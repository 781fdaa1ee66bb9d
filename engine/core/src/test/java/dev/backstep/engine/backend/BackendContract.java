package dev.backstep.engine.backend;

import static dev.backstep.engine.backend.RandomTensors.assertClose;
import static dev.backstep.engine.backend.RandomTensors.copy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.Backend.Scan;
import dev.backstep.engine.backend.Backend.Scatter;
import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.ScalarFunction.Result;
import dev.backstep.engine.backend.reference.Elements;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every primitive of a backend against the reference backend; extended for each backend.
public abstract class BackendContract {
    private static final DType[] FLOATING = {DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16};
    private static final Set<ScalarFunction> BITWISE = EnumSet.of(
            ScalarFunction.BITWISE_NOT,
            ScalarFunction.BITWISE_AND,
            ScalarFunction.BITWISE_OR,
            ScalarFunction.BITWISE_XOR,
            ScalarFunction.SHIFT_LEFT,
            ScalarFunction.SHIFT_RIGHT);

    private final Backend reference = new ReferenceBackend();
    private final Backend backend;
    private final List<DType> dtypes;

    protected BackendContract(Backend backend) {
        this(backend, DType.values());
    }

    protected BackendContract(Backend backend, DType... dtypes) {
        this.backend = backend;
        this.dtypes = List.of(dtypes);
    }

    private List<DType> tested(DType... some) {
        return Arrays.stream(some).filter(dtypes::contains).toList();
    }

    private static double tolerance(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> 5e-6;
            case FLOAT64 -> 1e-13;
            case FLOAT16 -> 2e-3;
            case BFLOAT16 -> 2e-2;
            default -> 0;
        };
    }

    @ParameterizedTest
    @EnumSource(ScalarFunction.class)
    void pointwiseFunctions(ScalarFunction f) {
        var tensors = new RandomTensors(f.ordinal());
        for (DType dtype : dtypes) {
            if (dtype.isFloating() ? BITWISE.contains(f) : !worksOnIntegers(f)) {
                continue;
            }
            for (int round = 0; round < 12; round++) {
                int[] sizes = round == 0 ? new int[] {10, 77} : tensors.sizes(4, 9);
                View a = tensors.input(f == ScalarFunction.WHERE ? DType.BOOL : dtype, sizes);
                View b = f.arity() < 2 ? null : tensors.input(dtype, sizes);
                View c = f.arity() < 3 ? null : tensors.input(dtype, sizes);
                View out = tensors.layout(f.result() == Result.BOOL ? DType.BOOL : dtype, sizes);
                View expected = copy(out);
                String name = f + " on " + dtype + Arrays.toString(sizes);
                double p = dtype.isFloating() ? 0.7 : 2;
                double q = dtype.isFloating() ? 1.3 : 5;
                reference.pointwise(f, expected, a, b, c, p, q);
                backend.pointwise(f, out, a, b, c, p, q);
                assertClose(expected, out, tolerance(dtype), name);
                if (f.result() == Result.SAME && f != ScalarFunction.WHERE) {
                    // in place
                    View self = copy(tensors.layout(dtype, sizes));
                    View expectedSelf = copy(self);
                    reference.pointwise(f, expectedSelf, expectedSelf, b, c, p, q);
                    backend.pointwise(f, self, self, b, c, p, q);
                    assertClose(expectedSelf, self, tolerance(dtype), name + " in place");
                }
            }
        }
    }

    private static boolean worksOnIntegers(ScalarFunction f) {
        return switch (f) {
            case NEG, ABS, SIGN, SQUARE, RELU, CLAMP, AFFINE, LOGICAL_NOT, BITWISE_NOT, ADD, ADD_SCALED, SUB, MUL ->
                true;
            case MAXIMUM, MINIMUM, EQ, NE, LT, LE, GT, GE, LOGICAL_AND, LOGICAL_OR, LOGICAL_XOR, BITWISE_AND -> true;
            case BITWISE_OR, BITWISE_XOR, WHERE, ADDCMUL, THRESHOLD, POW_SCALAR -> true;
            default -> false;
        };
    }

    /// The divisor is the last argument.
    @ParameterizedTest
    @EnumSource(
            value = ScalarFunction.class,
            names = {"DIV", "FLOOR_DIV", "TRUNC_DIV", "REMAINDER", "FMOD", "ADDCDIV"})
    void divisionsOfIntegers(ScalarFunction f) {
        var tensors = new RandomTensors(f.ordinal());
        for (DType dtype : tested(DType.UINT8, DType.INT8, DType.INT16, DType.INT32, DType.INT64)) {
            for (int round = 0; round < 12; round++) {
                int[] sizes = round == 0 ? new int[] {300} : tensors.sizes(4, 9);
                View divisor = tensors.input(dtype, sizes);
                for (int at : Elements.positions(divisor)) {
                    Storage.Host host = Elements.host(divisor);
                    Elements.writeLong(host, at, Elements.readLong(host, at) == 0 ? -1 : Elements.readLong(host, at));
                }
                View a = tensors.layout(dtype, sizes);
                for (int at : Elements.positions(a)) {
                    // The smallest number by -1 is one of C's traps.
                    boolean smallest = tensors.random.nextInt(20) == 0;
                    Elements.writeLong(Elements.host(a), at, smallest ? Elements.lowestLong(dtype) : at % 21 - 10);
                }
                View b = f.arity() == 2 ? divisor : tensors.input(dtype, sizes);
                View c = f.arity() == 2 ? null : divisor;
                View out = tensors.layout(dtype, sizes);
                View expected = copy(out);
                reference.pointwise(f, expected, a, b, c, 2, 0);
                backend.pointwise(f, out, a, b, c, 2, 0);
                assertClose(expected, out, 0, f + " on " + dtype);
                if (out.numel() > 0) {
                    int[] places = Elements.positions(divisor);
                    Elements.writeLong(Elements.host(divisor), places[tensors.random.nextInt(places.length)], 0);
                    var error = assertThrows(
                            ArithmeticException.class, () -> backend.pointwise(f, out, a, b, c, 2, 0), dtype.name());
                    assertEquals("ZeroDivisionError", error.getMessage());
                }
            }
        }
    }

    @Test
    void polygammasOfEveryOrder() {
        var tensors = new RandomTensors(9);
        for (DType dtype : tested(FLOATING)) {
            for (int order = 0; order < 8; order++) {
                View a = tensors.input(dtype, 40, 5);
                for (int at : Elements.positions(a)) {
                    // Near poles, which are at 0 and the negative numbers, float32 has few digits.
                    double value = Math.abs(Elements.readDouble(Elements.host(a), at)) + 0.1;
                    Elements.writeDouble(Elements.host(a), at, value);
                }
                View out = tensors.layout(dtype, 40, 5);
                View expected = copy(out);
                reference.pointwise(ScalarFunction.POLYGAMMA, expected, a, null, null, order, 0);
                backend.pointwise(ScalarFunction.POLYGAMMA, out, a, null, null, order, 0);
                assertClose(expected, out, 3 * tolerance(dtype), order + " on " + dtype);
            }
        }
    }

    @Test
    void copiesAndFills() {
        var tensors = new RandomTensors(1);
        for (DType from : dtypes) {
            for (DType to : dtypes) {
                for (int round = 0; round < 4; round++) {
                    int[] sizes = tensors.sizes(4, 6);
                    View src = tensors.input(from, sizes);
                    View dst = tensors.layout(to, sizes);
                    View expected = copy(dst);
                    reference.copy(expected, src);
                    backend.copy(dst, src);
                    assertClose(expected, dst, 0, from + " to " + to);
                    reference.fill(expected, 1.1, -3);
                    backend.fill(dst, 1.1, -3);
                    assertClose(expected, dst, 0, "fill of " + to);
                }
            }
        }
    }

    @Test
    void ranges() {
        var tensors = new RandomTensors(10);
        double[] starts = {0, 1, -3.5, 0.1, 1e6, -1e-3};
        double[] steps = {1, -1, 0.1, 1e-4, 1 / 3.0, -7.25};
        for (DType dtype : dtypes) {
            for (double start : starts) {
                for (double step : steps) {
                    View out = tensors.layout(dtype, dtype.isFloating() ? 20_000 : 200);
                    View expected = copy(out);
                    reference.arange(expected, start, step);
                    backend.arange(out, start, step);
                    assertClose(expected, out, 0, dtype + " from " + start + " by " + step);
                }
            }
        }
    }

    /// As the second column of the indices of no element is.
    @Test
    void copiesNothingFromBeyondTheEnd() {
        var nothing = new View(Storage.Host.allocate(DType.FLOAT32, 0), 1, new int[] {0}, new int[] {2});
        backend.copy(new View(Storage.Host.allocate(DType.FLOAT32, 0), 0, new int[] {0}, new int[] {1}), nothing);
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void reductions(Reduction r) {
        var tensors = new RandomTensors(r.ordinal());
        for (DType dtype : dtypes) {
            for (int round = 0; round < 40; round++) {
                tensors.specials = round % 4 == 0 ? 0.05 : 0;
                int[] sizes = round == 0 ? new int[] {3, 100} : round == 1 ? new int[] {5000} : tensors.sizes(4, 9);
                boolean[] reduced = new boolean[sizes.length];
                int[] outSizes = sizes.clone();
                for (int d = 0; d < sizes.length; d++) {
                    reduced[d] = tensors.random.nextBoolean();
                    outSizes[d] = reduced[d] ? 1 : sizes[d];
                }
                DType result = r == Reduction.ALL || r == Reduction.ANY || dtype == DType.BOOL && r != Reduction.SUM
                        ? DType.BOOL
                        : dtype.isFloating() || r == Reduction.MIN || r == Reduction.MAX ? dtype : DType.INT64;
                View in = tensors.input(dtype, sizes);
                View out = tensors.layout(result, outSizes);
                View expected = copy(out);
                reference.reduce(r, expected, in, reduced);
                backend.reduce(r, out, in, reduced);
                String name = r + " of " + dtype + Arrays.toString(sizes) + Arrays.toString(reduced);
                assertClose(expected, out, 20 * tolerance(result), name);
            }
        }
    }

    @Test
    void extremesScansAndSorts() {
        var tensors = new RandomTensors(2);
        for (DType dtype : dtypes) {
            for (int round = 0; round < 20; round++) {
                int[] sizes = tensors.sizes(3, 7);
                if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(size -> size == 0)) {
                    continue;
                }
                int dim = tensors.random.nextInt(sizes.length);
                View in = tensors.input(dtype, sizes);
                int[] one = sizes.clone();
                one[dim] = 1;
                boolean flag = tensors.random.nextBoolean();
                View[] actual = {tensors.layout(dtype, one), tensors.layout(DType.INT64, one)};
                View[] expected = {copy(actual[0]), copy(actual[1])};
                reference.argReduce(flag, expected[0], expected[1], in, dim);
                backend.argReduce(flag, actual[0], actual[1], in, dim);
                assertBoth(expected, actual, "argReduce of " + dtype);

                actual = new View[] {tensors.layout(dtype, sizes), tensors.layout(DType.INT64, sizes)};
                expected = new View[] {copy(actual[0]), copy(actual[1])};
                reference.sort(expected[0], expected[1], in, dim, flag);
                backend.sort(actual[0], actual[1], in, dim, flag);
                assertBoth(expected, actual, "sort of " + dtype);

                for (Scan scan : Scan.values()) {
                    if (scan == Scan.LOGSUMEXP && !dtype.isFloating()) {
                        continue;
                    }
                    boolean indexed = scan == Scan.MAX || scan == Scan.MIN;
                    reference.scan(scan, expected[0], indexed ? expected[1] : null, in, dim);
                    backend.scan(scan, actual[0], indexed ? actual[1] : null, in, dim);
                    assertClose(expected[0], actual[0], tolerance(dtype), scan + " of " + dtype);
                    assertClose(expected[1], actual[1], 0, scan + " of " + dtype);
                }
            }
        }
    }

    private static void assertBoth(View[] expected, View[] actual, String name) {
        assertClose(expected[0], actual[0], 0, name);
        assertClose(expected[1], actual[1], 0, name);
    }

    @Test
    void matrixProducts() {
        var tensors = new RandomTensors(3);
        tensors.specials = 0;
        for (DType dtype : tested(DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.INT64, DType.INT32)) {
            for (int round = 0; round < 60; round++) {
                int most = round % 3 == 0 ? 40 : 6;
                int batch = tensors.random.nextInt(4);
                int m = tensors.random.nextInt(most + 1);
                int k = tensors.random.nextInt(most + 1);
                int n = tensors.random.nextInt(most + 1);
                View a = tensors.input(dtype, batch, m, k);
                View b = tensors.input(dtype, batch, k, n);
                View out = tensors.layout(dtype, batch, m, n);
                View expected = copy(out);
                double alpha = dtype.isFloating() ? 0.5 : 2;
                double beta = tensors.random.nextInt(2);
                reference.matmul(expected, a, b, alpha, beta);
                backend.matmul(out, a, b, alpha, beta);
                String name = dtype + " " + batch + "x" + m + "x" + k + "x" + n;
                assertClose(expected, out, 20 * tolerance(dtype), name);
            }
        }
    }

    @Test
    void indexing() {
        var tensors = new RandomTensors(4);
        for (DType dtype : dtypes) {
            for (int round = 0; round < 10; round++) {
                int[] sizes = {1 + tensors.random.nextInt(5), 1 + tensors.random.nextInt(5), 3};
                int dim = tensors.random.nextInt(3);
                int[] indexSizes = {
                    1 + tensors.random.nextInt(sizes[0]),
                    1 + tensors.random.nextInt(sizes[1]),
                    1 + tensors.random.nextInt(3)
                };
                View index = tensors.indices(sizes[dim], indexSizes);
                View in = tensors.input(dtype, sizes);
                View out = tensors.layout(dtype, indexSizes);
                View expected = copy(out);
                reference.gather(expected, in, dim, index);
                backend.gather(out, in, dim, index);
                assertClose(expected, out, 0, "gather");
                for (Scatter mode : Scatter.values()) {
                    View dst = tensors.layout(dtype, sizes);
                    View expectedDst = copy(dst);
                    reference.scatter(expectedDst, dim, index, in, mode);
                    backend.scatter(dst, dim, index, in, mode);
                    assertClose(expectedDst, dst, 0, "scatter " + mode + " of " + dtype);
                }
                View flat = tensors.indices(in.numel(), indexSizes);
                reference.take(expected, in, flat);
                backend.take(out, in, flat);
                assertClose(expected, out, 0, "take");
                boolean accumulate = tensors.random.nextBoolean();
                View dst = tensors.layout(dtype, sizes);
                View expectedDst = copy(dst);
                reference.put(expectedDst, flat, out, accumulate);
                backend.put(dst, flat, out, accumulate);
                assertClose(expectedDst, dst, 0, "put");
            }
        }
    }

    @Test
    void windowsAndConvolutions() {
        var tensors = new RandomTensors(5);
        tensors.specials = 0;
        var r = tensors.random;
        for (DType dtype : tested(DType.FLOAT32, DType.FLOAT64)) {
            for (int round = 0; round < 60; round++) {
                int rank = 1 + r.nextInt(3);
                int groups = 1 + r.nextInt(2);
                int samples = 1 + r.nextInt(3);
                int channels = groups * (1 + r.nextInt(3));
                int outChannels = groups * (1 + r.nextInt(3));
                compareWindows(tensors, dtype, samples, channels, outChannels, groups, window(r, rank));
            }
        }
    }

    /// Images smaller than the kernel, of which some windows see nothing but padding.
    @Test
    void windowsLargerThanTheirImages() {
        var tensors = new RandomTensors(6);
        tensors.specials = 0;
        for (DType dtype : tested(DType.FLOAT32, DType.FLOAT64)) {
            for (int height = 1; height <= 3; height++) {
                for (int width = 1; width <= 4; width++) {
                    for (int dilation = 1; dilation <= 2; dilation++) {
                        int[] image = {height, width};
                        int[] by = {dilation, dilation};
                        var window = new Window(new int[] {3, 3}, new int[] {1, 1}, by, by, image);
                        compareWindows(tensors, dtype, 2, 3, 2, 1, window);
                    }
                }
            }
        }
    }

    private void compareWindows(
            RandomTensors tensors, DType dtype, int samples, int channels, int outChannels, int groups, Window window) {
        int[] inSizes = sizes(samples, channels, inputSizes(window));
        int kernel = Arrays.stream(window.kernel()).reduce(1, (x, y) -> x * y);
        int windows = Arrays.stream(window.windows()).reduce(1, (x, y) -> x * y);
        View in = tensors.input(dtype, inSizes);

        View columns = tensors.layout(dtype, samples, channels * kernel, windows);
        View expected = copy(columns);
        reference.unfold(expected, in, window);
        backend.unfold(columns, in, window);
        assertClose(expected, columns, 0, "unfold");
        View folded = tensors.layout(dtype, inSizes);
        expected = copy(folded);
        reference.fold(expected, columns, window);
        backend.fold(folded, columns, window);
        assertClose(expected, folded, tolerance(dtype), "fold");

        View weight = tensors.input(dtype, sizes(outChannels, channels / groups, window.kernel()));
        View bias = tensors.random.nextBoolean() ? tensors.input(dtype, outChannels) : null;
        View out = tensors.layout(dtype, sizes(samples, outChannels, window.windows()));
        expected = copy(out);
        reference.convolution(expected, in, weight, bias, window, groups);
        backend.convolution(out, in, weight, bias, window, groups);
        assertClose(expected, out, 10 * tolerance(dtype), "convolution");

        View grad = tensors.input(dtype, out.sizes());
        View[] actual = {
            tensors.layout(dtype, inSizes), tensors.layout(dtype, weight.sizes()), tensors.layout(dtype, outChannels)
        };
        View[] wanted = {copy(actual[0]), copy(actual[1]), copy(actual[2])};
        reference.convolutionBackward(wanted[0], wanted[1], wanted[2], grad, in, weight, window, groups);
        backend.convolutionBackward(actual[0], actual[1], actual[2], grad, in, weight, window, groups);
        for (int i = 0; i < 3; i++) {
            assertClose(wanted[i], actual[i], 20 * tolerance(dtype), "gradient " + i);
        }
    }

    @Test
    void maxPools() {
        var tensors = new RandomTensors(6);
        for (int round = 0; round < 60; round++) {
            int rank = 1 + tensors.random.nextInt(3);
            // PyTorch allows at most half a window of padding, so that none is empty.
            Window any = window(tensors.random, rank);
            int[] padding = any.padding().clone();
            for (int d = 0; d < rank; d++) {
                padding[d] = any.dilation()[d] == 1 ? Math.min(padding[d], any.kernel()[d] / 2) : 0;
            }
            Window window = new Window(any.kernel(), any.stride(), padding, any.dilation(), any.windows());
            DType dtype =
                    tensors.random.nextBoolean() || !dtypes.contains(DType.FLOAT64) ? DType.FLOAT32 : DType.FLOAT64;
            View in = tensors.input(dtype, sizes(2, 3, inputSizes(window)));
            int[] outSizes = sizes(2, 3, window.windows());
            View[] actual = {tensors.layout(dtype, outSizes), tensors.layout(DType.INT64, outSizes)};
            View[] expected = {copy(actual[0]), copy(actual[1])};
            reference.maxPool(expected[0], expected[1], in, window);
            backend.maxPool(actual[0], actual[1], in, window);
            assertBoth(expected, actual, "max pool");
        }
    }

    private static Window window(Random r, int rank) {
        int[][] parts = new int[5][rank];
        for (int d = 0; d < rank; d++) {
            parts[0][d] = 1 + r.nextInt(3);
            parts[1][d] = 1 + r.nextInt(2);
            parts[2][d] = r.nextInt(3);
            parts[3][d] = 1 + r.nextInt(2);
            parts[4][d] = 1 + r.nextInt(rank == 1 ? 9 : 4);
        }
        for (int d = 0; d < rank; d++) {
            // The input must not be empty.
            while (inputSize(parts, d) < 1) {
                parts[4][d]++;
            }
        }
        return new Window(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private static int inputSize(int[][] parts, int d) {
        return (parts[4][d] - 1) * parts[1][d] + (parts[0][d] - 1) * parts[3][d] + 1 - 2 * parts[2][d];
    }

    private static int[] inputSizes(Window w) {
        int[] sizes = new int[w.kernel().length];
        int[][] parts = {w.kernel(), w.stride(), w.padding(), w.dilation(), w.windows()};
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = inputSize(parts, d);
        }
        return sizes;
    }

    private static int[] sizes(int first, int second, int[] spatial) {
        int[] sizes = new int[spatial.length + 2];
        sizes[0] = first;
        sizes[1] = second;
        System.arraycopy(spatial, 0, sizes, 2, spatial.length);
        return sizes;
    }

    @Test
    void softmaxAndStatistics() {
        var tensors = new RandomTensors(7);
        for (DType dtype : tested(FLOATING)) {
            for (int round = 0; round < 30; round++) {
                tensors.specials = round % 3 == 0 ? 0.02 : 0;
                int[] sizes = round == 0 ? new int[] {3, 2, 100} : new int[] {2, 1 + tensors.random.nextInt(5), 7};
                View in = tensors.input(dtype, sizes);
                View grad = tensors.input(dtype, sizes);
                View out = tensors.layout(dtype, sizes);
                View expected = copy(out);
                int dim = tensors.random.nextInt(3);
                boolean log = tensors.random.nextBoolean();
                String name = "softmax of " + dtype;
                reference.softmax(expected, in, dim, log);
                backend.softmax(out, in, dim, log);
                assertClose(expected, out, 3 * tolerance(dtype), name);
                View result = copy(expected);
                reference.softmaxBackward(expected, grad, result, dim, log);
                backend.softmaxBackward(out, grad, result, dim, log);
                assertClose(expected, out, 10 * tolerance(dtype), name + " backward");

                View mean = tensors.layout(dtype, sizes[1]);
                View variance = tensors.layout(dtype, sizes[1]);
                View expectedMean = copy(mean);
                View expectedVariance = copy(variance);
                reference.channelStatistics(expectedMean, expectedVariance, in);
                backend.channelStatistics(mean, variance, in);
                assertClose(expectedMean, mean, 3 * tolerance(dtype), "mean");
                assertClose(expectedVariance, variance, 10 * tolerance(dtype), "variance");
            }
        }
    }

    @Test
    void reading() {
        var tensors = new RandomTensors(8);
        for (DType dtype : dtypes) {
            View in = tensors.input(dtype, 3, 4, 5);
            assertArrayEquals(reference.readDoubles(in), backend.readDoubles(in));
            assertArrayEquals(reference.readLongs(in), backend.readLongs(in));
        }
    }
}
