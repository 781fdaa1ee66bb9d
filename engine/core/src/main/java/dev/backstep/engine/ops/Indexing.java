package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.KnownRange;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.Backend.Scatter;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Picking and placing elements by index tensors.
public final class Indexing {
    private Indexing() {}

    /// For each element of a strided view its place in the storage, on the device of `like`.
    static Tensor storagePlaces(Tensor like, int[] size, int[] stride, int offset) {
        int numel = Shapes.numel(size);
        var places = new long[numel];
        var at = new int[size.length];
        for (int i = 0; i < numel; i++) {
            long place = offset;
            for (int d = 0; d < size.length; d++) place += (long) at[d] * stride[d];
            places[i] = place;
            for (int d = size.length - 1; d >= 0; d--) {
                if (++at[d] < size[d]) break;
                at[d] = 0;
            }
        }
        return Creation.ofLongs(like.engine(), places, size, DType.INT64, like.device());
    }

    /// A vector of indices with the rank of `self`, expanded along its other dimensions.
    private static Tensor along(Tensor self, int dim, Tensor index) {
        int[] sizes = self.sizes().clone();
        sizes[dim] = index.numel();
        var shape = new int[self.dim()];
        java.util.Arrays.fill(shape, 1);
        shape[dim] = index.numel();
        return Views.expand(index.reshape(shape), sizes);
    }

    static Tensor longs(Tensor index, String name) {
        if (index.dtype() == DType.INT64) return index;
        if (index.dtype() == DType.INT32) return index.to(DType.INT64);
        throw EngineException.runtime(name + "(): Expected dtype int32 or int64 for index");
    }

    public static Tensor indexSelect(Tensor self, int dim, Tensor index) {
        if (index.dim() > 1) throw EngineException.index("index_select(): Index is supposed to be a vector");
        Tensor places = longs(index, "index_select");
        int d = Shapes.dimension(dim, self.dim());
        checkBounds(index, self.dim() == 0 ? 1 : self.sizes()[d], "index out of range in self");
        if (self.dim() == 0) return Creation.clone(self);
        int[] sizes = self.sizes().clone();
        sizes[d] = places.numel();
        Tensor result = self.engine().allocateLike(self, self.dtype(), sizes);
        self.backend().gather(result, self, d, along(self, d, places));
        KnownRange.carry(self, result);
        return result;
    }

    public static Tensor indexAdd(Tensor self, int dim, Tensor index, Tensor source, dev.backstep.engine.Scalar alpha) {
        int d = Shapes.dimension(dim, self.dim());
        if (index.dim() > 1) {
            throw EngineException.index(
                    "index_add_(): Index is supposed to be a vector, but got dim: %d with type: %s and size: %s"
                            .formatted(index.dim(), index.dtype().scalarTypeName(), Shapes.text(index.sizes())));
        }
        if (index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
            throw EngineException.runtime("index_add_(): Expected dtype int32/int64 for index but got: "
                    + index.dtype().scalarTypeName());
        }
        if (self.dtype() != source.dtype()) {
            throw EngineException.runtime("index_add_(): self (%s) and source (%s) must have the same scalar type"
                    .formatted(self.dtype().scalarTypeName(), source.dtype().scalarTypeName()));
        }
        int slices = source.dim() == 0 ? 1 : d < source.dim() ? source.sizes()[d] : 0;
        if (index.numel() != slices) {
            throw EngineException.runtime(
                    "index_add_(): Number of indices (%d) should be equal to source.size(dim): (%d), for dim: %d"
                            .formatted(index.numel(), slices, d));
        }
        if (self.dim() < 2 && source.dim() > 1) {
            throw EngineException.runtime(
                    "source.dim() (%d) must one or zero for given self.dim() (%d)".formatted(source.dim(), self.dim()));
        }
        Tensor places = longs(index, "index_add_");
        if (self.dim() == 0) {
            Tensor sum = self;
            for (int i = 0; i < slices; i++) sum = sum.add(Views.select(source.reshape(slices), 0, i), alpha);
            return sum == self ? Creation.clone(self) : sum;
        }
        checkBounds(index, self.sizes()[d], "index out of range in self");
        Tensor result = Creation.clone(self);
        int[] sizes = self.sizes().clone();
        sizes[d] = slices;
        Tensor values = Views.expand(alpha.value() == 1 ? source : source.mul(alpha), sizes);
        self.backend().scatter(result, d, along(values, d, places), values, Scatter.ADD);
        return result;
    }

    public static Tensor gather(Tensor self, int dim, Tensor index) {
        int d = Shapes.dimension(dim, self.dim());
        if (index.numel() == 0) return self.engine().allocateLike(self, self.dtype(), index.sizes());
        requireLong(index, "gather");
        if (Math.max(index.dim(), 1) != Math.max(self.dim(), 1)) {
            throw EngineException.runtime("Index tensor must have the same number of dimensions as input tensor");
        }
        if (self.dim() == 0 || index.dim() == 0) {
            return gather(vector(self), 0, vector(index)).reshape(index.sizes());
        }
        for (int i = 0; i < self.dim(); i++) {
            if (i != d && index.sizes()[i] > self.sizes()[i]) {
                throw EngineException.runtime(
                        ("Size does not match at dimension %d expected index %s to be smaller than "
                                        + "self %s apart from dimension %d")
                                .formatted(i, Shapes.text(index.sizes()), Shapes.text(self.sizes()), d));
            }
        }
        boundsAlong(index, d, self.sizes()[d]);
        Tensor result = self.engine().allocateLike(self, self.dtype(), index.sizes());
        self.backend().gather(result, self, d, index);
        KnownRange.carry(self, result);
        return result;
    }

    private static Tensor vector(Tensor tensor) {
        return tensor.dim() == 0 ? Views.unsqueeze(tensor, 0) : tensor;
    }

    public static Tensor scatter(Tensor self, int dim, Tensor index, Tensor src, Scatter mode) {
        String name = mode == Scatter.ADD ? "scatter_add" : "scatter";
        if (index.numel() > 0) requireLong(index, "scatter");
        if (self.dtype() != src.dtype()) {
            throw EngineException.runtime("%s(): Expected self.dtype to be equal to src.dtype".formatted(name));
        }
        int d = Shapes.dimension(dim, self.dim());
        Tensor result = Creation.contiguousCopy(self);
        if (index.numel() == 0) return result;
        Tensor target = self.dim() == 0 ? Views.unsqueeze(result, 0) : result;
        Tensor places = index.dim() == 0 ? Views.unsqueeze(index, 0) : index;
        Tensor values = src.dim() == 0 ? Views.unsqueeze(src, 0) : src;
        if (places.dim() != target.dim()) {
            throw EngineException.runtime("Index tensor must have the same number of dimensions as self tensor");
        }
        if (values.dim() != places.dim()) {
            throw EngineException.runtime("Index tensor must have the same number of dimensions as src tensor");
        }
        for (int i = 0; i < target.dim(); i++) {
            int size = places.sizes()[i];
            if (size > values.sizes()[i] || i != d && size > target.sizes()[i]) {
                throw EngineException.runtime(
                        ("Expected index %s to be smaller than self %s apart from dimension %d and to "
                                        + "be smaller size than src %s")
                                .formatted(
                                        Shapes.text(index.sizes()),
                                        Shapes.text(self.sizes()),
                                        d,
                                        Shapes.text(src.sizes())));
            }
        }
        boundsAlong(places, d, target.sizes()[d]);
        Tensor used = values;
        for (int i = 0; i < values.dim(); i++) used = Views.slice(used, i, 0, places.sizes()[i], 1);
        self.backend().scatter(target, d, places, used, mode);
        return result;
    }

    public static Tensor scatter(Tensor self, int dim, Tensor index, dev.backstep.engine.Scalar value) {
        Tensor number = self.engine().wrapped(value).to(self.device(), self.dtype());
        return scatter(self, dim, index, Views.expand(number, index.sizes()), Scatter.SET);
    }

    public static Tensor take(Tensor self, Tensor index) {
        requireLongTensor(index, "take");
        if (self.numel() == 0 && index.numel() > 0) {
            throw EngineException.index("take(): tried to take from an empty tensor");
        }
        Tensor places = wrapped(index, self.numel());
        Tensor result = self.engine().allocateLike(self, self.dtype(), index.sizes());
        self.backend().take(result, self, places);
        KnownRange.carry(self, result);
        return result;
    }

    public static Tensor put(Tensor self, Tensor index, Tensor source, boolean accumulate) {
        requireLongTensor(index, "put");
        if (index.numel() != source.numel()) {
            throw EngineException.index(
                    ("put_(): Expected source and index to have the same number of elements, but got "
                                    + "source.numel() = %d, index.numel() = %d")
                            .formatted(source.numel(), index.numel()));
        }
        if (self.dtype() != source.dtype()) {
            throw EngineException.runtime(
                    ("put_(): self and source expected to have the same dtype, but got self.dtype = %s and "
                                    + "source.dtype = %s")
                            .formatted(
                                    self.dtype().scalarTypeName(),
                                    source.dtype().scalarTypeName()));
        }
        if (self.numel() == 0 && index.numel() > 0) {
            throw EngineException.index("put_(): Tried to put elements into an empty tensor");
        }
        Tensor result = Creation.contiguousCopy(self);
        self.backend().put(result, wrapped(index, self.numel()), source.reshape(index.sizes()), accumulate);
        return result;
    }

    public static Tensor indexFill(Tensor self, int dim, Tensor index, Tensor value) {
        int d = Shapes.dimension(dim, self.dim());
        if (index.dtype() != DType.INT64) {
            throw EngineException.index("index_fill_(): Expected dtype int64 for index.");
        }
        if (index.dim() > 1) throw EngineException.runtime("Index has to be a vector/scalar");
        int size = self.dim() == 0 ? 1 : self.sizes()[d];
        Tensor wrapped = wrapped(
                index, size, i -> "index %d is out of bounds for dimension %d with size %d".formatted(i, d, size));
        Tensor number = value.to(self.device(), self.dtype());
        if (self.dim() == 0) return Creation.clone(index.numel() == 0 ? self : number);
        int[] sizes = self.sizes().clone();
        sizes[d] = index.numel();
        return indexCopy(self, d, wrapped, Views.expand(number, sizes));
    }

    public static Tensor indexCopy(Tensor self, int dim, Tensor index, Tensor source) {
        int d = Shapes.dimension(dim, self.dim());
        if (index.dim() > 1) {
            throw EngineException.index("index_copy_(): Index should have dimension 1 or 0 (got " + index.dim() + ")");
        }
        checkCopied(self, d, index, source);
        if (self.dim() == 0) return Creation.clone(source.reshape(Shapes.SCALAR));
        Tensor places = longs(index, "index_copy_");
        checkBounds(places, self.sizes()[d], "index out of range in self");
        Tensor result = Creation.contiguousCopy(self);
        int[] sizes = self.sizes().clone();
        sizes[d] = places.numel();
        Tensor values = source.dim() == 0 ? Views.expand(source, sizes) : source;
        self.backend().scatter(result, d, along(values, d, places), values, Scatter.SET);
        return result;
    }

    private static void checkCopied(Tensor self, int dim, Tensor index, Tensor source) {
        int indices = index.numel();
        if (source.dim() == 0 && indices != 1) {
            throw EngineException.index(
                    "index_copy_(): When source is scalar, index should have one element (got " + indices + ")");
        }
        if (source.dim() != self.dim() && source.dim() != 0 && self.dim() != 0) {
            throw EngineException.index(
                    ("index_copy_(): When source and destination are not scalars, their dimensionality must match. "
                                    + "Source dimensionality (%d), destination dimensionality (%d)")
                            .formatted(source.dim(), self.dim()));
        }
        if (index.dtype() != DType.INT64) {
            throw EngineException.runtime("index_copy_(): Expected a long tensor for index, but got "
                    + index.dtype().scalarTypeName());
        }
        if (self.dtype() != source.dtype()) {
            throw EngineException.runtime(
                    ("index_copy_(): self and source expected to have the same dtype, but got (self) %s and (source) %s")
                            .formatted(
                                    self.dtype().scalarTypeName(),
                                    source.dtype().scalarTypeName()));
        }
        String slice = sliceText(self, dim);
        String sourceSlice = sliceText(source, dim);
        if (!slice.equals(sourceSlice)) {
            throw EngineException.runtime(
                    ("index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: "
                                    + "%s at dimension %d and source slice shape: %s at dimension 0.")
                            .formatted(slice, dim, sourceSlice));
        }
        if (source.dim() != 0 && indices != source.sizes()[dim]) {
            throw EngineException.index("index_copy_(): Number of indices (%d) should be equal to source.size(dim) (%d)"
                    .formatted(indices, source.sizes()[dim]));
        }
    }

    /// The sizes of a slice along a dimension, as PyTorch writes them here.
    private static String sliceText(Tensor tensor, int dim) {
        return IntStream.range(0, tensor.dim())
                .filter(i -> i != dim)
                .mapToObj(i -> Integer.toString(tensor.sizes()[i]))
                .collect(Collectors.joining(" "));
    }

    private static void requireLong(Tensor index, String name) {
        if (index.dtype() != DType.INT64) {
            throw EngineException.runtime(name + "(): Expected dtype int64 for index");
        }
    }

    private static void requireLongTensor(Tensor index, String name) {
        if (index.dtype() != DType.INT64) {
            throw EngineException.runtime("%s(): Expected a long tensor for index, but got %s"
                    .formatted(name, index.dtype().scalarTypeName()));
        }
    }

    /// Indices counted from the front.
    private static Tensor wrapped(Tensor index, int size) {
        return wrapped(
                index,
                size,
                i -> "out of range: tried to access index %d on a tensor of %d elements.".formatted(i, size));
    }

    /// @param message of an index that is out of bounds
    static Tensor wrapped(Tensor index, int size, LongFunction<String> message) {
        if (Bounds.hold(index, -size, size - 1L, null)) {
            if (KnownRange.within(index, 0, size - 1L, null)) return index;
            Tensor counted = index.add(index.lt(0).mul(size));
            KnownRange.note(counted, 0, size - 1L, null);
            return counted;
        }
        long[] values = index.toLongs();
        for (int i = 0; i < values.length; i++) {
            if (values[i] < -size || values[i] >= size) throw EngineException.index(message.apply(values[i]));
            if (values[i] < 0) values[i] += size;
        }
        return Creation.ofLongs(index.engine(), values, index.sizes(), DType.INT64, index.device());
    }

    private static void boundsAlong(Tensor index, int dim, int size) {
        if (Bounds.hold(index, 0, size - 1L, null)) return;
        for (long i : index.toLongs()) {
            if (i < 0 || i >= size) {
                throw EngineException.runtime(
                        "index %d is out of bounds for dimension %d with size %d".formatted(i, dim, size));
            }
        }
    }

    static void checkBounds(Tensor index, int size, String message) {
        if (Bounds.hold(index, 0, size - 1L, null)) return;
        for (long i : index.toLongs()) if (i < 0 || i >= size) throw EngineException.index(message);
    }
}
