import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Writes the superclasses of `Tensor` and `Engine`, through which Java code calls operators.
final class Facade {
    private static final Set<String> KEYWORDS =
            Set.of("float", "double", "int", "long", "short", "byte", "char", "boolean");

    private final Code code = new Code();
    private final Set<String> signatures = new HashSet<>();
    private final String receiver;

    private Facade(String receiver) {
        this.receiver = receiver;
    }

    static String tensor(List<Variant> variants) {
        return new Facade("(Tensor) this")
                .write("TensorOperators extends Held", "Tensor", Variant::isTensorMethod, variants, "");
    }

    static String engine(List<Variant> variants) {
        return new Facade("self()")
                .write(
                        "EngineOperators",
                        "Engine",
                        v -> !v.isTensorMethod() && v.form() != Variant.Form.OUT,
                        variants,
                        "protected abstract Engine self();");
    }

    private String write(String name, String of, Predicate<Variant> wanted, List<Variant> variants, String extra) {
        code.line("// Generated from the operator table. Edit the rows, not this file.");
        code.line("package dev.backstep.engine;");
        code.line("");
        code.line("import dev.backstep.engine.ops.rows.*;");
        code.line("import dev.backstep.engine.random.Generator;");
        code.line("import org.jspecify.annotations.Nullable;");
        code.line("");
        code.line("/// The operators of [%s].".formatted(of));
        code.open("public abstract class " + name);
        code.line(name.split(" ")[0] + "() {}");
        if (!extra.isEmpty()) {
            code.line("");
            code.line(extra);
        }
        for (Variant variant : variants) {
            if (wanted.test(variant) && !KEYWORDS.contains(variant.name())) methods(variant);
        }
        code.close();
        return code.toString();
    }

    private void methods(Variant variant) {
        var parameters = variant.parameters();
        if (variant.isTensorMethod()) parameters = parameters.subList(1, parameters.size());
        int droppable = 0;
        while (droppable < parameters.size()
                && parameters.get(parameters.size() - 1 - droppable).defaultText() != null) {
            droppable++;
        }
        for (int dropped = 0; dropped <= droppable; dropped++) {
            method(variant, parameters, dropped, null);
            boolean scalars =
                    parameters.subList(0, parameters.size() - dropped).stream().anyMatch(p -> p.type() == Type.SCALAR);
            if (scalars) {
                method(variant, parameters, dropped, "double");
                method(variant, parameters, dropped, "long");
            }
        }
    }

    /// @param dropped how many trailing parameters take their defaults
    /// @param number what stands for `Scalar`, or null
    private void method(Variant variant, List<Schema.Parameter> parameters, int dropped, String number) {
        var declared = new ArrayList<String>();
        var passed = new ArrayList<String>();
        var types = new ArrayList<String>();
        passed.add(receiver);
        int kept = parameters.size() - dropped;
        for (int i = 0; i < parameters.size(); i++) {
            var p = parameters.get(i);
            if (i >= kept) {
                passed.add(p.type().literal(p.defaultText()));
                continue;
            }
            boolean scalar = number != null && p.type() == Type.SCALAR;
            String type = scalar ? number : p.type().java();
            if (i == kept - 1 && (p.type() == Type.INTS || p.type() == Type.OPTIONAL_INTS)) type = "int...";
            declared.add(type + " " + p.name());
            types.add(type.replace("@Nullable ", "").replace("...", "[]"));
            passed.add(scalar ? "Scalar.of(" + p.name() + ")" : p.name());
        }
        if (!signatures.add(variant.name() + types)) return;
        code.line("");
        doc(variant);
        code.open(
                "public final %s %s(%s)".formatted(variant.javaReturn(), variant.name(), String.join(", ", declared)));
        code.line(
                "return %s.%s(%s);".formatted(variant.row().className(), variant.method(), String.join(", ", passed)));
        code.close();
    }

    private void doc(Variant variant) {
        String text = variant.row().keys().get("doc");
        if (text != null) {
            if (variant.form() == Variant.Form.IN_PLACE && !variant.row().isInPlaceOnly()) text += " In place.";
            for (String line : wrap(text)) code.line("/// " + line);
            code.line("///");
        }
        for (String line : wrap("`" + variant.row().schema().text() + "`")) code.line("/// " + line);
    }

    private static List<String> wrap(String text) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > 100) {
                lines.add(line.toString());
                line.setLength(0);
            }
            if (!line.isEmpty()) line.append(' ');
            line.append(word);
        }
        lines.add(line.toString());
        return lines.stream().map(String::stripTrailing).collect(Collectors.toList());
    }
}
