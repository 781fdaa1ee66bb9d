package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.View;
import dev.backstep.gpu.ProductPlan.Shape;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Which tiling is best for large products on a device: found by trying, once for a driver, and kept on
/// disk.
final class TilingSearch {
    /// From so many multiplications on (about 800³; a convolution of resnet18 on eight images) a product is
    /// large.
    private static final double LARGE = 1L << 29;

    /// Compiling takes the most of it.
    private static final long BUDGET_NANOS = TimeUnit.SECONDS.toNanos(2);

    /// Tells fast devices from slow ones, for which it is enough.
    private static final Shape SMALL_TRIAL = new Shape(512, 512, 256, 1);

    /// 256 tiles of 128 × 128, two for each of an H100's multiprocessors, in about a millisecond.
    private static final Shape TRIAL = new Shape(2048, 2048, 512, 1);

    /// 100 GFLOP/s in the small trial.
    private static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int REPEATS = 3;
    private static final int SAMPLES = 1000;

    private final Cl cl;
    private final DeviceMemory memory;
    private final ProductKernels products;
    private final Limits limits;
    private final ProgramCache cache;
    private final long budgetNanos;
    private final Map<DType, Tiling> known = new EnumMap<>(DType.class);
    private int tried;

    TilingSearch(Cl cl, DeviceMemory memory, ProductKernels products, Limits limits, ProgramCache cache) {
        this(cl, memory, products, limits, cache, BUDGET_NANOS);
    }

    /// @param budgetNanos no candidate but the first is begun after that
    TilingSearch(
            Cl cl, DeviceMemory memory, ProductKernels products, Limits limits, ProgramCache cache, long budgetNanos) {
        this.budgetNanos = budgetNanos;
        this.cl = cl;
        this.memory = memory;
        this.products = products;
        this.limits = limits;
        this.cache = cache;
    }

    /// The best tiling known, which is searched for when a product is large enough.
    Tiling tiling(DType dtype, Shape shape) {
        DType wide = Types.wideDtype(dtype);
        Tiling found = known.get(wide);
        if (found != null) {
            return found;
        }
        List<Tiling> candidates = Tiling.candidates(wide, limits);
        if (candidates.size() < 2) {
            known.put(wide, candidates.isEmpty() ? Tiling.SMALL : candidates.getFirst());
        } else if (shape.multiplications() >= LARGE) {
            known.put(wide, kept(wide, candidates));
        } else {
            return candidates.getFirst();
        }
        return known.get(wide);
    }

    /// How many tilings were tried.
    int tried() {
        return tried;
    }

    private Tiling kept(DType dtype, List<Tiling> candidates) {
        // A list that has changed is searched anew.
        String[] words = {"tiling", dtype.name(), candidates.toString()};
        byte[] bytes = cache.read(cl.device(), words);
        String text = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
        for (Tiling candidate : candidates) {
            if (candidate.text().equals(text)) {
                return candidate;
            }
        }
        Tiling best = search(dtype, candidates);
        cache.write(cl.device(), best.text().getBytes(StandardCharsets.UTF_8), words);
        return best;
    }

    private Tiling search(DType dtype, List<Tiling> candidates) {
        long begin = System.nanoTime();
        Tiling best = candidates.getFirst();
        long least = Long.MAX_VALUE;
        Trial trial = null;
        for (Tiling candidate : candidates) {
            if (candidate != candidates.getFirst() && System.nanoTime() - begin > budgetNanos) {
                break;
            }
            tried++;
            try {
                if (trial == null) {
                    trial = new Trial(dtype, SMALL_TRIAL);
                    trial = trial.nanos(candidate) < FAST_NANOS ? new Trial(dtype, TRIAL) : trial;
                }
                long nanos = trial.nanos(candidate);
                if (nanos < least) {
                    least = nanos;
                    best = candidate;
                }
            } catch (EngineException e) {
                // No memory to try it with, or a driver that does not take it: it is not the best.
            }
        }
        return best;
    }

    /// Matrices of small whole numbers, whose products every tiling computes exactly.
    private final class Trial {
        private final DType dtype;
        private final Shape shape;
        private final View a;
        private final View b;
        private final View out;

        Trial(DType dtype, Shape shape) {
            this.dtype = dtype;
            this.shape = shape;
            a = matrix(shape.m(), shape.k(), 7);
            b = matrix(shape.k(), shape.n(), 5);
            out = matrix(shape.m(), shape.n(), 2);
        }

        private View matrix(int rows, int columns, int bound) {
            var host = Storage.Host.allocate(dtype, rows * columns);
            for (int i = 0; i < host.length(); i++) {
                int number = number(i, bound);
                if (dtype == DType.FLOAT64) {
                    host.doubles()[i] = number;
                } else {
                    host.floats()[i] = number;
                }
            }
            DeviceStorage storage = memory.allocate(dtype, host.length());
            cl.write(storage, HostArrays.segment(host), storage.bytes());
            return View.contiguous(storage, 1, rows, columns);
        }

        /// What stands at a place of a matrix, without a pattern that fits tiles.
        private static int number(int i, int bound) {
            return (int) ((i * 2654435761L >>> 7) % bound) - bound / 2;
        }

        /// The least of some times; more than any if what comes out is wrong. The first is left out, as the
        /// driver compiles.
        long nanos(Tiling tiling) {
            var call = MatmulCall.of(out, a, b, 1, 0);
            var plan = new ProductPlan(tiling, 1, shape.k());
            long least = Long.MAX_VALUE;
            for (int i = 0; i <= REPEATS; i++) {
                cl.finish();
                long begin = System.nanoTime();
                products.launchTiled(plan, call.operands(), dtype, shape, call.arguments());
                cl.finish();
                if (i > 0) {
                    least = Math.min(least, System.nanoTime() - begin);
                }
            }
            return isRight() ? least : Long.MAX_VALUE;
        }

        /// Whether some of the results are: there are drivers that translate wrongly.
        private boolean isRight() {
            var results = HostArrays.read(cl, Types.storage(out), 0, out.numel());
            for (int at = 0; at < results.length(); at += results.length() / SAMPLES + 1) {
                int row = at / shape.n();
                int column = at % shape.n();
                int sum = 0;
                for (int i = 0; i < shape.k(); i++) {
                    sum += number(row * shape.k() + i, 7) * number(i * shape.n() + column, 5);
                }
                if (sum != (dtype == DType.FLOAT64 ? results.doubles()[at] : results.floats()[at])) {
                    return false;
                }
            }
            return true;
        }
    }
}
