import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Turns the operator table into Java: `java Generate.java OPERATORS_FOLDER OUTPUT_FOLDER`.
///
/// For each row a class with its calls and its backward node, for `Tensor` and `Engine` a superclass with the methods,
/// the metadata that the Python binding, the inspector and the documentation read, and `OPERATORS.md`. Does nothing if
/// the output is
/// newer than the table and this program; writes only files that change, so that nothing is compiled in vain.
public final class Generate {
    private static final String PACKAGE = "dev/backstep/engine/";

    public static void main(String[] args) throws IOException {
        Path operators = Path.of(args[0]);
        Path output = Path.of(args[1]);
        Path stamp = output.resolve("operators.stamp");
        Path program = Path.of(args[2]);
        if (Files.exists(stamp) && newest(operators, program) <= modified(stamp)) return;

        var byFile = Table.read(operators);
        List<Row> rows = byFile.values().stream().flatMap(List::stream).toList();
        var files = new Output(output);
        var formulas = new FormulaContext(rows);
        var variants = new ArrayList<Variant>();
        for (Row row : rows) {
            variants.addAll(Variant.of(row, variants.size()));
        }
        for (Row row : rows) {
            var own = variants.stream().filter(v -> v.row() == row).toList();
            files.write(PACKAGE + "ops/rows/" + row.className() + ".java", RowClass.write(row, own, formulas));
        }
        files.write(PACKAGE + "TensorOperators.java", Facade.tensor(variants));
        files.write(PACKAGE + "EngineOperators.java", Facade.engine(variants));
        Metadata.write(variants, formulas, files, PACKAGE + "ops/");
        files.write("OPERATORS.md", Reference.write(byFile, formulas));
        files.removeOthers();
        Files.createDirectories(output);
        Files.writeString(stamp, rows.size() + " rows\n");
    }

    private static long newest(Path... folders) throws IOException {
        long newest = 0;
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) newest = Math.max(newest, modified(file));
            }
        }
        return newest;
    }

    private static long modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toMillis();
    }

    /// The output folder.
    static final class Output {
        private final Path root;
        private final Set<Path> written = new HashSet<>();

        Output(Path root) {
            this.root = root;
        }

        void write(String name, String text) throws IOException {
            Path file = root.resolve(name);
            written.add(file);
            if (Files.exists(file) && Files.readString(file).equals(text)) return;
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }

        void removeOthers() throws IOException {
            if (!Files.exists(root)) return;
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    if (!written.contains(file)) Files.delete(file);
                }
            }
        }
    }
}
