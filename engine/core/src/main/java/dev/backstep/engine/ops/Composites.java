package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Operators made of other differentiable ones.
public final class Composites {
    private Composites() {}

    public static Tensor to(Tensor self, @Nullable Device device, @Nullable DType dtype, boolean copy) {
        boolean sameType = dtype == null || dtype == self.dtype();
        boolean samePlace = device == null || device.equals(self.device());
        return sameType && samePlace && !copy ? self : self._to_copy(dtype, device);
    }

    public static Tensor reshape(Tensor self, int[] shape) {
        int[] sizes = Shapes.infer(shape, self.numel());
        if (Views.canView(self, sizes)) return self._reshape_alias(sizes);
        return self.contiguous_copy()._unsafe_view(sizes);
    }

    public static Tensor flatten(Tensor self, int start, int end) {
        int[] sizes = Views.flattened(self, start, end);
        return self.dim() > 0 && sizes.length == self.dim() ? self : self.reshape(sizes);
    }

    public static Tensor unflatten(Tensor self, int dim, int[] sizes) {
        int d = Shapes.dimension(dim, self.dim());
        int[] inner;
        try {
            inner = Shapes.infer(sizes, self.size(d));
        } catch (EngineException problem) {
            throw EngineException.runtime(
                    ("unflatten: Provided sizes %s don't multiply up to the size of dim %d (%d) in "
                                    + "the input tensor")
                            .formatted(Shapes.text(sizes), d, self.size(d)));
        }
        var shape = new int[self.dim() - 1 + inner.length];
        System.arraycopy(self.sizes(), 0, shape, 0, d);
        System.arraycopy(inner, 0, shape, d, inner.length);
        System.arraycopy(self.sizes(), d + 1, shape, d + inner.length, self.dim() - d - 1);
        return self.view(shape);
    }

    public static Tensor narrow(Tensor self, int dim, int start, int length) {
        Views.narrow(self, dim, start, length);
        int from = start < 0 ? start + self.size(dim) : start;
        return self.slice(dim, from, from + length, 1);
    }

    public static Tensor movedim(Tensor self, int[] source, int[] destination) {
        if (source.length != destination.length) {
            throw EngineException.runtime("movedim: Invalid source or destination dims: source ("
                    + Shapes.text(source) + " dims) should contain the same number of dims as destination ("
                    + Shapes.text(destination) + " dims)");
        }
        var order = new int[self.dim()];
        Arrays.fill(order, -1);
        var rest = new ArrayList<Integer>();
        for (int i = 0; i < self.dim(); i++) rest.add(i);
        for (int i = 0; i < source.length; i++) {
            int from = Shapes.dimension(source[i], self.dim());
            order[Shapes.dimension(destination[i], self.dim())] = from;
            rest.remove(Integer.valueOf(from));
        }
        for (int i = 0; i < order.length; i++) if (order[i] < 0) order[i] = rest.removeFirst();
        return self.permute(order);
    }

    public static Tensor reversed(Tensor self) {
        var order = new int[self.dim()];
        for (int i = 0; i < order.length; i++) order[i] = order.length - 1 - i;
        return self.permute(order);
    }

    public static Tensor[] chunk(Tensor self, int chunks, int dim) {
        int size = Views.chunkSize(self, chunks, dim);
        if (size == 0) {
            var sizes = new int[chunks];
            return self.split_with_sizes(sizes, dim);
        }
        return self.split(size, dim);
    }

    public static Tensor tile(Tensor self, int[] dims) {
        if (dims.length >= self.dim()) return self.repeat(dims);
        var repeats = new int[self.dim()];
        Arrays.fill(repeats, 1);
        System.arraycopy(dims, 0, repeats, self.dim() - dims.length, dims.length);
        return self.repeat(repeats);
    }

    public static Tensor sumToSize(Tensor self, int[] size) {
        if (Arrays.equals(self.sizes(), size)) return self;
        if (!Shapes.isExpandable(size, self.sizes())) {
            throw EngineException.runtime("size {%s} is not expandable to size {%s}."
                    .formatted(Shapes.text(size), Shapes.text(self.sizes())));
        }
        int lead = self.dim() - size.length;
        int count = 0;
        var dims = new int[self.dim()];
        for (int i = 0; i < self.dim(); i++) {
            if (i < lead || size[i - lead] == 1 && self.sizes()[i] != 1) dims[count++] = i;
        }
        Tensor result = count == 0 ? self : self.sum(Arrays.copyOf(dims, count), true);
        return lead > 0 ? result.view(size) : result;
    }
}
