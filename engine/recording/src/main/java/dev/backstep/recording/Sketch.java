package dev.backstep.recording;

/// What is kept of the elements of a tensor that are too many to be kept.
///
/// @param histogram how the finite elements are spread
/// @param grid the tensor seen from afar
public record Sketch(Histogram histogram, Grid grid) {
    /// Counts of elements in bins of equal width. Of very many elements some are counted, evenly chosen.
    ///
    /// @param low where the first bin begins: the smallest finite element; NaN without one
    /// @param high where the last bin ends: the largest finite element; NaN without one
    /// @param counts one a bin; none without finite elements, one if all are equal
    public record Histogram(double low, double high, int[] counts) {}

    /// The tensor as a matrix, whose rows are its last dimension, reduced to few cells. A cell is the mean of its
    /// elements;
    /// of very many of some of them, evenly chosen.
    ///
    /// @param cells in row-major order
    public record Grid(int rows, int columns, float[] cells) {}
}
