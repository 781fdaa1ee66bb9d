package dev.backstep.gpu;

import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.Backend.Window;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import dev.backstep.gpu.ProductKernels.Operands;
import dev.backstep.gpu.ProductPlan.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Convolutions as products whose operands `convolution.cl` reads from the images themselves. Each method
/// answers whether there are kernels for so many spatial dimensions, and then has enqueued them.
final class ConvolutionKernels {
    private static final String FILE = "convolution.cl";
    private static final int RANK = 3;
    private static final int WIDTH = 4;

    private final ProductKernels products;
    private final Backend backend;
    private final Map<Variant, Operands> operands = new HashMap<>();

    /// @param backend makes copies of what lies otherwise than a kernel takes it
    ConvolutionKernels(ProductKernels products, Backend backend) {
        this.products = products;
        this.backend = backend;
    }

    private enum Direction {
        FORWARD,
        TO_INPUT,
        TO_WEIGHT
    }

    boolean forward(Strided out, Strided in, Strided weight, @Nullable Strided bias, Window window, int groups) {
        if (window.kernel().length > RANK) {
            return false;
        }
        Strided w = contiguous(weight);
        var call = new Call(in, out, w, window, groups);
        boolean vectors = call.depth() % WIDTH == 0 && w.offset() % WIDTH == 0 && call.vectors(out);
        launch(
                Direction.FORWARD,
                call,
                vectors,
                new Shape(call.outPerGroup, call.samples * call.count(window.windows()), call.depth(), groups),
                Types.storage(out),
                call.geometry(bias),
                Types.storage(w),
                Types.storage(in),
                Types.storage(bias == null ? w : bias));
        return true;
    }

    boolean toInput(Strided gradIn, Strided grad, Strided weight, Window window, int groups) {
        if (window.kernel().length > RANK) {
            return false;
        }
        Strided w = contiguous(weight);
        var call = new Call(gradIn, grad, w, window, groups);
        int places = call.samples * call.count(call.sizes);
        int phases = call.count(call.stride);
        var shape = new Shape(call.inPerGroup, places, call.outPerGroup * call.elements(), groups);
        boolean phased = phases > 1 && call.fitsPhases() && ProductKernels.pays(shape);
        if (phased) {
            int slots = 1;
            for (int d = 0; d < RANK; d++) {
                slots *= Math.ceilDiv(call.kernel[d], call.stride[d]);
            }
            shape = new Shape(call.inPerGroup, places / phases, call.outPerGroup * slots, groups * phases);
        }
        products.launch(
                operands(Direction.TO_INPUT, call, !phased && call.vectors(gradIn), phased),
                gradIn.dtype(),
                shape,
                Types.storage(gradIn),
                call.geometry(null),
                Types.storage(w),
                Types.storage(grad),
                Types.storage(w));
        return true;
    }

    boolean toWeight(Strided gradWeight, Strided grad, Strided in, Window window, int groups) {
        if (window.kernel().length > RANK) {
            return false;
        }
        Strided y = spatiallyContiguous(grad) ? grad : contiguous(grad);
        Strided w = gradWeight.isContiguous() ? gradWeight : temporary(gradWeight);
        var call = new Call(in, y, w, window, groups);
        boolean vectors = call.depth() % WIDTH == 0 && w.offset() % WIDTH == 0 && call.vectors(y);
        launch(
                Direction.TO_WEIGHT,
                call,
                vectors,
                new Shape(call.outPerGroup, call.depth(), call.samples * call.count(window.windows()), groups),
                Types.storage(w),
                call.geometry(null),
                Types.storage(y),
                Types.storage(in),
                Types.storage(w));
        if (w != gradWeight) {
            backend.copy(gradWeight, w);
        }
        return true;
    }

    /// The bias is added everywhere.
    void toBias(Strided gradBias, Strided grad) {
        int rank = grad.sizes().length;
        int[] sizes = new int[rank];
        int[] strides = new int[rank];
        boolean[] reduced = new boolean[rank];
        Arrays.fill(sizes, 1);
        Arrays.fill(reduced, true);
        sizes[1] = grad.sizes()[1];
        strides[1] = gradBias.strides()[0];
        reduced[1] = false;
        backend.reduce(Reduction.SUM, View.of(gradBias, gradBias.offset(), sizes, strides), grad, reduced);
    }

    private Strided contiguous(Strided s) {
        if (s.isContiguous()) {
            return s;
        }
        Strided dense = temporary(s);
        backend.copy(dense, s);
        return dense;
    }

    private Strided temporary(Strided like) {
        return View.contiguous(backend.allocate(like.dtype(), like.numel()), like.sizes());
    }

    private void launch(Direction direction, Call call, boolean vectors, Shape shape, Object... arguments) {
        products.launch(operands(direction, call, vectors, false), call.x.dtype(), shape, arguments);
    }

    private Operands operands(Direction direction, Call call, boolean vectors, boolean phased) {
        return operands.computeIfAbsent(
                new Variant(
                        direction,
                        vectors,
                        phased,
                        List.of(call.kernel[0], call.kernel[1], call.kernel[2]),
                        List.of(call.stride[0], call.stride[1], call.stride[2])),
                Variant::operands);
    }

    /// What a program is made for.
    private record Variant(
            Direction direction, boolean vectors, boolean phased, List<Integer> kernel, List<Integer> stride) {
        Operands operands() {
            String any = "#define DIRECTION %d%n#define FIXED 0%n#define VECTORS 0%n".formatted(direction.ordinal());
            var fixed =
                    new StringBuilder("#define DIRECTION %d%n#define FIXED 1%n#define VECTORS %d%n#define PHASES %d%n"
                            .formatted(direction.ordinal(), vectors ? 1 : 0, phased ? 1 : 0));
            for (int d = 0; d < RANK; d++) {
                fixed.append("#define KERNEL_%d %d%n".formatted(d, kernel.get(d)));
                fixed.append("#define STRIDE_%d %d%n".formatted(d, stride.get(d)));
            }
            // Phases have a shape of their own, which the program for all sizes would not know.
            return new Operands(
                    FILE, phased ? fixed.toString() : any, fixed.toString(), true, direction == Direction.TO_WEIGHT);
        }
    }

    private static boolean spatiallyContiguous(Strided s) {
        return Call.piece(s) == 1;
    }

    /// One convolution's sizes; with fewer spatial dimensions there are some of size 1 before them.
    private static final class Call {
        final Strided x;
        final Strided y;
        final Strided w;
        final int samples;
        final int inPerGroup;
        final int outPerGroup;
        final int[] windows;
        final int[] sizes;
        final int[] kernel;
        final int[] stride;
        final int[] padding;
        final int[] dilation;

        Call(Strided x, Strided y, Strided w, Window window, int groups) {
            this.x = x;
            this.y = y;
            this.w = w;
            samples = x.sizes()[0];
            inPerGroup = x.sizes()[1] / groups;
            outPerGroup = w.sizes()[0] / groups;
            windows = three(window.windows(), 1);
            sizes = three(Arrays.copyOfRange(x.sizes(), 2, x.sizes().length), 1);
            kernel = three(window.kernel(), 1);
            stride = three(window.stride(), 1);
            padding = three(window.padding(), 0);
            dilation = three(window.dilation(), 1);
        }

        private static int[] three(int[] values, int filled) {
            int[] three = new int[RANK];
            Arrays.fill(three, filled);
            System.arraycopy(values, 0, three, RANK - values.length, values.length);
            return three;
        }

        int count(int[] sizes) {
            int count = 1;
            for (int size : sizes) {
                count *= size;
            }
            return count;
        }

        /// Whether all phases have as many places, and the elements that meet one are a stride apart.
        boolean fitsPhases() {
            for (int d = 0; d < RANK; d++) {
                if (dilation[d] != 1 || sizes[d] % stride[d] != 0) {
                    return false;
                }
            }
            return true;
        }

        int elements() {
            return count(kernel);
        }

        int depth() {
            return inPerGroup * elements();
        }

        /// 1 if the elements of a channel lie one after the other, else 0.
        static int piece(Strided s) {
            int step = 1;
            for (int d = s.sizes().length - 1; d >= 2; d--) {
                if (s.sizes()[d] != 1 && s.strides()[d] != step) {
                    return 0;
                }
                step *= s.sizes()[d];
            }
            return 1;
        }

        /// Whether four neighbours of a channel are a vector.
        boolean vectors(Strided s) {
            int channel = 1;
            for (int d = 2; d < s.sizes().length; d++) {
                channel *= s.sizes()[d];
            }
            return piece(s) == 1
                    && channel % WIDTH == 0
                    && s.offset() % WIDTH == 0
                    && s.strides()[0] % WIDTH == 0
                    && s.strides()[1] % WIDTH == 0;
        }

        /// `Convolution` in `convolution.cl`.
        int[] geometry(@Nullable Strided bias) {
            int[] all = new int[36];
            int at = 0;
            for (int[] part : new int[][] {windows, sizes, kernel, stride, padding, dilation, strides(x), strides(y)}) {
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
            all[at++] = x.offset();
            all[at++] = y.offset();
            all[at++] = w.offset();
            all[at++] = inPerGroup;
            all[at++] = outPerGroup;
            if (bias != null) {
                all[at++] = 1;
                all[at++] = bias.offset();
                all[at] = bias.strides()[0];
            }
            return all;
        }

        private static int[] strides(Strided s) {
            int[] strides = new int[2 + RANK];
            strides[0] = s.strides()[0];
            strides[1] = s.strides()[1];
            int spatial = s.strides().length - 2;
            System.arraycopy(s.strides(), 2, strides, strides.length - spatial, spatial);
            return strides;
        }
    }
}
