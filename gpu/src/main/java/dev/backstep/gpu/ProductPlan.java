package dev.backstep.gpu;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which kernel of `product.cl` computes a product, and among how many groups its `k` is shared out.
///
/// @param tiling null for the kernel without tiles
/// @param slices how many groups share an output's `k`
/// @param length how much of `k` each takes
record ProductPlan(@Nullable Tiling tiling, int slices, int length) {
    /// An output more to write and to read again, in multiplications: at 20 TFLOP/s and 2 TB/s.
    private static final double TRAFFIC = 40;

    /// A second kernel, 5 µs, in multiplications of one compute unit.
    private static final double LAUNCH = 450_000;

    /// Fewer work items leave a compute unit waiting for memory.
    private static final int BUSY = 256;

    private static final int MOST_SLICES = 64;
    /// Shorter slices would spend their time on starting.
    private static final int SHORTEST_SLICE = 128;

    /// The number of elements of which a storage has room.
    private static final long MOST_PARTIAL = 1L << 28;

    /// The tiling of a plan that has one.
    Tiling tiled() {
        if (tiling == null) {
            throw new IllegalStateException("a plan without tiles");
        }
        return tiling;
    }

    /// Sizes of a batch of products.
    record Shape(int m, int n, int k, int batches) {
        long outputs() {
            return (long) m * n * batches;
        }

        double multiplications() {
            return (double) outputs() * k;
        }
    }

    /// The tiling and number of slices that should take least time: the busiest compute unit's
    /// multiplications, each as long as the tiling makes it.
    static ProductPlan tiled(Shape shape, List<Tiling> tilings, int computeUnits) {
        ProductPlan best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Tiling tiling : tilings) {
            long tiles = (long) tiling.tiles(shape.m, shape.n) * shape.batches;
            for (int wanted = 1; wanted <= MOST_SLICES; wanted *= 2) {
                boolean busy = tiles * (wanted / 2) >= 2L * computeUnits;
                if (wanted > 1
                        && (busy || shape.k / wanted < SHORTEST_SLICE || wanted * shape.outputs() > MOST_PARTIAL)) {
                    break;
                }
                ProductPlan plan = sliced(tiling, shape.k, wanted, tiling.tileK());
                double groups = Math.ceilDiv(tiles * plan.slices, (long) computeUnits);
                double items = Math.max(groups, (double) BUSY / tiling.items());
                double cost = items * tiling.tileM() * tiling.tileN() * plan.length / tiling.efficiency();
                if (plan.slices > 1) {
                    cost += LAUNCH + TRAFFIC * plan.slices * shape.outputs() / computeUnits;
                }
                if (cost < least) {
                    least = cost;
                    best = plan;
                }
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no tilings");
        }
        return best;
    }

    /// Without tiles.
    ///
    /// @param lanes work items that share an output
    static ProductPlan thin(Shape shape, int lanes, int computeUnits) {
        long items = shape.outputs() * lanes;
        long wanted = Math.min(4L * BUSY * computeUnits / items, shape.k / (SHORTEST_SLICE / 4L * lanes));
        wanted = Math.min(wanted, MOST_PARTIAL / shape.outputs());
        return sliced(null, shape.k, (int) Math.clamp(wanted, 1, MOST_SLICES), lanes);
    }

    /// As many slices as wanted, or fewer: each but the last a multiple of `step` long, and none empty.
    private static ProductPlan sliced(@Nullable Tiling tiling, int k, int wanted, int step) {
        int length = Math.max(step, Math.ceilDiv(Math.ceilDiv(k, wanted), step) * step);
        return new ProductPlan(tiling, Math.max(1, Math.ceilDiv(k, length)), length);
    }
}
