package dev.backstep.gpu.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.backstep.engine.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// NVIDIA's library on the same card, where it is installed.
final class Cublas implements AutoCloseable {
    private static final String[] VERSIONS = {"13", "12", "11"};
    private static final int HALF = 2; // CUDA_R_16F
    private static final int COMPUTE_32F = 68;
    private static final int ANY_ALGORITHM = -1;
    private static final int SAMPLES = 11;

    private final Arena arena = Arena.ofConfined();
    private final String about;
    private final @Nullable SymbolLookup cudart;
    private final @Nullable SymbolLookup cublas;

    private Cublas() {
        SymbolLookup runtime = null;
        SymbolLookup library = null;
        String found = "not installed";
        for (String version : VERSIONS) {
            try {
                // cuBLAS 13 and 12 go with the runtime of the same number, 11 with 11.0.
                runtime =
                        SymbolLookup.libraryLookup("libcudart.so." + (version.equals("11") ? "11.0" : version), arena);
                library = SymbolLookup.libraryLookup("libcublas.so." + version, arena);
                found = version + ", GFLOP/s";
                break;
            } catch (IllegalArgumentException e) {
                runtime = null;
                library = null;
            }
        }
        cudart = runtime;
        cublas = library;
        about = found;
    }

    static Cublas open() {
        return new Cublas();
    }

    /// Its version, or that there is none.
    String about() {
        return about;
    }

    /// The median of an `n × n` product's times (float16's on tensor cores, summed in float32), or 0 where
    /// there is no library.
    double seconds(DType dtype, int n) {
        if (cudart == null || cublas == null) {
            return 0;
        }
        try {
            long bytes = (long) n * n * dtype.bytes();
            MemorySegment a = device(bytes);
            MemorySegment b = device(bytes);
            MemorySegment c = device(bytes);
            MemorySegment handle = arena.allocate(ADDRESS);
            check((int) function(cublas, "cublasCreate_v2", ADDRESS).invoke(handle));
            MemorySegment library = handle.get(ADDRESS, 0);
            MemorySegment alpha = arena.allocateFrom(JAVA_FLOAT, 1);
            MemorySegment beta = arena.allocateFrom(JAVA_FLOAT, 0);
            Product product;
            if (dtype == DType.FLOAT32) {
                MethodHandle sgemm = function(
                        cublas,
                        "cublasSgemm_v2",
                        ADDRESS,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT);
                product = () -> (int) sgemm.invoke(library, 0, 0, n, n, n, alpha, a, n, b, n, beta, c, n);
            } else {
                MethodHandle gemm = function(
                        cublas,
                        "cublasGemmEx",
                        ADDRESS,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT);
                product = () -> (int) gemm.invoke(
                        library,
                        0,
                        0,
                        n,
                        n,
                        n,
                        alpha,
                        a,
                        HALF,
                        n,
                        b,
                        HALF,
                        n,
                        beta,
                        c,
                        HALF,
                        n,
                        COMPUTE_32F,
                        ANY_ALGORITHM);
            }
            double median = median(product);
            check((int) function(cublas, "cublasDestroy_v2", ADDRESS).invoke(library));
            for (MemorySegment buffer : new MemorySegment[] {a, b, c}) {
                check((int) function(cudart, "cudaFree", ADDRESS).invoke(buffer));
            }
            return median;
        } catch (Throwable e) {
            throw new IllegalStateException("cuBLAS failed", e);
        }
    }

    private interface Product {
        int run() throws Throwable;
    }

    private double median(Product product) throws Throwable {
        MethodHandle wait = function(cudart, "cudaDeviceSynchronize");
        double[] samples = new double[SAMPLES];
        for (int i = -2; i < SAMPLES; i++) {
            int repeats = 10;
            check((int) wait.invoke());
            long begin = System.nanoTime();
            for (int j = 0; j < repeats; j++) {
                check(product.run());
            }
            check((int) wait.invoke());
            if (i >= 0) {
                samples[i] = (System.nanoTime() - begin) / 1e9 / repeats;
            }
        }
        Arrays.sort(samples);
        return samples[SAMPLES / 2];
    }

    private MemorySegment device(long bytes) throws Throwable {
        MemorySegment pointer = arena.allocate(ADDRESS);
        check((int) function(cudart, "cudaMalloc", ADDRESS, JAVA_LONG).invoke(pointer, bytes));
        MemorySegment address = pointer.get(ADDRESS, 0);
        check((int) function(cudart, "cudaMemset", ADDRESS, JAVA_INT, JAVA_LONG).invoke(address, 0, bytes));
        return address;
    }

    private static MethodHandle function(@Nullable SymbolLookup library, String name, ValueLayout... arguments) {
        if (library == null) {
            throw new IllegalStateException("no library");
        }
        return Linker.nativeLinker()
                .downcallHandle(library.find(name).orElseThrow(), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static void check(int error) {
        if (error != 0) {
            throw new IllegalStateException("error " + error);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
