package dev.backstep.engine.profiler;

import dev.backstep.engine.printing.PythonNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rows as a table of PyTorch 1.13's format.
public final class ProfileTable {
    private static final int WIDTH = 12;
    private static final String GAP = "  ";
    private static final int STACK_ENTRIES = 5;
    private static final String[] FLOPS = {"FLOPs", "KFLOPs", "MFLOPs", "GFLOPs", "TFLOPs", "PFLOPs"};

    private final List<? extends ProfileRow> rows;
    private final Layout layout;
    private final boolean deviceTime;
    private final boolean memory;
    private final boolean deviceMemory;
    private final boolean shapes;
    private final boolean stacks;
    private final int sourceWidth;
    private final int shapesWidth;
    private final long smallestFlops;
    private final long cpuTime;
    private final long allDeviceTime;
    private final List<Column> columns = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    /// How a table is cut to size. A width of null is as wide as its contents.
    ///
    /// @param rowLimit how many rows to show; -1 for all
    /// @param header a line above the table
    /// @param topLevelOnly whether to leave out what ran inside something else
    public record Layout(
            int rowLimit,
            @Nullable Integer maxSourceWidth,
            @Nullable Integer maxNameWidth,
            @Nullable Integer maxShapesWidth,
            @Nullable String header,
            boolean topLevelOnly) {
        public static final Layout DEFAULT = new Layout(100, 75, 55, 80, null, false);
    }

    private record Column(String title, int width, boolean left) {}

    /// @param rows in the order to show
    /// @param memory whether to show the memory columns
    /// @param flops whether to show the column of operations, if there are any
    /// @return an empty text for no rows
    public static String of(List<? extends ProfileRow> rows, boolean memory, boolean flops, Layout layout) {
        return rows.isEmpty() ? "" : new ProfileTable(rows, memory, flops, layout).text();
    }

    private ProfileTable(List<? extends ProfileRow> rows, boolean memory, boolean flops, Layout layout) {
        this.rows = rows;
        this.layout = layout;
        this.memory = memory;
        deviceTime = rows.stream().anyMatch(row -> row.selfDeviceTime() > 0);
        deviceMemory = memory && rows.stream().anyMatch(row -> row.selfDeviceMemory() > 0);
        shapes = rows.stream().anyMatch(row -> !row.inputShapes().isEmpty());
        stacks = rows.stream().anyMatch(row -> !row.stack().isEmpty());
        sourceWidth = width(rows.stream().flatMap(row -> row.stack().stream()), layout.maxSourceWidth);
        shapesWidth = width(rows.stream().map(row -> row.inputShapes().toString()), layout.maxShapesWidth);
        smallestFlops = flops
                ? rows.stream()
                        .mapToLong(ProfileRow::flops)
                        .filter(f -> f > 0)
                        .min()
                        .orElse(0)
                : 0;
        cpuTime = sum(ProfileRow::selfCpuTime);
        allDeviceTime = sum(ProfileRow::selfDeviceTime);
        columns(width(rows.stream().map(ProfileRow::key), layout.maxNameWidth));
    }

    private static int width(Stream<String> contents, @Nullable Integer limit) {
        int width = contents.mapToInt(String::length).max().orElse(0) + 4;
        return limit == null ? width : Math.min(width, limit);
    }

    private long sum(ToLongFunction<ProfileRow> value) {
        long sum = 0;
        for (var row : rows) sum += value.applyAsLong(row);
        return sum;
    }

    private void columns(int nameWidth) {
        columns.add(new Column("Name", nameWidth, false));
        columns("Self CPU %", "Self CPU", "CPU total %", "CPU total", "CPU time avg");
        if (deviceTime) columns("Self CUDA", "Self CUDA %", "CUDA total", "CUDA time avg");
        if (memory) columns("CPU Mem", "Self CPU Mem");
        if (deviceMemory) columns("CUDA Mem", "Self CUDA Mem");
        columns("# of Calls");
        if (shapes) columns.add(new Column("Input Shapes", shapesWidth, false));
        if (stacks) columns.add(new Column("Source Location", sourceWidth, true));
        if (smallestFlops > 0) columns("Total " + FLOPS[thousands(smallestFlops)]);
    }

    private void columns(String... titles) {
        for (var title : titles) columns.add(new Column(title, WIDTH, false));
    }

    private static int thousands(long flops) {
        return (int) Math.min(Math.log10(flops) / 3, FLOPS.length - 1);
    }

    private String text() {
        int length =
                columns.stream().mapToInt(column -> column.width + GAP.length()).sum() - GAP.length();
        if (layout.header != null) line("=".repeat(length)).line(layout.header);
        if (layout.topLevelOnly) line("=".repeat(length)).line("This report only display top-level ops statistics");
        rule().cells(columns.stream().map(Column::title).toList()).rule();
        int shown = 0;
        for (var row : rows) {
            if (shown == layout.rowLimit) break;
            if (layout.topLevelOnly && row.nested()) continue;
            shown++;
            row(row);
        }
        rule().line("Self CPU time total: " + time(cpuTime));
        if (deviceTime) line("Self CUDA time total: " + time(allDeviceTime));
        return text.toString();
    }

    private void row(ProfileRow row) {
        var cells = new ArrayList<String>();
        cells.add(name(row.key()));
        cells.add(share(row.selfCpuTime(), cpuTime));
        cells.add(time(row.selfCpuTime()));
        cells.add(share(row.cpuTime(), cpuTime));
        cells.add(time(row.cpuTime()));
        cells.add(time(average(row.cpuTime(), row)));
        if (deviceTime) {
            cells.add(time(row.selfDeviceTime()));
            cells.add(share(row.selfDeviceTime(), allDeviceTime));
            cells.add(time(row.deviceTime()));
            cells.add(time(average(row.deviceTime(), row)));
        }
        if (memory) {
            cells.add(bytes(row.cpuMemory()));
            cells.add(bytes(row.selfCpuMemory()));
        }
        if (deviceMemory) {
            cells.add(bytes(row.deviceMemory()));
            cells.add(bytes(row.selfDeviceMemory()));
        }
        cells.add(Integer.toString(row.count()));
        if (shapes) cells.add(cut(row.inputShapes().toString()));
        // PyTorch has the titles of these two the other way round.
        if (smallestFlops > 0) cells.add(flops(row.flops()));
        if (stacks) cells.add(row.stack().isEmpty() ? "" : source(row.stack().getFirst()));
        cells(cells);
        if (stacks) stack(row.stack());
    }

    private void stack(List<String> stack) {
        for (int i = 1; i < Math.min(stack.size(), STACK_ENTRIES); i++) {
            var cells = new ArrayList<>(java.util.Collections.nCopies(columns.size() - 1, ""));
            cells.add(source(stack.get(i)));
            cells(cells);
        }
        cells(java.util.Collections.nCopies(columns.size(), ""));
    }

    private String name(String name) {
        Integer limit = layout.maxNameWidth;
        return limit != null && name.length() >= limit - 3 ? name.substring(0, Math.max(0, limit - 3)) + "..." : name;
    }

    private String cut(String shown) {
        return shown.substring(0, Math.min(shown.length(), shapesWidth));
    }

    private String source(String path) {
        if (path.length() <= sourceWidth) return path;
        var end = path.substring(path.length() - sourceWidth);
        return end.length() > 3 ? "..." + end.substring(3) : end;
    }

    private static double average(long time, ProfileRow row) {
        return row.count() == 0 ? 0 : (double) time / row.count();
    }

    private ProfileTable rule() {
        return cells(columns.stream().map(column -> "-".repeat(column.width)).toList());
    }

    private ProfileTable cells(List<String> cells) {
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            var space = " ".repeat(Math.max(0, column.width - cells.get(i).length()));
            text.append(column.left ? cells.get(i) + space : space + cells.get(i))
                    .append(GAP);
        }
        text.append('\n');
        return this;
    }

    private ProfileTable line(String line) {
        text.append(line).append('\n');
        return this;
    }

    // Numbers

    /// As PyTorch shows a time: `12.345us`, `1.234ms`, `1.234s`.
    ///
    /// @param nanos in nanoseconds
    public static String time(double nanos) {
        if (nanos >= 1e9) return PythonNumbers.fixed(nanos / 1e9, 3) + "s";
        if (nanos >= 1e6) return PythonNumbers.fixed(nanos / 1e6, 3) + "ms";
        return PythonNumbers.fixed(nanos / 1e3, 3) + "us";
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "NaN" : PythonNumbers.fixed(part * 100.0 / whole, 2) + "%";
    }

    private static String bytes(long bytes) {
        long magnitude = Math.abs(bytes);
        if (magnitude >= 1L << 30) return PythonNumbers.fixed(bytes / 0x1p30, 2) + " Gb";
        if (magnitude >= 1L << 20) return PythonNumbers.fixed(bytes / 0x1p20, 2) + " Mb";
        if (magnitude >= 1L << 10) return PythonNumbers.fixed(bytes / 0x1p10, 2) + " Kb";
        return bytes + " b";
    }

    private String flops(long flops) {
        if (flops <= 0) return "--";
        var scaled = PythonNumbers.fixed(flops * Math.pow(10, thousands(smallestFlops) * -3.0), 3);
        return " ".repeat(Math.max(0, 8 - scaled.length())) + scaled;
    }
}
