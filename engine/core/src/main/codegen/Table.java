import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads the table's files: lists of maps from keys to text. Nodes are read rather than values, since they know their
/// lines.
final class Table {
    private final List<Row> rows = new ArrayList<>();
    private final HashMap<String, Integer> counts = new HashMap<>();
    private final HashSet<String> names = new HashSet<>();

    private Table() {}

    /// By the title of their file, which is its first line, a comment.
    static Map<String, List<Row>> read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
        var table = new Table();
        var byTitle = new LinkedHashMap<String, List<Row>>();
        for (Path file : files) {
            String title;
            try (Stream<String> lines = Files.lines(file)) {
                title = lines.findFirst().orElse("").replaceFirst("^# ?", "").replaceFirst("\\.$", "");
            }
            int before = table.rows.size();
            table.add(file);
            byTitle.put(
                    title,
                    table.rows.subList(before, table.rows.size()).stream().toList());
        }
        return byTitle;
    }

    private void add(Path file) throws IOException {
        var settings = LoadSettings.builder().setLabel(file.toString()).build();
        Node root;
        try (Reader text = Files.newBufferedReader(file)) {
            root = new Compose(settings).composeReader(text).orElse(null);
        }
        if (root == null) return;
        if (!(root instanceof SequenceNode list)) throw problem(file, root, "a file of the table is a list of rows");
        for (Node item : list.getValue()) {
            if (!(item instanceof MappingNode map)) throw problem(file, item, "a row is a map that starts with 'op:'");
            var entries = entries(file, map);
            try {
                var row = Row.of(entries, counts, place(file, item));
                if (!names.add(row.className())) throw new IllegalArgumentException("is twice in the table");
                rows.add(row);
            } catch (IllegalArgumentException wrong) {
                throw problem(file, item, entries.getOrDefault("op", "a row without op") + ": " + wrong.getMessage());
            }
        }
    }

    private static LinkedHashMap<String, String> entries(Path file, MappingNode row) {
        var entries = new LinkedHashMap<String, String>();
        for (var pair : row.getValue()) {
            if (!(pair.getKeyNode() instanceof ScalarNode key) || !(pair.getValueNode() instanceof ScalarNode value)) {
                throw problem(file, pair.getValueNode(), "expected text; some text needs quotes to be taken for it");
            }
            if (entries.put(key.getValue(), value.getValue()) != null) {
                throw problem(file, key, "twice in one row: " + key.getValue());
            }
        }
        return entries;
    }

    private static IllegalArgumentException problem(Path file, Node at, String text) {
        return new IllegalArgumentException(place(file, at) + ": " + text);
    }

    private static String place(Path file, Node node) {
        return file + ":" + node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
