package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.ScalarFunction.Result;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/// Writes the program of a [Chain] in OpenCL C: one kernel that loads what is in memory, does the steps in registers,
/// rounded as a store would, and stores what is left in the end.
final class ChainText {
    private static final char[] COMPONENTS = {'x', 'y', 'z', 'w'};

    private static final String SPECIAL = "special_";

    private final Chain chain;
    private final Shape shape;
    private final boolean vector;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> defined = new LinkedHashSet<>();

    /// How a kernel goes through its elements.
    enum Shape {
        /// One row, four elements a work item.
        FLAT,
        /// Several rows, of a multiple of four elements; four a work item.
        ROWS,
        /// One element a work item, anywhere.
        ANY
    }

    private ChainText(Chain chain, Shape shape) {
        this.chain = chain;
        this.shape = shape;
        vector = shape != Shape.ANY;
    }

    /// The kernel's name in the program.
    static String name(Chain chain) {
        if (chain.steps() > 1) {
            return "fused_" + chain.steps();
        }
        Chain.Step step = chain.step(0);
        ScalarFunction f = step.operation.function();
        String what = f != null ? f.name() : step.operation == Operation.FILL ? "fill" : "copy";
        return (what + "_" + step.in).toLowerCase(Locale.ROOT);
    }

    static String of(Chain chain, Shape shape) {
        return new ChainText(chain, shape).write();
    }

    private String write() {
        for (int i = 0; i < chain.steps(); i++) {
            define(chain.step(i));
        }
        text.append("\nkernel void ").append(name(chain)).append("(\n    int n, ");
        text.append(
                switch (shape) {
                    case FLAT -> "int4 row";
                    case ROWS -> "Walk walk, int4 row";
                    case ANY -> "Walk walk";
                });
        for (int i = 0; i < chain.places(); i++) {
            text.append(", global void *m%d, int o%d".formatted(i, i));
        }
        for (int i = 0; i < chain.steps(); i++) {
            Chain.Step step = chain.step(i);
            if (step.operation.usesP(step.in)) {
                text.append(", %s p%d".formatted(Types.wide(step.in), i));
            }
            if (step.operation.usesQ(step.in)) {
                text.append(", %s q%d".formatted(Types.wide(step.in), i));
            }
        }
        text.append(") {\n    int i = (int)get_global_id(0)").append(vector ? " * 4" : "");
        text.append(";\n    if (i >= n) {\n        return;\n    }\n");
        text.append(shape == Shape.FLAT ? "    int4 at = row * i;\n" : "    int4 at = places(&walk, i);\n");
        text.append(vector ? "    int left = n - i;\n" : "");
        loads();
        for (int i = 0; i < chain.steps(); i++) {
            step(i);
        }
        stores();
        return text.append("}\n").toString();
    }

    private void loads() {
        for (int i = 0; i < chain.places(); i++) {
            Chain.Place place = chain.place(i);
            if (place.loaded) {
                char component = COMPONENTS[place.layout];
                text.append(
                        vector
                                ? "    %s4 v%d = load4_%s(m%d, at.%c + o%d, row.%c, left);\n"
                                        .formatted(Types.wide(place.dtype), i, place.dtype, i, component, i, component)
                                : "    %s v%d = load_%s(m%d, at.%c + o%d);\n"
                                        .formatted(Types.wide(place.dtype), i, place.dtype, i, component, i));
            }
        }
    }

    private void step(int i) {
        Chain.Step step = chain.step(i);
        DType out = chain.place(step.to).dtype;
        String wide = Types.wide(out);
        text.append("    %s%s r%d = ".formatted(wide, vector ? "4" : "", i));
        if (vector) {
            text.append('(').append(wide).append("4)(");
            for (char component : COMPONENTS) {
                text.append(component == 'x' ? "" : ", ");
                element(i, step, "." + component);
            }
            text.append(')');
        } else {
            element(i, step, "");
        }
        text.append(";\n");
    }

    /// One element's result.
    private void element(int i, Chain.Step step, String component) {
        DType out = chain.place(step.to).dtype;
        text.append("round_%s(".formatted(out)).append(function(step)).append('(');
        for (int j = 0; j < step.inputs; j++) {
            text.append(j == 0 ? "" : ", ");
            text.append(step.source[j] < 0 ? "v" + step.from[j] : "r" + step.source[j])
                    .append(component);
        }
        if (step.operation.usesP(step.in)) {
            text.append(step.inputs == 0 ? "" : ", ").append("p").append(i);
        }
        if (step.operation.usesQ(step.in)) {
            text.append(", q").append(i);
        }
        text.append("))");
    }

    private void stores() {
        for (int i = 0; i < chain.places(); i++) {
            Chain.Place place = chain.place(i);
            if (place.writer >= 0) {
                text.append("    store%s_%s_%s(m%d, at.%c + o%d, r%d%s);\n"
                        .formatted(
                                vector ? "4" : "",
                                place.dtype,
                                Types.kind(place.dtype),
                                i,
                                COMPONENTS[place.layout],
                                i,
                                place.writer,
                                vector ? ", left" : ""));
            }
        }
    }

    // Functions

    private String function(Chain.Step step) {
        ScalarFunction f = step.operation.function();
        if (f != null) {
            return f.name().toLowerCase(Locale.ROOT) + "_of_" + Types.kind(step.in);
        }
        return "convert_%s_to_%s".formatted(Types.kind(step.in), chain.place(step.to).dtype);
    }

    private void define(Chain.Step step) {
        String name = function(step);
        if (!defined.add(name)) {
            return;
        }
        String wide = Types.wide(step.in);
        ScalarFunction f = step.operation.function();
        if (f == null) {
            DType out = chain.place(step.to).dtype;
            text.append("static %s %s(%s a) { return %s; }\n"
                    .formatted(Types.wide(out), name, wide, converted(step.in, out)));
            return;
        }
        String code = Operation.code(f, step.in);
        if (code == null) {
            throw new IllegalStateException("no code for " + f + " of " + step.in);
        }
        // Integers and floating numbers have some of the same names.
        String special = SPECIAL + Types.kind(step.in) + "_";
        String library = Types.functions(step.in);
        if (code.contains(SPECIAL) && defined.add(library)) {
            text.append("#define WIDE ").append(wide).append('\n');
            text.append(Cl.resource(library).replace(SPECIAL, special)).append("#undef WIDE\n");
        }
        text.append("static ")
                .append(f.result() == Result.BOOL ? "long" : wide)
                .append(' ')
                .append(name)
                .append('(');
        for (int j = 0; j < f.arity(); j++) {
            text.append(j == 0 ? "" : ", ").append(wide).append(' ').append((char) ('a' + j));
        }
        text.append(step.operation.usesP(step.in) ? ", " + wide + " p" : "");
        text.append(step.operation.usesQ(step.in) ? ", " + wide + " q" : "");
        text.append(") { return ")
                .append(code.replace("(WIDE)", "(" + wide + ")").replace(SPECIAL, special))
                .append("; }\n");
    }

    /// `a` in the wide type of another dtype, converted as a store of that dtype does.
    private static String converted(DType in, DType out) {
        return switch (out) {
            case BOOL -> "a != 0";
            case UINT8, INT8, INT16, INT32 -> "whole32_" + Types.kind(in) + "(a)";
            case INT64 -> "whole64_" + Types.kind(in) + "(a)";
            case FLOAT64 -> "(double)a";
            default -> "(float)a";
        };
    }
}
