package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.KnownRange;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `x[i, :, j]` with index tensors.
///
/// Index tensors broadcast to one shape, which takes the place of the indexed dimensions: where they stand if they are
/// neighbours, else in front. A bool index stands for the indices of its true elements, one for each of its
/// dimensions. All comes down to one place in the flattened tensor for each element of the result.
public final class AdvancedIndexing {
    private AdvancedIndexing() {}

    /// Where each element of the result lies in the flattened tensor.
    ///
    /// @param places int64, of the result's sizes
    private record Plan(Tensor places) {
        static Plan of(int[] sizes, Tensor like, @Nullable Tensor[] given) {
            for (Tensor index : given) if (index != null) requirePlace(index, like);
            List<@Nullable Tensor> indices = withoutMasks(sizes, given);
            if (indices.size() > sizes.length) {
                throw EngineException.index("too many indices for tensor of dimension " + sizes.length);
            }
            while (indices.size() < sizes.length) indices.add(null);
            int[] shape = broadcastShape(indices);
            int first = -1;
            int last = -1;
            int count = 0;
            for (int d = 0; d < sizes.length; d++) {
                if (indices.get(d) == null) continue;
                if (first < 0) first = d;
                last = d;
                count++;
            }
            boolean together = count > 0 && last - first + 1 == count;
            int at = together ? first : 0;
            // The result's sizes: index dimensions at `at`, the others around them.
            var rest = new ArrayList<Integer>();
            for (int d = 0; d < sizes.length; d++) if (indices.get(d) == null) rest.add(d);
            int rank = rest.size() + shape.length;
            int[] strides = Shapes.contiguousStrides(sizes);
            var engine = like.engine();
            Tensor places = Creation.ofLongs(engine, new long[1], ones(rank), DType.INT64, like.device());
            int position = 0;
            int before = together ? (int) rest.stream().filter(d -> d < at).count() : 0;
            for (int i = 0; i < rest.size(); i++) {
                int d = rest.get(i);
                position = i < before ? i : i + shape.length;
                int[] own = ones(rank);
                own[position] = sizes[d];
                Tensor steps = Creation.ofLongs(engine, range(sizes[d], strides[d]), own, DType.INT64, like.device());
                places = places.add(steps);
            }
            for (int d = 0; d < sizes.length; d++) {
                Tensor index = indices.get(d);
                if (index == null) continue;
                Tensor checked = wrapNegative(index, d, sizes[d], like);
                int[] own = ones(rank);
                int shift = before + shape.length - index.dim();
                for (int i = 0; i < index.dim(); i++) own[shift + i] = index.sizes()[i];
                places = places.add(checked.reshape(own).mul(strides[d]));
            }
            return new Plan(Creation.contiguousCopy(Views.expand(places, resultSizes(sizes, rest, shape, before))));
        }

        private static void requirePlace(Tensor index, Tensor like) {
            if (index.device().isCpu() || index.device().equals(like.device())) return;
            throw EngineException.runtime(
                    "indices should be either on cpu or on the same device as the indexed tensor (%s)"
                            .formatted(like.device()));
        }

        private static int[] resultSizes(int[] sizes, List<Integer> rest, int[] shape, int before) {
            var result = new int[rest.size() + shape.length];
            for (int i = 0; i < rest.size(); i++) {
                result[i < before ? i : i + shape.length] = sizes[rest.get(i)];
            }
            System.arraycopy(shape, 0, result, before, shape.length);
            return result;
        }

        private static long[] range(int size, int stride) {
            var values = new long[size];
            for (int i = 0; i < size; i++) values[i] = (long) i * stride;
            return values;
        }

        private static int[] ones(int rank) {
            var ones = new int[rank];
            Arrays.fill(ones, 1);
            return ones;
        }

        private static int[] broadcastShape(List<@Nullable Tensor> indices) {
            int[] shape = Shapes.SCALAR;
            try {
                for (Tensor index : indices) if (index != null) shape = Shapes.broadcast(shape, index.sizes());
            } catch (EngineException problem) {
                var shapes = new ArrayList<String>();
                for (Tensor index : indices) if (index != null) shapes.add(Shapes.text(index.sizes()));
                throw EngineException.index(
                        "shape mismatch: indexing tensors could not be broadcast together with shapes "
                                + String.join(", ", shapes));
            }
            return shape;
        }

        /// On the device of the indexed tensor.
        private static Tensor wrapNegative(Tensor index, int dim, int size, Tensor like) {
            if (size == 0 && index.numel() > 0) {
                throw EngineException.index("index is out of bounds for dimension with size 0");
            }
            Tensor places = Indexing.wrapped(
                    index,
                    size,
                    i -> "index %d is out of bounds for dimension %d with size %d".formatted(i, dim, size));
            return places.device().equals(like.device()) ? places : Creation.toDevice(places, like.device());
        }

        private static List<@Nullable Tensor> withoutMasks(int[] sizes, @Nullable Tensor[] given) {
            var indices = new ArrayList<@Nullable Tensor>();
            for (Tensor index : given) {
                if (index == null) {
                    indices.add(null);
                } else if (index.dtype() == DType.BOOL || index.dtype() == DType.UINT8) {
                    int at = indices.size();
                    for (int i = 0; i < index.dim(); i++) {
                        if (at + i >= sizes.length || index.sizes()[i] != sizes[at + i]) {
                            throw EngineException.index(
                                    ("The shape of the mask %s at index %d does not match the shape of "
                                                    + "the indexed tensor %s at index %d")
                                            .formatted(Shapes.text(index.sizes()), i, Shapes.text(sizes), at + i));
                        }
                    }
                    Tensor places = nonzero(index);
                    for (int i = 0; i < index.dim(); i++) indices.add(Creation.clone(Views.select(places, 1, i)));
                } else if (index.dtype() == DType.INT64) {
                    indices.add(index);
                } else {
                    throw EngineException.index("tensors used as indices must be long, byte or bool tensors");
                }
            }
            return indices;
        }
    }

    public static Tensor index(Tensor self, @Nullable Tensor[] indices) {
        Tensor places = Plan.of(self.sizes(), self, indices).places;
        Tensor result = self.engine().allocateLike(self, self.dtype(), places.sizes());
        self.backend().take(result, self, places);
        KnownRange.carry(self, result);
        return result;
    }

    public static Tensor put(Tensor self, @Nullable Tensor[] indices, Tensor given, boolean accumulate) {
        // PyTorch fills what a single mask selects with a single number of any dtype.
        boolean fills = !accumulate && given.numel() == 1 && isSingleMask(indices);
        Tensor values = onDevice(fills ? given.to(self.dtype()) : given, self);
        Tensor places = Plan.of(self.sizes(), self, indices).places;
        if (self.dtype() != values.dtype()) {
            throw EngineException.runtime(
                    "Index put requires the source and destination dtypes match, got %s for the destination and %s for the source."
                            .formatted(
                                    self.dtype().scalarTypeName(),
                                    values.dtype().scalarTypeName()));
        }
        if (!Shapes.isExpandable(values.sizes(), places.sizes())) {
            throw EngineException.runtime(
                    "shape mismatch: value tensor of shape %s cannot be broadcast to indexing result of shape %s"
                            .formatted(Shapes.text(values.sizes()), Shapes.text(places.sizes())));
        }
        Tensor result = Creation.contiguousCopy(self);
        self.backend().put(result, places, Views.expand(values, places.sizes()), accumulate);
        return result;
    }

    /// A single number may come from elsewhere.
    private static Tensor onDevice(Tensor values, Tensor self) {
        if (values.device().equals(self.device())) return values;
        if (values.dim() > 0) throw DeviceRules.differ(self.device(), values.device());
        return Creation.toDevice(values, self.device());
    }

    private static boolean isSingleMask(@Nullable Tensor[] indices) {
        int masks = 0;
        for (Tensor index : indices) {
            if (index == null) continue;
            if (index.dtype() != DType.BOOL && index.dtype() != DType.UINT8) return false;
            if (index.dim() == 0) return false;
            masks++;
        }
        return masks == 1;
    }

    public static Tensor nonzero(Tensor self) {
        double[] values = self.toDoubles();
        int rank = self.dim();
        int count = 0;
        for (double v : values) if (v != 0) count++;
        var rows = new long[count * rank];
        int row = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] == 0) continue;
            int remaining = i;
            for (int d = rank - 1; d >= 0; d--) {
                rows[row * rank + d] = remaining % self.sizes()[d];
                remaining /= self.sizes()[d];
            }
            row++;
        }
        return Creation.ofLongs(self.engine(), rows, new int[] {count, rank}, DType.INT64, self.device());
    }

    /// A number counts as a vector of one.
    public static Tensor[] nonzeroByDimension(Tensor self) {
        Tensor vector = self.dim() == 0 ? self.unsqueeze(0) : self;
        return vector.nonzero().unbind(1);
    }

    public static Tensor maskedSelect(Tensor self, Tensor mask) {
        if (mask.dtype() != DType.BOOL && mask.dtype() != DType.UINT8) {
            throw EngineException.runtime("masked_select: expected BoolTensor or ByteTensor for mask");
        }
        int[] sizes = Shapes.broadcast(self.sizes(), mask.sizes());
        Tensor wide = Views.expand(self, sizes);
        Tensor where = Creation.contiguousCopy(Views.expand(mask, sizes));
        if (sizes.length == 0) return index(Views.unsqueeze(wide, 0), new Tensor[] {Views.unsqueeze(where, 0)});
        return index(wide, new Tensor[] {where});
    }
}
