package dev.backstep.engine.ops;

import dev.backstep.engine.Device;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which operators take tensors of different devices, and what PyTorch says where they may not. Generated calls compare
/// the devices of their tensors, and ask here only if they differ.
///
/// There are three rules, as in PyTorch. Pointwise operators take CPU tensors without dimensions beside those of a GPU.
/// A few operators check their arguments themselves: they read indices, masks or numbers. All others want every tensor
/// where the first one is, and name the argument that is elsewhere.
public final class DeviceRules {
    /// Pointwise by nature, though their rows do more than that.
    private static final Set<String> ITERATED = Set.of(
            "lerp",
            "clamp",
            "masked_fill",
            "mse_loss",
            "l1_loss",
            "smooth_l1_loss",
            "huber_loss",
            "addr",
            "addcmul",
            "addcdiv",
            "where",
            "pow",
            "float_power",
            "polar",
            "copysign",
            "heaviside",
            "hypot",
            "xlogy",
            "binary_cross_entropy_with_logits");

    /// Check for themselves, or copy between devices on purpose.
    private static final Set<String> FREE =
            Set.of("copy_", "index", "index_put", "masked_select", "fill_", "repeat_interleave");

    /// Those whose arguments PyTorch checks in kernels of the structured kind, which are named without an overload.
    private static final Set<String> STRUCTURED = Set.of(
            "mm",
            "bmm",
            "addmm",
            "addmv",
            "baddbmm",
            "gather",
            "scatter",
            "scatter_add",
            "cat",
            "nll_loss_forward",
            "index_copy",
            "index_add",
            "linalg_cross",
            "_softmax_backward_data",
            "_log_softmax_backward_data");

    /// What PyTorch's operator is called where ours stands for another.
    private static final Map<String, String> STANDS_FOR = Map.of("embedding", "index_select", "stack", "cat");

    /// What its argument is called there.
    private static final Map<String, String> ARGUMENT = Map.of("embedding indices", "index");

    private DeviceRules() {}

    /// Called for an operator whose tensors are not all on one device.
    ///
    /// @param arguments in the order of the operator's parameters
    /// @throws EngineException RuntimeError if they should be
    public static void check(OperatorInfo operator, boolean pointwise, @Nullable Object... arguments) {
        String name = plain(operator.name());
        if (FREE.contains(name)) return;
        switch (name) {
            case "convolution" -> convolution((Tensor) arguments[0], (Tensor) arguments[1], (Tensor) arguments[2]);
            case "masked_fill" -> mask((Tensor) arguments[0], (Tensor) arguments[1]);
            case "where" -> where((Tensor) arguments[0], (Tensor) arguments[1], (Tensor) arguments[2]);
            default -> {}
        }
        if (pointwise || ITERATED.contains(name)) iterated(operator, arguments);
        else same(operator, name, arguments);
    }

    /// Whether a tensor of a list is elsewhere.
    public static boolean differ(Tensor first, @Nullable Tensor[] others) {
        for (Tensor other : others) if (other != null && other.device() != first.device()) return true;
        return false;
    }

    /// Whether the tensors of a list are on several devices.
    public static boolean differ(@Nullable Tensor[] tensors) {
        return tensors.length > 0 && tensors[0] != null && differ(tensors[0], tensors);
    }

    private static String plain(String name) {
        return name.endsWith("_") && !name.equals("copy_") && !name.equals("fill_")
                ? name.substring(0, name.length() - 1)
                : name;
    }

    private static void iterated(OperatorInfo operator, @Nullable Object[] arguments) {
        Device common = Device.CPU;
        for (Object argument : arguments) {
            if (common.isCpu() && argument instanceof Tensor t) common = t.device();
        }
        for (int i = 0; i < arguments.length; i++) {
            if (!(arguments[i] instanceof Tensor t) || t.device().equals(common)) continue;
            var parameter = operator.parameters().get(i);
            boolean output = parameter.out() || i == 0 && operator.inPlace();
            if (t.dim() > 0 || !t.device().isCpu() || output) throw differ(common, t.device());
        }
    }

    static EngineException differ(Device common, Device other) {
        return EngineException.runtime(text(common, other) + "!");
    }

    private static String text(Device common, Device other) {
        return "Expected all tensors to be on the same device, but found at least two devices, %s and %s"
                .formatted(common, other);
    }

    private static void same(OperatorInfo operator, String name, @Nullable Object[] arguments) {
        var parameters = operator.parameters();
        boolean out = parameters.getLast().out();
        // The tensor to write to comes first.
        Device common = out && arguments[arguments.length - 1] instanceof Tensor t ? t.device() : null;
        for (int i = 0; i < arguments.length; i++) {
            for (Tensor tensor : tensors(arguments[i])) {
                if (common == null && tensor != null) common = tensor.device();
                if (tensor == null || tensor.device().equals(common)) continue;
                String own = parameters.get(i).name();
                String argument = ARGUMENT.getOrDefault(name + " " + own, own);
                throw EngineException.runtime("%s! (when checking argument for argument %s in method %s)"
                        .formatted(text(common, tensor.device()), argument, method(operator, name)));
            }
        }
    }

    private static List<Tensor> tensors(@Nullable Object argument) {
        return switch (argument) {
            case Tensor one -> List.of(one);
            case Tensor[] several -> Arrays.asList(several);
            case null, default -> List.of();
        };
    }

    private static String method(OperatorInfo operator, String name) {
        boolean out = operator.parameters().getLast().out();
        String own = STANDS_FOR.getOrDefault(name, name) + (operator.inPlace() ? "_" : "") + (out ? "_out" : "");
        if (!STRUCTURED.contains(STANDS_FOR.getOrDefault(name, name)))
            return "wrapper_" + operator.overload() + "_" + own;
        return "wrapper_" + own + (operator.overload().isEmpty() ? "" : "_" + operator.overload());
    }

    private static void convolution(Tensor input, Tensor weight, @Nullable Tensor bias) {
        boolean bothFit = input.device().equals(weight.device());
        if (bothFit && (bias == null || bias.device().equals(input.device()))) return;
        String text = "Input type (%s) and %s type (%s) should be the same"
                .formatted(typeName(input), bothFit ? "bias" : "weight", typeName(bothFit ? bias : weight));
        if (input.device().isCpu()) {
            text += " or input should be a MKLDNN tensor and %s is a dense tensor"
                    .formatted(bothFit ? "bias" : "weight");
        }
        throw EngineException.runtime(text);
    }

    /// Such as `torch.cuda.FloatTensor`.
    public static String typeName(Tensor tensor) {
        String module = tensor.device().isCpu() ? "torch." : "torch.cuda.";
        return module + tensor.dtype().scalarTypeName() + "Tensor";
    }

    private static void mask(Tensor self, Tensor mask) {
        if (self.device().equals(mask.device())) return;
        throw EngineException.runtime(
                "expected self and mask to be on the same device, but got mask on %s and self on %s"
                        .formatted(mask.device(), self.device()));
    }

    private static void where(Tensor condition, Tensor self, Tensor other) {
        if (self.isWrappedNumber() || other.isWrappedNumber()) return;
        throw EngineException.runtime(
                "Expected condition, x and y to be on the same device, but condition is on %s and "
                        .concat("x and y are on %s and %s respectively")
                        .formatted(condition.device(), self.device(), other.device()));
    }
}
