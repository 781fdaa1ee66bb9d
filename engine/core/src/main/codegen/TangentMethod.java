import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes the method of a row's class that gives results their tangents (forward mode).
///
/// A row says how with `jvp`: a formula of `self_t`, `other_t`, ... (the inputs' tangents, zeros where there is none)
/// and
/// of what derivative formulas may mention, or one of the words below. Without it a view is linear, a forward by
/// `Pointwise` is element-wise, and the rest go by way of their derivative formulas.
final class TangentMethod {
    /// The result's tangent is the operator applied to the tangents of all its differentiable inputs.
    static final String LINEAR = "auto_linear";

    /// Each element of the result depends on one element of each input, so that the Jacobian is its own transpose: a
    /// derivative formula with the tangent in the place of `grad` is that input's part of the tangent.
    static final String ELEMENT_WISE = "auto_element_wise";

    /// The derivative formulas, which are linear in `grad`, are differentiated by `grad`. Never written: the default.
    static final String TRANSPOSED = "auto_transposed";

    private final Row row;
    private final List<Schema.Parameter> inputs;
    private final List<Group> groups;
    private final Code code;

    /// A derivative formula and the inputs it is for.
    record Group(List<String> inputs, Formula formula) {}

    TangentMethod(Row row, List<Group> groups, Code code) {
        this.row = row;
        this.inputs = row.differentiableInputs();
        this.groups = groups;
        this.code = code;
    }

    /// A call of the method.
    ///
    /// @param self what stands for the first parameter
    /// @param inPlace whether the result is a tensor that was changed
    String call(String self, String result, boolean inPlace) {
        String arguments = row.schema().parameters().stream()
                .map(p -> p == row.schema().parameters().get(0) ? self : p.name())
                .collect(Collectors.joining(", "));
        return "tangents(engine, %s, %s%s);".formatted(arguments, result, hasInPlace() ? ", " + inPlace : "");
    }

    void write(FormulaContext context) {
        String parameters = row.schema().parameters().stream()
                .map(p -> p.type().java() + " " + p.name())
                .collect(Collectors.joining(", "));
        String results = single() ? "Tensor result" : "Tensor[] results";
        if (hasInPlace()) results += ", boolean inPlace";
        code.line("");
        code.open("private static void tangents(Engine engine, %s, %s)".formatted(parameters, results));
        // The lowest first: a formula of the result finds its tangents in the levels below.
        code.open("for (int l_ = 1; l_ <= engine.dualLevels().visible(); l_++)");
        code.line("int level_ = l_;");
        for (var p : inputs) {
            String method = p.type().isTensorList() ? "tangents" : "tangent";
            code.line("%s_t = ForwardMode.%s(%s, level_);".formatted(declared(p), method, p.name()));
        }
        String none = inputs.stream().map(p -> p.name() + "_t == null").collect(Collectors.joining(" && "));
        code.line("if (" + none + ") continue;");
        code.open("ForwardMode.below(engine, level_, () ->");
        code.line("tangents(engine, level_, %s);".formatted(primals()));
        code.close(");");
        code.close();
        code.close();
        code.line("");
        String tangents = inputs.stream().map(p -> declared(p) + "_t").collect(Collectors.joining(", "));
        code.open("private static void tangents(Engine engine, int level_, %s, %s, %s, %s)"
                .formatted(parameters, results, single() ? "Tensor given_" : "Tensor[] given_", tangents));
        switch (row.jvp()) {
            case LINEAR -> linear();
            case ELEMENT_WISE -> elementWise();
            case TRANSPOSED -> transposed();
            default -> formula(Formula.translateTangent(row.jvp(), row, context));
        }
        code.close();
    }

    private static String declared(Schema.Parameter p) {
        return (p.type().isTensorList() ? "Tensor[] " : "Tensor ") + p.name();
    }

    /// Arguments of the method for one level.
    private String primals() {
        var arguments = new ArrayList<String>();
        for (var p : row.schema().parameters()) {
            arguments.add(p.type().isTensor() ? "ForwardMode.primalIfDual(%s, level_)".formatted(p.name()) : p.name());
        }
        arguments.add(single() ? "ForwardMode.primal(result, level_)" : "ForwardMode.primals(results, level_)");
        if (hasInPlace()) arguments.add("inPlace");
        arguments.add(single() ? "result" : "results");
        for (var p : inputs) arguments.add(p.name() + "_t");
        return String.join(", ", arguments);
    }

    private boolean hasInPlace() {
        return !row.isInPlaceOnly() && row.inPlaceCode() != null;
    }

    private boolean single() {
        return row.schema().returnsTensor();
    }

    private void give(String result, String tangent) {
        if (row.isInPlaceOnly()) {
            code.line("ForwardMode.change(%s, level_, %s);".formatted(result, tangent));
            return;
        }
        String from = inputs.stream()
                .filter(p -> !p.type().isTensorList())
                .map(p -> ", " + p.name() + "_t")
                .collect(Collectors.joining());
        String give = "ForwardMode.give(%s, level_, %s%s);".formatted(result, tangent, from);
        if (!hasInPlace()) code.line(give);
        else code.line("if (inPlace) ForwardMode.change(%s, level_, %s); else %s".formatted(result, tangent, give));
    }

    private void linear() {
        String arguments = row.schema().parameters().stream()
                .map(p -> inputs.contains(p)
                        ? inputs.size() == 1
                                ? p.name() + "_t"
                                : "ForwardMode.orZeros(%s_t, %s)".formatted(p.name(), p.name())
                        : p.name())
                .collect(Collectors.joining(", "));
        boolean receiver = row.schema().parameters().get(0).type() == Type.TENSOR;
        String call = "call(%s%s)".formatted(receiver ? "" : "engine, ", arguments);
        if (!single()) {
            code.line("Tensor[] parts_ = " + call + ";");
            String give =
                    row.isView() ? "giveView(given_[i], level_, parts_[i])" : "give(given_[i], level_, parts_[i])";
            code.line("for (int i = 0; i < parts_.length; i++) ForwardMode." + give + ";");
        } else if (row.isView()) {
            code.line("ForwardMode.giveView(given_, level_, " + call + ");");
        } else {
            give("given_", call);
        }
    }

    private void elementWise() {
        locals(uses());
        code.line("Tensor tangent = null;");
        for (var group : groups) {
            String input = group.inputs().get(0);
            code.open("if (%s_t != null)".formatted(input));
            code.line("Tensor grad = ForwardMode.spread(%s_t, result);".formatted(input));
            code.line("tangent = ForwardMode.sum(tangent, %s);"
                    .formatted(group.formula().java()));
            code.close();
        }
        give("given_", "tangent");
    }

    private void formula(Formula formula) {
        locals(formula.used());
        for (var p : inputs) {
            if (!formula.java().matches(".*\\b" + p.name() + "_d\\b.*")) continue;
            code.line("%s %s_d = ForwardMode.orZeros(%s_t, %s);"
                    .formatted(p.type().isTensorList() ? "Tensor[]" : "Tensor", p.name(), p.name(), p.name()));
        }
        give(single() ? "given_" : "given_[0]", formula.java());
    }

    private void transposed() {
        if (inputs.stream().anyMatch(p -> p.type().isTensorList())) {
            throw new IllegalArgumentException("a row with a list of tensors needs jvp");
        }
        boolean all = groups.stream().anyMatch(g -> g.formula().java().matches(".*\\bgrads\\b.*"));
        String given = single() ? "new Tensor[] {result}" : all ? "results" : "new Tensor[] {results[0]}";
        String tangents = inputs.stream().map(p -> p.name() + "_t").collect(Collectors.joining(", "));
        locals(uses());
        code.open("var parts_ = ForwardMode.transposed(engine, %s, new Tensor[] {%s}, grads ->"
                .formatted(given, tangents));
        code.line("Tensor grad = grads[0];");
        code.line("Tensor[] out_ = new Tensor[%d];".formatted(inputs.size()));
        for (var group : groups) {
            if (group.inputs().size() == 1) {
                String input = group.inputs().get(0);
                code.line("if (%s_t != null) out_[%d] = %s;"
                        .formatted(input, place(input), group.formula().java()));
                continue;
            }
            String wanted = group.inputs().stream().map(i -> i + "_t != null").collect(Collectors.joining(", "));
            code.open("");
            code.line("boolean[] wanted = {%s};".formatted(wanted));
            code.line("Tensor[] computed = %s;".formatted(group.formula().java()));
            for (int i = 0; i < group.inputs().size(); i++) {
                code.line("if (wanted[%d]) out_[%d] = computed[%d];"
                        .formatted(i, place(group.inputs().get(i)), i));
            }
            code.close();
        }
        code.line("return out_;");
        code.close(");");
        if (single()) give("given_", "parts_[0]");
        else code.line("for (int i = 0; i < parts_.length; i++) ForwardMode.give(given_[i], level_, parts_[i]);");
    }

    private int place(String input) {
        return inputs.indexOf(row.schema().parameter(input));
    }

    private Set<Formula.Use> uses() {
        var uses = new LinkedHashSet<Formula.Use>();
        for (var group : groups) uses.addAll(group.formula().used());
        return uses;
    }

    /// Variables for what formulas mention and the parameters are not.
    private void locals(Set<Formula.Use> uses) {
        for (var use : uses) {
            int index = FormulaContext.resultIndex(row, use.variable());
            String source = index < 0 ? use.variable() : single() ? "result" : "results[" + index + "]";
            if (use.aspect().isEmpty()) {
                if (!source.equals(use.variable())) code.line("Tensor %s = %s;".formatted(use.variable(), source));
                continue;
            }
            var parameter = row.schema().parameter(use.variable());
            if (parameter != null && parameter.type().isTensorList()) {
                code.line("var %s = Derivatives.%sOf(%s);".formatted(use.field(), use.aspect(), source));
            } else if (parameter != null && parameter.type() == Type.OPTIONAL_TENSOR) {
                String type = FormulaContext.ASPECTS.get(use.aspect()) == Formula.Kind.INTS ? "int[]" : "Integer";
                code.line("%s %s = %s == null ? null : %s.%s();"
                        .formatted(type, use.field(), source, source, use.aspect()));
            } else {
                code.line("var %s = %s.%s();".formatted(use.field(), source, use.aspect()));
            }
        }
    }
}
