package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Strided;
import dev.backstep.gpu.ProductPlan.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Launches what `product.cl` makes of operands.
final class ProductKernels {
    /// How many products float32's sums add up before they are added to the result: as OpenBLAS, which the
    /// CPU backend uses, so that results differ from exact ones by no more than there. Other dtypes have
    /// digits to spare while they are summed.
    private static final int BLOCK = 512;

    /// With as few rows or columns tiles would stand mostly empty.
    private static final int FEW = 4;

    /// So many multiplications (256³) are the least for which programs are compiled that take only some
    /// tensors.
    private static final double PAYS = 1 << 24;

    private static final int GROUP = Launcher.GROUP;

    /// So many items side by side read a whole sector of memory, 32 bytes.
    private static final int SECTOR = 8;

    private final Cl cl;
    private final Launcher launcher;
    private final DeviceMemory memory;
    private final Limits limits;
    private final TilingSearch search;
    private final Map<Variant, Cl.Source> sources = new HashMap<>();

    private record Variant(
            String file,
            String definitions,
            DType dtype,
            @Nullable Tiling tiling,
            boolean sliced) {}

    ProductKernels(Cl cl, Launcher launcher, DeviceMemory memory, ProgramCache cache) {
        this.cl = cl;
        this.launcher = launcher;
        this.memory = memory;
        limits = Limits.of(cl.device());
        search = new TilingSearch(cl, memory, this, limits, cache);
    }

    /// What is multiplied, as `product.cl` is told.
    ///
    /// @param file where the operands are defined
    /// @param any macros of that file with which it takes all tensors of a dtype
    /// @param fast macros of that file for these tensors: a program that pays for more than a few tiles
    /// @param aFastK whether neighbours in memory of the first operand are neighbours along `k`
    /// @param bFastK the same of the second
    record Operands(String file, String any, String fast, boolean aFastK, boolean bFastK) {}

    /// `out = alpha * a @ b + beta * out`, a batch of matrices; answers that there is a kernel, for all.
    boolean matmul(Strided out, Strided a, Strided b, double alpha, double beta) {
        MatmulCall call = MatmulCall.of(out, a, b, alpha, beta);
        launch(call.operands(), out.dtype(), call.shape(), call.arguments());
        return true;
    }

    /// Whether a product is large enough for a program that takes nothing else.
    static boolean pays(Shape shape) {
        return shape.multiplications() >= PAYS;
    }

    /// Enqueues a batch of products.
    ///
    /// @param arguments the file's `ARGUMENTS`, of which the first is the output's storage
    void launch(Operands operands, DType dtype, Shape shape, Object... arguments) {
        if (Math.min(shape.m(), shape.n()) <= FEW) {
            launchThin(operands, dtype, shape, arguments);
        } else {
            List<Tiling> tilings = new ArrayList<>(List.of(Tiling.SMALL));
            if (pays(shape) && Tiling.MEDIUM.fits(limits, Long.BYTES)) {
                tilings.addAll(List.of(search.tiling(dtype, shape), Tiling.MEDIUM));
            }
            ProductPlan plan = ProductPlan.tiled(shape, tilings, limits.computeUnits());
            try {
                launchTiled(plan, operands, dtype, shape, arguments);
            } catch (NoKernelException e) {
                if (plan.tiled().equals(Tiling.SMALL)) {
                    throw e;
                }
                // What asks less of driver and device is slower, but not as slow as the CPU.
                List<Tiling> small = List.of(Tiling.SMALL);
                launchTiled(ProductPlan.tiled(shape, small, limits.computeUnits()), operands, dtype, shape, arguments);
            }
        }
    }

    /// Enqueues it with the tiles and slices of a plan.
    void launchTiled(ProductPlan plan, Operands operands, DType dtype, Shape shape, Object... arguments) {
        Tiling tiling = plan.tiled();
        String definitions = tiling.equals(Tiling.SMALL) ? operands.any : operands.fast;
        long groups = (long) tiling.tiles(shape.m(), shape.n()) * plan.slices() * shape.batches();
        int orders = (operands.aFastK ? 1 : 0) + (operands.bFastK ? 2 : 0);
        DeviceStorage partial = partial(plan, dtype, shape, arguments);
        cl.launch(
                source(operands.file, definitions, dtype, tiling, plan.slices() > 1),
                "tiled",
                new long[] {groups * tiling.items()},
                new long[] {tiling.items()},
                all(arguments, shape.m(), shape.n(), shape.k(), plan.slices(), plan.length(), orders, partial));
        sumSlices(plan, operands, dtype, shape, partial, arguments);
    }

    private void launchThin(Operands operands, DType dtype, Shape shape, Object... arguments) {
        boolean kFirst = shape.m() >= shape.n() ? operands.aFastK : operands.bFastK;
        int lanes = 1;
        long enough = kFirst ? GROUP : Math.min(SECTOR, 2L * GROUP * SECTOR * limits.computeUnits() / shape.outputs());
        while (2 * lanes <= enough && shape.k() / (2 * lanes) >= SECTOR) {
            lanes *= 2;
        }
        ProductPlan plan = ProductPlan.thin(shape, lanes, limits.computeUnits());
        DeviceStorage partial = partial(plan, dtype, shape, arguments);
        int order = kFirst ? 1 : 0;
        cl.launch(
                source(operands.file, pays(shape) ? operands.fast : operands.any, dtype, null, false),
                "thin",
                new long[] {Math.ceilDiv(shape.outputs() * lanes, (long) GROUP) * GROUP, plan.slices()},
                new long[] {GROUP, 1},
                all(
                        arguments,
                        shape.m(),
                        shape.n(),
                        shape.k(),
                        plan.slices(),
                        plan.length(),
                        shape.batches(),
                        lanes,
                        order,
                        partial));
        sumSlices(plan, operands, dtype, shape, partial, arguments);
    }

    /// Where slices leave their sums; with one slice nothing is left, and it is the output.
    private DeviceStorage partial(ProductPlan plan, DType dtype, Shape shape, Object[] arguments) {
        return plan.slices() == 1
                ? (DeviceStorage) arguments[0]
                : memory.allocate(Types.wideDtype(dtype), (int) (plan.slices() * shape.outputs()));
    }

    private void sumSlices(
            ProductPlan plan, Operands operands, DType dtype, Shape shape, DeviceStorage partial, Object[] arguments) {
        if (plan.slices() > 1) {
            launcher.launch(
                    source(operands.file, operands.any, dtype, null, false),
                    "sum_slices",
                    (int) shape.outputs(),
                    all(arguments, shape.m(), shape.n(), plan.slices(), partial));
        }
    }

    private static Object[] all(Object[] last, Object... first) {
        Object[] all = new Object[first.length + last.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(last, 0, all, first.length, last.length);
        return all;
    }

    private Cl.Source source(String file, String definitions, DType dtype, @Nullable Tiling tiling, boolean sliced) {
        return sources.computeIfAbsent(new Variant(file, definitions, dtype, tiling, sliced), this::assemble);
    }

    private Cl.Source assemble(Variant variant) {
        String block = "#define BLOCK_K " + (variant.dtype == DType.FLOAT32 ? BLOCK : "INT_MAX") + "\n";
        String sliced = "#define SLICED " + (variant.sliced ? 1 : 0) + "\n";
        String tiles = variant.tiling == null ? "#define TILED 0\n" : variant.tiling.definitions();
        return launcher.source(
                "vectors.cl " + variant.file + " product.cl",
                variant.dtype,
                variant.dtype,
                block + sliced + tiles + variant.definitions);
    }
}
