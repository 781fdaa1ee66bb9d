package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.Strided;
import dev.backstep.gpu.ProductKernels.Operands;
import dev.backstep.gpu.ProductPlan.Shape;

/// A batch of matrix products as `matmul.cl` is told of it.
///
/// @param arguments its `ARGUMENTS`
record MatmulCall(Operands operands, Shape shape, Object... arguments) {
    private static final String ANY =
            "#define VECTORS 0\n#define A_FAST_K (orders & 1)\n#define B_FAST_K (orders & 2)\n";

    /// By vectors (4), order of the first (2) and of the second operand (1).
    private static final Operands[] OPERANDS = new Operands[8];

    static {
        for (int i = 0; i < OPERANDS.length; i++) {
            int a = i / 2 % 2;
            int b = i % 2;
            String fast = """
                    #define WHOLE_TILES 1
                    #define VECTORS %d
                    #define A_FAST_K %d
                    #define B_FAST_K %d
                    """.formatted(i / 4, a, b);
            OPERANDS[i] = new Operands("matmul.cl", ANY, fast, a == 1, b == 1);
        }
    }

    /// `out = alpha * a @ b + beta * out`
    static MatmulCall of(Strided out, Strided a, Strided b, double alpha, double beta) {
        Matrices result = Matrices.of(out);
        Matrices first = Matrices.of(a);
        Matrices second = Matrices.of(b);
        if (result.row == 1 && result.column != 1) {
            // The transposed of the product: what is stored together then lies together.
            Matrices swapped = first.transposed();
            first = second.transposed();
            second = swapped;
            result = result.transposed();
        }
        boolean aFastK = first.columnsAreNearer();
        boolean bFastK = !second.columnsAreNearer();
        boolean vectors = result.column == 1 && result.vectors() && first.vectors() && second.vectors();
        DType dtype = out.dtype();
        return new MatmulCall(
                OPERANDS[(vectors ? 4 : 0) + (aFastK ? 2 : 0) + (bFastK ? 1 : 0)],
                new Shape(result.rows, result.columns, first.columns, result.count),
                result.storage,
                result.strides(),
                first.storage,
                first.strides(),
                second.storage,
                second.strides(),
                Types.argument(dtype, alpha),
                Types.argument(dtype, beta));
    }

    /// Strides of dimensions of size 1 count as 0 and fit everything.
    private record Matrices(
            DeviceStorage storage, int offset, int count, int rows, int columns, int batch, int row, int column) {
        private static final int WIDTH = 4;

        static Matrices of(Strided s) {
            int[] sizes = s.sizes();
            int[] strides = s.strides();
            int[] steps = new int[3];
            for (int d = 0; d < 3; d++) {
                steps[d] = sizes[d] == 1 ? 0 : strides[d];
            }
            return new Matrices(
                    Types.storage(s), s.offset(), sizes[0], sizes[1], sizes[2], steps[0], steps[1], steps[2]);
        }

        Matrices transposed() {
            return new Matrices(storage, offset, count, columns, rows, batch, column, row);
        }

        boolean columnsAreNearer() {
            return column == 1 || row != 1 && column <= row;
        }

        /// Whether the nearer dimension lies in one piece, and everything begins at a multiple of a vector's
        /// width.
        boolean vectors() {
            boolean columns = columnsAreNearer();
            int near = columns ? column : row;
            int size = columns ? this.columns : rows;
            int far = columns ? row : column;
            return near == 1 && size % WIDTH == 0 && far % WIDTH == 0 && batch % WIDTH == 0 && offset % WIDTH == 0;
        }

        Cl.Int4 strides() {
            return new Cl.Int4(batch, row, column, offset);
        }
    }
}
