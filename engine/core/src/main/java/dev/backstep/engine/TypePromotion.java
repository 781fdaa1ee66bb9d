package dev.backstep.engine;

import org.jspecify.annotations.Nullable;

/// PyTorch's rules for the dtype of a result.
///
/// Operands fall into three classes: tensors with dimensions, 0-dimensional tensors, and Python numbers ("wrapped
/// numbers"). A later class only counts if its category (bool < integral < floating) is higher than that of all
/// earlier ones; so `int32 tensor + 2` is int32, but `int32 tensor + 2.5` is the default floating dtype.
public final class TypePromotion {
    private TypePromotion() {}

    /// The dtype to which two dtypes of equal standing promote (`torch.promote_types`).
    public static DType promote(DType a, DType b) {
        if (a == b) return a;
        if (a.category() != b.category()) return a.category().compareTo(b.category()) > 0 ? a : b;
        if (a.isFloating()) {
            boolean halves = a.bytes() == 2 && b.bytes() == 2;
            return halves ? DType.FLOAT32 : a.bytes() > b.bytes() ? a : b;
        }
        if (a == DType.UINT8 || b == DType.UINT8) {
            DType other = a == DType.UINT8 ? b : a;
            return other == DType.INT8 ? DType.INT16 : other;
        }
        return a.bytes() > b.bytes() ? a : b;
    }

    /// The dtype of an arithmetic operator's result (`torch.result_type`).
    public static DType result(Engine engine, Tensor... operands) {
        DType dims = null;
        DType zeroDims = null;
        DType wrapped = null;
        for (Tensor t : operands) {
            if (t.isWrappedNumber()) {
                DType dtype = t.dtype().isFloating() ? engine.defaultDtype() : t.dtype();
                wrapped = join(wrapped, dtype);
            } else if (t.dim() == 0) {
                zeroDims = join(zeroDims, t.dtype());
            } else {
                dims = join(dims, t.dtype());
            }
        }
        DType lower = zeroDims == null ? wrapped : wrapped == null ? zeroDims : combine(zeroDims, wrapped);
        if (dims == null) {
            if (lower == null) throw new IllegalArgumentException("no operands");
            return lower;
        }
        return lower == null ? dims : combine(dims, lower);
    }

    /// The dtype of a tensor combined with a Python number.
    public static DType result(Engine engine, Tensor tensor, Scalar scalar) {
        DType number = scalar.isFloating() ? engine.defaultDtype() : scalar.dtype();
        DType other = tensor.isWrappedNumber() && tensor.dtype().isFloating() ? engine.defaultDtype() : tensor.dtype();
        return tensor.isWrappedNumber() ? promote(other, number) : combine(other, number);
    }

    /// Whether a result of one dtype may be written to a tensor of another (`torch.can_cast`).
    public static boolean canCast(DType from, DType to) {
        if (from.isFloating() && !to.isFloating()) return false;
        return from == DType.BOOL || to != DType.BOOL;
    }

    private static DType join(@Nullable DType a, DType b) {
        return a == null ? b : promote(a, b);
    }

    private static DType combine(DType higher, DType lower) {
        return higher.category().compareTo(lower.category()) >= 0 ? higher : promote(higher, lower);
    }
}
