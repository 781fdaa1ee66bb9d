package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Strided;

/// How kernels speak of dtypes: what `types.cl` loads elements as.
final class Types {
    private Types() {}

    /// The kind: `L`, `F` or `D`.
    static String kind(DType dtype) {
        return !dtype.isFloating() ? "L" : dtype == DType.FLOAT64 ? "D" : "F";
    }

    /// OpenCL C's type for that kind.
    static String wide(DType dtype) {
        return !dtype.isFloating() ? "long" : dtype == DType.FLOAT64 ? "double" : "float";
    }

    /// The dtype whose elements that type has.
    static DType wideDtype(DType dtype) {
        return !dtype.isFloating() ? DType.INT64 : dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    }

    /// A kernel's argument of the wide type of a dtype.
    static Object argument(DType dtype, double value) {
        if (!dtype.isFloating()) {
            return (long) value;
        }
        if (dtype == DType.FLOAT64) {
            return value;
        }
        return (float) value;
    }

    /// The resource with the functions of that type.
    static String functions(DType dtype) {
        return dtype.isFloating() ? "special.cl" : "integers.cl";
    }

    static DeviceStorage storage(Strided s) {
        return (DeviceStorage) s.storage();
    }
}
