package dev.backstep.app.editor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads a Jupyter notebook as a program. Each cell is a section that begins with `# %%` and the cell's number, as
/// editors know it; texts are comments; and where Jupyter does more than Python the program says so:
///
/// - Magics and shell commands are commented out.
/// - The value of a cell's last expression is printed, as the notebook shows it.
public final class Notebook {
    /// What the files' names end with.
    public static final String EXTENSION = "ipynb";

    private static final long MAX_BYTES = 64L * 1024 * 1024;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// Cell magics whose cell still is Python.
    private static final Pattern OF_PYTHON = Pattern.compile("%%(time|timeit|capture|prun)\\b.*");

    /// `files = !ls`, `result = %timeit f()`.
    private static final Pattern ASSIGNED = Pattern.compile("([\\w., ]+=\\s*)([!%]\\S.*)");

    private Notebook() {}

    /// Reads a notebook.
    ///
    /// @throws IOException with a sentence for the user
    public static String read(Path path) throws IOException {
        long size = Files.size(path);
        if (size > MAX_BYTES) {
            throw new IOException("%s is too large to open: %d MB".formatted(path.getFileName(), size >> 20));
        }
        return program(path.getFileName().toString(), Files.readString(path));
    }

    /// The program of a notebook.
    ///
    /// @param json the file's content
    /// @throws IOException with a sentence for the user, if it is no notebook
    static String program(String name, String json) throws IOException {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new IOException("%s is no notebook: it is no JSON".formatted(name), e);
        }
        var cells = new ArrayList<JsonNode>();
        root.path("cells").forEach(cells::add);
        // The third version of the format has sheets of cells.
        root.path("worksheets").forEach(sheet -> sheet.path("cells").forEach(cells::add));
        if (!root.has("cells") && !root.has("worksheets")) {
            throw new IOException("%s is no notebook: it has no cells".formatted(name));
        }
        var lines = new ArrayList<String>();
        lines.add("# Made from %s. Lines of Jupyter's own (%% and !) are commented out,".formatted(name));
        lines.add("# and the value of a cell's last expression is printed.");
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            var kind = cell.path("cell_type").asText();
            var text = text(cell.has("source") ? cell.path("source") : cell.path("input"));
            lines.add("");
            lines.add("# %%" + (kind.equals("code") ? "" : " [markdown]") + " cell " + (i + 1));
            lines.addAll(kind.equals("code") ? code(text) : comment(text));
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> text(JsonNode source) {
        var text = new StringBuilder();
        if (source.isArray()) {
            source.forEach(line -> text.append(line.asText()));
        } else {
            text.append(source.asText());
        }
        var lines = new ArrayList<>(List.of(text.toString()
                .replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace('\0', ' ')
                .split("\n", -1)));
        while (!lines.isEmpty() && lines.getLast().isBlank()) {
            lines.removeLast();
        }
        return lines;
    }

    private static List<String> comment(List<String> lines) {
        return lines.stream().map(line -> line.isBlank() ? "#" : "# " + line).toList();
    }

    private static List<String> code(List<String> lines) {
        var first = lines.isEmpty() ? "" : lines.getFirst().strip();
        if (first.startsWith("%%") && !OF_PYTHON.matcher(first).matches()) {
            return comment(lines);
        }
        var plain = new ArrayList<String>();
        var structure = new CellStructure();
        for (var line : lines) {
            var python = structure.continues() ? line : python(line);
            structure.add(python);
            plain.add(python);
        }
        structure.lastExpression().ifPresent(place -> print(plain, place));
        return plain;
    }

    /// A line that begins a statement, as Python understands it.
    private static String python(String line) {
        var text = line.strip();
        var indentation = line.substring(0, line.length() - line.stripLeading().length());
        var assigned = ASSIGNED.matcher(text);
        if (assigned.matches()) {
            return indentation + assigned.group(1) + "None  # " + assigned.group(2);
        }
        var jupyters = text.startsWith("%")
                || text.startsWith("!")
                || text.startsWith("?")
                || text.endsWith("?") && !text.startsWith("#");
        if (!jupyters) {
            return line;
        }
        // A block must not be left empty.
        return indentation + (indentation.isEmpty() ? "# " : "pass  # ") + text;
    }

    private static void print(List<String> lines, CellStructure.Expression place) {
        var last = lines.get(place.lastLine());
        var end = last.substring(0, place.end()).stripTrailing();
        var rest = last.substring(place.end());
        // What returns None, such as a call of print, has nothing to show.
        var call = end.endsWith(")");
        lines.set(
                place.lastLine(),
                end
                        + (call ? ")) is not None: print(repr(_))" : "))")
                        + (rest.isBlank() ? "  # the cell's value" : "  " + rest.strip()));
        lines.set(place.firstLine(), (call ? "if (_ := (" : "print(repr(") + lines.get(place.firstLine()));
    }
}
