import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Formats the project's Java files, or checks that they are formatted: `Format.java (check|format) ROOT`. Run by the
/// build (see the root pom), started from source by the JDK that compiles.
public final class Format {
    private static final JavaFormatterOptions OPTIONS = JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build();

    private Format() {}

    public static void main(String[] args) throws IOException, FormatterException {
        boolean write = args[0].equals("format");
        Path root = Path.of(args[1]).toAbsolutePath().normalize();
        Formatter formatter = Formatter.createFormatter(OPTIONS);
        List<Path> unformatted = new ArrayList<>();
        for (Path file : sources(root)) {
            String text = Files.readString(file);
            String formatted = format(formatter, text);
            if (!formatted.equals(text)) {
                unformatted.add(root.relativize(file));
                if (write) {
                    Files.writeString(file, formatted);
                }
            }
        }
        if (!write && !unformatted.isEmpty()) {
            System.err.println("Not formatted (mvn -N process-sources -Pformat does it):");
            unformatted.forEach(file -> System.err.println("  " + file));
            System.exit(1);
        }
    }

    private static String format(Formatter formatter, String text) throws FormatterException {
        String cleaned = RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(text, OPTIONS.style()));
        return formatter.formatSource(cleaned);
    }

    private static List<Path> sources(Path root) throws IOException {
        try (var files = Files.find(
                root,
                32,
                (file, attributes) -> attributes.isRegularFile()
                        && file.toString().endsWith(".java")
                        && !root.relativize(file).toString().replace('\\', '/').matches("(.*/)?(target|\\.git)/.*"))) {
            return files.sorted().toList();
        }
    }
}
