package dev.backstep.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend.Reduction;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.ScalarFunction.Result;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.reference.Elements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Kernels of whole chains against the kernels of single calls: the same bits, whatever shares storages.
class ChainTest {
    private static final int PROGRAMS = 20;
    private static final ScalarFunction[] OF_FLOATS = {
        ScalarFunction.ADD,
        ScalarFunction.ADD_SCALED,
        ScalarFunction.SUB,
        ScalarFunction.MUL,
        ScalarFunction.DIV,
        ScalarFunction.SQRT,
        ScalarFunction.EXP,
        ScalarFunction.TANH,
        ScalarFunction.RELU,
        ScalarFunction.AFFINE,
        ScalarFunction.CLAMP,
        ScalarFunction.NEG,
        ScalarFunction.GT,
        ScalarFunction.EQ,
        ScalarFunction.ISNAN,
        ScalarFunction.MAXIMUM,
        ScalarFunction.THRESHOLD_BACKWARD,
        ScalarFunction.SIGMOID_BACKWARD,
        ScalarFunction.ADDCMUL,
        ScalarFunction.ADDCDIV,
        ScalarFunction.LERP,
        ScalarFunction.WHERE
    };
    private static final ScalarFunction[] OF_INTEGERS = {
        ScalarFunction.ADD,
        ScalarFunction.ADD_SCALED,
        ScalarFunction.MUL,
        ScalarFunction.NEG,
        ScalarFunction.ABS,
        ScalarFunction.MAXIMUM,
        ScalarFunction.LT,
        ScalarFunction.POW_SCALAR,
        ScalarFunction.LOGICAL_NOT,
        ScalarFunction.WHERE
    };

    private final OpenClBackend fused = TestDevice.open(1L << 26, new Pointwise.Fusion(0, 1));
    private final OpenClBackend single = TestDevice.open(1L << 26, new Pointwise.Fusion(Integer.MAX_VALUE, 1));

    private Random random = new Random(1);

    /// The same elements on both devices.
    private record Both(View fused, View single) {}

    private final List<Storage[]> storages = new ArrayList<>();

    private Storage[] storage(DType dtype, int length) {
        Storage.Host host = Storage.Host.allocate(dtype, length);
        for (int i = 0; i < length; i++) {
            if (!dtype.isFloating()) {
                Elements.writeLong(host, i, dtype == DType.BOOL ? random.nextInt(2) : random.nextInt(300) - 150);
            } else {
                double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0};
                boolean isSpecial = random.nextInt(20) == 0;
                Elements.writeDouble(
                        host, i, isSpecial ? special[random.nextInt(special.length)] : random.nextGaussian() * 3);
            }
        }
        Storage[] both = {fused.upload(host), single.upload(host)};
        storages.add(both);
        return both;
    }

    private Both view(Storage[] storage, int offset, int[] sizes, int[] strides) {
        return new Both(new View(storage[0], offset, sizes, strides), new View(storage[1], offset, sizes, strides));
    }

    /// New elements in some layout; `forOutput` for one in which no two share a place.
    private Both fresh(DType dtype, int[] sizes, boolean forOutput) {
        int numel = Arrays.stream(sizes).reduce(1, (x, y) -> x * y);
        int[] strides = View.rowMajor(sizes);
        int offset = 0;
        switch (random.nextInt(forOutput ? 5 : 8)) {
            case 0 -> offset = 4 * random.nextInt(3);
            case 1 -> offset = 1 + random.nextInt(3);
            case 2 -> {
                // transposed
                int step = 1;
                for (int d = 0; d < sizes.length; d++) {
                    strides[d] = step;
                    step *= sizes[d];
                }
            }
            case 5 -> Arrays.fill(strides, 0);
            case 6 -> strides[0] = 0;
            case 7 -> strides[sizes.length - 1] = 0;
            default -> {}
        }
        return view(storage(dtype, offset + numel + 8), offset, sizes, strides);
    }

    private static boolean mayMeet(View x, View y) {
        if (x.storage() != y.storage()) {
            return false;
        }
        return range(x)[0] <= range(y)[1] && range(y)[0] <= range(x)[1];
    }

    private static int[] range(View v) {
        int last = IntStream.range(0, v.sizes().length)
                .map(d -> (v.sizes()[d] - 1) * v.strides()[d])
                .sum();
        return new int[] {v.offset(), v.offset() + last};
    }

    private static boolean same(View x, View y) {
        return x.storage() == y.storage() && x.offset() == y.offset() && Arrays.equals(x.strides(), y.strides());
    }

    /// Calls at random, on both devices.
    private void program(boolean withDoubles) {
        int[][] shapes = {{37}, {8, 12}, {5, 7}, {3, 4, 8}, {1, 6, 1, 4}};
        int[] sizes = shapes[random.nextInt(shapes.length)];
        // Each dtype needs programs of its own for the single calls, which take long to build.
        DType[] dtypes = withDoubles
                ? new DType[] {DType.FLOAT64, DType.FLOAT32, DType.INT64}
                : new DType[] {
                    DType.FLOAT32, DType.FLOAT32, random.nextBoolean() ? DType.FLOAT16 : DType.BFLOAT16, DType.UINT8
                };
        List<Both> pool = new ArrayList<>();
        for (DType dtype : dtypes) {
            pool.add(fresh(dtype, sizes, true));
            pool.add(fresh(dtype, sizes, false));
        }
        pool.add(fresh(DType.BOOL, sizes, true));
        // Windows of one storage that lie one over the other, and one behind the other.
        int numel = Arrays.stream(sizes).reduce(1, (x, y) -> x * y);
        Storage[] shared = storage(dtypes[0], 3 * numel + 1);
        for (int offset : new int[] {0, 1, numel, 2 * numel}) {
            pool.add(view(shared, offset, sizes, View.rowMajor(sizes)));
        }
        for (int call = 0; call < 14; call++) {
            call(pool, sizes, dtypes[random.nextInt(dtypes.length)]);
        }
    }

    private Both any(List<Both> pool, DType dtype) {
        List<Both> fitting = pool.stream().filter(b -> b.fused.dtype() == dtype).toList();
        return fitting.get(random.nextInt(fitting.size()));
    }

    /// Elements to write to: those of an input, or new ones, or others that do not meet an input.
    private Both target(List<Both> pool, DType dtype, int[] sizes, Both... inputs) {
        List<Both> fitting = new ArrayList<>(pool.stream()
                .filter(b -> b.fused.dtype() == dtype && isDense(b.fused))
                .filter(b ->
                        Arrays.stream(inputs).allMatch(in -> same(b.fused, in.fused) || !mayMeet(b.fused, in.fused)))
                .toList());
        if (fitting.isEmpty() || random.nextInt(3) == 0) {
            Both fresh = fresh(dtype, sizes, true);
            pool.add(fresh);
            return fresh;
        }
        return fitting.get(random.nextInt(fitting.size()));
    }

    private static boolean isDense(View v) {
        int[] order = IntStream.range(0, v.sizes().length)
                .boxed()
                .sorted(Comparator.comparing(d -> v.strides()[d]))
                .mapToInt(d -> d)
                .toArray();
        int step = 1;
        for (int d : order) {
            if (v.sizes()[d] != 1 && v.strides()[d] < step) {
                return false;
            }
            step = Math.max(step, v.strides()[d] * v.sizes()[d]);
        }
        return true;
    }

    private void call(List<Both> pool, int[] sizes, DType dtype) {
        switch (random.nextInt(10)) {
            case 0 -> {
                Both out = target(pool, dtype, sizes);
                fused.fill(out.fused, 1.25, 7);
                single.fill(out.single, 1.25, 7);
            }
            case 1 -> {
                Both from = pool.get(random.nextInt(pool.size()));
                Both out = target(pool, dtype, sizes, from);
                if (!mayMeet(from.fused, out.fused)) {
                    fused.copy(out.fused, from.fused);
                    single.copy(out.single, from.single);
                }
            }
            default -> {
                ScalarFunction[] functions = dtype.isFloating() ? OF_FLOATS : OF_INTEGERS;
                ScalarFunction f = functions[random.nextInt(functions.length)];
                Both a = any(pool, f == ScalarFunction.WHERE ? DType.BOOL : dtype);
                Both b = f.arity() > 1 ? any(pool, dtype) : a;
                Both c = f.arity() > 2 ? any(pool, dtype) : a;
                Both out = target(pool, f.result() == Result.BOOL ? DType.BOOL : dtype, sizes, a, b, c);
                double p = random.nextInt(4) - 0.5;
                run(fused, f, out.fused, a.fused, b.fused, c.fused, p);
                run(single, f, out.single, a.single, b.single, c.single, p);
            }
        }
    }

    private static void run(OpenClBackend on, ScalarFunction f, View out, View a, View b, View c, double p) {
        Strided second = f.arity() > 1 ? b : null;
        Strided third = f.arity() > 2 ? c : null;
        on.pointwise(f, out, a, second, third, p, 2.5);
    }

    private void assertSameBits(String message) {
        for (Storage[] both : storages) {
            Storage.Host actual = fused.download(both[0]);
            Storage.Host expected = single.download(both[1]);
            for (int i = 0; i < actual.length(); i++) {
                if (actual.dtype().isFloating()) {
                    double x = Elements.readDouble(expected, i);
                    double y = Elements.readDouble(actual, i);
                    assertEquals(
                            Double.doubleToLongBits(x),
                            Double.doubleToLongBits(y),
                            message + ", element " + i + " of " + actual.dtype() + ": " + x + ", " + y);
                } else {
                    assertEquals(Elements.readLong(expected, i), Elements.readLong(actual, i), message);
                }
            }
        }
        storages.clear();
    }

    @Test
    void chainsAtRandomGiveTheBitsOfSingleCalls() {
        for (int seed = 0; seed < PROGRAMS; seed++) {
            random = new Random(seed);
            program(seed % 5 == 0);
            assertSameBits("program " + seed);
        }
        Pointwise.FusedCalls calls = fused.fusedCalls();
        assertTrue(calls.kernels() >= PROGRAMS && calls.calls() > 2 * calls.kernels(), calls.toString());
        assertEquals(new Pointwise.FusedCalls(0, 0), single.fusedCalls());
    }

    /// The update of Adam, which changes its own inputs.
    @Test
    void anOptimizersUpdateIsOneKernel() {
        int n = 1003;
        Both p = view(storage(DType.FLOAT32, n), 0, new int[] {n}, new int[] {1});
        Both g = view(storage(DType.FLOAT32, n), 0, new int[] {n}, new int[] {1});
        Both m = view(storage(DType.FLOAT32, n), 0, new int[] {n}, new int[] {1});
        Both v = view(storage(DType.FLOAT32, n), 0, new int[] {n}, new int[] {1});
        Both denominator = view(storage(DType.FLOAT32, n), 0, new int[] {n}, new int[] {1});
        for (int step = 0; step < 3; step++) {
            adam(fused, p.fused, g.fused, m.fused, v.fused, denominator.fused);
            adam(single, p.single, g.single, m.single, v.single, denominator.single);
        }
        assertSameBits("Adam");
        // Three times eight calls; a chain has room for sixteen.
        assertEquals(new Pointwise.FusedCalls(24, 2), fused.fusedCalls());
    }

    private static void adam(OpenClBackend on, View p, View g, View m, View v, View denominator) {
        on.pointwise(ScalarFunction.AFFINE, m, m, null, null, 0.9, 0);
        on.pointwise(ScalarFunction.ADD_SCALED, m, m, g, null, 0.1, 0);
        on.pointwise(ScalarFunction.AFFINE, v, v, null, null, 0.999, 0);
        on.pointwise(ScalarFunction.ADDCMUL, v, v, g, g, 0.001, 0);
        on.pointwise(ScalarFunction.ABS, denominator, v, null, null, 0, 0);
        on.pointwise(ScalarFunction.SQRT, denominator, denominator, null, null, 0, 0);
        on.pointwise(ScalarFunction.AFFINE, denominator, denominator, null, null, 1 / 0.03, 1e-8);
        on.pointwise(ScalarFunction.ADDCDIV, p, p, m, denominator, -0.01, 0);
    }

    @Test
    void aChainsKernelIsMadeWhenItHasComeSeveralTimes() {
        OpenClBackend backend = TestDevice.open(1L << 24, new Pointwise.Fusion(3, 1 << 16));
        View x = View.contiguous(backend.allocate(DType.FLOAT32, 10), 10);
        backend.fill(x, 1, 0);
        for (int i = 0; i < 5; i++) {
            backend.synchronize();
            assertEquals(2 * Math.max(0, i - 3), backend.fusedCalls().calls());
            // The parameter is no part of the kernel.
            backend.pointwise(ScalarFunction.AFFINE, x, x, null, null, 2, i);
            backend.pointwise(ScalarFunction.SQUARE, x, x, null, null, 0, 0);
        }
        backend.synchronize();
        assertEquals(2, backend.fusedCalls().kernels());
    }

    @Test
    void manyElementsOfOneCallAreTakenFourAtATime() {
        int n = (1 << 10) + 3;
        for (DType dtype : DType.values()) {
            Both a = view(storage(dtype, n), 0, new int[] {n}, new int[] {1});
            Both b = view(storage(dtype, n), 0, new int[] {n}, new int[] {0});
            Both out = view(storage(dtype, n + 4), 4, new int[] {n}, new int[] {1});
            run(fused, ScalarFunction.ADD, out.fused, a.fused, b.fused, a.fused, 0);
            run(single, ScalarFunction.ADD, out.single, a.single, b.single, a.single, 0);
            assertSameBits("sum of " + dtype);
        }
    }

    /// A kernel that waits is launched before its storage is read, changed or copied by anything else.
    @Test
    void whatWaitsIsDoneBeforeAnythingElse() {
        View x = View.contiguous(fused.allocate(DType.FLOAT32, 6), 2, 3);
        fused.fill(x, 2, 0);
        View sum = View.contiguous(fused.allocate(DType.FLOAT32, 2), 2, 1);
        fused.pointwise(ScalarFunction.SQUARE, x, x, null, null, 0, 0);
        fused.reduce(Reduction.SUM, sum, x, new boolean[] {false, true});
        fused.fill(x, 0, 0);
        assertEquals("[12.0, 12.0]", Arrays.toString(fused.readDoubles(sum)));
        assertEquals(0, fused.readDoubles(x)[5]);
    }
}
