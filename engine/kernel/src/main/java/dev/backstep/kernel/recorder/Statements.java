package dev.backstep.kernel.recorder;

import dev.backstep.recording.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The statements of a program: which one a line belongs to, and what names it binds.
final class Statements {
    private static final Statements NONE = new Statements(List.of(), 0);

    private final List<Statement> statements;
    private final @Nullable Statement[] byLine;
    private final Map<Integer, String> namesByLine = new HashMap<>();

    /// A statement; of a compound one its head.
    ///
    /// @param names plain names it binds, with blanks between
    record Statement(Span span, String names) {}

    private Statements(List<Statement> statements, int lines) {
        this.statements = statements;
        byLine = new Statement[lines + 1];
        for (var statement : statements) {
            for (int line = statement.span.startLine(); line <= Math.min(statement.span.endLine(), lines); line++) {
                // The first of several on a line stands for them all.
                if (byLine[line] == null) {
                    byLine[line] = statement;
                }
            }
            if (!statement.names.isEmpty()) {
                namesByLine.merge(statement.span.startLine(), statement.names, (some, others) -> some + " " + others);
            }
        }
    }

    static Statements none() {
        return NONE;
    }

    /// Reads the table that `_backstep/statements.py` makes: a statement a line, with line, column, end line, end
    /// column and names.
    /// Columns count from 0; -1 is the end of the line.
    static Statements parse(String table, String source) {
        var lines = source.split("\n", -1);
        var statements = new ArrayList<Statement>();
        for (var row : table.split("\n")) {
            if (row.isEmpty()) {
                continue;
            }
            var cells = row.split(" ", 5);
            int endLine = Integer.parseInt(cells[2]);
            int endColumn = Integer.parseInt(cells[3]);
            if (endColumn < 0) {
                endColumn = lines[endLine - 1].stripTrailing().length();
            }
            var span = new Span(Integer.parseInt(cells[0]), Integer.parseInt(cells[1]) + 1, endLine, endColumn + 1);
            statements.add(new Statement(span, cells.length > 4 ? cells[4] : ""));
        }
        return new Statements(List.copyOf(statements), lines.length);
    }

    List<Span> spans() {
        return statements.stream().map(Statement::span).toList();
    }

    /// The plain names that statements bind which begin on a line, with blanks between; empty if there are none.
    String namesBoundAt(int line) {
        return namesByLine.getOrDefault(line, "");
    }

    /// The place of the statement that a line is part of; of the line, if it is part of none; null for line 0.
    @Nullable
    Span spanAt(int line) {
        var statement = line > 0 && line < byLine.length ? byLine[line] : null;
        return statement != null ? statement.span : line > 0 ? Span.line(line) : null;
    }
}
