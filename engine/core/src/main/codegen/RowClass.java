import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes a row's class: a static call for each of its variants. Its tangents and its backward node have writers of
/// their
/// own.
final class RowClass {
    private final Row row;
    private final List<Schema.Parameter> inputs;
    private final List<TangentMethod.Group> groups = new ArrayList<>();
    private final FormulaContext context;
    private final TangentMethod tangents;
    private final NodeClass node;
    private final Map<Formula.Use, Set<String>> uses = new LinkedHashMap<>();
    private final Code code = new Code();

    static String write(Row row, List<Variant> variants, FormulaContext context) {
        try {
            return new RowClass(row, context).write(variants);
        } catch (IllegalArgumentException problem) {
            throw row.problem(problem);
        }
    }

    private RowClass(Row row, FormulaContext context) {
        this.row = row;
        this.context = context;
        this.inputs = row.differentiableInputs();
        for (var entry : row.formulas().entrySet()) {
            var names = Arrays.asList(entry.getKey().split(", "));
            var formula = Formula.translate(entry.getValue(), row, context);
            groups.add(new TangentMethod.Group(names, formula));
            for (var use : formula.used())
                uses.computeIfAbsent(use, u -> new LinkedHashSet<>()).addAll(names);
        }
        tangents = new TangentMethod(row, groups, code);
        node = new NodeClass(row, groups, uses, code);
    }

    private String write(List<Variant> variants) {
        code.line("// Generated from the operator table. Edit the row, not this file.");
        code.line("package dev.backstep.engine.ops.rows;");
        code.line("");
        code.line("import static dev.backstep.engine.ops.Derivatives.*;");
        code.line("import static dev.backstep.engine.ops.NetworkDerivatives.*;");
        code.line("");
        code.line("import dev.backstep.engine.*;");
        code.line("import dev.backstep.engine.autograd.*;");
        code.line("import dev.backstep.engine.backend.*;");
        code.line("import dev.backstep.engine.ops.*;");
        code.line("import dev.backstep.engine.random.Generator;");
        code.line("import java.util.List;");
        code.line("import org.jspecify.annotations.Nullable;");
        code.line("");
        code.line("/// `" + row.schema().text() + "`");
        code.open("public final class " + row.className());
        code.line("private " + row.className() + "() {}");
        for (Variant variant : variants) {
            code.line("");
            switch (variant.form()) {
                case FUNCTIONAL -> {
                    if (!row.schema().returnsTensors()) plainCall(variant);
                    else if (row.isComposite()) compositeCall(variant);
                    else functionalCall(variant);
                }
                case IN_PLACE -> {
                    if (row.isComposite()) compositeCall(variant);
                    else inPlaceCall(variant);
                }
                case OUT -> outCall(variant);
            }
        }
        if (row.isDifferentiable()) {
            tangents.write(context);
            node.write(info(variants.get(0)));
        }
        code.close();
        return code.toString();
    }

    // Calls

    private void signature(Variant variant) {
        String list = variant.parameters().stream()
                .map(p -> p.type().java() + " " + p.name())
                .collect(Collectors.joining(", "));
        if (!hasReceiver()) list = list.isEmpty() ? "Engine engine" : "Engine engine, " + list;
        code.open("public static %s %s(%s)".formatted(variant.javaReturn(), variant.method(), list));
        if (hasReceiver()) code.line("Engine engine = %s.engine();".formatted(first().name()));
    }

    private boolean hasReceiver() {
        return !row.schema().parameters().isEmpty() && first().type() == Type.TENSOR;
    }

    private Schema.Parameter first() {
        return row.schema().parameters().get(0);
    }

    private void plainCall(Variant variant) {
        signature(variant);
        code.line("return " + row.code() + ";");
        code.close();
    }

    private void compositeCall(Variant variant) {
        String expression = variant.form() == Variant.Form.IN_PLACE ? row.inPlaceCode() : row.code();
        signature(variant);
        code.line("if (!engine.watched() || engine.inKernel()) return " + expression + ";");
        started(variant);
        code.line("%s result = %s;".formatted(variant.javaReturn(), expression));
        done(variant, "null");
        code.line("return result;");
        failed(variant);
        code.close();
    }

    private String info(Variant variant) {
        return "OperatorTable.get(" + variant.index() + ")";
    }

    /// Opens the block that [#failed] closes.
    private void started(Variant variant) {
        code.line("long started = engine.watched() ? engine.operationStarted(" + info(variant) + ") : 0;");
        code.open("try");
    }

    private void done(Variant variant, String node) {
        code.line("engine.operationDone(%s, %s, result, %s, started);"
                .formatted(info(variant), arguments(variant), node));
    }

    private void failed(Variant variant) {
        code.close(" catch (RuntimeException | Error failure) {");
        code.line("    if (started != 0) engine.operationFailed(%s, %s, started);"
                .formatted(info(variant), arguments(variant)));
        code.line("    throw failure;");
        code.line("}");
    }

    /// Asks whether tensors may be on different devices, if they are. A storage's device is the same object for all.
    private void devices(Variant variant) {
        var first = variant.parameters().stream()
                .filter(p -> p.type() == Type.TENSOR)
                .findFirst();
        var differ = new ArrayList<String>();
        for (var p : variant.parameters()) {
            if (p.type().isTensorList()) {
                differ.add(
                        first.isPresent()
                                ? "DeviceRules.differ(%s, %s)"
                                        .formatted(first.get().name(), p.name())
                                : "DeviceRules.differ(%s)".formatted(p.name()));
            } else if (p.type().isTensor() && first.isPresent() && p != first.get()) {
                String test = "%s.device() != %s.device()"
                        .formatted(p.name(), first.get().name());
                differ.add(p.type() == Type.OPTIONAL_TENSOR ? "%s != null && %s".formatted(p.name(), test) : test);
            }
        }
        if (differ.isEmpty()) return;
        code.line("if (%s) DeviceRules.check(%s, %s, %s);"
                .formatted(
                        String.join(" || ", differ),
                        info(variant),
                        row.code().startsWith("Pointwise."),
                        arguments(variant)));
    }

    private static String arguments(Variant variant) {
        return variant.parameters().stream()
                .map(Schema.Parameter::name)
                .collect(Collectors.joining(", ", "new Object[] {", "}"));
    }

    private void functionalCall(Variant variant) {
        String type = variant.javaReturn();
        signature(variant);
        if (row.mentionsOut()) code.line("Tensor out = null;");
        code.line("if (engine.inKernel()) return " + row.code() + ";");
        devices(variant);
        started(variant);
        code.line(type + " result;");
        code.line("engine.setInKernel(true);");
        code.open("try");
        code.line("result = " + row.code() + ";");
        code.close(" finally {");
        code.line("    engine.setInKernel(false);");
        code.line("}");
        // A view without a derivative (`detach`) shares elements and version, but no history.
        if (row.isView() && row.isDifferentiable()) {
            if (type.equals("Tensor")) code.line("Autograd.markView(%s, result, false);".formatted(first().name()));
            else code.line("for (Tensor part : result) Autograd.markView(%s, part, true);".formatted(first().name()));
        }
        if (row.isDifferentiable()) {
            code.line("Backward node = null;");
            code.open("if (engine.gradMode()%s)"
                    .formatted(type.equals("Tensor") ? " && result.dtype().isFloating()" : ""));
            edges();
            code.open("if (" + anyEdge() + ")");
            code.line("node = new Backward(engine);");
            code.line("node.setNext(" + edgeArguments() + ");");
            saveInputs(false);
            if (type.equals("Tensor")) {
                code.line("node.attach(result);");
            } else {
                code.open("for (Tensor part : result)");
                code.line("if (part != null && part.dtype().isFloating()) node.attach(part);");
                code.line("else node.skipOutput();");
                code.close();
            }
            saveResults(type.equals("Tensor"));
            code.close();
            code.close();
            code.line("if (engine.forwardMode()) " + tangents.call(first().name(), "result", false));
        }
        code.open("if (engine.watched())");
        done(variant, row.isDifferentiable() ? "node" : "null");
        code.close();
        code.line("return result;");
        failed(variant);
        code.close();
    }

    private void inPlaceCall(Variant variant) {
        String expression = row.inPlaceCode();
        String self = first().name();
        signature(variant);
        if (expression.matches(".*\\bout\\b.*")) code.line("Tensor out = %s;".formatted(self));
        code.open("if (engine.inKernel())");
        code.line(expression + ";");
        code.line(self + ".bumpVersion();");
        code.line("return " + self + ";");
        code.close();
        devices(variant);
        started(variant);
        if (row.isDifferentiable()) {
            // What the operation overwrites, if a derivative or a tangent will ask for it.
            code.line("Tensor before = engine.forwardMode() ? Autograd.kept(%s) : null;".formatted(self));
            code.line("Backward node = null;");
            code.open("if (engine.gradMode() && %s.dtype().isFloating())".formatted(self));
            // Before the edges: a view made without recording has none, but may require grad through its base.
            code.open("if (" + anyRequiresGrad() + ")");
            code.line("Autograd.checkInPlace(%s);".formatted(self));
            edges();
            code.line("node = new Backward(engine);");
            code.line("node.setNext(" + edgeArguments() + ");");
            saveInputs(true);
            code.close();
            code.close();
        }
        code.line("engine.setInKernel(true);");
        code.open("try");
        code.line(expression + ";");
        code.close(" finally {");
        code.line("    engine.setInKernel(false);");
        code.line("}");
        code.line("%s.bumpVersion(%s);".formatted(self, info(variant)));
        if (row.isDifferentiable()) {
            code.open("if (node != null)");
            code.line("Autograd.rebase(%s, node);".formatted(self));
            code.line("Tensor result = " + self + ";");
            saveResults(true);
            code.close();
            code.line("if (before != null) " + tangents.call("before", self, true));
        }
        code.open("if (engine.watched())");
        code.line("engine.operationDone(%s, %s, %s, %s, started);"
                .formatted(info(variant), arguments(variant), self, row.isDifferentiable() ? "node" : "null"));
        code.line("engine.changedInPlace(%s, %s);".formatted(info(variant), self));
        code.close();
        code.line("return " + self + ";");
        failed(variant);
        code.close();
    }

    private void outCall(Variant variant) {
        signature(variant);
        for (var p : row.schema().parameters()) {
            if (!p.type().isTensor()) continue;
            code.line("Autograd.checkOut(engine, \"%s\", %s);".formatted(row.name(), p.name()));
        }
        code.line("Autograd.checkOut(engine, \"%s\", out);".formatted(row.name()));
        String tensors = variant.parameters().stream()
                .filter(p -> p.type().isTensor())
                .map(p -> ", " + p.name())
                .collect(Collectors.joining());
        code.line(
                "if (engine.forwardMode()) ForwardMode.checkOut(engine, \"%s_out\"%s);".formatted(row.name(), tensors));
        devices(variant);
        started(variant);
        code.line("Tensor result;");
        code.line("engine.setInKernel(true);");
        code.open("try");
        code.line("result = " + row.code() + ";");
        code.close(" finally {");
        code.line("    engine.setInKernel(false);");
        code.line("}");
        code.line("out.bumpVersion(%s);".formatted(info(variant)));
        code.open("if (engine.watched())");
        done(variant, "null");
        code.close();
        code.line("return result;");
        failed(variant);
        code.close();
    }

    // Edges

    private boolean hasListInput() {
        return inputs.stream().anyMatch(p -> p.type().isTensorList());
    }

    private void edges() {
        if (hasListInput()) {
            String list = inputs.stream()
                    .map(p -> p.type().isTensorList() ? p.name() : "new Tensor[] {" + p.name() + "}")
                    .collect(Collectors.joining(", "));
            code.line("Edge[] edges = Node.edges(" + list + ");");
            return;
        }
        for (var p : inputs) {
            String edge = p.type() == Type.OPTIONAL_TENSOR
                    ? "%s == null ? null : %s.edge()".formatted(p.name(), p.name())
                    : p.name() + ".edge()";
            code.line("Edge %s = %s;".formatted(edge(p.name()), edge));
        }
    }

    private static String edge(String input) {
        return "to_" + input;
    }

    private String anyEdge() {
        if (hasListInput()) return "Node.any(edges)";
        return inputs.stream().map(p -> edge(p.name()) + " != null").collect(Collectors.joining(" || "));
    }

    private String anyRequiresGrad() {
        if (hasListInput()) {
            return inputs.stream()
                    .map(p -> "Autograd.anyRequiresGrad(%s)".formatted(p.name()))
                    .collect(Collectors.joining(" || "));
        }
        return inputs.stream()
                .map(p -> p.type() == Type.OPTIONAL_TENSOR
                        ? "%s != null && %s.requiresGrad()".formatted(p.name(), p.name())
                        : p.name() + ".requiresGrad()")
                .collect(Collectors.joining(" || "));
    }

    private String edgeArguments() {
        if (hasListInput()) return "edges";
        return inputs.stream().map(p -> edge(p.name())).collect(Collectors.joining(", "));
    }

    // Saving

    private String condition(Set<String> wanting) {
        if (hasListInput() || wanting.size() == inputs.size()) return "";
        return "if (" + wanting.stream().map(i -> edge(i) + " != null").collect(Collectors.joining(" || ")) + ") ";
    }

    private void saveInputs(boolean inPlace) {
        for (var p : inputs) {
            if (p.type().isTensorList()) code.line("node.%s_count = %s.length;".formatted(p.name(), p.name()));
        }
        for (var entry : uses.entrySet()) {
            var use = entry.getKey();
            var parameter = row.schema().parameter(use.variable());
            if (parameter == null) continue;
            String condition = condition(entry.getValue());
            if (!use.aspect().isEmpty()) {
                String value = parameter.type().isTensorList()
                        ? "Derivatives.%sOf(%s)".formatted(use.aspect(), use.variable())
                        : use.variable() + "." + use.aspect() + "()";
                if (parameter.type() == Type.OPTIONAL_TENSOR) {
                    value = "%s == null ? null : %s".formatted(use.variable(), value);
                }
                code.line("node.%s = %s;".formatted(use.field(), value));
            } else if (parameter.type().isTensor()) {
                boolean overwritten = inPlace && parameter == first();
                String value = overwritten
                        ? "before == null ? Autograd.kept(%s) : before".formatted(use.variable())
                        : use.variable();
                save(condition, use.variable(), value);
            } else if (parameter.type().isTensorList()) {
                code.line("node.%s_ = node.packAll(%s);".formatted(use.variable(), use.variable()));
                code.line("node.%s_versions = Node.versions(%s);".formatted(use.variable(), use.variable()));
            } else {
                code.line("node.%s = %s;".formatted(use.variable(), use.variable()));
            }
        }
    }

    private void save(String condition, String field, String value) {
        if (condition.isEmpty() && value.equals(field)) {
            code.line("node.%s_ = node.pack(%s);".formatted(field, field));
            code.line("node.%s_version = Node.versionOf(%s);".formatted(field, field));
            return;
        }
        code.open(condition.isEmpty() ? "" : condition.strip());
        code.line("Tensor kept = %s;".formatted(value));
        code.line("node.%s_ = node.pack(kept);".formatted(field));
        code.line("node.%s_version = Node.versionOf(kept);".formatted(field));
        code.close();
    }

    /// Here the variables of the edges may be out of sight.
    private String connected(Set<String> wanting) {
        if (hasListInput() || wanting.size() == inputs.size()) return "";
        return "if ("
                + wanting.stream()
                        .map(i -> "node.connected(" + node.firstEdge(i) + ")")
                        .collect(Collectors.joining(" || "))
                + ") ";
    }

    private void saveResults(boolean single) {
        for (var entry : uses.entrySet()) {
            var use = entry.getKey();
            int index = FormulaContext.resultIndex(row, use.variable());
            if (index < 0) continue;
            boolean list = row.schema().returnsList();
            String source = single || list ? "result" : "result[" + index + "]";
            String condition = connected(entry.getValue());
            if (!use.aspect().isEmpty()) {
                code.line("node.%s = %s.%s();".formatted(use.field(), source, use.aspect()));
            } else if (source.equals(use.variable())) {
                save(condition, use.variable(), use.variable());
            } else {
                save(condition, use.variable(), source);
            }
        }
    }
}
