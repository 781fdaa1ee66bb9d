package dev.backstep.engine.backend.cpu;

import dev.backstep.engine.backend.Strided;

/// A walk through several tensors of equal sizes at once, line by line: dimensions that lie evenly in all of them are
/// merged, the last remaining one is the line.
///
///     var walk = new Walk(sizes, out, a);
///     do {
///         // line of walk.length elements from walk.at[i] on, walk.step[i] apart
///     } while (walk.next());
final class Walk {
    /// Elements of a line; 0 if the tensors are empty.
    int length;

    /// The place of the line's first element, for each tensor.
    final int[] at;
    /// The distance between the line's elements, for each tensor.
    final int[] step;

    private final int tensors;
    private final int[] sizes;
    private final int[] index;
    /// strides[t * sizes.length + d]
    private final int[] strides;
    private int outer;

    /// In row-major order.
    ///
    /// @param shape the sizes that all tensors are seen with
    Walk(int[] shape, Strided... operands) {
        this(shape, strides(operands), offsets(operands));
    }

    /// In the order that suits the memory of the first tensor, and of the others where that does not decide: what is
    /// transposed in all of them is walked through as it lies.
    static Walk inAnyOrder(int[] shape, Strided... operands) {
        int[][] strides = strides(operands);
        int[] sizes = shape;
        int rank = shape.length;
        boolean own = false;
        for (int i = 1; i < rank; i++) {
            for (int d = i; d > 0 && precedes(strides, sizes, d, d - 1); d--) {
                if (!own) {
                    sizes = sizes.clone();
                    for (int t = 0; t < strides.length; t++) {
                        strides[t] = strides[t].clone();
                    }
                    own = true;
                }
                swap(sizes, d);
                for (int[] of : strides) {
                    swap(of, d);
                }
            }
        }
        return new Walk(sizes, strides, offsets(operands));
    }

    /// Whether dimension `d` should be walked through more slowly than `e`.
    private static boolean precedes(int[][] strides, int[] sizes, int d, int e) {
        if (sizes[d] == 1 || sizes[e] == 1) {
            return sizes[d] == 1 && sizes[e] != 1;
        }
        for (int[] of : strides) {
            if (of[d] != of[e] && of[d] != 0 && of[e] != 0) {
                return of[d] > of[e];
            }
        }
        return false;
    }

    private static void swap(int[] of, int d) {
        int value = of[d];
        of[d] = of[d - 1];
        of[d - 1] = value;
    }

    Walk(int[] shape, int[][] operandStrides, int[] offsets) {
        tensors = operandStrides.length;
        at = offsets;
        step = new int[tensors];
        sizes = new int[shape.length];
        index = new int[shape.length];
        strides = new int[tensors * shape.length];
        length = 1;
        // From the last dimension outwards: merge into the current one, or begin another.
        int current = -1;
        int rank = shape.length;
        for (int d = rank - 1; d >= 0; d--) {
            if (shape[d] == 0) {
                length = 0;
                outer = 0;
                return;
            }
            if (shape[d] == 1) {
                continue;
            }
            if (current >= 0 && continues(operandStrides, d, current)) {
                sizes[current] *= shape[d];
            } else {
                current++;
                sizes[current] = shape[d];
                for (int t = 0; t < tensors; t++) {
                    strides[t * rank + current] = operandStrides[t][d];
                }
            }
        }
        outer = current;
        if (current >= 0) {
            length = sizes[0];
            for (int t = 0; t < tensors; t++) {
                step[t] = strides[t * rank];
            }
        }
    }

    private boolean continues(int[][] operandStrides, int d, int current) {
        for (int t = 0; t < tensors; t++) {
            if (operandStrides[t][d] != strides[t * sizes.length + current] * sizes[current]) {
                return false;
            }
        }
        return true;
    }

    private static int[][] strides(Strided[] operands) {
        int[][] strides = new int[operands.length][];
        for (int t = 0; t < operands.length; t++) {
            strides[t] = operands[t].strides();
        }
        return strides;
    }

    private static int[] offsets(Strided[] operands) {
        int[] offsets = new int[operands.length];
        for (int t = 0; t < operands.length; t++) {
            offsets[t] = operands[t].offset();
        }
        return offsets;
    }

    /// Goes to the next line; false after the last.
    boolean next() {
        for (int d = 1; d <= outer; d++) {
            for (int t = 0; t < tensors; t++) {
                at[t] += strides[t * sizes.length + d];
            }
            if (++index[d] < sizes[d]) {
                return true;
            }
            for (int t = 0; t < tensors; t++) {
                at[t] -= sizes[d] * strides[t * sizes.length + d];
            }
            index[d] = 0;
        }
        return false;
    }

    /// The distance between neighbours if the whole tensor is one line of that: 1 if contiguous, 0 if all elements are
    /// one; else -1.
    static int wholeStep(Strided s) {
        if (s.isContiguous()) {
            return 1;
        }
        int[] sizes = s.sizes();
        int[] strides = s.strides();
        for (int d = 0; d < sizes.length; d++) {
            if (sizes[d] != 1 && strides[d] != 0) {
                return -1;
            }
        }
        return 0;
    }
}
