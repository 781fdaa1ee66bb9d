package dev.backstep.app.inspector;

import dev.backstep.recording.TensorValue;
import java.util.Arrays;

/// A two-dimensional slice of a tensor's recorded contents: its last two dimensions at given indices of the others. A
/// vector is one row, a scalar one element.
///
/// @param leading an index for each dimension but the last two
record TensorSlice(TensorValue value, int[] leading) {
    /// The first slice.
    static TensorSlice of(TensorValue value) {
        return new TensorSlice(value, new int[Math.max(0, value.shape().length - 2)]);
    }

    /// The slice at another index of one of the leading dimensions.
    TensorSlice at(int dimension, int index) {
        int[] next = leading.clone();
        next[dimension] = index;
        return new TensorSlice(value, next);
    }

    int rows() {
        int rank = value.shape().length;
        return rank < 2 ? 1 : value.shape()[rank - 2];
    }

    int columns() {
        int rank = value.shape().length;
        return rank == 0 ? 1 : value.shape()[rank - 1];
    }

    /// Whether it is a vector, if only in shape of a row or a column.
    boolean isVector() {
        return rows() == 1 || columns() == 1;
    }

    /// Where an element is in the tensor's row-major order.
    long offset(int row, int column) {
        long offset = 0;
        for (int i = 0; i < leading.length; i++) {
            offset = offset * value.shape()[i] + leading[i];
        }
        return (offset * rows() + row) * columns() + column;
    }

    /// Whether the recording holds an element; it may hold only the first ones.
    boolean has(int row, int column) {
        return offset(row, column) < value.elements().length;
    }

    /// How many rows have a recorded element; they are the first ones.
    int recordedRows() {
        long before = offset(0, 0);
        long left = value.elements().length - before;
        return left <= 0 || columns() == 0 ? 0 : (int) Math.min(rows(), (left + columns() - 1) / columns());
    }

    /// How many elements of it are recorded; they are the first ones.
    int recorded() {
        return (int) Math.clamp(value.elements().length - offset(0, 0), 0, (long) rows() * columns());
    }

    double element(int row, int column) {
        return value.elements()[(int) offset(row, column)];
    }

    /// The element's index as Python writes it: `[0, 3]`; `[]` for a scalar.
    String index(int row, int column) {
        int rank = value.shape().length;
        int[] all = Arrays.copyOf(leading, rank);
        if (rank > 1) {
            all[rank - 2] = row;
        }
        if (rank > 0) {
            all[rank - 1] = column;
        }
        return Arrays.toString(all);
    }

    /// The scale of all of the tensor's recorded elements, so that its slices can be compared.
    HeatScale scale() {
        return HeatScale.of(value.elements());
    }
}
