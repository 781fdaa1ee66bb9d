import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reads the table's files: the part of YAML that they use, which is a list of maps from keys to one line of text.
/// A deeper-indented line continues the one before; `#` starts a comment at the start of a line or after two spaces.
final class Table {
    private Table() {}

    static List<Row> read(Path folder) throws IOException {
        var rows = new ArrayList<Row>();
        var counts = new HashMap<String, Integer>();
        var names = new HashSet<String>();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
        for (Path file : files) {
            Map<String, String> entries = null;
            String key = null;
            int number = 0;
            for (String raw : Files.readAllLines(file)) {
                number++;
                String line = withoutComment(raw);
                if (line.isBlank()) continue;
                try {
                    if (line.startsWith("- ")) {
                        if (entries != null) add(rows, Row.of(entries, counts), names);
                        entries = new LinkedHashMap<>();
                        line = "  " + line.substring(2);
                    }
                    if (entries == null) throw new IllegalArgumentException("a row starts with '- op:'");
                    if (line.startsWith("    ")) {
                        if (key == null) throw new IllegalArgumentException("nothing to continue");
                        entries.merge(key, line.strip(), (a, b) -> a + " " + b);
                        continue;
                    }
                    int colon = line.indexOf(": ");
                    if (colon < 0 && line.endsWith(":")) colon = line.length() - 1;
                    if (colon < 0) throw new IllegalArgumentException("expected 'key: value'");
                    key = line.substring(0, colon).strip();
                    String value = line.substring(colon + 1).strip();
                    if (entries.put(key, value) != null) throw new IllegalArgumentException("twice: " + key);
                } catch (IllegalArgumentException problem) {
                    throw new IllegalArgumentException(file + ":" + number + ": " + problem.getMessage(), problem);
                }
            }
            if (entries != null) add(rows, Row.of(entries, counts), names);
        }
        return rows;
    }

    private static void add(List<Row> rows, Row row, HashSet<String> names) {
        if (!names.add(row.className()))
            throw new IllegalArgumentException(
                    "twice in the table: " + row.schema().text());
        rows.add(row);
    }

    private static String withoutComment(String line) {
        if (line.stripLeading().startsWith("#")) return "";
        int comment = line.indexOf("  #");
        return comment < 0 ? line : line.substring(0, comment);
    }
}
