package dev.backstep.gpu;

import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.stream.IntStream;

/// The lines of up to four tensors along a dimension.
///
/// @param count how many there are
/// @param size elements of a line
/// @param walk from line to line
/// @param along the tensors' strides in the dimension
record Lines(int count, int size, Walk walk, Cl.Int4 along) {
    /// @param sizes those to go through, of which the tensors may have more
    static Lines of(int[] sizes, int dim, Strided... tensors) {
        int[] kept = IntStream.range(0, sizes.length).filter(d -> d != dim).toArray();
        int[] lineSizes = select(sizes, kept);
        int[] along = new int[4];
        Strided[] first = new Strided[tensors.length];
        for (int t = 0; t < tensors.length; t++) {
            Strided s = tensors[t];
            along[t] = stride(s, dim);
            first[t] = View.of(s, s.offset(), select(s.sizes(), kept), select(s.strides(), kept));
        }
        int size = sizes.length == 0 ? 1 : sizes[dim];
        Cl.Int4 strides = new Cl.Int4(along[0], along[1], along[2], along[3]);
        return new Lines(product(lineSizes), size, Walk.of(lineSizes, first), strides);
    }

    /// A tensor's stride in a dimension; 0 for one of rank 0.
    static int stride(Strided s, int dim) {
        return s.strides().length == 0 ? 0 : s.strides()[dim];
    }

    static int product(int... sizes) {
        return IntStream.of(sizes).reduce(1, (a, b) -> a * b);
    }

    private static int[] select(int[] values, int[] dims) {
        return IntStream.of(dims).map(d -> values[d]).toArray();
    }
}
