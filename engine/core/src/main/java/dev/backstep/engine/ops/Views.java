package dev.backstep.engine.ops;

import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Other looks at the same elements.
public final class Views {
    private Views() {}

    public static Tensor asStrided(Tensor self, int[] size, int[] stride, @Nullable Integer offset) {
        if (size.length != stride.length) {
            throw EngineException.runtime("mismatch in length of strides and shape");
        }
        int start = offset == null ? self.offset() : offset;
        long last = start;
        boolean empty = false;
        for (int i = 0; i < size.length; i++) {
            if (stride[i] < 0) {
                throw EngineException.runtime(
                        "as_strided: Negative strides are not supported at the moment, got strides: "
                                + Shapes.text(stride));
            }
            empty |= size[i] == 0;
            last += (long) (size[i] - 1) * stride[i];
        }
        if (!empty && last >= self.storage().length()) {
            int bytes = self.dtype().bytes();
            throw EngineException.runtime(
                    ("setStorage: sizes %s, strides %s, storage offset %d, and itemsize %d requiring "
                                    + "a storage size of %d are out of bounds for storage of size %d")
                            .formatted(
                                    Shapes.text(size),
                                    Shapes.text(stride),
                                    start,
                                    bytes,
                                    (last + 1) * bytes,
                                    (long) self.storage().length() * bytes));
        }
        return self.alias(start, size, stride);
    }

    public static Tensor view(Tensor self, int[] size) {
        int[] sizes = Shapes.infer(size, self.numel());
        int[] strides = Shapes.viewStrides(self.sizes(), self.strides(), sizes);
        if (strides == null) {
            throw EngineException.runtime(
                    "view size is not compatible with input tensor's size and stride (at least one "
                            + "dimension spans across two contiguous subspaces). Use .reshape(...) instead.");
        }
        return self.alias(self.offset(), sizes, strides);
    }

    /// Whether [#view] to these sizes is possible.
    public static boolean canView(Tensor self, int[] size) {
        return Shapes.viewStrides(self.sizes(), self.strides(), Shapes.infer(size, self.numel())) != null;
    }

    public static Tensor expand(Tensor self, int[] size) {
        if (size.length < self.dim()) {
            throw EngineException.runtime(
                    ("expand(torch.%sTensor{%s}, size=%s): the number of sizes provided (%d) must be "
                                    + "greater or equal to the number of dimensions in the tensor (%d)")
                            .formatted(
                                    self.dtype().scalarTypeName(),
                                    Shapes.text(self.sizes()),
                                    Shapes.text(size),
                                    size.length,
                                    self.dim()));
        }
        int shift = size.length - self.dim();
        var sizes = new int[size.length];
        for (int i = 0; i < size.length; i++) {
            int own = i < shift ? 1 : self.sizes()[i - shift];
            if (size[i] == -1) {
                if (i < shift) {
                    throw EngineException.runtime(("The expanded size of the tensor (%d) isn't allowed in a leading, "
                                    + "non-existing dimension %d")
                            .formatted(size[i], i));
                }
                sizes[i] = own;
            } else if (own == 1 || own == size[i]) {
                sizes[i] = size[i];
            } else {
                throw EngineException.runtime(
                        ("The expanded size of the tensor (%d) must match the existing size (%d) at "
                                        + "non-singleton dimension %d.  Target sizes: %s.  Tensor sizes: %s")
                                .formatted(size[i], own, i, Shapes.text(size), Shapes.text(self.sizes())));
            }
        }
        return self.alias(self.offset(), sizes, Shapes.expandedStrides(self.sizes(), self.strides(), sizes));
    }

    public static Tensor transpose(Tensor self, int dim0, int dim1) {
        int a = Shapes.dimension(dim0, self.dim());
        int b = Shapes.dimension(dim1, self.dim());
        if (a == b) return self.sameView();
        int[] sizes = self.sizes().clone();
        int[] strides = self.strides().clone();
        sizes[a] = self.sizes()[b];
        sizes[b] = self.sizes()[a];
        strides[a] = self.strides()[b];
        strides[b] = self.strides()[a];
        return self.alias(self.offset(), sizes, strides);
    }

    /// The transpose of a matrix; vectors and scalars stay.
    public static Tensor t(Tensor self) {
        if (self.dim() > 2) {
            throw EngineException.runtime("t() expects a tensor with <= 2 dimensions, but self is " + self.dim() + "D");
        }
        return self.dim() < 2 ? self.sameView() : transpose(self, 0, 1);
    }

    public static Tensor permute(Tensor self, int[] dims) {
        if (dims.length != self.dim()) {
            throw EngineException.runtime(
                    ("permute(sparse_coo): number of dimensions in the tensor input does not match "
                                    + "the length of the desired ordering of dimensions i.e. input.dim() = %d is not equal to "
                                    + "len(dims) = %d")
                            .replace("(sparse_coo)", "")
                            .formatted(self.dim(), dims.length));
        }
        var sizes = new int[dims.length];
        var strides = new int[dims.length];
        var seen = new boolean[dims.length];
        for (int i = 0; i < dims.length; i++) {
            int d = Shapes.dimension(dims[i], self.dim());
            if (seen[d]) throw EngineException.runtime("permute(): duplicate dims are not allowed.");
            seen[d] = true;
            sizes[i] = self.sizes()[d];
            strides[i] = self.strides()[d];
        }
        return self.alias(self.offset(), sizes, strides);
    }

    public static Tensor squeeze(Tensor self) {
        var keep = new boolean[self.dim()];
        for (int i = 0; i < keep.length; i++) keep[i] = self.sizes()[i] != 1;
        return keeping(self, keep);
    }

    public static Tensor squeeze(Tensor self, int dim) {
        int d = Shapes.dimension(dim, self.dim());
        if (self.dim() == 0 || self.sizes()[d] != 1) return self.sameView();
        var keep = new boolean[self.dim()];
        Arrays.fill(keep, true);
        keep[d] = false;
        return keeping(self, keep);
    }

    private static Tensor keeping(Tensor self, boolean[] keep) {
        int rank = 0;
        for (boolean k : keep) if (k) rank++;
        var sizes = new int[rank];
        var strides = new int[rank];
        int at = 0;
        for (int i = 0; i < keep.length; i++) {
            if (!keep[i]) continue;
            sizes[at] = self.sizes()[i];
            strides[at++] = self.strides()[i];
        }
        return self.alias(self.offset(), sizes, strides);
    }

    public static Tensor unsqueeze(Tensor self, int dim) {
        int d = Shapes.dimension(dim, self.dim() + 1);
        var sizes = new int[self.dim() + 1];
        var strides = new int[self.dim() + 1];
        for (int i = 0; i < sizes.length; i++) {
            if (i == d) {
                sizes[i] = 1;
                strides[i] = d < self.dim() ? self.sizes()[d] * self.strides()[d] : 1;
            } else {
                int from = i < d ? i : i - 1;
                sizes[i] = self.sizes()[from];
                strides[i] = self.strides()[from];
            }
        }
        return self.alias(self.offset(), sizes, strides);
    }

    public static Tensor select(Tensor self, int dim, int index) {
        if (self.dim() == 0) throw EngineException.index("select() cannot be applied to a 0-dim tensor.");
        int d = Shapes.dimension(dim, self.dim());
        int size = self.sizes()[d];
        if (index < -size || index >= size) {
            throw EngineException.index("select(): index %d out of range for tensor of size %s at dimension %d"
                    .formatted(index, Shapes.text(self.sizes()), d));
        }
        int at = index < 0 ? index + size : index;
        var keep = new boolean[self.dim()];
        Arrays.fill(keep, true);
        keep[d] = false;
        Tensor kept = keeping(self, keep);
        return self.alias(self.offset() + at * self.strides()[d], kept.sizes(), kept.strides());
    }

    public static Tensor slice(Tensor self, int dim, @Nullable Integer start, @Nullable Integer end, int step) {
        if (self.dim() == 0) throw EngineException.runtime("slice() cannot be applied to a 0-dim tensor.");
        int d = Shapes.dimension(dim, self.dim());
        if (step <= 0) throw EngineException.runtime("slice step must be positive");
        int size = self.sizes()[d];
        int from = within(start == null ? 0 : start, size);
        int to = within(end == null ? Integer.MAX_VALUE : end, size);
        int length = Math.max(0, to - from);
        int[] sizes = self.sizes().clone();
        int[] strides = self.strides().clone();
        sizes[d] = (int) (((long) length + step - 1) / step);
        strides[d] *= step;
        return self.alias(self.offset() + from * self.strides()[d], sizes, strides);
    }

    private static int within(int index, int size) {
        int at = index < 0 ? index + size : index;
        return Math.clamp(at, 0, size);
    }

    public static Tensor narrow(Tensor self, int dim, int start, int length) {
        if (self.dim() == 0) throw EngineException.runtime("narrow() cannot be applied to a 0-dim tensor.");
        int d = Shapes.dimension(dim, self.dim());
        int size = self.sizes()[d];
        if (length < 0) throw EngineException.runtime("narrow(): length must be non-negative.");
        if (start < -size || start > size) {
            throw EngineException.index("Dimension out of range (expected to be in range of [%d, %d], but got %d)"
                    .formatted(-size, size - 1, start));
        }
        int from = start < 0 ? start + size : start;
        if (from + length > size) {
            throw EngineException.runtime(
                    "start (%d) + length (%d) exceeds dimension size (%d).".formatted(from, length, size));
        }
        return slice(self, d, from, from + length, 1);
    }

    public static Tensor diagonal(Tensor self, int offset, int dim1, int dim2) {
        int a = Shapes.dimension(dim1, self.dim());
        int b = Shapes.dimension(dim2, self.dim());
        if (a == b) {
            throw EngineException.runtime("diagonal dimensions cannot be identical %d, %d".formatted(dim1, dim2));
        }
        int length = offset >= 0
                ? Math.max(Math.min(self.sizes()[a], self.sizes()[b] - offset), 0)
                : Math.max(Math.min(self.sizes()[a] + offset, self.sizes()[b]), 0);
        int start = self.offset();
        if (length > 0) start += offset >= 0 ? offset * self.strides()[b] : -offset * self.strides()[a];
        var sizes = new int[self.dim() - 1];
        var strides = new int[self.dim() - 1];
        int at = 0;
        for (int i = 0; i < self.dim(); i++) {
            if (i == a || i == b) continue;
            sizes[at] = self.sizes()[i];
            strides[at++] = self.strides()[i];
        }
        sizes[at] = length;
        strides[at] = self.strides()[a] + self.strides()[b];
        return self.alias(start, sizes, strides);
    }

    public static Tensor unfold(Tensor self, int dim, int size, int step) {
        int d = Shapes.dimension(dim, self.dim());
        int existing = self.dim() == 0 ? 1 : self.sizes()[d];
        if (size > existing) {
            throw EngineException.runtime(
                    "maximum size for tensor at dimension %d is %d but size is %d".formatted(d, existing, size));
        }
        if (step <= 0) throw EngineException.runtime("step is " + step + " but must be > 0");
        int[] sizes = Arrays.copyOf(self.sizes(), self.dim() + 1);
        int[] strides = Arrays.copyOf(self.strides(), self.dim() + 1);
        sizes[self.dim()] = size;
        strides[self.dim()] = self.dim() == 0 ? 1 : self.strides()[d];
        if (self.dim() > 0) {
            sizes[d] = (existing - size) / step + 1;
            strides[d] = step * self.strides()[d];
        }
        return self.alias(self.offset(), sizes, strides);
    }

    public static Tensor[] split(Tensor self, int size, int dim) {
        if (self.dim() == 0) throw EngineException.runtime("split expects at least a 1-dimensional tensor");
        if (size < 0) {
            throw EngineException.runtime("split expects split_size be non-negative, but got split_size=" + size);
        }
        int d = Shapes.dimension(dim, self.dim());
        int length = self.sizes()[d];
        if (size == 0 && length != 0) {
            throw EngineException.runtime(
                    "split_size can only be 0 if dimension size is 0, but got dimension size of " + length);
        }
        int count = size == 0 ? 1 : Math.max((length + size - 1) / size, 1);
        var parts = new Tensor[count];
        for (int i = 0; i < count; i++) parts[i] = slice(self, d, i * size, Math.min((i + 1) * size, length), 1);
        return parts;
    }

    public static Tensor[] split(Tensor self, int[] sizes, int dim) {
        if (self.dim() == 0) throw EngineException.runtime("split expects at least a 1-dimensional tensor");
        int d = Shapes.dimension(dim, self.dim());
        int length = self.sizes()[d];
        int sum = 0;
        for (int size : sizes) {
            if (size < 0) {
                throw EngineException.runtime(
                        "split_with_sizes expects split_sizes have only non-negative entries, but got " + "split_sizes="
                                + Shapes.text(sizes));
            }
            sum += size;
        }
        if (sum != length) {
            throw EngineException.runtime(
                    ("split_with_sizes expects split_sizes to sum exactly to %d (input tensor's size "
                                    + "at dimension %d), but got split_sizes=%s")
                            .formatted(length, dim, Shapes.text(sizes)));
        }
        var parts = new Tensor[sizes.length];
        int from = 0;
        for (int i = 0; i < sizes.length; i++) {
            parts[i] = slice(self, d, from, from + sizes[i], 1);
            from += sizes[i];
        }
        return parts;
    }

    public static Tensor[] unbind(Tensor self, int dim) {
        int d = Shapes.dimension(dim, self.dim());
        if (self.dim() == 0) throw EngineException.index("Dimension specified as 0 but tensor has no dimensions");
        var parts = new Tensor[self.sizes()[d]];
        for (int i = 0; i < parts.length; i++) parts[i] = select(self, d, i);
        return parts;
    }

    /// The sizes that `chunk` splits into.
    public static int chunkSize(Tensor self, int chunks, int dim) {
        if (self.dim() == 0) throw EngineException.runtime("chunk expects at least a 1-dimensional tensor");
        if (chunks <= 0) {
            throw EngineException.runtime("chunk expects `chunks` to be greater than 0, got: " + chunks);
        }
        return (self.size(dim) + chunks - 1) / chunks;
    }

    /// Sizes with dimensions from `start` to `end` made one.
    public static int[] flattened(Tensor self, int start, int end) {
        int a = Shapes.dimension(start, self.dim());
        int b = Shapes.dimension(end, self.dim());
        if (a > b) throw EngineException.runtime("flatten() has invalid args: start_dim cannot come after end_dim");
        if (self.dim() == 0) return new int[] {1};
        var sizes = new int[self.dim() - (b - a)];
        System.arraycopy(self.sizes(), 0, sizes, 0, a);
        int product = 1;
        for (int i = a; i <= b; i++) product *= self.sizes()[i];
        sizes[a] = product;
        System.arraycopy(self.sizes(), b + 1, sizes, a + 1, self.dim() - b - 1);
        return sizes;
    }

    /// Gives the tensor of an `out=` argument the sizes of the result.
    static void resizeOutput(Tensor out, int[] sizes) {
        out.setData(out.engine().allocateLike(out, out.dtype(), sizes));
    }
}
