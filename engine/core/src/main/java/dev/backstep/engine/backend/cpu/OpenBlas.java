package dev.backstep.engine.backend.cpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Matrix products by OpenBLAS, on arrays in the Java heap, which are passed without copying.
///
/// It is used only where the JVM may call native code without a warning (`--enable-native-access=ALL-UNNAMED`) and the
/// library for this platform is on the class path.
final class OpenBlas {
    private static final int ROW_MAJOR = 101;
    private static final int NO_TRANSPOSE = 111;
    private static final int TRANSPOSE = 112;
    /// Products of fewer multiplications run on one thread: waking the others costs more, and where cores are shared,
    /// much more.
    private static final long MULTIPLICATIONS_FOR_THREADS = 2_000_000_000L;

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    // Constants, so that the JIT compiler sees through them to the call itself.
    private static final @Nullable MethodHandle SGEMM;
    private static final @Nullable MethodHandle DGEMM;
    private static final @Nullable MethodHandle SET_THREADS;

    static {
        SymbolLookup library = OpenBlas.class.getModule().isNativeAccessEnabled() ? NativeLibrary.load() : null;
        SGEMM = library == null ? null : gemm(library, "cblas_sgemm", JAVA_FLOAT);
        DGEMM = library == null ? null : gemm(library, "cblas_dgemm", JAVA_DOUBLE);
        SET_THREADS = library == null ? null : setThreads(library);
        if (SET_THREADS != null) {
            try {
                SET_THREADS.invokeExact(1);
            } catch (Throwable e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    private OpenBlas() {}

    static boolean isAvailable() {
        return SGEMM != null && DGEMM != null && SET_THREADS != null;
    }

    private static @Nullable MethodHandle gemm(SymbolLookup library, String name, MemoryLayout scalar) {
        var type = FunctionDescriptor.ofVoid(
                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, scalar, ADDRESS, JAVA_INT, ADDRESS,
                JAVA_INT, scalar, ADDRESS, JAVA_INT);
        return library.find(name)
                .map(symbol -> Linker.nativeLinker().downcallHandle(symbol, type, Linker.Option.critical(true)))
                .orElse(null);
    }

    private static @Nullable MethodHandle setThreads(SymbolLookup library) {
        return library.find("openblas_set_num_threads")
                .map(symbol -> Linker.nativeLinker().downcallHandle(symbol, FunctionDescriptor.ofVoid(JAVA_INT)))
                .orElse(null);
    }

    /// `c = alpha * a @ b + beta * c` for row-major `c` `(m, n)`. `a` is `(m, k)`, or `(k, m)` if `transA`; `b`
    /// likewise; `ld` are the distances between rows as stored.
    static void gemm(
            float[] c,
            int offsetC,
            int ldC,
            float[] a,
            int offsetA,
            int ldA,
            boolean transA,
            float[] b,
            int offsetB,
            int ldB,
            boolean transB,
            int m,
            int n,
            int k,
            float alpha,
            float beta) {
        try {
            boolean many = wakeThreads(m, n, k);
            Objects.requireNonNull(SGEMM)
                    .invokeExact(
                            ROW_MAJOR,
                            transA ? TRANSPOSE : NO_TRANSPOSE,
                            transB ? TRANSPOSE : NO_TRANSPOSE,
                            m,
                            n,
                            k,
                            alpha,
                            MemorySegment.ofArray(a).asSlice(4L * offsetA),
                            ldA,
                            MemorySegment.ofArray(b).asSlice(4L * offsetB),
                            ldB,
                            beta,
                            MemorySegment.ofArray(c).asSlice(4L * offsetC),
                            ldC);
            if (many) {
                useThreads(1);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// As the other one.
    static void gemm(
            double[] c,
            int offsetC,
            int ldC,
            double[] a,
            int offsetA,
            int ldA,
            boolean transA,
            double[] b,
            int offsetB,
            int ldB,
            boolean transB,
            int m,
            int n,
            int k,
            double alpha,
            double beta) {
        try {
            boolean many = wakeThreads(m, n, k);
            Objects.requireNonNull(DGEMM)
                    .invokeExact(
                            ROW_MAJOR,
                            transA ? TRANSPOSE : NO_TRANSPOSE,
                            transB ? TRANSPOSE : NO_TRANSPOSE,
                            m,
                            n,
                            k,
                            alpha,
                            MemorySegment.ofArray(a).asSlice(8L * offsetA),
                            ldA,
                            MemorySegment.ofArray(b).asSlice(8L * offsetB),
                            ldB,
                            beta,
                            MemorySegment.ofArray(c).asSlice(8L * offsetC),
                            ldC);
            if (many) {
                useThreads(1);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs one product on all threads if it is large; answers whether.
    private static boolean wakeThreads(int m, int n, int k) throws Throwable {
        if ((long) m * n * k < MULTIPLICATIONS_FOR_THREADS) {
            return false;
        }
        useThreads(THREADS);
        return true;
    }

    private static void useThreads(int threads) throws Throwable {
        Objects.requireNonNull(SET_THREADS).invokeExact(threads);
    }
}
