import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes `OPERATORS.md`, the table for reading.
final class Reference {
    private Reference() {}

    /// @param files the rows by the file they stand in; the first comment line of each file is its title
    static String write(Map<String, List<Row>> files, FormulaContext context) {
        long differentiable = files.values().stream()
                .flatMap(List::stream)
                .filter(Row::isDifferentiable)
                .count();
        int all = files.values().stream().mapToInt(List::size).sum();
        var text = new StringBuilder("""
                # Operators

                Generated from the operator table: %d rows, %d of them with derivatives of their own; the others are \
                composed of these, or have none.

                For each input there is the vector-Jacobian product, in terms of `grad`, the gradient of the result. \
                `tangent` is the Jacobian-vector product: a formula of the inputs' tangents (`self_t`), or the operator \
                applied to them (`auto_linear`), or the derivatives with a tangent in the place of `grad` \
                (`auto_element_wise`), or the derivatives differentiated by `grad` (`auto_transposed`).
                """.formatted(all, differentiable));
        for (var file : files.entrySet()) {
            text.append("\n## ").append(file.getKey()).append('\n');
            for (Row row : file.getValue()) row(text, row, context);
        }
        return text.toString();
    }

    private static void row(StringBuilder text, Row row, FormulaContext context) {
        text.append("\n### `").append(row.schema().text()).append("`\n\n");
        String doc = row.keys().get("doc");
        if (doc != null) text.append(doc).append("\n\n");
        var facts = new LinkedHashMap<String, String>();
        facts.put("Python", places(row));
        if (row.keys().containsKey("alias"))
            facts.put("also", code(List.of(row.keys().get("alias").split(", "))));
        var forms = Variant.of(row, 0).stream()
                .filter(v -> v.form() != Variant.Form.FUNCTIONAL)
                .map(v -> v.form() == Variant.Form.OUT ? "out=" : v.name())
                .toList();
        if (!forms.isEmpty()) facts.put("forms", code(forms));
        if (row.isDifferentiable()) {
            facts.put("grad_fn", "`" + row.gradFn() + "`");
            row.formulas().forEach((inputs, formula) -> facts.put("d " + inputs, "`" + formula + "`"));
            facts.put("tangent", "`" + row.jvp() + "`");
            var saved = row.formulas().values().stream()
                    .flatMap(f -> Formula.translate(f, row, context).used().stream())
                    .map(Formula.Use::field)
                    .distinct()
                    .sorted()
                    .toList();
            if (!saved.isEmpty()) facts.put("saves", code(saved));
        } else if (row.isComposite()) {
            facts.put("composed as", "`" + row.code() + "`");
        }
        facts.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
    }

    private static String places(Row row) {
        var places = new ArrayList<String>();
        for (String place : row.places().split(", ")) {
            places.add(
                    switch (place.toLowerCase(Locale.ROOT)) {
                        case "function" -> "`torch." + row.name() + "`";
                        case "method" -> "`Tensor." + row.name() + "`";
                        case "nn" -> "`torch.nn.functional." + row.name() + "`";
                        case "none" -> "none";
                        default -> "`torch." + place + "." + row.name().replaceFirst("^" + place + "_", "") + "`";
                    });
        }
        return String.join(", ", places);
    }

    private static String code(List<String> words) {
        return words.stream().map(w -> "`" + w + "`").collect(Collectors.joining(", "));
    }
}
