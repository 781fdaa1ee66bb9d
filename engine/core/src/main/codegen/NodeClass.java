import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes the class of a row's backward node: what it saves, and its derivative formulas.
final class NodeClass {
    private final Row row;
    private final List<Schema.Parameter> inputs;
    private final List<TangentMethod.Group> groups;
    private final Map<Formula.Use, Set<String>> uses;
    private final Code code;

    /// @param groups the derivative formulas
    /// @param uses what they mention, and the inputs whose derivatives do
    NodeClass(Row row, List<TangentMethod.Group> groups, Map<Formula.Use, Set<String>> uses, Code code) {
        this.row = row;
        this.inputs = row.differentiableInputs();
        this.groups = groups;
        this.uses = uses;
        this.code = code;
    }

    /// @param info the expression of the row's [Variant] in the table
    void write(String info) {
        code.line("");
        code.open("public static final class Backward extends Node");
        for (var p : inputs) if (p.type().isTensorList()) code.line("private int %s_count;".formatted(p.name()));
        for (var use : uses.keySet()) field(use);
        code.line("");
        code.open("Backward(Engine engine)");
        code.line("super(engine);");
        code.close();
        code.line("");
        code.line("@Override");
        code.open("public String name()");
        code.line("return \"" + row.gradFn() + "\";");
        code.close();
        code.line("");
        code.line("@Override");
        code.open("public OperatorInfo operator()");
        code.line("return " + info + ";");
        code.close();
        backward();
        saved();
        code.close();
    }

    private void field(Formula.Use use) {
        var parameter = row.schema().parameter(use.variable());
        if (!use.aspect().isEmpty()) {
            boolean list = parameter != null && parameter.type().isTensorList();
            String type = switch (use.aspect()) {
                case "sizes", "strides" -> list ? "int[][]" : "int[]";
                case "dtype" -> list ? "DType[]" : "DType";
                case "device" -> "Device";
                default -> "int";
            };
            code.line("private %s %s;".formatted(type, use.field()));
        } else if (isTensor(use)) {
            code.line("private @Nullable Object %s_;".formatted(use.variable()));
            code.line("private int %s_version;".formatted(use.variable()));
        } else if (parameter.type().isTensorList()) {
            code.line("private @Nullable Object[] %s_;".formatted(use.variable()));
            code.line("private int[] %s_versions;".formatted(use.variable()));
        } else {
            code.line("private %s %s;".formatted(parameter.type().java(), use.variable()));
        }
    }

    private boolean isTensor(Formula.Use use) {
        var parameter = row.schema().parameter(use.variable());
        return use.aspect().isEmpty() && (parameter == null || parameter.type().isTensor());
    }

    private boolean isTensorList(Formula.Use use) {
        var parameter = row.schema().parameter(use.variable());
        return use.aspect().isEmpty() && parameter != null && parameter.type().isTensorList();
    }

    private void backward() {
        code.line("");
        code.line("@Override");
        code.open("protected @Nullable Tensor[] backward(@Nullable Tensor[] grads)");
        String count = "next().length";
        code.line("@Nullable Tensor[] out_ = new Tensor[%s];".formatted(count));
        boolean multiple = !row.schema().returnsTensor();
        boolean usesGrads = groups.stream().anyMatch(g -> g.formula().java().matches(".*\\bgrads\\b.*"));
        if (multiple) {
            code.line("if (Node.noneDefined(grads)) return out_;");
        }
        boolean usesGrad = groups.stream().anyMatch(g -> g.formula().java().matches(".*\\bgrad\\b.*"));
        if (usesGrad || !usesGrads) {
            code.line("Tensor grad = grads[0];");
            code.line("if (grad == null) return out_;");
        }
        for (var group : groups) {
            boolean list = row.schema().parameter(group.inputs().get(0)).type().isTensorList();
            if (group.inputs().size() == 1 && !list) {
                String edge = firstEdge(group.inputs().get(0));
                code.open("if (needs(" + edge + "))");
                unpack(group.formula());
                code.line("out_[%s] = %s;".formatted(edge, group.formula().java()));
                code.close();
            } else if (list) {
                String edge = firstEdge(group.inputs().get(0));
                code.open("");
                unpack(group.formula());
                code.line("Tensor[] computed = %s;".formatted(group.formula().java()));
                code.line("System.arraycopy(computed, 0, out_, %s, computed.length);".formatted(edge));
                code.close();
            } else {
                String wanted = group.inputs().stream()
                        .map(i -> "needs(" + firstEdge(i) + ")")
                        .collect(Collectors.joining(", "));
                code.open("");
                code.line("boolean[] wanted = {%s};".formatted(wanted));
                unpack(group.formula());
                code.line("@Nullable Tensor[] computed = %s;"
                        .formatted(group.formula().java()));
                for (int i = 0; i < group.inputs().size(); i++) {
                    code.line("if (wanted[%d]) out_[%s] = computed[%d];"
                            .formatted(i, firstEdge(group.inputs().get(i)), i));
                }
                code.close();
            }
        }
        code.line("return out_;");
        code.close();
    }

    private void unpack(Formula formula) {
        for (var use : formula.used()) {
            if (isTensor(use)) {
                boolean output = FormulaContext.resultIndex(row, use.variable()) >= 0;
                code.line("Tensor %s = unpack(%s_, %s_version, %s);"
                        .formatted(use.variable(), use.variable(), use.variable(), output));
            } else if (isTensorList(use)) {
                code.line("Tensor[] %s = unpackAll(%s_, %s_versions);"
                        .formatted(use.variable(), use.variable(), use.variable()));
            }
        }
    }

    private void saved() {
        if (uses.isEmpty()) return;
        code.line("");
        code.line("@Override");
        code.open("public List<String> savedNames()");
        code.line("return List.of(%s);"
                .formatted(uses.keySet().stream()
                        .map(u -> '"' + u.field() + '"')
                        .sorted()
                        .collect(Collectors.joining(", "))));
        code.close();
        code.line("");
        code.line("@Override");
        code.open("public @Nullable Object saved(String name)");
        code.open("return switch (name)");
        for (var use : uses.keySet()) {
            boolean output = FormulaContext.resultIndex(row, use.variable()) >= 0;
            String value = isTensor(use)
                    ? "shown(%s_, %s_version, %s)".formatted(use.variable(), use.variable(), output)
                    : isTensorList(use)
                            ? "unpackAll(%s_, %s_versions)".formatted(use.variable(), use.variable())
                            : use.field();
            code.line("case \"%s\" -> %s;".formatted(use.field(), value));
        }
        code.line("default -> super.saved(name);");
        code.close(";");
        code.close();
        kept();
        var tensors = uses.keySet().stream().filter(this::isTensor).toList();
        var lists = uses.keySet().stream().filter(this::isTensorList).toList();
        if (!tensors.isEmpty()) {
            code.line("");
            code.line("@Override");
            code.open("public int savedVersion(String name)");
            code.open("return switch (name)");
            for (var use : tensors) code.line("case \"%s\" -> %s_version;".formatted(use.variable(), use.variable()));
            code.line("default -> -1;");
            code.close(";");
            code.close();
            slots(tensors);
        }
        if (tensors.isEmpty() && lists.isEmpty()) return;
        code.line("");
        code.line("@Override");
        code.open("protected void release()");
        for (var use : tensors) code.line("%s_ = unhold(%s_);".formatted(use.variable(), use.variable()));
        for (var use : lists) code.line("%s_ = unholdAll(%s_);".formatted(use.variable(), use.variable()));
        code.close();
    }

    /// The fields by name, for those who only look.
    private void kept() {
        code.line("");
        code.line("@Override");
        code.open("protected @Nullable Object kept(String name)");
        code.open("return switch (name)");
        for (var use : uses.keySet()) {
            boolean packed = isTensor(use) || isTensorList(use);
            code.line("case \"%s\" -> %s;".formatted(use.field(), packed ? use.variable() + "_" : use.field()));
        }
        code.line("default -> super.kept(name);");
        code.close(";");
        code.close();
    }

    /// Saved tensors by name, for those who give one of them hooks of its own.
    private void slots(List<Formula.Use> tensors) {
        code.line("");
        code.line("@Override");
        code.open("protected List<String> savedTensorNames()");
        code.line("return List.of(%s);"
                .formatted(tensors.stream()
                        .map(use -> '"' + use.variable() + '"')
                        .sorted()
                        .collect(Collectors.joining(", "))));
        code.close();
        code.line("");
        code.line("@Override");
        code.open("protected @Nullable Object slot(String name)");
        code.open("return switch (name)");
        for (var use : tensors) code.line("case \"%s\" -> %s_;".formatted(use.variable(), use.variable()));
        code.line("default -> super.slot(name);");
        code.close(";");
        code.close();
        code.line("");
        code.line("@Override");
        code.open("protected void setSlot(String name, @Nullable Object kept)");
        code.open("switch (name)");
        for (var use : tensors) code.line("case \"%s\" -> %s_ = kept;".formatted(use.variable(), use.variable()));
        code.line("default -> super.setSlot(name, kept);");
        code.close();
        code.close();
    }

    /// Where an input's edges start, as an expression within the node.
    String firstEdge(String input) {
        int constant = 0;
        var text = new StringBuilder();
        for (var p : inputs) {
            if (p.name().equals(input)) break;
            if (p.type().isTensorList()) text.append(" + ").append(p.name()).append("_count");
            else constant++;
        }
        return constant + text.toString();
    }
}
