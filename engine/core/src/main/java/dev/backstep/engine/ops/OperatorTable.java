package dev.backstep.engine.ops;

import dev.backstep.engine.Engine;
import dev.backstep.engine.ops.rows.AllRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of operators as data, for those who call by name. Java code calls the methods of `Tensor` and `Engine`.
public final class OperatorTable {
    private static final OperatorInfo[] ROWS = new OperatorInfo[AllRows.COUNT];
    private static final Map<String, List<OperatorInfo>> BY_NAME = new HashMap<>();

    static {
        AllRows.describe(ROWS);
        for (OperatorInfo row : ROWS) {
            BY_NAME.computeIfAbsent(row.name(), n -> new ArrayList<>()).add(row);
            for (String alias : row.aliases())
                BY_NAME.computeIfAbsent(alias, n -> new ArrayList<>()).add(row);
        }
    }

    private OperatorTable() {}

    /// All operators, by number.
    public static List<OperatorInfo> all() {
        return Collections.unmodifiableList(Arrays.asList(ROWS));
    }

    public static OperatorInfo get(int index) {
        return ROWS[index];
    }

    /// The overloads of a name or alias in the order of the table; empty if there is none.
    public static List<OperatorInfo> named(String name) {
        return Collections.unmodifiableList(BY_NAME.getOrDefault(name, List.of()));
    }

    /// Calls an operator.
    ///
    /// @param arguments all of them in schema order, as [OperatorInfo.Type] says; null for None
    /// @return a `Tensor`, a `Tensor[]`, or a plain value
    public static Object call(OperatorInfo operator, Engine engine, @Nullable Object... arguments) {
        return AllRows.call(operator.index(), engine, arguments);
    }
}
