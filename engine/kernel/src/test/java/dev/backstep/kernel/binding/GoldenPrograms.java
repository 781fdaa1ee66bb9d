package dev.backstep.kernel.binding;

import java.util.LinkedHashMap;
import java.util.Map;

/// The programs whose output PyTorch printed, for tests that ask something else of them.
public final class GoldenPrograms {
    private GoldenPrograms() {}

    /// All of them by name: `edges.py`, `hooks/order.py`.
    public static Map<String, String> all() {
        var found = new LinkedHashMap<>(TorchProgramsTest.all());
        for (var area : AutogradRulesTest.AREAS) {
            AutogradRulesTest.programs(area).forEach((name, program) -> found.put(area + "/" + name, program));
        }
        return found;
    }
}
