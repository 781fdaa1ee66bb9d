package dev.backstep.engine.ops;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of an operator: all that the Python binding, the inspector, the profiler, the editor and the
/// documentation need.
///
/// @param index its number, for [OperatorTable#call]
/// @param name PyTorch's name; in-place operators end in `_`
/// @param overload what tells operators of one name apart, or empty: `Tensor`, `Scalar`, `dim_IntList`
/// @param schema the row's schema; that of an in-place variant is its functional one's
/// @param kind what sort of forward it has
/// @param inPlace whether it changes its first argument
/// @param results names of the results, empty where they have none
/// @param returnsList whether the result is a list of any length
/// @param doc one line of Markdown, or empty
/// @param gradFn the name of its backward node, null if it is not differentiable by itself
/// @param formulas the derivatives as the table has them
/// @param jvp how its tangent is computed: a formula as the table has it, `auto_linear` (the operator applied to the
///     tangents), `auto_element_wise` (the derivatives with tangents for `grad`), `auto_transposed` (the derivatives,
///     differentiated by `grad`); empty if it is not differentiable by itself
/// @param saved names of what its node may save: arguments, results, and parts of them such as `self_sizes`
/// @param places where Python has it: `function` (torch), `method` (Tensor), `nn` (torch.nn.functional), `special`,
///     `linalg`, `none`
/// @param aliases further names in the same places
public record OperatorInfo(
        int index,
        String name,
        String overload,
        String schema,
        Kind kind,
        boolean inPlace,
        List<Parameter> parameters,
        List<String> results,
        boolean returnsList,
        String doc,
        @Nullable String gradFn,
        List<Formula> formulas,
        String jvp,
        List<String> saved,
        List<String> places,
        List<String> aliases) {

    /// Sorts of forwards.
    public enum Kind {
        /// computes something new
        FORWARD,
        /// another look at the same elements
        VIEW,
        /// made of other operators, which are recorded and observed in its place
        COMPOSITE
    }

    /// An argument.
    ///
    /// @param size N for `int[N]`, where one int stands for N equal ones; else 0
    /// @param defaultText the default as the schema has it, or null if the argument is required
    /// @param defaultValue the default as [OperatorTable#call] takes it; meaningless if required
    /// @param keywordOnly whether Python takes it only by name
    /// @param out whether it is the tensor to write the result to
    public record Parameter(
            String name,
            Type type,
            int size,
            @Nullable String defaultText,
            @Nullable Object defaultValue,
            boolean keywordOnly,
            boolean out) {}

    /// Types of arguments, and as what [OperatorTable#call] takes them.
    public enum Type {
        /// `Tensor`
        TENSOR,
        OPTIONAL_TENSOR,
        /// `Tensor[]`
        TENSORS,
        /// `Tensor[]` with nulls
        OPTIONAL_TENSORS,
        /// `Scalar`, `Number` or `Boolean`
        SCALAR,
        OPTIONAL_SCALAR,
        /// `Number`
        INT,
        OPTIONAL_INT,
        /// `int[]`
        INTS,
        OPTIONAL_INTS,
        /// `Number`
        FLOAT,
        OPTIONAL_FLOAT,
        /// `Boolean`
        BOOL,
        OPTIONAL_BOOL,
        /// `DType`
        DTYPE,
        OPTIONAL_DTYPE,
        /// `Device`
        OPTIONAL_DEVICE,
        /// `String`
        STRING,
        OPTIONAL_STRING,
        /// `Generator`
        OPTIONAL_GENERATOR
    }

    /// A derivative as the table has it.
    ///
    /// @param inputs the input, or several separated by `, `
    /// @param text such as `grad * other`
    public record Formula(String inputs, String text) {}

    /// The profiler's name: `aten::mul`.
    public String qualifiedName() {
        return "aten::" + name;
    }

    /// Whether results can have a backward node of this or of inner operators.
    public boolean differentiable() {
        return gradFn != null || kind == Kind.COMPOSITE;
    }
}
