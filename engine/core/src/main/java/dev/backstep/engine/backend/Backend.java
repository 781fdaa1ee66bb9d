package dev.backstep.engine.backend;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Storage;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A device's primitives. The package documentation states the rules that hold for all of them.
public interface Backend {
    Device device();

    /// Whether it has this dtype: every one has all but float64, which some devices do not compute in.
    default boolean has(DType dtype) {
        return true;
    }

    /// A storage with undefined contents.
    ///
    /// @throws dev.backstep.engine.EngineException TypeError if it does not [have][#has] the dtype
    Storage allocate(DType dtype, int length);

    /// What to do with memory that is [given back][#release] from now on. While it is not [Reuse#NONE] new storages are
    /// [counted][Storage#count] if their memory is worth it.
    default void setReuse(Reuse reuse) {}

    /// Takes the memory of a storage that nobody will look at again. What was asked for before may still use it.
    default void release(Storage storage) {}

    /// Copies a host storage to a new one here.
    Storage upload(Storage.Host host);

    /// Copies a storage of this backend to the host. Waits.
    Storage.Host download(Storage storage);

    /// `out = f(a, b, c)`, element by element. `out`, `a`, `b`, `c` have equal sizes; `a`, `b`, `c` have one dtype
    /// (except WHERE's condition, which is bool), `out` that which [ScalarFunction#result()] says. `b` and `c` are
    /// null below that arity. `p` and `q` are the function's parameters.
    void pointwise(
            ScalarFunction f, Strided out, Strided a, @Nullable Strided b, @Nullable Strided c, double p, double q);

    /// `dst = src`, equal sizes; converts between dtypes as C does (to bool: is not 0).
    void copy(Strided dst, Strided src);

    /// Sets every element: to `bits` in an integer dtype or bool, to `value` in a floating one.
    void fill(Strided dst, double value, long bits);

    /// `out[i] = start + i * step` for rank 1, in float64 (int64 for integers), then rounded.
    void arange(Strided out, double start, double step);

    /// Reduces the dimensions for which `reduced` is true; `out` has size 1 there. `out`'s dtype is that in which the
    /// reduction is done (inputs are converted). An empty reduction gives the neutral element.
    void reduce(Reduction r, Strided out, Strided in, boolean[] reduced);

    /// Associative reductions.
    enum Reduction {
        SUM,
        PROD,
        MIN,
        MAX,
        /// to bool
        ALL,
        /// to bool
        ANY
    }

    /// The extreme along a dimension, and where it is first (NaN counts as the extreme): `values` and `indices` (int64)
    /// have size 1 in `dim`. Either may be null.
    void argReduce(boolean max, @Nullable Strided values, @Nullable Strided indices, Strided in, int dim);

    /// Running reductions along a dimension; `indices` (int64) for MAX and MIN, else null. What runs is wider than the
    /// elements, as PyTorch's: float64 for float32 (where there is one), float32 for the halves.
    void scan(Scan s, Strided out, @Nullable Strided indices, Strided in, int dim);

    /// Running reductions.
    enum Scan {
        SUM,
        PROD,
        MAX,
        MIN,
        LOGSUMEXP
    }

    /// `out = alpha * a @ b + beta * out` for each matrix of a batch; `a` is `(B, M, K)`, `b` `(B, K, N)`, `out`
    /// `(B, M, N)`; one dtype. With `beta` 0 `out` is not read.
    void matmul(Strided out, Strided a, Strided b, double alpha, double beta);

    /// `out[i][j][k] = in[i][index[i][j][k]][k]` (for `dim` 1): PyTorch's gather. Indices are int64 and within bounds.
    void gather(Strided out, Strided in, int dim, Strided index);

    /// `dst[i][index[i][j][k]][k] = src[i][j][k]` (for `dim` 1), or combined with what is there; in the order of `src`.
    void scatter(Strided dst, int dim, Strided index, Strided src, Scatter mode);

    /// How scattered values meet what is there.
    enum Scatter {
        SET,
        ADD,
        MUL,
        MIN,
        MAX
    }

    /// `out[i] = in.flat[index[i]]`, where `flat` counts `in`'s elements in row-major order. `index` is int64, within
    /// bounds, of `out`'s sizes.
    void take(Strided out, Strided in, Strided index);

    /// `dst.flat[index[i]] = src[i]`, or added to it, in the order of `src`.
    void put(Strided dst, Strided index, Strided src, boolean accumulate);

    /// Sorts along a dimension, NaN last (first if descending), stably. `indices` is int64.
    void sort(Strided values, Strided indices, Strided in, int dim, boolean descending);

    /// Sliding windows to columns: `in` is `(N, C, *spatial)`, `out` `(N, C * prod(kernel), prod(windows))`; places
    /// in the padding are 0.
    void unfold(Strided out, Strided in, Window window);

    /// The adjoint of [#unfold]: adds columns into `out` `(N, C, *spatial)`, which is overwritten.
    void fold(Strided out, Strided columns, Window window);

    /// Maximum of each window; `in` is `(N, C, *spatial)`, `out` and `indices` (int64, flat within spatial)
    /// `(N, C, *windows)`.
    /// Padding counts as minus infinity; NaN wins.
    void maxPool(Strided out, Strided indices, Strided in, Window window);

    /// Geometry of sliding windows, one entry a spatial dimension.
    record Window(int[] kernel, int[] stride, int[] padding, int[] dilation, int[] windows) {}

    /// Reads all elements in row-major order as float64 (integers beyond 2^53 lose digits; see [#readLongs]). Waits.
    double[] readDoubles(Strided in);

    /// Reads all elements in row-major order as int64 (floating ones truncated). Waits.
    long[] readLongs(Strided in);

    // The device. The defaults are those of a host: done when it returns, and with no memory of its own.

    /// Waits until everything asked for so far is done.
    default void synchronize() {}

    /// A mark behind everything asked for so far. Does not wait.
    default Mark mark() {
        return new Mark.Now(System.nanoTime());
    }

    /// Tells somebody what is done from now on.
    ///
    /// @param times whether to measure how long kernels and transfers take on the device. That may cost
    ///     time; it ends with the last listener that wants it
    default void addListener(BackendListener listener, boolean times) {}

    /// Tells nobody any more, after the times that it was to be told. Does nothing if it was not added.
    default void removeListener(BackendListener listener) {}

    /// How often each primitive was computed on the host because there is no kernel for what it was given, by the names
    /// that [BackendListener#hostStarted] tells.
    default SortedMap<String, Long> cpuFallbacks() {
        return Collections.emptySortedMap();
    }

    /// What is wrong with the device or its driver so that it computes less, or slower, than it might: a sentence each,
    /// which names it. Does not get shorter.
    default List<String> problems() {
        return List.of();
    }

    /// Bytes of device memory that storages hold.
    default long memoryAllocated() {
        return 0;
    }

    /// The most that [#memoryAllocated] has been since the start, or since [#resetPeakMemory].
    default long maxMemoryAllocated() {
        return 0;
    }

    /// Bytes of device memory that storages hold or that are kept for the next ones.
    default long memoryReserved() {
        return 0;
    }

    /// The most that [#memoryReserved] has been since the start, or since [#resetPeakMemory].
    default long maxMemoryReserved() {
        return 0;
    }

    /// Forgets the peaks until now.
    default void resetPeakMemory() {}

    /// Bytes of memory that the device has.
    default long totalMemory() {
        return 0;
    }

    /// Gives memory that no storage holds back to the driver, or to the garbage collector.
    default void emptyCache() {}

    // Composites: composed of the primitives above, to be overridden where fusing pays.

    /// Softmax or its logarithm along a dimension; `out` and `in` have one floating dtype.
    default void softmax(Strided out, Strided in, int dim, boolean log) {
        new Composites(this).softmax(out, in, dim, log);
    }

    /// Gradient of (log-)softmax; `result` is the result of the forward.
    default void softmaxBackward(Strided out, Strided grad, Strided result, int dim, boolean log) {
        new Composites(this).softmaxBackward(out, grad, result, dim, log);
    }

    /// Per-channel statistics of `(N, C, *)`: mean and biased variance, each `(C)`.
    default void channelStatistics(Strided mean, Strided variance, Strided in) {
        new Composites(this).channelStatistics(mean, variance, in);
    }

    /// Convolution `(N, C, *) * (O, C / groups, *kernel)`, `out` `(N, O, *windows)`; `bias` `(O)` or null.
    default void convolution(
            Strided out, Strided in, Strided weight, @Nullable Strided bias, Window window, int groups) {
        new Composites(this).convolution(out, in, weight, bias, window, groups);
    }

    /// Gradients of a convolution by input, weight and bias, each null if not wanted.
    default void convolutionBackward(
            @Nullable Strided gradIn,
            @Nullable Strided gradWeight,
            @Nullable Strided gradBias,
            Strided grad,
            Strided in,
            Strided weight,
            Window window,
            int groups) {
        new Composites(this).convolutionBackward(gradIn, gradWeight, gradBias, grad, in, weight, window, groups);
    }
}
