package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Products and convolutions larger than the contract's, of the shapes that have kernels of their own.
class ProductShapesTest {
    private final Backend reference = new ReferenceBackend();
    private final Backend device = FromTheHost.of(TestDevice.shared());

    /// Batch, rows, sum, columns.
    private static final int[][] SHAPES = {
        {1, 1, 5000, 1},
        {1, 1, 300, 500},
        {1, 500, 300, 1},
        {3, 2, 700, 65},
        {2, 65, 700, 3},
        {1, 40, 9000, 36},
        {1, 260, 300, 240},
        {5, 33, 17, 129},
        {1, 6, 0, 7},
    };

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT16", "INT32"})
    void matricesOfAllShapes(DType dtype) {
        var numbers = new WholeNumbers(1);
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}};
        int count = 0;
        for (int[] shape : SHAPES) {
            int gap = count % 2;
            View a = numbers.ordered(dtype, orders[count % 3], gap, shape[0], shape[1], shape[2]);
            View b = numbers.ordered(dtype, orders[(count + 1) % 2], gap, shape[0], shape[2], shape[3]);
            View out = numbers.ordered(dtype, orders[(count + 2) % 3], gap, shape[0], shape[1], shape[3]);
            compareProducts(out, a, b);
            count++;
        }
    }

    /// As the weights of a batch are.
    @Test
    void aMatrixThatTheWholeBatchShares() {
        var numbers = new WholeNumbers(2);
        View one = numbers.dense(DType.FLOAT32, 1, 48, 80);
        View shared = View.of(one, 0, new int[] {3, 48, 80}, new int[] {0, 80, 1});
        compareProducts(numbers.dense(DType.FLOAT32, 3, 48, 64), shared, numbers.dense(DType.FLOAT32, 3, 80, 64));
    }

    private void compareProducts(View out, View a, View b) {
        View expected = WholeNumbers.copy(out);
        reference.matmul(expected, a, b, 1, 0);
        device.matmul(out, a, b, 1, 0);
        WholeNumbers.assertSame(expected, out, "product of " + Arrays.toString(a.sizes()));
    }

    /// The error of float32's sums does not grow with their length, but with that of their blocks.
    @Test
    void longSumsOfFractionsStayCloseToExactOnes() {
        var random = new Random(3);
        var a = new WholeNumbers(3).dense(DType.FLOAT32, 1, 40, 20_000);
        var b = new WholeNumbers(3).dense(DType.FLOAT32, 1, 20_000, 40);
        for (View view : List.of(a, b)) {
            float[] values = ((Storage.Host) view.storage()).floats();
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat();
            }
        }
        View out = new WholeNumbers(3).dense(DType.FLOAT32, 1, 40, 40);
        View expected = WholeNumbers.copy(out);
        reference.matmul(expected, a, b, 1, 0);
        device.matmul(out, a, b, 1, 0);
        double[] exact = reference.readDoubles(expected);
        double[] actual = reference.readDoubles(out);
        for (int i = 0; i < exact.length; i++) {
            // One after the other in float32 they would be off by up to 4e-6 of it.
            assertEquals(exact[i], actual[i], 1e-6 * exact[i]);
        }
    }

    /// Samples, channels, outputs, groups; image, kernel, stride, padding, dilation.
    private record Case(
            int samples,
            int channels,
            int outputs,
            int groups,
            int[] image,
            int[] kernel,
            int stride,
            int padding,
            int dilation) {
        Window window() {
            int rank = image.length;
            int[] windows = new int[rank];
            for (int d = 0; d < rank; d++) {
                windows[d] = (image[d] + 2 * padding - dilation * (kernel[d] - 1) - 1) / stride + 1;
            }
            return new Window(kernel, filled(stride), filled(padding), filled(dilation), windows);
        }

        private int[] filled(int value) {
            int[] all = new int[image.length];
            Arrays.fill(all, value);
            return all;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                // depthwise, grouped, dilated
                new Case(2, 24, 24, 24, new int[] {9, 7}, new int[] {3, 3}, 1, 1, 1),
                new Case(1, 12, 36, 2, new int[] {15, 14}, new int[] {3, 2}, 2, 1, 1),
                new Case(2, 8, 40, 1, new int[] {12, 12}, new int[] {3, 3}, 1, 2, 2),
                new Case(1, 8, 20, 1, new int[] {13, 13}, new int[] {3, 3}, 3, 2, 2),
                // other ranks
                new Case(3, 10, 20, 1, new int[] {50}, new int[] {5}, 2, 2, 1),
                new Case(2, 6, 10, 1, new int[] {5, 6, 7}, new int[] {2, 3, 3}, 1, 1, 1));
    }

    /// As resnet18's; large enough for programs of their own.
    static Stream<Case> largeCases() {
        return Stream.of(
                new Case(2, 3, 64, 1, new int[] {88, 90}, new int[] {7, 7}, 2, 3, 1),
                new Case(2, 64, 68, 1, new int[] {20, 20}, new int[] {3, 3}, 1, 1, 1),
                new Case(2, 64, 128, 1, new int[] {35, 31}, new int[] {3, 3}, 2, 1, 1),
                // whose gradient by the input is computed in phases
                new Case(2, 48, 64, 2, new int[] {40, 48}, new int[] {3, 3}, 2, 1, 1),
                new Case(2, 64, 128, 1, new int[] {66, 60}, new int[] {1, 1}, 2, 0, 1),
                new Case(1, 64, 64, 1, new int[] {54, 48}, new int[] {5, 4}, 3, 2, 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void convolutionsOfAllShapes(Case c) {
        compareConvolutions(c, DType.FLOAT32, false);
        compareConvolutions(c, DType.FLOAT32, true);
    }

    @ParameterizedTest
    @MethodSource("largeCases")
    void largeConvolutions(Case c) {
        compareConvolutions(c, DType.FLOAT32, false);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT64", "FLOAT16", "BFLOAT16", "INT64"})
    void convolutionsOfOtherDtypes(DType dtype) {
        compareConvolutions(new Case(2, 16, 32, 1, new int[] {10, 10}, new int[] {3, 3}, 1, 1, 1), dtype, true);
    }

    /// @param last whether channels lie together, with gaps between elements
    private void compareConvolutions(Case c, DType dtype, boolean last) {
        var numbers = new WholeNumbers(c.hashCode());
        Window window = c.window();
        View x = tensor(numbers, dtype, last, c.samples, c.channels, c.image);
        View w = tensor(numbers, dtype, last, c.outputs, c.channels / c.groups, c.kernel);
        View y = tensor(numbers, dtype, last, c.samples, c.outputs, window.windows());
        View bias = numbers.ordered(dtype, new int[] {0}, last ? 1 : 0, c.outputs);
        View expected = WholeNumbers.copy(y);
        reference.convolution(expected, x, w, bias, window, c.groups);
        device.convolution(y, x, w, bias, window, c.groups);
        WholeNumbers.assertSame(expected, y, "convolution of " + dtype);

        View grad = tensor(numbers, dtype, last, c.samples, c.outputs, window.windows());
        View[] actual = {WholeNumbers.copy(x), WholeNumbers.copy(w), WholeNumbers.copy(bias)};
        View[] wanted = {WholeNumbers.copy(x), WholeNumbers.copy(w), WholeNumbers.copy(bias)};
        reference.convolutionBackward(wanted[0], wanted[1], wanted[2], grad, x, w, window, c.groups);
        device.convolutionBackward(actual[0], actual[1], actual[2], grad, x, w, window, c.groups);
        for (int i = 0; i < 3; i++) {
            WholeNumbers.assertSame(wanted[i], actual[i], "gradient " + i + " of " + dtype);
        }
    }

    private static View tensor(WholeNumbers numbers, DType dtype, boolean last, int n, int channels, int[] spatial) {
        int[] sizes = new int[spatial.length + 2];
        sizes[0] = n;
        sizes[1] = channels;
        System.arraycopy(spatial, 0, sizes, 2, spatial.length);
        int[] order = new int[sizes.length];
        for (int d = 0; d < order.length; d++) {
            order[d] = !last || d == 0 ? d : d == order.length - 1 ? 1 : d + 1;
        }
        return numbers.ordered(dtype, order, last ? 1 : 0, sizes);
    }
}
