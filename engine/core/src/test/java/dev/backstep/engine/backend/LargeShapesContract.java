package dev.backstep.engine.backend;

import static dev.backstep.engine.backend.RandomTensors.assertClose;
import static dev.backstep.engine.backend.RandomTensors.copy;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.Backend.Scan;
import dev.backstep.engine.backend.Backend.Scatter;
import dev.backstep.engine.backend.reference.Elements;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A backend against the reference backend where lines are long, or dimensions many: what a device does in another way
/// than the small tensors of [BackendContract]. Extended for each backend.
public abstract class LargeShapesContract {
    private final Backend reference = new ReferenceBackend();
    private final Backend backend;

    protected LargeShapesContract(Backend backend) {
        this.backend = backend;
    }

    /// Sizes of which the dimension `dim` is long: at and around what devices split lines by, and odd ones.
    private static final List<int[]> LONG_LINES = List.of(
            new int[] {127},
            new int[] {128},
            new int[] {1023},
            new int[] {1025},
            new int[] {20_011},
            new int[] {3, 513},
            new int[] {257, 3},
            new int[] {2, 2049, 2},
            new int[] {5, 4097});

    private static int longest(int[] sizes) {
        int dim = 0;
        for (int d = 1; d < sizes.length; d++) {
            dim = sizes[d] > sizes[dim] ? d : dim;
        }
        return dim;
    }

    private static int[] with(int[] sizes, int dim, int size) {
        int[] result = sizes.clone();
        result[dim] = size;
        return result;
    }

    private static String name(Object what, DType dtype, int[] sizes) {
        return what + " of " + dtype + Arrays.toString(sizes);
    }

    /// Elements of few different values, so that many are equal.
    private static View ties(View in) {
        for (int at : Elements.positions(in)) {
            Storage.Host host = Elements.host(in);
            if (in.dtype().isFloating() && !Double.isNaN(Elements.readDouble(host, at))) {
                Elements.writeDouble(host, at, Math.rint(Elements.readDouble(host, at)));
            }
        }
        return in;
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void extremesOfLongLines(DType dtype) {
        var tensors = new RandomTensors(11);
        for (int[] sizes : LONG_LINES) {
            for (int round = 0; round < 4; round++) {
                tensors.specials = round == 0 ? 0.002 : 0;
                int dim = longest(sizes);
                View in = ties(tensors.input(dtype, sizes));
                int[] one = with(sizes, dim, 1);
                boolean max = round % 2 == 0;
                View[] actual = {tensors.layout(dtype, one), tensors.layout(DType.INT64, one)};
                View[] expected = {copy(actual[0]), copy(actual[1])};
                reference.argReduce(max, expected[0], expected[1], in, dim);
                backend.argReduce(max, actual[0], actual[1], in, dim);
                assertClose(expected[0], actual[0], 0, name("extreme", dtype, sizes));
                assertClose(expected[1], actual[1], 0, name("its place", dtype, sizes));
                View only = copy(actual[1]);
                backend.argReduce(max, null, only, in, dim);
                assertClose(expected[1], only, 0, name("only its place", dtype, sizes));
                only = copy(actual[0]);
                backend.argReduce(max, only, null, in, dim);
                assertClose(expected[0], only, 0, name("the extreme only", dtype, sizes));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void sortsOfLongLinesAreStable(DType dtype) {
        var tensors = new RandomTensors(12);
        for (int[] sizes : LONG_LINES) {
            for (int round = 0; round < 4; round++) {
                tensors.specials = round < 2 ? 0.01 : 0;
                int dim = longest(sizes);
                boolean descending = round % 2 == 0;
                View in = ties(tensors.input(dtype, sizes));
                View[] actual = {tensors.layout(dtype, sizes), tensors.layout(DType.INT64, sizes)};
                View[] expected = {copy(actual[0]), copy(actual[1])};
                reference.sort(expected[0], expected[1], in, dim, descending);
                backend.sort(actual[0], actual[1], in, dim, descending);
                assertClose(expected[0], actual[0], 0, name("sort", dtype, sizes));
                assertClose(expected[1], actual[1], 0, name("order", dtype, sizes));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void sortsInPlace(DType dtype) {
        var tensors = new RandomTensors(13);
        for (int[] sizes : List.of(new int[] {}, new int[] {1}, new int[] {7, 3}, new int[] {2, 300, 2})) {
            int dim = sizes.length == 0 ? 0 : longest(sizes);
            View actual = tensors.layout(dtype, sizes);
            View indices = tensors.layout(DType.INT64, sizes);
            View expected = copy(actual);
            View expectedIndices = copy(indices);
            reference.sort(expected, expectedIndices, expected, dim, false);
            backend.sort(actual, indices, actual, dim, false);
            assertClose(expected, actual, 0, name("sort in place", dtype, sizes));
            assertClose(expectedIndices, indices, 0, name("order", dtype, sizes));
        }
    }

    @ParameterizedTest
    @EnumSource(Scan.class)
    void scansOfLongLines(Scan scan) {
        var tensors = new RandomTensors(14);
        boolean extreme = scan == Scan.MAX || scan == Scan.MIN;
        for (DType dtype : DType.values()) {
            if (scan == Scan.LOGSUMEXP && !dtype.isFloating()) {
                continue;
            }
            for (int[] sizes : LONG_LINES) {
                tensors.specials = extreme ? 0.002 : 0;
                int dim = longest(sizes);
                View in = tensors.input(dtype, sizes);
                if (extreme) {
                    ties(in);
                }
                if (scan == Scan.PROD && dtype.isFloating()) {
                    nearOne(in);
                }
                View actual = tensors.layout(dtype, sizes);
                View indices = tensors.layout(DType.INT64, sizes);
                View expected = copy(actual);
                View expectedIndices = copy(indices);
                reference.scan(scan, expected, extreme ? expectedIndices : null, in, dim);
                backend.scan(scan, actual, extreme ? indices : null, in, dim);
                double tolerance = extreme ? 0 : rounding(dtype);
                assertClose(expected, actual, tolerance, name(scan, dtype, sizes));
                assertClose(expectedIndices, indices, 0, name(scan + "'s places", dtype, sizes));
            }
        }
    }

    /// The distance of neighbouring numbers, relatively; a few for float64, of which the roundings add up.
    private static double rounding(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> 1e-12;
            case FLOAT32 -> 0x1p-23;
            case FLOAT16 -> 0x1p-10;
            case BFLOAT16 -> 0x1p-7;
            default -> 0;
        };
    }

    /// So that a product of many is in range.
    private static void nearOne(View in) {
        for (int at : Elements.positions(in)) {
            Storage.Host host = Elements.host(in);
            double value = Elements.readDouble(host, at);
            if (Math.abs(value) > 0.9 && Math.abs(value) < 1.1) {
                continue;
            }
            Elements.writeDouble(host, at, 1 + Math.signum(value) * 1e-3);
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void scattersOfLongLinesCombineInOrder(DType dtype) {
        var tensors = new RandomTensors(15);
        tensors.specials = 0.01;
        for (int[] sizes : LONG_LINES) {
            int dim = longest(sizes);
            for (int round = 0; round < 4; round++) {
                // Few places, so that many elements meet.
                int[] dstSizes = with(sizes, dim, round == 0 ? 3 : sizes[dim] / 4);
                int[] indexSizes = sizes.clone();
                for (int d = 0; d < sizes.length; d++) {
                    indexSizes[d] = d == dim ? sizes[d] : 1 + tensors.random.nextInt(sizes[d]);
                }
                View index = tensors.indices(dstSizes[dim], indexSizes);
                if (round % 2 == 0) {
                    index = expandedBut(index, dim);
                }
                View src = tensors.input(dtype, sizes);
                for (Scatter mode : Scatter.values()) {
                    View actual = tensors.layout(dtype, dstSizes);
                    View expected = copy(actual);
                    reference.scatter(expected, dim, index, src, mode);
                    backend.scatter(actual, dim, index, src, mode);
                    assertClose(expected, actual, 0, name("scatter " + mode, dtype, sizes));
                }
            }
        }
    }

    /// The same indices in all lines, as `index_add` has them.
    private static View expandedBut(View index, int dim) {
        int[] strides = new int[index.strides().length];
        strides[dim] = index.strides()[dim];
        return View.of(index, index.offset(), index.sizes(), strides);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void putsOfMany(DType dtype) {
        var tensors = new RandomTensors(16);
        tensors.specials = 0.01;
        for (int[] sizes : LONG_LINES) {
            for (boolean accumulate : new boolean[] {false, true}) {
                View actual = tensors.layout(dtype, 7, 5, 3);
                View index = tensors.indices(actual.numel(), sizes);
                View src = tensors.input(dtype, sizes);
                View expected = copy(actual);
                reference.put(expected, index, src, accumulate);
                backend.put(actual, index, src, accumulate);
                assertClose(expected, actual, 0, name("put", dtype, sizes));
            }
        }
    }

    @Test
    void nothingAlongADimensionOrAtNoPlaces() {
        var tensors = new RandomTensors(17);
        for (int[] sizes : List.of(new int[] {0}, new int[] {300, 0}, new int[] {0, 300})) {
            View in = tensors.layout(DType.FLOAT32, sizes);
            View out = tensors.layout(DType.FLOAT32, sizes);
            View indices = tensors.layout(DType.INT64, sizes);
            backend.sort(out, indices, in, 0, false);
            backend.scan(Scan.SUM, out, null, in, 0);
            View dst = tensors.layout(DType.FLOAT32, sizes.length == 1 ? new int[] {4} : new int[] {300, 300});
            View expected = copy(dst);
            for (Scatter mode : Scatter.values()) {
                backend.scatter(dst, 0, indices, in, mode);
            }
            backend.put(dst, indices, in, false);
            backend.put(dst, indices, in, true);
            assertClose(expected, dst, 0, "at no places");
        }
    }

    /// PyTorch allows 64 dimensions.
    @Test
    void manyDimensions() {
        var tensors = new RandomTensors(18);
        for (DType dtype : List.of(DType.FLOAT32, DType.INT64, DType.BOOL)) {
            for (int round = 0; round < 4; round++) {
                int[] sizes = new int[13 + round % 2];
                Arrays.fill(sizes, 1, sizes.length, round == 0 ? 1 : 2);
                sizes[0] = 3;
                sizes[5] = 1;
                int dim = tensors.random.nextInt(sizes.length);
                View in = tensors.input(dtype, sizes);
                pointwiseCopyAndFill(tensors, dtype, sizes, in);
                reductions(tensors, dtype, sizes, in);
                alongADimension(tensors, dtype, sizes, in, dim);
                atPlaces(tensors, dtype, sizes, in, dim);
            }
        }
    }

    private void pointwiseCopyAndFill(RandomTensors tensors, DType dtype, int[] sizes, View in) {
        View other = tensors.input(dtype, sizes);
        View actual = tensors.layout(dtype, sizes);
        View expected = copy(actual);
        reference.pointwise(ScalarFunction.MAXIMUM, expected, in, other, null, 0, 0);
        backend.pointwise(ScalarFunction.MAXIMUM, actual, in, other, null, 0, 0);
        assertClose(expected, actual, 0, name("maximum", dtype, sizes));
        reference.pointwise(ScalarFunction.ABS, expected, expected, null, null, 0, 0);
        backend.pointwise(ScalarFunction.ABS, actual, actual, null, null, 0, 0);
        assertClose(expected, actual, 0, name("abs in place", dtype, sizes));
        View condition = tensors.input(DType.BOOL, sizes);
        reference.pointwise(ScalarFunction.WHERE, expected, condition, in, other, 0, 0);
        backend.pointwise(ScalarFunction.WHERE, actual, condition, in, other, 0, 0);
        assertClose(expected, actual, 0, name("where", dtype, sizes));
        View converted = tensors.layout(DType.INT32, sizes);
        View expectedConverted = copy(converted);
        reference.copy(expectedConverted, in);
        backend.copy(converted, in);
        assertClose(expectedConverted, converted, 0, name("copy", dtype, sizes));
        reference.fill(expected, 1, 1);
        backend.fill(actual, 1, 1);
        assertClose(expected, actual, 0, name("fill", dtype, sizes));
    }

    private void reductions(RandomTensors tensors, DType dtype, int[] sizes, View in) {
        for (Reduction r : new Reduction[] {Reduction.MAX, Reduction.ALL}) {
            boolean[] reduced = new boolean[sizes.length];
            int[] outSizes = sizes.clone();
            for (int d = 0; d < sizes.length; d++) {
                reduced[d] = tensors.random.nextBoolean();
                outSizes[d] = reduced[d] ? 1 : sizes[d];
            }
            View actual = tensors.layout(r == Reduction.ALL ? DType.BOOL : dtype, outSizes);
            View expected = copy(actual);
            reference.reduce(r, expected, in, reduced);
            backend.reduce(r, actual, in, reduced);
            assertClose(expected, actual, 0, name(r, dtype, sizes));
        }
    }

    private void alongADimension(RandomTensors tensors, DType dtype, int[] sizes, View in, int dim) {
        int[] one = with(sizes, dim, 1);
        View[] actual = {tensors.layout(dtype, one), tensors.layout(DType.INT64, one)};
        View[] expected = {copy(actual[0]), copy(actual[1])};
        reference.argReduce(true, expected[0], expected[1], in, dim);
        backend.argReduce(true, actual[0], actual[1], in, dim);
        assertClose(expected[0], actual[0], 0, name("extreme", dtype, sizes));
        assertClose(expected[1], actual[1], 0, name("its place", dtype, sizes));
        actual = new View[] {tensors.layout(dtype, sizes), tensors.layout(DType.INT64, sizes)};
        expected = new View[] {copy(actual[0]), copy(actual[1])};
        reference.sort(expected[0], expected[1], in, dim, true);
        backend.sort(actual[0], actual[1], in, dim, true);
        assertClose(expected[0], actual[0], 0, name("sort", dtype, sizes));
        assertClose(expected[1], actual[1], 0, name("order", dtype, sizes));
        reference.scan(Scan.MIN, expected[0], expected[1], in, dim);
        backend.scan(Scan.MIN, actual[0], actual[1], in, dim);
        assertClose(expected[0], actual[0], 0, name("running minimum", dtype, sizes));
        assertClose(expected[1], actual[1], 0, name("its place", dtype, sizes));
    }

    private void atPlaces(RandomTensors tensors, DType dtype, int[] sizes, View in, int dim) {
        int[] smaller = with(sizes, (dim + 1) % sizes.length, 1);
        View index = tensors.indices(sizes[dim], smaller);
        View actual = tensors.layout(dtype, smaller);
        View expected = copy(actual);
        reference.gather(expected, in, dim, index);
        backend.gather(actual, in, dim, index);
        assertClose(expected, actual, 0, name("gather", dtype, sizes));
        View dst = tensors.layout(dtype, sizes);
        View expectedDst = copy(dst);
        reference.scatter(expectedDst, dim, index, in, Scatter.MAX);
        backend.scatter(dst, dim, index, in, Scatter.MAX);
        assertClose(expectedDst, dst, 0, name("scatter", dtype, sizes));
        View flat = tensors.indices(in.numel(), smaller);
        reference.take(expected, in, flat);
        backend.take(actual, in, flat);
        assertClose(expected, actual, 0, name("take", dtype, sizes));
        reference.put(expectedDst, flat, actual, true);
        backend.put(dst, flat, actual, true);
        assertClose(expectedDst, dst, 0, name("put", dtype, sizes));
    }
}
