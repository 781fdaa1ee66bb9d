package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.ScalarFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a pointwise call does: a function of the table, a copy or a fill.
///
/// @param function null for copies and fills
/// @param number that no other has
record Operation(@Nullable ScalarFunction function, int number) {
    private static final ScalarFunction[] FUNCTIONS = ScalarFunction.values();

    /// Converts between dtypes as C does.
    static final Operation COPY = new Operation(null, FUNCTIONS.length);

    static final Operation FILL = new Operation(null, FUNCTIONS.length + 1);
    private static final Operation[] OF_FUNCTIONS = new Operation[FUNCTIONS.length];

    static {
        for (ScalarFunction f : FUNCTIONS) {
            OF_FUNCTIONS[f.ordinal()] = new Operation(f, f.ordinal());
        }
    }

    private static final Pattern USES_P = Pattern.compile("\\bp\\b");
    private static final Pattern USES_Q = Pattern.compile("\\bq\\b");

    static Operation of(ScalarFunction f) {
        return OF_FUNCTIONS[f.ordinal()];
    }

    /// OpenCL C of a function; null if it has none for this dtype.
    static @Nullable String code(ScalarFunction f, DType dtype) {
        return dtype.isFloating() ? ScalarCode.floating(f) : ScalarCode.integer(f);
    }

    private @Nullable String code(DType dtype) {
        return function == null ? null : code(function, dtype);
    }

    boolean usesP(DType dtype) {
        String code = code(dtype);
        return this == FILL || code != null && USES_P.matcher(code).find();
    }

    boolean usesQ(DType dtype) {
        String code = code(dtype);
        return code != null && USES_Q.matcher(code).find();
    }
}
