package dev.backstep.engine.printing;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Writes tensors as `repr(tensor)` does.
public final class TensorPrinter {
    private final PrintOptions options;

    public TensorPrinter(PrintOptions options) {
        this.options = options;
    }

    /// What is said of a tensor besides its numbers.
    ///
    /// @param name `tensor`, or the name of a subclass
    /// @param device where it is; shown if that is not the CPU
    /// @param defaultDtype that which is not shown
    /// @param gradFn the name of its `grad_fn`, as `AddBackward0`, or null
    /// @param requiresGrad whether it does; shown where there is no `grad_fn`
    /// @param tangent that of a dual tensor, as text, or null
    public record About(
            String name,
            Device device,
            DType defaultDtype,
            @Nullable String gradFn,
            boolean requiresGrad,
            @Nullable String tangent) {}

    /// As `tensor([1., 2.], requires_grad=True)`. Reads no more elements than it shows.
    public String repr(Strided tensor, Backend backend, About about) {
        String prefix = about.name + "(";
        int indent = prefix.length();
        List<String> suffixes = new ArrayList<>();
        if (!about.device.isCpu()) {
            suffixes.add("device='" + about.device + "'");
        }
        boolean empty = tensor.numel() == 0;
        if (empty && tensor.sizes().length != 1) {
            suffixes.add("size=" + sizes(tensor.sizes()));
        }
        DType dtype = tensor.dtype();
        // Nothing in an empty tensor tells integers from others.
        boolean plain = dtype == about.defaultDtype || !empty && (dtype == DType.INT64 || dtype == DType.BOOL);
        if (!plain) {
            suffixes.add("dtype=torch." + dtype.label());
        }
        if (about.gradFn != null) {
            suffixes.add("grad_fn=<" + about.gradFn + ">");
        } else if (about.requiresGrad) {
            suffixes.add("requires_grad=True");
        }
        if (about.tangent != null) suffixes.add("tangent=" + about.tangent);
        return withSuffixes(prefix + values(tensor, backend, indent), suffixes, indent);
    }

    /// The numbers alone, in brackets; lines after the first are indented.
    public String values(Strided tensor, Backend backend, int indent) {
        if (tensor.numel() == 0) {
            return "[]";
        }
        boolean[] cut = new boolean[tensor.sizes().length];
        Strided shown = tensor;
        if (tensor.numel() > options.threshold()) {
            for (int d = 0; d < cut.length; d++) {
                cut[d] = tensor.sizes()[d] > 2 * options.edgeItems();
            }
            shown = edges(tensor, cut, backend);
        }
        Layout layout;
        if (tensor.dtype().isFloating()) {
            double[] numbers = backend.readDoubles(shown);
            var format = new NumberFormat(numbers, options);
            layout = new Layout(shown.sizes(), cut, format.width(), i -> format.format(numbers[i]));
        } else {
            boolean bool = tensor.dtype() == DType.BOOL;
            long[] numbers = backend.readLongs(shown);
            String[] words = new String[numbers.length];
            int width = 1;
            for (int i = 0; i < words.length; i++) {
                words[i] = bool ? numbers[i] != 0 ? "True" : "False" : Long.toString(numbers[i]);
                width = Math.max(width, words[i].length());
            }
            int widest = width;
            layout = new Layout(shown.sizes(), cut, width, i -> NumberFormat.pad(words[i], widest));
        }
        return layout.write(0, 0, indent);
    }

    /// The elements that remain of a summarised tensor: both ends of each dimension that is cut.
    private Strided edges(Strided tensor, boolean[] cut, Backend backend) {
        int[] sizes = tensor.sizes().clone();
        int count = 1;
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = cut[d] ? 2 * options.edgeItems() : sizes[d];
            count *= sizes[d];
        }
        Strided result = View.contiguous(backend.allocate(tensor.dtype(), count), sizes);
        copyEdges(result, tensor, cut, 0, backend);
        return result;
    }

    private void copyEdges(Strided to, Strided from, boolean[] cut, int dim, Backend backend) {
        if (dim == cut.length) {
            backend.copy(to, from);
        } else if (cut[dim]) {
            int edge = options.edgeItems();
            copyEdges(View.narrow(to, dim, 0, edge), View.narrow(from, dim, 0, edge), cut, dim + 1, backend);
            Strided end = View.narrow(from, dim, from.sizes()[dim] - edge, edge);
            copyEdges(View.narrow(to, dim, edge, edge), end, cut, dim + 1, backend);
        } else {
            copyEdges(to, from, cut, dim + 1, backend);
        }
    }

    private interface Words {
        String word(int index);
    }

    /// Brackets, commas and line breaks around the words of the elements shown.
    private final class Layout {
        private final int[] sizes;
        private final boolean[] cut;
        private final int width;
        private final Words words;

        Layout(int[] sizes, boolean[] cut, int width, Words words) {
            this.sizes = sizes;
            this.cut = cut;
            this.width = width;
            this.words = words;
        }

        /// The part that begins with element `first` and has the dimensions from `dim` on.
        String write(int dim, int first, int indent) {
            int remaining = sizes.length - dim;
            if (remaining == 0) {
                return words.word(first);
            }
            if (remaining == 1) {
                return vector(first, indent);
            }
            int step = 1;
            for (int d = dim + 1; d < sizes.length; d++) {
                step *= sizes[d];
            }
            var parts = new StringJoiner("," + "\n".repeat(remaining - 1) + " ".repeat(indent + 1), "[", "]");
            for (int i = 0; i < sizes[dim]; i++) {
                if (cut[dim] && i == options.edgeItems()) {
                    parts.add("...");
                }
                parts.add(write(dim + 1, first + i * step, indent + 1));
            }
            return parts.toString();
        }

        private String vector(int first, int indent) {
            int last = sizes.length - 1;
            List<String> items = new ArrayList<>();
            for (int i = 0; i < sizes[last]; i++) {
                if (cut[last] && i == options.edgeItems()) {
                    items.add(" ...");
                }
                items.add(words.word(first + i));
            }
            int perLine = Math.max(1, Math.floorDiv(options.lineWidth() - indent, width + 2));
            var lines = new StringJoiner(",\n" + " ".repeat(indent + 1), "[", "]");
            for (int i = 0; i < items.size(); i += perLine) {
                lines.add(String.join(", ", items.subList(i, Math.min(items.size(), i + perLine))));
            }
            return lines.toString();
        }
    }

    private String withSuffixes(String text, List<String> suffixes, int indent) {
        var result = new StringBuilder(text);
        // One more than the line has, as PyTorch counts.
        int lineLength = text.length() - text.lastIndexOf('\n') + 1;
        for (String suffix : suffixes) {
            if (lineLength + suffix.length() + 2 > options.lineWidth()) {
                result.append(",\n").append(" ".repeat(indent)).append(suffix);
                lineLength = indent + suffix.length();
            } else {
                result.append(", ").append(suffix);
                lineLength += suffix.length() + 2;
            }
        }
        return result.append(')').toString();
    }

    /// A shape as Python writes a tuple: `(3, 0)`, `(3,)`, `()`.
    public static String sizes(int[] sizes) {
        var parts = new StringJoiner(", ", "(", sizes.length == 1 ? ",)" : ")");
        for (int size : sizes) {
            parts.add(Integer.toString(size));
        }
        return parts.toString();
    }
}
