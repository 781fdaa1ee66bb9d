package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.ScalarFunction;
import org.jspecify.annotations.Nullable;

/// Operators that choose elements by a mask.
public final class Selection {
    private Selection() {}

    public static Tensor maskedFill(@Nullable Tensor out, Tensor self, Tensor mask, Tensor value) {
        if (mask.dtype() != DType.BOOL && mask.dtype() != DType.UINT8) {
            throw EngineException.runtime("masked_fill_ only supports boolean masks, but got mask with dtype "
                    + mask.dtype().label());
        }
        if (value.dim() != 0) {
            throw EngineException.runtime("masked_fill only supports a 0-dimensional value tensor, but got tensor with "
                    + value.dim() + " dimension(s).");
        }
        if (value.dtype().isFloating() && !self.dtype().isFloating()) {
            throw EngineException.runtime("value cannot be converted to type %s without overflow"
                    .formatted(self.dtype().label()));
        }
        Tensor where = mask.dtype() == DType.BOOL ? mask : mask.to(DType.BOOL);
        if (out != null && !Shapes.isExpandable(mask.sizes(), self.sizes())) {
            throw EngineException.runtime(
                    "The size of tensor a (%d) must match the size of tensor b (%d) at non-singleton "
                            .concat("dimension %d")
                            .formatted(self.numel(), mask.numel(), 0));
        }
        Tensor converted = value.dtype() == self.dtype() ? value : value.to(self.dtype());
        return Pointwise.apply(out, ScalarFunction.WHERE, self.dtype(), where, converted, self, 0, 0);
    }

    /// A triangle of matrices; the rest is 0.
    public static Tensor triangle(boolean upper, Tensor self, int diagonal) {
        if (self.dim() < 2) {
            throw EngineException.runtime((upper ? "triu" : "tril") + ": input tensor must have at least 2 dimensions");
        }
        int rows = self.sizes()[self.dim() - 2];
        int columns = self.sizes()[self.dim() - 1];
        var keep = new boolean[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                keep[i * columns + j] = upper ? j - i >= diagonal : j - i <= diagonal;
            }
        }
        Tensor mask = self.engine().tensor(keep, rows, columns).to(self.device());
        return mask.where(self, self.new_zeros(Shapes.SCALAR));
    }

    public static Tensor diag(Tensor self, int diagonal) {
        if (self.dim() == 1) return diagEmbed(self, diagonal, 0, 1);
        if (self.dim() != 2) throw EngineException.runtime("matrix or a vector expected");
        return Creation.contiguousCopy(Views.diagonal(self, diagonal, 0, 1));
    }

    public static Tensor diagEmbed(Tensor self, int offset, int dim1, int dim2) {
        int rank = self.dim() + 1;
        int a = Shapes.dimension(dim1, rank);
        int b = Shapes.dimension(dim2, rank);
        if (a == b) {
            throw EngineException.runtime("diagonal dimensions cannot be identical %d, %d".formatted(dim1, dim2));
        }
        int size = self.sizes()[self.dim() - 1] + Math.abs(offset);
        var sizes = new int[rank];
        int at = 0;
        for (int i = 0; i < rank; i++) sizes[i] = i == a || i == b ? size : self.sizes()[at++];
        Tensor result = self.new_zeros(sizes);
        result.backend().copy(Views.diagonal(result, offset, a, b), self);
        return result;
    }

    public static Tensor oneHot(Tensor self, int classes) {
        if (self.dtype() != DType.INT64) {
            throw EngineException.runtime("one_hot is only applicable to index tensor.");
        }
        if (classes > 0 && self.numel() > 0 && Bounds.hold(self, 0, classes - 1L, null)) {
            int[] sizes = java.util.Arrays.copyOf(self.sizes(), self.dim() + 1);
            sizes[self.dim()] = classes;
            return self.new_zeros(sizes).scatter(self.dim(), self.unsqueeze(self.dim()), 1);
        }
        long[] values = self.toLongs();
        long largest = -1;
        for (long v : values) {
            if (v < 0) throw EngineException.runtime("Class values must be non-negative.");
            largest = Math.max(largest, v);
        }
        if (values.length == 0 && classes <= 0) {
            throw EngineException.runtime("Can not infer total number of classes from empty tensor.");
        }
        int count = classes == -1 ? (int) largest + 1 : classes;
        if (count < 1) throw EngineException.runtime("num_classes should be positive");
        if (largest >= count) throw EngineException.runtime("Class values must be smaller than num_classes.");
        var rows = new long[values.length * count];
        for (int i = 0; i < values.length; i++) rows[i * count + (int) values[i]] = 1;
        int[] sizes = java.util.Arrays.copyOf(self.sizes(), self.dim() + 1);
        sizes[self.dim()] = count;
        return Creation.ofLongs(self.engine(), rows, sizes, DType.INT64, self.device());
    }
}
