package dev.backstep.app.replay;

import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names of tensors for people: the one rule, which graph, inspector, chart and expressions have in common.
public final class TensorNames {
    private TensorNames() {}

    /// A name for each tensor: its variable, else the operation that made it with its number among those of that
    /// name.
    public static String[] of(Recording recording) {
        Map<Integer, String> operations = operationNames(recording);
        var names = new String[recording.tensors().size()];
        for (TensorRecord tensor : recording.tensors()) {
            String variable = variable(tensor);
            names[tensor.id()] =
                    variable != null ? variable : operations.getOrDefault(tensor.operation(), "tensor#" + tensor.id());
        }
        return names;
    }

    /// `mul` for `aten::mul`.
    static String shortName(String operation) {
        return operation.substring(operation.lastIndexOf(':') + 1);
    }

    private static Map<Integer, String> operationNames(Recording recording) {
        var counts = new HashMap<String, Integer>();
        var names = new HashMap<Integer, String>();
        for (Operation operation : recording.operations()) {
            String name = shortName(operation.name());
            names.put(operation.id(), name + "#" + counts.merge(name, 1, Integer::sum));
        }
        return names;
    }

    /// The variable that names it best, null without one. A parameter's path in its model (`model.fc.weight`) comes
    /// before the name that the module's own code gave it (`self.weight`) and before loop variables; else it is the
    /// first that is no `_`.
    public static @Nullable String variable(TensorRecord tensor) {
        List<String> names = tensor.names();
        if (tensor.parameter()) {
            for (String name : names) {
                if (name.contains(".") && !name.startsWith("self.")) {
                    return name;
                }
            }
        }
        for (String name : names) {
            if (!name.equals("_")) {
                return name;
            }
        }
        return null;
    }
}
