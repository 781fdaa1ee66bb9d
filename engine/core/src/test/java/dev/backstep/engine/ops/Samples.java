package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Arguments to try operators with. What is not said here is chosen by the parameter's type and default.
final class Samples {
    private final OperatorInfo row;
    private final Engine engine = DerivativesTest.newEngine();
    private int seed = 1;

    private Samples(OperatorInfo row) {
        this.row = row;
    }

    static List<Object[]> of(OperatorInfo row) {
        return new Samples(row).all();
    }

    private List<Object[]> all() {
        String key = row.overload().isEmpty() ? row.name() : row.name() + "." + row.overload();
        var calls = new ArrayList<Object[]>();
        for (Map<String, Object> given : special(key)) {
            var arguments = new Object[row.parameters().size()];
            for (int i = 0; i < arguments.length; i++) {
                var p = row.parameters().get(i);
                arguments[i] = given.containsKey(p.name()) ? given.get(p.name()) : usual(p);
            }
            calls.add(arguments);
        }
        return calls;
    }

    private Object usual(OperatorInfo.Parameter p) {
        return switch (p.type()) {
            case TENSOR -> tensor(0.15, 0.85, 2, 3);
            case TENSORS -> new Tensor[] {tensor(0.15, 0.85, 2, 3), tensor(-1, 1, 2, 3)};
            case SCALAR -> p.defaultText() == null ? Scalar.of(0.7) : p.defaultValue();
            case INT -> p.defaultText() == null ? Integer.valueOf(1) : p.defaultValue();
            case BOOL -> p.defaultText() == null ? Boolean.FALSE : p.defaultValue();
            case FLOAT -> p.defaultText() == null ? Double.valueOf(0.7) : p.defaultValue();
            case OPTIONAL_INTS -> new int[] {1};
            default -> p.defaultValue();
        };
    }

    /// Numbers between two bounds, no two of which are near each other.
    private Tensor tensor(double low, double high, int... sizes) {
        int n = 1;
        for (int size : sizes) n *= size;
        var values = new double[n];
        // Steps of the golden ratio spread evenly and look random.
        for (int i = 0; i < n; i++) {
            double at = (seed * 0.31 + (i + 1) * 0.6180339887498949) % 1;
            values[i] = low + (high - low) * at;
        }
        seed++;
        return new Tensor(engine, new Storage.Host(DType.FLOAT64, values, n), sizes);
    }

    private Tensor longs(int[] sizes, long... values) {
        return new Tensor(engine, new Storage.Host(DType.INT64, values, values.length), sizes);
    }

    private Tensor mask(int... sizes) {
        return tensor(0, 1, sizes).gt(0.5);
    }

    private static Map<String, Object> with(Object... pairs) {
        var map = new HashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    private static int[] ints(int... values) {
        return values;
    }

    private Tensor row() {
        return longs(ints(1, 3), 1, 0, 1);
    }

    private List<Map<String, Object>> special(String key) {
        return switch (key) {
            case "add.Tensor", "sub.Tensor", "mul.Tensor", "div.Tensor", "maximum", "minimum", "atan2", "hypot" ->
                List.of(with(), with("other", tensor(0.2, 0.9, 3)), with("self", tensor(0.2, 0.9, 2, 1)));
            case "acosh" -> List.of(with("self", tensor(1.5, 3, 2, 3)));
            case "abs",
                    "sin",
                    "cos",
                    "relu",
                    "gelu",
                    "silu",
                    "elu",
                    "leaky_relu",
                    "softplus",
                    "mish",
                    "celu",
                    "log_sigmoid",
                    "hardswish",
                    "hardsigmoid",
                    "hardtanh",
                    "tanh",
                    "sigmoid" -> List.of(with("self", tensor(-2, 2, 2, 3)));
            case "prelu" ->
                List.of(
                        with("self", tensor(-2, 2, 2, 3), "weight", tensor(0, 1, 3)),
                        with("self", tensor(-2, 2, 2, 3), "weight", tensor(0, 1, 1)));
            case "pow.Tensor_Scalar" ->
                List.of(with("exponent", 3L), with("exponent", 0.5), with("exponent", 0L), with("exponent", 2L));
            case "div.Tensor_mode" -> List.of(with("rounding_mode", "floor"), with("rounding_mode", null));
            case "clamp" -> List.of(with("min", Scalar.of(0.3), "max", Scalar.of(0.6)), with("min", Scalar.of(0.3)));
            case "clamp.Tensor" -> List.of(with("min", tensor(0.1, 0.4, 3), "max", tensor(0.5, 0.9, 3)));
            case "where.self" -> List.of(with("condition", mask(2, 3)), with("condition", mask(3)));
            case "masked_fill.Scalar" -> List.of(with("mask", mask(2, 3)));
            case "masked_fill.Tensor" -> List.of(with("mask", mask(2, 3), "value", tensor(0, 1)));
            case "sum.dim_IntList",
                    "mean.dim",
                    "amax",
                    "amin",
                    "logsumexp",
                    "norm.ScalarOpt_dim",
                    "linalg_vector_norm" ->
                List.of(
                        with("dim", ints(1), "p", Scalar.of(2)),
                        with("dim", ints(0, 1), "keepdim", true, "p", Scalar.of(3), "ord", Scalar.of(3)),
                        with("dim", ints(), "p", Scalar.of(1), "ord", Scalar.of(1)),
                        with("dim", ints(0), "p", Scalar.of(1.5), "ord", Scalar.of(Double.POSITIVE_INFINITY)));
            case "var.correction", "std.correction", "var_mean.correction", "std_mean.correction" ->
                List.of(with("dim", null), with("dim", ints(1), "correction", 0, "keepdim", true));
            case "prod" -> List.of(with(), with("self", tensor(-1, 1, 3)));
            case "linalg_cross" -> List.of(with("dim", 1));
            case "addbmm" ->
                List.of(with(
                        "self",
                        tensor(-1, 1, 2, 2),
                        "batch1",
                        tensor(-1, 1, 2, 2, 3),
                        "batch2",
                        tensor(-1, 1, 2, 3, 2)));
            case "adaptive_max_pool2d" -> List.of(with("self", tensor(-1, 1, 1, 2, 5, 4), "output_size", ints(3, 2)));
            case "logit" -> List.of(with(), with("eps", 0.3));
            case "mm" -> List.of(with("mat2", tensor(-1, 1, 3, 2)));
            case "bmm" -> List.of(with("self", tensor(-1, 1, 2, 2, 3), "mat2", tensor(-1, 1, 2, 3, 2)));
            case "mv" -> List.of(with("vec", tensor(-1, 1, 3)));
            case "dot" -> List.of(with("self", tensor(-1, 1, 3), "tensor", tensor(-1, 1, 3)));
            case "addmm" ->
                List.of(
                        with("self", tensor(-1, 1, 2), "mat1", tensor(-1, 1, 2, 3), "mat2", tensor(-1, 1, 3, 2)),
                        with(
                                "self",
                                tensor(-1, 1, 2, 2),
                                "mat1",
                                tensor(-1, 1, 2, 3),
                                "mat2",
                                tensor(-1, 1, 3, 2),
                                "beta",
                                0.5,
                                "alpha",
                                2L));
            case "addmv" ->
                List.of(with("self", tensor(-1, 1, 2), "mat", tensor(-1, 1, 2, 3), "vec", tensor(-1, 1, 3)));
            case "addr" ->
                List.of(with("self", tensor(-1, 1, 2, 3), "vec1", tensor(-1, 1, 2), "vec2", tensor(-1, 1, 3)));
            case "baddbmm" ->
                List.of(with(
                        "self",
                        tensor(-1, 1, 2, 2, 2),
                        "batch1",
                        tensor(-1, 1, 2, 2, 3),
                        "batch2",
                        tensor(-1, 1, 2, 3, 2)));
            case "view", "_unsafe_view", "_reshape_alias" -> List.of(with("size", ints(3, 2)));
            case "expand" -> List.of(with("self", tensor(0, 1, 2, 1), "size", ints(4, 2, 3)));
            case "transpose.int" -> List.of(with("dim0", 0, "dim1", 1));
            case "permute" -> List.of(with("self", tensor(0, 1, 2, 3, 2), "dims", ints(2, 0, 1)));
            case "squeeze", "squeeze.dim" -> List.of(with("self", tensor(0, 1, 2, 1, 3)));
            case "slice.Tensor" -> List.of(with("dim", 1, "start", 0, "end", 3, "step", 2));
            case "unfold" -> List.of(with("dimension", 1, "size", 2, "step", 1));
            case "as_strided" -> List.of(with("size", ints(2, 2), "stride", ints(1, 1), "storage_offset", 1));
            case "split.Tensor" -> List.of(with("split_size", 2, "dim", 1));
            case "split_with_sizes" -> List.of(with("split_sizes", ints(1, 2), "dim", 1));
            case "repeat" -> List.of(with("repeats", ints(2, 1, 3)));
            case "flip" -> List.of(with("dims", ints(1)));
            case "roll" -> List.of(with("shifts", ints(1), "dims", ints(1)), with("shifts", ints(2), "dims", ints()));
            case "_to_copy" -> List.of(with("dtype", DType.FLOAT64));
            case "index_select" -> List.of(with("index", longs(ints(3), 2, 0, 2)));
            case "index_add" -> List.of(with("index", longs(ints(3), 2, 0, 2), "alpha", 2L));
            case "index_copy" -> List.of(with("index", longs(ints(2), 2, 0), "source", tensor(0, 1, 2, 2)));
            case "index_fill.int_Scalar" -> List.of(with("index", longs(ints(2), 2, 0)));
            case "gather" -> List.of(with("dim", 0, "index", row()));
            case "scatter.src", "scatter_add" -> List.of(with("dim", 0, "index", longs(ints(2, 3), 1, 0, 1, 0, 1, 0)));
            case "scatter.value" -> List.of(with("dim", 0, "index", row()));
            case "take" -> List.of(with("index", longs(ints(3), 5, 0, -1)));
            case "put" ->
                List.of(
                        with("index", longs(ints(2), 4, 0), "source", tensor(0, 1, 2)),
                        with("index", longs(ints(2), 4, 4), "source", tensor(0, 1, 2), "accumulate", true));
            case "index.Tensor" ->
                List.of(
                        with("indices", new Tensor[] {longs(ints(3), 0, 1, 1), longs(ints(3), 2, -1, 2)}),
                        with("indices", new Tensor[] {null, longs(ints(2), 2, 2)}));
            case "index_put" ->
                List.of(
                        with(
                                "indices",
                                new Tensor[] {longs(ints(2), 0, 1), longs(ints(2), 2, 1)},
                                "values",
                                tensor(0, 1, 2)),
                        with(
                                "indices",
                                new Tensor[] {longs(ints(2), 1, 1)},
                                "values",
                                tensor(0, 1, 3),
                                "accumulate",
                                true));
            case "masked_select" -> List.of(with("mask", mask(2, 3)));
            case "diag" -> List.of(with("diagonal", 0), with("self", tensor(0, 1, 3)));
            case "sort", "topk", "kthvalue" -> List.of(with("dim", 1, "k", 2));
            case "_softmax_backward_data", "_log_softmax_backward_data", "_softmax", "_log_softmax" ->
                List.of(with("dim", 1));
            case "glu" -> List.of(with("self", tensor(-1, 1, 2, 4)));
            case "hardshrink", "softshrink" -> List.of(with("self", tensor(-2, 2, 2, 3)));
            case "embedding" ->
                List.of(with("indices", longs(ints(2, 2), 1, 0, 1, 1)), with("indices", longs(ints(3), 1, 0, 1)));
            case "convolution" ->
                List.of(
                        conv(false, 1, 1, 1, 1),
                        conv(false, 2, 0, 1, 2),
                        conv(true, 2, 1, 1, 1),
                        conv(true, 1, 0, 2, 2),
                        wideOutput());
            case "_convolution_input_grad" ->
                List.of(with(
                        "grad_output",
                        tensor(-1, 1, 1, 2, 4, 3),
                        "weight",
                        tensor(-1, 1, 2, 2, 2, 2),
                        "input_size",
                        ints(1, 2, 5, 4),
                        "stride",
                        ints(1, 1),
                        "padding",
                        ints(0, 0),
                        "dilation",
                        ints(1, 1)));
            case "_convolution_weight_grad" ->
                List.of(with(
                        "grad_output",
                        tensor(-1, 1, 1, 2, 4, 3),
                        "input",
                        tensor(-1, 1, 1, 2, 5, 4),
                        "weight_size",
                        ints(2, 2, 2, 2),
                        "stride",
                        ints(1, 1),
                        "padding",
                        ints(0, 0),
                        "dilation",
                        ints(1, 1)));
            case "im2col" ->
                List.of(with(
                        "self",
                        tensor(-1, 1, 1, 2, 4, 3),
                        "kernel_size",
                        ints(2, 2),
                        "dilation",
                        ints(1, 1),
                        "padding",
                        ints(1, 0),
                        "stride",
                        ints(2, 1)));
            case "col2im" ->
                List.of(with(
                        "self",
                        tensor(-1, 1, 1, 8, 6),
                        "output_size",
                        ints(4, 3),
                        "kernel_size",
                        ints(2, 2),
                        "dilation",
                        ints(1, 1),
                        "padding",
                        ints(0, 0),
                        "stride",
                        ints(1, 1)));
            case "max_pool2d_with_indices" ->
                List.of(
                        with("self", tensor(-1, 1, 1, 2, 4, 5), "kernel_size", ints(2)),
                        with(
                                "self",
                                tensor(-1, 1, 2, 5, 5),
                                "kernel_size",
                                ints(3),
                                "stride",
                                ints(2),
                                "padding",
                                ints(1),
                                "ceil_mode",
                                true));
            case "avg_pool2d" ->
                List.of(
                        with("self", tensor(-1, 1, 1, 2, 4, 5), "kernel_size", ints(2)),
                        with(
                                "self",
                                tensor(-1, 1, 2, 5, 5),
                                "kernel_size",
                                ints(3),
                                "stride",
                                ints(2),
                                "padding",
                                ints(1),
                                "count_include_pad",
                                false));
            case "_adaptive_avg_pool2d" -> List.of(with("self", tensor(-1, 1, 1, 2, 5, 4), "output_size", ints(3, 2)));
            case "native_batch_norm" ->
                List.of(
                        norm("training", true),
                        norm("training", false, "running_mean", tensor(0, 1, 3), "running_var", tensor(0.5, 1, 3)));
            case "native_layer_norm" ->
                List.of(
                        with(
                                "input",
                                tensor(-1, 1, 2, 4),
                                "normalized_shape",
                                ints(4),
                                "weight",
                                tensor(0.5, 1, 4),
                                "bias",
                                tensor(0, 1, 4),
                                "eps",
                                1e-3),
                        with("input", tensor(-1, 1, 2, 2, 3), "normalized_shape", ints(2, 3), "eps", 1e-3));
            case "native_group_norm" ->
                List.of(with(
                        "input",
                        tensor(-1, 1, 2, 4, 3),
                        "weight",
                        tensor(0.5, 1, 4),
                        "bias",
                        tensor(0, 1, 4),
                        "N",
                        2,
                        "C",
                        4,
                        "HxW",
                        3,
                        "group",
                        2,
                        "eps",
                        1e-3));
            case "constant_pad_nd" -> List.of(with("pad", ints(1, 2, -1, 1)));
            case "mse_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy" ->
                List.of(with("reduction", 1), with("reduction", 0), with("reduction", 2, "beta", 0.3, "delta", 0.3));
            case "binary_cross_entropy_with_logits" ->
                List.of(
                        with("reduction", 1, "self", tensor(-2, 2, 2, 3)),
                        with("reduction", 0, "weight", tensor(0, 1, 3), "pos_weight", tensor(1, 2, 3)));
            case "nll_loss_forward" ->
                List.of(
                        with("target", longs(ints(2), 1, 0), "reduction", 1, "ignore_index", -100),
                        with(
                                "target",
                                longs(ints(2), 1, 2),
                                "reduction",
                                2,
                                "ignore_index",
                                2,
                                "weight",
                                tensor(0.5, 1, 3)));
            case "nll_loss2d_forward" ->
                List.of(with(
                        "self",
                        tensor(-1, 1, 1, 3, 2, 2),
                        "target",
                        longs(ints(1, 2, 2), 1, 0, 2, 1),
                        "reduction",
                        1,
                        "ignore_index",
                        0,
                        "weight",
                        tensor(0.5, 1, 3)));
            default -> List.of(with());
        };
    }

    private Map<String, Object> conv(boolean transposed, int stride, int padding, int dilation, int groups) {
        return with(
                "input",
                tensor(-1, 1, 2, 2, 5, 4),
                "weight",
                transposed ? tensor(-1, 1, 2, 2, 2, 2) : tensor(-1, 1, 2, 2 / groups, 2, 2),
                "bias",
                tensor(-1, 1, transposed ? 2 * groups : 2),
                "stride",
                ints(stride, stride),
                "padding",
                ints(padding, padding),
                "dilation",
                ints(dilation, dilation),
                "transposed",
                transposed,
                "output_padding",
                ints(0, 0),
                "groups",
                groups);
    }

    private Map<String, Object> wideOutput() {
        var map = conv(true, 2, 1, 4, 1);
        map.put("output_padding", ints(2, 3));
        return map;
    }

    private Map<String, Object> norm(Object... pairs) {
        var map = with(
                "input", tensor(-1, 1, 3, 3, 2), "weight", tensor(0.5, 1, 3), "bias", tensor(0, 1, 3), "eps", 1e-3);
        map.putAll(with(pairs));
        return map;
    }
}
