package dev.backstep.engine.profiler;

import dev.backstep.engine.Tensor;
import dev.backstep.engine.ops.OperatorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sizes of an operator's arguments as PyTorch lists them: one entry an argument, empty for what is no tensor.
///
/// PyTorch has some arguments that our operators do not have (layout, pinned memory, memory format): they are counted,
/// so that the lists agree.
final class InputShapes {
    /// How many arguments more PyTorch's operator has at its end.
    private static final Map<String, Integer> FURTHER = Map.ofEntries(
            Map.entry("empty", 1),
            Map.entry("empty_like", 1),
            Map.entry("zeros_like", 1),
            Map.entry("ones_like", 1),
            Map.entry("full_like", 1),
            Map.entry("rand_like", 1),
            Map.entry("randn_like", 1),
            Map.entry("randint_like", 1),
            Map.entry("clone", 1),
            Map.entry("contiguous", 1),
            Map.entry("to", 1),
            Map.entry("_to_copy", 2),
            Map.entry("new_empty_strided", 3),
            Map.entry("repeat_interleave", 1),
            Map.entry("_reshape_alias", 1),
            Map.entry("_softmax_backward_data", 1),
            Map.entry("_log_softmax_backward_data", 1));

    private InputShapes() {}

    static List<List<Integer>> of(OperatorInfo operator, @Nullable Object[] arguments) {
        var shapes = new ArrayList<List<Integer>>(arguments.length + 2);
        var parameters = operator.parameters();
        for (int i = 0; i < arguments.length; i++) {
            var name = i < parameters.size() ? parameters.get(i).name() : "out";
            boolean last = i + 1 >= parameters.size();
            var next = last ? "" : parameters.get(i + 1).name();
            // An overload of its own, which is not meant if nobody gave one.
            if (name.equals("generator") && next.equals("dtype") && arguments[i] == null) continue;
            shapes.add(of(arguments[i]));
            if (name.equals("dtype") && next.equals("device")) shapes.add(List.of()); // layout
            boolean options = i > 0 && parameters.get(i - 1).name().equals("dtype");
            if (name.equals("device") && options) shapes.add(List.of()); // pin_memory
        }
        for (int i = FURTHER.getOrDefault(operator.name(), 0); i > 0; i--) shapes.add(List.of());
        return List.copyOf(shapes);
    }

    static List<List<Integer>> of(@Nullable Tensor[] tensors) {
        var shapes = new ArrayList<List<Integer>>(tensors.length);
        for (Tensor tensor : tensors) shapes.add(of((Object) tensor));
        return List.copyOf(shapes);
    }

    private static List<Integer> of(@Nullable Object argument) {
        return argument instanceof Tensor tensor
                ? Arrays.stream(tensor.sizes()).boxed().toList()
                : List.of();
    }
}
