package dev.backstep.engine.ops;

import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Backend.Window;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Convolutions and their gradients. All three are linear in both of their tensors, so each is the other's derivative.
public final class Convolutions {
    private Convolutions() {}

    /// The operators `conv1d` to `conv3d` and their transposes: fills in arguments and accepts input without a batch.
    public static Tensor conv(
            int rank,
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            int[] stride,
            int[] padding,
            int[] dilation,
            boolean transposed,
            int[] outputPadding,
            int groups) {
        boolean unbatched = input.dim() == rank + 1;
        Tensor batched = unbatched ? input.unsqueeze(0) : input;
        int[] zeros = new int[rank];
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        if (input.dim() != rank + 1 && input.dim() != rank + 2) {
            throw EngineException.runtime(
                    ("Expected %dD (unbatched) or %dD (batched) input to conv%s%dd, but got input of " + "size: %s")
                            .formatted(
                                    rank + 1,
                                    rank + 2,
                                    transposed ? "_transpose" : "",
                                    rank,
                                    Shapes.text(input.sizes())));
        }
        Tensor result = batched.convolution(
                weight,
                bias,
                Layers.expand(stride, rank, ones, "stride"),
                Layers.expand(padding, rank, zeros, "padding"),
                Layers.expand(dilation, rank, ones, "dilation"),
                transposed,
                Layers.expand(outputPadding, rank, zeros, "output_padding"),
                groups);
        return unbatched ? result.squeeze(0) : result;
    }

    /// Convolution with padding in words: `valid` is none, `same` as much as keeps the size.
    public static Tensor conv(
            int rank,
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            int[] stride,
            String padding,
            int[] dilation,
            int groups) {
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        int[] widths = new int[rank];
        Tensor padded = input;
        switch (padding) {
            case "valid" -> {}
            case "same" -> {
                for (int s : stride) {
                    if (s != 1) {
                        throw EngineException.runtime("padding='same' is not supported for strided convolutions");
                    }
                }
                int[] d = Layers.expand(dilation, rank, ones, "dilation");
                var behind = new int[2 * rank];
                boolean uneven = false;
                for (int i = 0; i < rank; i++) {
                    int total = d[i] * (weight.sizes()[i + 2] - 1);
                    widths[i] = total / 2;
                    behind[2 * (rank - 1 - i) + 1] = total % 2;
                    uneven |= total % 2 != 0;
                }
                if (uneven) padded = input.constant_pad_nd(behind);
            }
            default -> throw EngineException.runtime("Invalid padding string: '" + padding + "'");
        }
        return conv(rank, padded, weight, bias, stride, widths, dilation, false, new int[rank], groups);
    }

    public static Tensor convolution(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            int[] stride,
            int[] padding,
            int[] dilation,
            boolean transposed,
            int[] outputPadding,
            int groups) {
        check(input, weight, bias, stride, padding, transposed, groups);
        int rank = input.dim() - 2;
        if (transposed) {
            checkOutputPadding(rank, outputPadding, stride, dilation);
            int[] sizes = new int[rank + 2];
            sizes[0] = input.sizes()[0];
            sizes[1] = weight.sizes()[1] * groups;
            for (int i = 0; i < rank; i++) {
                int reach = dilation[i] * (weight.sizes()[i + 2] - 1) + 1;
                sizes[i + 2] = (input.sizes()[i + 2] - 1) * stride[i] - 2 * padding[i] + reach + outputPadding[i];
            }
            checkOutputSizes(input.sizes(), sizes);
            Tensor result = inputGradient(input, weight, sizes, stride, padding, dilation, groups);
            return bias == null ? result : result.add(alongChannels(bias, rank));
        }
        Window window = window(input.sizes(), weight.sizes(), stride, padding, dilation);
        int[] sizes = new int[rank + 2];
        sizes[0] = input.sizes()[0];
        sizes[1] = weight.sizes()[0];
        System.arraycopy(window.windows(), 0, sizes, 2, rank);
        Tensor result = input.engine().allocateLike(input, input.dtype(), sizes);
        input.backend().convolution(result, input, weight, bias, window, groups);
        return result;
    }

    private static void check(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            int[] stride,
            int[] padding,
            boolean transposed,
            int groups) {
        int rank = input.dim() - 2;
        if (weight.dim() != input.dim()) {
            throw EngineException.runtime(("Expected %d-dimensional input for %d-dimensional weight %s, but got "
                            + "%d-dimensional input of size %s instead")
                    .formatted(
                            weight.dim(),
                            weight.dim(),
                            Shapes.text(weight.sizes()),
                            input.dim(),
                            Shapes.text(input.sizes())));
        }
        if (input.dtype() != weight.dtype()) {
            throw EngineException.runtime("expected scalar type %s but found %s"
                    .formatted(weight.dtype().scalarTypeName(), input.dtype().scalarTypeName()));
        }
        for (int p : padding) if (p < 0) throw EngineException.runtime("negative padding is not supported");
        for (int s : stride) if (s <= 0) throw EngineException.runtime("non-positive stride is not supported");
        if (groups <= 0) throw EngineException.runtime("non-positive groups is not supported");
        int channels = transposed ? weight.sizes()[0] : weight.sizes()[1] * groups;
        if (weight.sizes()[0] < groups) {
            throw EngineException.runtime(("Given groups=%d, expected weight to be at least %d at dimension 0, but got "
                            + "weight of size %s instead")
                    .formatted(groups, groups, Shapes.text(weight.sizes())));
        }
        if (weight.sizes()[0] % groups != 0) {
            throw EngineException.runtime(
                    ("Given groups=%d, expected weight to be divisible by %d at dimension 0, but got "
                                    + "weight of size [%s] instead")
                            .formatted(groups, groups, Shapes.text(weight.sizes())));
        }
        if (input.sizes()[1] != channels) {
            throw EngineException.runtime((transposed
                            ? "Given transposed=1, weight of size %s, expected input%s to have %d channels, but got %d "
                                    + "channels instead"
                            : "Given groups=" + groups
                                    + ", weight of size %s, expected input%s to have %d channels, but got %d channels "
                                    + "instead")
                    .formatted(Shapes.text(weight.sizes()), Shapes.text(input.sizes()), channels, input.sizes()[1]));
        }
        int outputs = transposed ? weight.sizes()[1] * groups : weight.sizes()[0];
        if (bias != null && (bias.dim() != 1 || bias.sizes()[0] != outputs)) {
            throw EngineException.runtime(
                    ("Given %sweight of size %s, expected bias to be 1-dimensional with %d elements, "
                                    + "but got bias of size %s instead")
                            .formatted(
                                    transposed ? "transposed=1, " : "",
                                    Shapes.text(weight.sizes()),
                                    outputs,
                                    Shapes.text(bias.sizes())));
        }
        if (rank < 1) throw EngineException.runtime("weight should have at least three dimensions");
    }

    private static void checkOutputPadding(int rank, int[] outputPadding, int[] stride, int[] dilation) {
        boolean fits = true;
        for (int i = 0; i < rank; i++) fits &= outputPadding[i] < stride[i] || outputPadding[i] < dilation[i];
        if (fits) return;
        int[] wide = rank == 1 ? new int[] {0, outputPadding[0]} : outputPadding;
        int[] wideStride = rank == 1 ? new int[] {1, stride[0]} : stride;
        int[] wideDilation = rank == 1 ? new int[] {1, dilation[0]} : dilation;
        throw EngineException.runtime("output padding must be smaller than either stride or dilation, but got"
                + byDirection("output_padding", wide)
                + byDirection("stride", wideStride)
                + byDirection("dilation", wideDilation));
    }

    private static String byDirection(String name, int[] values) {
        String[] directions = {"depth", "height", "width"};
        var text = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            text.append(" %s_%s: %d".formatted(name, directions[3 - values.length + i], values[i]));
        }
        return text.toString();
    }

    private static void checkOutputSizes(int[] input, int[] output) {
        var given = new ArrayList<String>();
        var calculated = new ArrayList<String>();
        boolean positive = true;
        if (input.length == 3) {
            given.add("1");
            calculated.add("1");
        }
        for (int i = 2; i < input.length; i++) {
            given.add(Integer.toString(input[i]));
            calculated.add(Integer.toString(output[i]));
            positive &= output[i] > 0;
        }
        if (!positive) {
            throw EngineException.runtime(
                    ("Given input size per channel: (%s). Calculated output size per channel: (%s). "
                                    + "Output size is too small")
                            .formatted(String.join(" x ", given), String.join(" x ", calculated)));
        }
    }

    private static Window window(int[] input, int[] weight, int[] stride, int[] padding, int[] dilation) {
        int rank = input.length - 2;
        int[] kernel = Arrays.copyOfRange(weight, 2, weight.length);
        var windows = new int[rank];
        var padded = new StringBuilder();
        var reached = new StringBuilder();
        boolean fits = true;
        for (int i = 0; i < rank; i++) {
            int size = input[i + 2] + 2 * padding[i];
            int reach = dilation[i] * (kernel[i] - 1) + 1;
            fits &= size >= reach;
            padded.append(i > 0 ? " x " : "").append(size);
            reached.append(i > 0 ? " x " : "").append(reach);
            windows[i] = (size - reach) / stride[i] + 1;
        }
        if (!fits) {
            throw EngineException.runtime(
                    "Calculated padded input size per channel: (%s). Kernel size: (%s). Kernel size "
                            .concat("can't be greater than actual input size")
                            .formatted(padded, reached));
        }
        return new Window(kernel, stride, padding, dilation, windows);
    }

    /// The gradient of a convolution by its input, of which the size must be told: several sizes have the same windows.
    public static Tensor inputGradient(
            Tensor grad, Tensor weight, int[] inputSize, int[] stride, int[] padding, int[] dilation, int groups) {
        int[] windows = Arrays.copyOfRange(grad.sizes(), 2, grad.dim());
        int[] kernel = Arrays.copyOfRange(weight.sizes(), 2, weight.dim());
        var window = new Window(kernel, stride, padding, dilation, windows);
        Tensor result = grad.engine().allocateLike(grad, grad.dtype(), inputSize);
        grad.backend().convolutionBackward(result, null, null, grad, result, weight, window, groups);
        return result;
    }

    /// The gradient of a convolution by its weight.
    public static Tensor weightGradient(
            Tensor grad, Tensor input, int[] weightSize, int[] stride, int[] padding, int[] dilation, int groups) {
        int[] windows = Arrays.copyOfRange(grad.sizes(), 2, grad.dim());
        int[] kernel = Arrays.copyOfRange(weightSize, 2, weightSize.length);
        var window = new Window(kernel, stride, padding, dilation, windows);
        Tensor result = grad.engine().allocateLike(grad, grad.dtype(), weightSize);
        grad.backend().convolutionBackward(null, result, null, grad, input, result, window, groups);
        return result;
    }

    static Tensor alongChannels(Tensor vector, int rank) {
        var shape = new int[rank + 1];
        Arrays.fill(shape, 1);
        shape[0] = vector.numel();
        return vector.reshape(shape);
    }
}
