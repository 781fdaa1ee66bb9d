/// Java source with indentation.
final class Code {
    private final StringBuilder text = new StringBuilder();
    private int depth;

    void line(String line) {
        if (!line.isEmpty()) text.append("    ".repeat(depth)).append(line);
        text.append('\n');
    }

    void open(String head) {
        line(head.isEmpty() ? "{" : head + " {");
        depth++;
    }

    void close() {
        close("");
    }

    /// @param tail what follows the bracket
    void close(String tail) {
        depth--;
        line("}" + tail);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
