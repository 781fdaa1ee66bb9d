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
import java.util.stream.Stream;
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

    private static final @Nullable SymbolLookup LIBRARY =
            OpenBlas.class.getModule().isNativeAccessEnabled() ? NativeLibrary.load() : null;

    // Constants, so that the JIT compiler sees through them to the call itself. Each in a class of its own, so that who
    // needs no product does not wait for them.

    private static final class Threads {
        static final MethodHandle SET = handle("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));

        static void use(int threads) {
            try {
                SET.invokeExact(threads);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Floats {
        static final MethodHandle GEMM = gemm("cblas_sgemm", JAVA_FLOAT);
    }

    private static final class Doubles {
        static final MethodHandle GEMM = gemm("cblas_dgemm", JAVA_DOUBLE);
    }

    private OpenBlas() {}

    static boolean isAvailable() {
        return LIBRARY != null
                && Stream.of("cblas_sgemm", "cblas_dgemm", "openblas_set_num_threads")
                        .allMatch(name -> LIBRARY.find(name).isPresent());
    }

    private static MethodHandle gemm(String name, MemoryLayout scalar) {
        Threads.use(1);
        var type = FunctionDescriptor.ofVoid(
                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, scalar, ADDRESS, JAVA_INT, ADDRESS,
                JAVA_INT, scalar, ADDRESS, JAVA_INT);
        return handle(name, type, Linker.Option.critical(true));
    }

    private static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... options) {
        var symbol = Objects.requireNonNull(LIBRARY).find(name).orElseThrow();
        return Linker.nativeLinker().downcallHandle(symbol, type, options);
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
            Floats.GEMM.invokeExact(
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
                Threads.use(1);
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
            Doubles.GEMM.invokeExact(
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
                Threads.use(1);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs one product on all threads if it is large; answers whether.
    private static boolean wakeThreads(int m, int n, int k) {
        if ((long) m * n * k < MULTIPLICATIONS_FOR_THREADS) {
            return false;
        }
        Threads.use(THREADS);
        return true;
    }
}
