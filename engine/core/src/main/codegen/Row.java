import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A row of the operator table.
///
/// @param kind `forward`, `view` or `composite`: the key under which its expression stands
/// @param code the Java expression that computes it
/// @param formulas by the inputs they are for (several inputs of one formula joined by ", ")
/// @param place its file and line
record Row(
        Schema schema,
        String kind,
        String code,
        Map<String, String> formulas,
        Map<String, String> keys,
        int number,
        String place) {

    static Row of(Map<String, String> entries, Map<String, Integer> counts, String place) {
        var schema = Schema.parse(required(entries, "op"));
        String kind = null;
        var formulas = new LinkedHashMap<String, String>();
        var keys = new LinkedHashMap<String, String>();
        for (var entry : entries.entrySet()) {
            switch (entry.getKey()) {
                case "op" -> {}
                case "forward", "view", "composite" -> kind = entry.getKey();
                case "doc", "python", "alias", "grad_fn", "in_place", "jvp" ->
                    keys.put(entry.getKey(), entry.getValue());
                default -> {
                    for (String input : entry.getKey().split(", ")) {
                        if (schema.parameter(input) == null) {
                            throw new IllegalArgumentException("it has no input " + input);
                        }
                    }
                    formulas.put(entry.getKey(), entry.getValue());
                }
            }
        }
        if (kind == null) throw new IllegalArgumentException("no forward, view or composite");
        // PyTorch numbers the differentiable overloads of one name in the order of its table.
        int number = formulas.isEmpty() ? 0 : counts.merge(plain(schema.name()), 1, Integer::sum) - 1;
        return new Row(schema, kind, entries.get(kind), formulas, keys, number, place);
    }

    private static String required(Map<String, String> entries, String key) {
        String value = entries.get(key);
        if (value == null) throw new IllegalArgumentException("no " + key);
        return value;
    }

    private static String plain(String name) {
        return name.endsWith("_") ? name.substring(0, name.length() - 1) : name;
    }

    IllegalArgumentException problem(RuntimeException cause) {
        return new IllegalArgumentException(place + ": " + schema.text() + ": " + cause.getMessage(), cause);
    }

    String name() {
        return schema.name();
    }

    boolean isView() {
        return kind.equals("view");
    }

    boolean isComposite() {
        return kind.equals("composite");
    }

    boolean isDifferentiable() {
        return !formulas.isEmpty();
    }

    /// Whether it exists only in place (`copy_`).
    boolean isInPlaceOnly() {
        return name().endsWith("_") && !name().endsWith("__");
    }

    /// The expression that computes it into `self`, or null if there is none.
    String inPlaceCode() {
        if (isInPlaceOnly()) return code;
        String explicit = keys.get("in_place");
        if (explicit != null) return explicit.equals("none") ? null : explicit;
        return mentionsOut() && schema.parameters().get(0).name().equals("self") ? code : null;
    }

    /// Whether its forward can write into a given tensor.
    boolean mentionsOut() {
        return code.matches(".*\\bout\\b.*");
    }

    /// Where Python has it, as `OperatorInfo` says.
    String places() {
        String explicit = keys.get("python");
        if (explicit != null) return explicit;
        if (isInPlaceOnly()) return "method";
        boolean hasSelf = !schema.parameters().isEmpty()
                && schema.parameters().get(0).name().equals("self");
        return hasSelf ? "function, method" : "function";
    }

    /// How it computes tangents: a formula, or one of the words of [TangentMethod].
    String jvp() {
        String explicit = keys.get("jvp");
        if (explicit != null) return explicit;
        if (isView()) return TangentMethod.LINEAR;
        boolean pointwise = code.startsWith("Pointwise.") && !isInPlaceOnly();
        return pointwise ? TangentMethod.ELEMENT_WISE : TangentMethod.TRANSPOSED;
    }

    /// `MulBackward0`.
    String gradFn() {
        String explicit = keys.get("grad_fn");
        if (explicit != null) return explicit;
        return camel(plain(name())) + "Backward" + number;
    }

    String className() {
        String suffix = schema.overload().isEmpty() ? "" : camel(schema.overload());
        return camel(name())
                + (name().endsWith("_") ? "InPlace" : "")
                + (name().startsWith("_") ? "Private" : "")
                + suffix;
    }

    /// `log_softmax` becomes `LogSoftmax`, as PyTorch's generator has it (`max_pool2d` becomes `MaxPool2D`).
    static String camel(String name) {
        var text = new StringBuilder();
        for (String part : name.split("_")) {
            if (part.isEmpty()) continue;
            text.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
        }
        return text.toString().replaceAll("(\\d)d\\b", "$1D").replaceAll("(\\d)d(?=[A-Z])", "$1D");
    }

    /// The inputs that formulas are for, in schema order; with the edges that the node has.
    List<Schema.Parameter> differentiableInputs() {
        var names = new ArrayList<String>();
        for (String key : formulas.keySet()) names.addAll(Arrays.asList(key.split(", ")));
        return schema.parameters().stream()
                .filter(p -> names.contains(p.name()))
                .toList();
    }
}
