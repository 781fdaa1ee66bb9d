import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// Writes what is known of the operators, and how to call one by its number: in several classes, since a method of
/// more than 8,000 bytes is never compiled.
final class Metadata {
    private static final int CHUNK = 32;

    private Metadata() {}

    static void write(List<Variant> variants, FormulaContext formulas, Generate.Output files, String folder)
            throws IOException {
        int chunks = (variants.size() + CHUNK - 1) / CHUNK;
        for (int chunk = 0; chunk < chunks; chunk++) {
            var part = variants.subList(chunk * CHUNK, Math.min(variants.size(), (chunk + 1) * CHUNK));
            files.write(folder + "rows/Rows" + chunk + ".java", chunk(chunk, part, formulas));
        }
        var code = new Code();
        code.line("// Generated from the operator table.");
        code.line("package dev.backstep.engine.ops.rows;");
        code.line("");
        code.line("import dev.backstep.engine.Engine;");
        code.line("import dev.backstep.engine.ops.OperatorInfo;");
        code.line("import org.jspecify.annotations.Nullable;");
        code.line("");
        code.line("/// All rows of the operator table by number.");
        code.open("public final class AllRows");
        code.line("public static final int COUNT = " + variants.size() + ";");
        code.line("");
        code.line("private AllRows() {}");
        code.line("");
        code.open("public static void describe(OperatorInfo[] rows)");
        for (int chunk = 0; chunk < chunks; chunk++) code.line("Rows" + chunk + ".describe(rows);");
        code.close();
        code.line("");
        code.open("public static Object call(int row, Engine engine, @Nullable Object[] a)");
        code.open("return switch (row / " + CHUNK + ")");
        for (int chunk = 0; chunk < chunks; chunk++) {
            code.line("case %d -> Rows%d.call(row, engine, a);".formatted(chunk, chunk));
        }
        code.line("default -> throw new IllegalArgumentException(\"no row \" + row);");
        code.close(";");
        code.close();
        code.close();
        files.write(folder + "rows/AllRows.java", code.toString());
    }

    private static String chunk(int number, List<Variant> variants, FormulaContext formulas) {
        var code = new Code();
        code.line("// Generated from the operator table.");
        code.line("package dev.backstep.engine.ops.rows;");
        code.line("");
        code.line("import dev.backstep.engine.*;");
        code.line("import dev.backstep.engine.random.Generator;");
        code.line("import dev.backstep.engine.ops.OperatorInfo;");
        code.line("import dev.backstep.engine.ops.OperatorInfo.Formula;");
        code.line("import dev.backstep.engine.ops.OperatorInfo.Kind;");
        code.line("import dev.backstep.engine.ops.OperatorInfo.Parameter;");
        code.line("import dev.backstep.engine.ops.OperatorInfo.Type;");
        code.line("import java.util.List;");
        code.line("import org.jspecify.annotations.Nullable;");
        code.line("");
        code.open("final class Rows" + number);
        code.line("private Rows" + number + "() {}");
        code.line("");
        code.open("static void describe(OperatorInfo[] rows)");
        for (Variant variant : variants) code.line("rows[%d] = row%d();".formatted(variant.index(), variant.index()));
        code.close();
        code.line("");
        code.open("static Object call(int row, Engine engine, @Nullable Object[] a)");
        code.open("return switch (row)");
        for (Variant variant : variants)
            code.line("case %d -> call%d(engine, a);".formatted(variant.index(), variant.index()));
        code.line("default -> throw new IllegalArgumentException(\"no row \" + row);");
        code.close(";");
        code.close();
        for (Variant variant : variants) {
            code.line("");
            info(code, variant, formulas);
            code.line("");
            call(code, variant);
        }
        code.close();
        return code.toString();
    }

    private static void call(Code code, Variant variant) {
        var parameters = variant.parameters();
        var arguments = new java.util.ArrayList<String>();
        boolean receiver = !parameters.isEmpty() && parameters.get(0).type() == Type.TENSOR;
        if (!receiver) arguments.add("engine");
        for (int i = 0; i < parameters.size(); i++)
            arguments.add(parameters.get(i).type().read("a[" + i + "]"));
        code.open("private static Object call%d(Engine engine, @Nullable Object[] a)".formatted(variant.index()));
        code.line("return %s.%s(%s);"
                .formatted(variant.row().className(), variant.method(), String.join(", ", arguments)));
        code.close();
    }

    private static void info(Code code, Variant variant, FormulaContext context) {
        var row = variant.row();
        code.open("private static OperatorInfo row%d()".formatted(variant.index()));
        String parameters = variant.parameters().stream()
                .map(p -> "new Parameter(\"%s\", Type.%s, %d, %s, %s, %s, %s)"
                        .formatted(
                                p.name(),
                                p.type().name(),
                                p.size(),
                                quoted(p.defaultText()),
                                p.defaultText() == null ? "null" : p.type().literal(p.defaultText()),
                                p.keywordOnly(),
                                p.name().equals("out")))
                .collect(Collectors.joining(", "));
        String formulas = row.formulas().entrySet().stream()
                .map(e -> "new Formula(%s, %s)".formatted(quoted(e.getKey()), quoted(e.getValue())))
                .collect(Collectors.joining(", "));
        String saved = row.formulas().values().stream()
                .flatMap(f -> Formula.translate(f, row, context).used().stream())
                .map(Formula.Use::field)
                .distinct()
                .sorted()
                .map(Metadata::quoted)
                .collect(Collectors.joining(", "));
        String python = row.places();
        code.line("return new OperatorInfo(");
        code.line("        %d, %s, %s, %s,"
                .formatted(
                        variant.index(),
                        quoted(variant.name()),
                        quoted(overload(variant)),
                        quoted(row.schema().text())));
        code.line("        Kind.%s, %s,"
                .formatted(row.kind().toUpperCase(java.util.Locale.ROOT), variant.form() == Variant.Form.IN_PLACE));
        code.line("        List.of(%s),".formatted(parameters));
        code.line("        List.of(%s),"
                .formatted(row.schema().results().stream()
                        .map(r -> quoted(r.name()))
                        .collect(Collectors.joining(", "))));
        code.line("        %s,".formatted(row.schema().returnsList()));
        code.line("        %s,".formatted(quoted(row.keys().getOrDefault("doc", ""))));
        code.line("        %s,".formatted(row.isDifferentiable() ? quoted(row.gradFn()) : "null"));
        code.line("        List.of(%s),".formatted(formulas));
        code.line("        %s,".formatted(quoted(row.isDifferentiable() ? row.jvp() : "")));
        code.line("        List.of(%s),".formatted(saved));
        code.line("        List.of(%s),".formatted(list(python)));
        code.line("        List.of(%s));".formatted(list(aliases(variant))));
        code.close();
    }

    private static String overload(Variant variant) {
        String own = variant.row().schema().overload();
        if (variant.form() != Variant.Form.OUT) return own;
        return own.isEmpty() ? "out" : own + "_out";
    }

    private static String aliases(Variant variant) {
        String aliases = variant.row().keys().getOrDefault("alias", "");
        if (variant.form() != Variant.Form.IN_PLACE || variant.row().isInPlaceOnly() || aliases.isEmpty())
            return aliases;
        return java.util.Arrays.stream(aliases.split(", ")).map(a -> a + "_").collect(Collectors.joining(", "));
    }

    private static String list(String commas) {
        if (commas.isEmpty()) return "";
        return java.util.Arrays.stream(commas.split(", ")).map(Metadata::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String text) {
        return text == null ? "null" : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
