package dev.backstep.engine.backend;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;

/// What a backend sees of a tensor: a way to walk through a storage. Sizes, strides and the offset count elements; the
/// arrays are not to be written to.
public interface Strided {
    Storage storage();

    int offset();

    int[] sizes();

    int[] strides();

    DType dtype();

    /// The number of elements.
    int numel();

    /// Whether elements lie one after the other in row-major order from the offset on.
    boolean isContiguous();
}
