/// The few dozen primitives from which every operator is composed, and the contract of those who implement them.
///
/// Rules of [Backend]:
/// - Tensors are looked at as strided memory only: storage, offset, sizes, strides, dtype. Nothing here records
///   gradients, checks versions, promotes dtypes or broadcasts: the operator layer has done that. In particular the
///   tensors of one call live on this backend's device.
/// - Inputs may have any strides, also 0 (broadcast) and overlapping; outputs have any strides but no two elements at
///   one place. An output may be exactly an input (same storage, offset, sizes and strides), else they do not overlap.
/// - Sizes may be 0 and ranks may be 0; both are ordinary.
/// - Where arithmetic is rounded follows PyTorch: float32 pointwise in float32, float16 and bfloat16 computed
///   in float32 and rounded once at the end, sums accumulated so that results agree with PyTorch's to its printed
/// digits (pairwise
///   or wider), integers wrap.
/// - A method returns when the result is ordered before any later call on this backend; it need not be finished.
///
///   Reading values waits.
@NullMarked
package dev.backstep.engine.backend;

import org.jspecify.annotations.NullMarked;
