import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What an operator takes and gives: `mul.Tensor(Tensor self, Tensor other) -> Tensor`.
///
/// @param overload the part behind the dot, or empty
record Schema(String text, String name, String overload, List<Parameter> parameters, List<Result> results) {
    private static final Pattern FORM = Pattern.compile("(\\w+)(?:\\.(\\w+))?\\((.*)\\) -> (.+)");

    /// @param size the number in `int[2]`, which lets Python pass one int; 0 if none
    /// @param defaultText as in the schema, or null
    record Parameter(Type type, String name, String defaultText, boolean keywordOnly, int size) {}

    /// @param name as in the schema, or empty
    record Result(String type, String name) {}

    static Schema parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) throw new IllegalArgumentException("not a schema: " + text);
        var parameters = new ArrayList<Parameter>();
        boolean keywordOnly = false;
        for (String part : split(match.group(3))) {
            if (part.equals("*")) {
                keywordOnly = true;
                continue;
            }
            int equals = part.indexOf('=');
            String declaration = equals < 0 ? part : part.substring(0, equals);
            int space = declaration.lastIndexOf(' ');
            String type = declaration.substring(0, space);
            var size = Pattern.compile("\\[(\\d+)]").matcher(type);
            parameters.add(new Parameter(
                    Type.of(type),
                    declaration.substring(space + 1),
                    equals < 0 ? null : part.substring(equals + 1),
                    keywordOnly,
                    size.find() ? Integer.parseInt(size.group(1)) : 0));
        }
        var results = new ArrayList<Result>();
        String returns = match.group(4);
        if (returns.startsWith("(")) returns = returns.substring(1, returns.length() - 1);
        for (String part : split(returns)) {
            int space = part.lastIndexOf(' ');
            String type = (space < 0 ? part : part.substring(0, space)).replaceAll("\\(\\w*!?\\)", "");
            results.add(new Result(type, space < 0 ? "" : part.substring(space + 1)));
        }
        String overload = match.group(2) == null ? "" : match.group(2);
        return new Schema(text, match.group(1), overload, List.copyOf(parameters), List.copyOf(results));
    }

    /// At commas outside of brackets.
    private static List<String> split(String list) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= list.length(); i++) {
            char c = i == list.length() ? ',' : list.charAt(i);
            if (c == '[' || c == '(') depth++;
            if (c == ']' || c == ')') depth--;
            if (c == ',' && depth == 0) {
                String part = list.substring(start, i).strip();
                if (!part.isEmpty()) parts.add(part);
                start = i + 1;
            }
        }
        return parts;
    }

    Parameter parameter(String wanted) {
        return parameters.stream()
                .filter(p -> p.name().equals(wanted))
                .findFirst()
                .orElse(null);
    }

    /// Whether it gives a list of tensors of any length.
    boolean returnsList() {
        return results.size() == 1 && results.get(0).type().equals("Tensor[]");
    }

    boolean returnsTensor() {
        return results.size() == 1 && results.get(0).type().equals("Tensor");
    }

    String javaReturn() {
        if (returnsTensor()) return "Tensor";
        return switch (results.get(0).type()) {
            case "bool" -> "boolean";
            case "Scalar" -> "Scalar";
            case "int" -> "int";
            default -> "Tensor[]";
        };
    }

    /// Whether it gives tensors.
    boolean returnsTensors() {
        return results.get(0).type().startsWith("Tensor");
    }
}
