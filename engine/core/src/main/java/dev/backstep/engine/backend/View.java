package dev.backstep.engine.backend;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;

/// A [Strided] that is nothing but its parts: what backends use for temporaries, and tests for everything.
///
/// @param storage the elements
/// @param offset the first element's place in the storage
/// @param sizes elements per dimension
/// @param strides distance between neighbours per dimension, in elements
public record View(Storage storage, int offset, int[] sizes, int[] strides) implements Strided {

    /// All of a storage, row-major.
    public static View contiguous(Storage storage, int... sizes) {
        return new View(storage, 0, sizes, rowMajor(sizes));
    }

    /// The same elements with other sizes and strides.
    public static View of(Strided s, int offset, int[] sizes, int[] strides) {
        return new View(s.storage(), offset, sizes, strides);
    }

    /// The strides of a contiguous tensor.
    public static int[] rowMajor(int... sizes) {
        int[] strides = new int[sizes.length];
        int step = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            strides[d] = step;
            step *= Math.max(1, sizes[d]);
        }
        return strides;
    }

    /// The part of `s` from `start` on, `length` long, along a dimension.
    public static View narrow(Strided s, int dim, int start, int length) {
        int[] sizes = s.sizes().clone();
        sizes[dim] = length;
        return new View(s.storage(), s.offset() + start * s.strides()[dim], sizes, s.strides());
    }

    @Override
    public DType dtype() {
        return storage.dtype();
    }

    @Override
    public int numel() {
        int n = 1;
        for (int size : sizes) {
            n *= size;
        }
        return n;
    }

    @Override
    public boolean isContiguous() {
        int step = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            if (sizes[d] == 0) {
                return true;
            }
            if (sizes[d] != 1) {
                if (strides[d] != step) {
                    return numel() == 0;
                }
                step *= sizes[d];
            }
        }
        return true;
    }
}
