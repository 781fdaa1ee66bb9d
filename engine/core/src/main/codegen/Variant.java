import java.util.ArrayList;
import java.util.List;

/// One operator that a row makes: `mul`, `mul_`, or `mul` with `out=`.
///
/// @param index its place in the operator table
record Variant(Row row, Form form, int index) {
    enum Form {
        FUNCTIONAL,
        IN_PLACE,
        OUT
    }

    static List<Variant> of(Row row, int firstIndex) {
        var variants = new ArrayList<Variant>();
        if (!row.isInPlaceOnly()) variants.add(new Variant(row, Form.FUNCTIONAL, firstIndex));
        if (row.inPlaceCode() != null) variants.add(new Variant(row, Form.IN_PLACE, firstIndex + variants.size()));
        if (row.mentionsOut() && !row.isInPlaceOnly()) {
            variants.add(new Variant(row, Form.OUT, firstIndex + variants.size()));
        }
        return variants;
    }

    /// The operator's name: `mul`, `mul_`.
    String name() {
        return form == Form.IN_PLACE && !row.isInPlaceOnly() ? row.name() + "_" : row.name();
    }

    /// The static method of the row's class.
    String method() {
        return switch (form) {
            case FUNCTIONAL -> "call";
            case IN_PLACE -> "callInPlace";
            case OUT -> "callOut";
        };
    }

    /// As the schema has them, and `out` for the variant that has it.
    List<Schema.Parameter> parameters() {
        if (form != Form.OUT) return row.schema().parameters();
        var all = new ArrayList<>(row.schema().parameters());
        all.add(new Schema.Parameter(Type.TENSOR, "out", null, true, 0));
        return all;
    }

    String javaReturn() {
        return form == Form.FUNCTIONAL ? row.schema().javaReturn() : "Tensor";
    }

    /// Whether it is a method of `Tensor`.
    boolean isTensorMethod() {
        return form != Form.OUT
                && !parameters().isEmpty()
                && parameters().get(0).type() == Type.TENSOR;
    }
}
