package dev.backstep.recording;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.OptBoolean;
import org.jspecify.annotations.Nullable;

/// A tensor's contents at one moment. `elements` holds the first elements in row-major order, all of them if the
/// recording's budget allowed it (see [#complete()]), as float64 whatever the dtype (bool as 0 and 1).
///
/// @param shape sizes, empty for a scalar
/// @param dtype PyTorch's name without the module, such as `float32`
/// @param sketch the rest, where elements are missing; null if none are, or if not even that was kept
public record TensorValue(
        int[] shape,
        String dtype,
        double[] elements,
        Statistics statistics,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JacksonInject(value = Mappers.NOTHING, useInput = OptBoolean.TRUE)
        @Nullable
        Sketch sketch) {

    public TensorValue(int[] shape, String dtype, double[] elements, Statistics statistics) {
        this(shape, dtype, elements, statistics, null);
    }

    /// A tensor like this one with zeros in it, of as many elements as are here.
    public TensorValue zeros() {
        long count = statistics.count();
        double deviation = count < 2 ? Double.NaN : 0;
        var ofZeros = new Statistics(count, 0, 0, 0, deviation, 0, 0, 0, count);
        return new TensorValue(shape, dtype, new double[elements.length], ofZeros);
    }

    /// Whether all elements are here.
    public boolean complete() {
        return elements.length == statistics.count();
    }
}
