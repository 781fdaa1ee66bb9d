package dev.backstep.recording;

/// A tensor's contents at one moment. `elements` holds the first elements in row-major order, all of them if the
/// recording's budget allowed it (see [#complete()]), as float64 whatever the dtype (bool as 0 and 1).
///
/// @param shape sizes, empty for a scalar
/// @param dtype PyTorch's name without the module, such as `float32`
public record TensorValue(int[] shape, String dtype, double[] elements, Statistics statistics) {
    /// Whether all elements are here.
    public boolean complete() {
        return elements.length == statistics.count();
    }
}
