import java.util.Locale;

/// A type of the schema language, and what it is in Java.
enum Type {
    TENSOR("Tensor", "Tensor"),
    OPTIONAL_TENSOR("Tensor?", "@Nullable Tensor"),
    TENSORS("Tensor[]", "Tensor[]"),
    OPTIONAL_TENSORS("Tensor?[]", "@Nullable Tensor[]"),
    SCALAR("Scalar", "Scalar"),
    OPTIONAL_SCALAR("Scalar?", "@Nullable Scalar"),
    INT("int", "int"),
    OPTIONAL_INT("int?", "@Nullable Integer"),
    INTS("int[]", "int[]"),
    OPTIONAL_INTS("int[]?", "int @Nullable []"),
    FLOAT("float", "double"),
    OPTIONAL_FLOAT("float?", "@Nullable Double"),
    BOOL("bool", "boolean"),
    OPTIONAL_BOOL("bool?", "@Nullable Boolean"),
    DTYPE("ScalarType", "DType"),
    OPTIONAL_DTYPE("ScalarType?", "@Nullable DType"),
    OPTIONAL_DEVICE("Device?", "@Nullable Device"),
    STRING("str", "String"),
    OPTIONAL_STRING("str?", "@Nullable String"),
    OPTIONAL_GENERATOR("Generator?", "@Nullable Generator");

    private final String schema;
    private final String java;

    Type(String schema, String java) {
        this.schema = schema;
        this.java = java;
    }

    static Type of(String schema) {
        String plain = schema.replaceAll("\\(\\w*!?\\)", "").replaceAll("\\[\\d+]", "[]");
        for (Type type : values()) if (type.schema.equals(plain)) return type;
        throw new IllegalArgumentException("no such type: " + schema);
    }

    String java() {
        return java;
    }

    boolean isTensor() {
        return this == TENSOR || this == OPTIONAL_TENSOR;
    }

    boolean isTensorList() {
        return this == TENSORS || this == OPTIONAL_TENSORS;
    }

    /// What the formula language knows of it.
    Formula.Kind kind() {
        return switch (this) {
            case TENSOR, OPTIONAL_TENSOR -> Formula.Kind.TENSOR;
            case TENSORS, OPTIONAL_TENSORS -> Formula.Kind.TENSORS;
            case SCALAR -> Formula.Kind.SCALAR;
            case INT -> Formula.Kind.INT;
            case INTS, OPTIONAL_INTS -> Formula.Kind.INTS;
            case FLOAT -> Formula.Kind.DOUBLE;
            case BOOL -> Formula.Kind.BOOL;
            default -> Formula.Kind.OTHER;
        };
    }

    /// How a positional call reads it from an `Object`.
    String read(String object) {
        return switch (this) {
            case TENSOR, OPTIONAL_TENSOR -> "(Tensor) " + object;
            case TENSORS, OPTIONAL_TENSORS -> "(Tensor[]) " + object;
            case SCALAR -> "Scalar.of(" + object + ")";
            case OPTIONAL_SCALAR -> object + " == null ? null : Scalar.of(" + object + ")";
            case INT -> "((Number) " + object + ").intValue()";
            case OPTIONAL_INT -> object + " == null ? null : ((Number) " + object + ").intValue()";
            case INTS, OPTIONAL_INTS -> "(int[]) " + object;
            case FLOAT -> "((Number) " + object + ").doubleValue()";
            case OPTIONAL_FLOAT -> object + " == null ? null : ((Number) " + object + ").doubleValue()";
            case BOOL -> "(boolean) " + object;
            case OPTIONAL_BOOL -> "(Boolean) " + object;
            case DTYPE, OPTIONAL_DTYPE -> "(DType) " + object;
            case OPTIONAL_DEVICE -> "(Device) " + object;
            case STRING, OPTIONAL_STRING -> "(String) " + object;
            case OPTIONAL_GENERATOR -> "(Generator) " + object;
        };
    }

    /// A default value of the schema as a Java expression.
    String literal(String text) {
        if (text.equals("None")) return "null";
        return switch (this) {
            case BOOL, OPTIONAL_BOOL -> text.toLowerCase(Locale.ROOT);
            case SCALAR, OPTIONAL_SCALAR ->
                text.contains(".") || text.contains("e") ? "Scalar.of(" + text + ")" : "Scalar.of(" + text + "L)";
            case FLOAT, OPTIONAL_FLOAT -> text.matches("-?\\d+") ? text + ".0" : text;
            case INTS, OPTIONAL_INTS -> "new int[] {" + text.replaceAll("[\\[\\]]", "") + "}";
            case STRING, OPTIONAL_STRING -> "\"" + text.replaceAll("['\"]", "") + "\"";
            case INT, OPTIONAL_INT ->
                switch (text) {
                    case "Mean" -> "1";
                    case "Sum" -> "2";
                    default -> text;
                };
            default -> throw new IllegalArgumentException("no default of type " + this + ": " + text);
        };
    }
}
