import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What formulas can refer to.
final class FormulaContext {
    /// Parts of a tensor that can be saved in its place.
    static final Map<String, Formula.Kind> ASPECTS = new LinkedHashMap<>();

    static {
        ASPECTS.put("sizes", Formula.Kind.INTS);
        ASPECTS.put("strides", Formula.Kind.INTS);
        ASPECTS.put("offset", Formula.Kind.INT);
        ASPECTS.put("dim", Formula.Kind.INT);
        ASPECTS.put("numel", Formula.Kind.INT);
        ASPECTS.put("dtype", Formula.Kind.OTHER);
        ASPECTS.put("device", Formula.Kind.OTHER);
    }

    /// What operators give, by name.
    private final Map<String, Formula.Kind> operators = new HashMap<>();

    FormulaContext(List<Row> rows) {
        for (Row row : rows) {
            boolean several = row.schema().returnsTensors() && !row.schema().returnsTensor();
            operators.putIfAbsent(row.name(), several ? Formula.Kind.TENSORS : Formula.Kind.TENSOR);
            if (row.inPlaceCode() != null) operators.putIfAbsent(row.name() + "_", Formula.Kind.TENSOR);
        }
    }

    boolean isOperator(String name) {
        return operators.containsKey(name);
    }

    Formula.Kind methodKind(Formula.Kind receiver, String method) {
        if (receiver == Formula.Kind.TENSOR) {
            return switch (method) {
                case "sizes", "strides" -> Formula.Kind.INTS;
                case "dim", "numel", "size" -> Formula.Kind.INT;
                case "dtype", "device" -> Formula.Kind.OTHER;
                case "requiresGrad" -> Formula.Kind.BOOL;
                default -> operators.getOrDefault(method, Formula.Kind.TENSOR);
            };
        }
        if (receiver == Formula.Kind.SCALAR) {
            return method.equals("value") ? Formula.Kind.DOUBLE : Formula.Kind.OTHER;
        }
        return Formula.Kind.OTHER;
    }

    /// The type of an input or output of the row; null if it has none of that name.
    Formula.Kind variableKind(Row row, String name) {
        var parameter = row.schema().parameter(name);
        if (parameter != null) return parameter.type().kind();
        if (resultIndex(row, name) >= 0) return row.schema().returnsList() ? Formula.Kind.TENSORS : Formula.Kind.TENSOR;
        return null;
    }

    /// Which result a name means: `result`, `result1`, or its name in the schema; -1 if none.
    static int resultIndex(Row row, String name) {
        if (row.schema().parameter(name) != null) return -1;
        if (name.equals("result")) return 0;
        if (name.matches("result\\d")) return name.charAt(6) - '0';
        for (int i = 0; i < row.schema().results().size(); i++) {
            if (row.schema().results().get(i).name().equals(name)) return i;
        }
        return -1;
    }
}
