package dev.backstep.gpu;

import dev.backstep.engine.DType;
import java.util.List;

/// How `product.cl` divides a product among work groups and work items.
///
/// Note [Sizes of tiles]
/// ~~~~~~~~~~~~~~~~~~~~~
/// A work item with `r × c` sums in registers reads `r + c` numbers of local memory for `r · c`
/// multiplications: 8 × 8 are 4 a number, which is what the local memory of NVIDIA's (128 bytes a cycle for
/// 128 multiplications), AMD's and Intel's GPUs keeps up with; 4 × 4 are 2, and half of the speed. They take
/// 64 registers, 16 for the operands and as many as the next tile's elements: about 120, so that two groups
/// of 256 items share NVIDIA's 65,536 and AMD's CDNA (512 a lane of a wave) has room for four waves. Intel
/// has 128 registers of 32 bytes a thread, 8 lanes wide or 16, where 8 × 4 or 4 × 4 do not spill.
///
/// A group of `M × N` outputs reads `M + N` numbers of memory for `M · N` multiplications: 128 × 128 are 64,
/// so that 20 TFLOP/s want 625 GB/s, well below what the second-level cache gives. Smaller tiles lose there,
/// but there are more of them: a matrix of 1,024 × 1,024 has only 64 of 128 × 128, and an H100 132
/// multiprocessors.
///
/// `K` is how far apart barriers are; two buffers need one barrier and twice the local memory (128 × 128 ×
/// 16 and two: 33 KiB of the 48 that NVIDIA gives a group, of 64 on AMD and Intel).
///
/// @param tileM rows of outputs of a work group
/// @param tileN columns of outputs of a work group
/// @param tileK how many products a sum goes on between barriers
/// @param itemM rows of outputs of a work item
/// @param itemN columns of outputs of a work item
/// @param buffers 1, or 2 for one that is filled while the other is used
record Tiling(int tileM, int tileN, int tileK, int itemM, int itemN, int buffers) {
    /// For few outputs: many groups, one program for all layouts.
    static final Tiling SMALL = new Tiling(32, 32, 16, 4, 4, 1);

    static final Tiling MEDIUM = new Tiling(64, 64, 16, 4, 4, 1);

    /// What `product.cl` takes for granted: lanes stand 8 beside and 4 below each other, and every item
    /// fetches as many vectors as another.
    Tiling {
        int items = tileM / itemM * (tileN / itemN);
        boolean lanes = tileN / itemN % 8 == 0 && tileM / itemM % 4 == 0 && itemM % 4 == 0 && itemN % 4 == 0;
        if (!lanes || tileM * tileK % (4 * items) != 0 || tileN * tileK % (4 * items) != 0) {
            throw new IllegalArgumentException("no tiling");
        }
    }

    /// What is tried for large products, what is likely best first: the search may be over before it is
    /// through.
    private static final List<Tiling> LARGE = List.of(
            new Tiling(128, 128, 16, 8, 8, 2),
            new Tiling(128, 128, 8, 8, 8, 2),
            new Tiling(128, 64, 16, 8, 4, 1),
            new Tiling(128, 128, 16, 8, 8, 1),
            new Tiling(64, 64, 16, 8, 8, 1),
            new Tiling(128, 64, 16, 8, 8, 2),
            new Tiling(64, 128, 16, 8, 8, 1),
            new Tiling(64, 64, 32, 4, 4, 1),
            new Tiling(64, 64, 16, 8, 4, 2),
            new Tiling(256, 128, 16, 8, 8, 1),
            new Tiling(128, 128, 32, 8, 8, 1));

    /// As above, where a number takes two registers and twice the local memory.
    private static final List<Tiling> LARGE_DOUBLE = List.of(
            new Tiling(64, 64, 16, 4, 4, 1),
            new Tiling(64, 64, 16, 4, 4, 2),
            new Tiling(128, 64, 16, 8, 4, 1),
            new Tiling(64, 64, 16, 8, 4, 1),
            new Tiling(128, 128, 16, 8, 8, 1));

    /// Those that a search for products of a dtype compares, and that the device can run.
    static List<Tiling> candidates(DType dtype, Limits limits) {
        List<Tiling> all = !dtype.isFloating() ? List.of(MEDIUM) : dtype == DType.FLOAT64 ? LARGE_DOUBLE : LARGE;
        int bytes = Types.wideDtype(dtype).bytes();
        return all.stream().filter(tiling -> tiling.fits(limits, bytes)).toList();
    }

    /// Work items of a group.
    int items() {
        return tileM / itemM * (tileN / itemN);
    }

    boolean fits(Limits limits, int bytes) {
        return items() <= limits.groupSize()
                && (long) buffers * tileK * (tileM + tileN + 8) * bytes <= limits.localBytes();
    }

    int tiles(int m, int n) {
        return Math.ceilDiv(m, tileM) * Math.ceilDiv(n, tileN);
    }

    /// Which part of a group's time is spent multiplying, roughly: what both memories allow by the note
    /// above.
    double efficiency() {
        double ofItem = (double) itemM * itemN / (itemM + itemN);
        double ofGroup = (double) tileM * tileN / (tileM + tileN);
        return ofItem / (ofItem + 2) * ofGroup / (ofGroup + 8);
    }

    /// The macros of `product.cl`.
    String definitions() {
        return """
                #define TILED 1
                #define TILE_M %d
                #define TILE_N %d
                #define TILE_K %d
                #define ITEM_M %d
                #define ITEM_N %d
                #define BUFFERS %d
                """.formatted(tileM, tileN, tileK, itemM, itemN, buffers);
    }

    /// Six numbers.
    String text() {
        return "%d %d %d %d %d %d".formatted(tileM, tileN, tileK, itemM, itemN, buffers);
    }
}
