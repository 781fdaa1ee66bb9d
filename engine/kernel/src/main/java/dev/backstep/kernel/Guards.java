package dev.backstep.kernel;

import dev.backstep.kernel.cpython.Functions;
import dev.backstep.kernel.cpython.Interpreter;
import dev.backstep.kernel.cpython.PyException;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.walls.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts replacements in the place of Python's functions that the audit hook does not see ([Guard]).
final class Guards {
    /// Functions whose first two arguments are descriptors.
    private static final Set<String> TWO_DESCRIPTORS = Set.of("dup2", "sendfile", "copy_file_range", "splice");

    /// The last of the descriptors that belong to the kernel.
    private static final int LAST_OWN = 2;

    private Guards() {}

    /// Replaces all, also where modules have copied them.
    static void install() {
        var replacements = new ArrayList<PyObject>();
        for (var guard : Guard.ALL) {
            var module = moduleOrNull(guard.module());
            if (module == null) {
                continue;
            }
            for (var name : guard.functions().strip().split("\\s+")) {
                var original = module.attribute(name);
                if (original != null) {
                    replacements.add(PyObject.tuple(original, replacement(guard, name, original)));
                }
            }
        }
        var install = Objects.requireNonNull(
                Interpreter.importModule("_backstep.guards").attribute("install"));
        install.call(replacements);
    }

    private static @Nullable PyObject moduleOrNull(String name) {
        try {
            return Interpreter.importModule(name);
        } catch (PyException e) {
            // Of another platform.
            return null;
        }
    }

    private static PyObject replacement(Guard guard, String name, PyObject original) {
        return switch (guard.kind()) {
            case REFUSE ->
                Functions.withKeywords(name, (_, _) -> {
                    throw refusal(guard);
                });
            case DO_NOTHING -> Functions.withKeywords(name, (_, _) -> null);
            case DESCRIPTOR ->
                Functions.guarded(name, original, arguments -> {
                    if (isOwn(name, List.of(arguments))) {
                        throw refusal(guard);
                    }
                });
            case CREATE_MODULE ->
                Functions.guarded(name, original, arguments -> {
                    var module = arguments.length == 0 ? null : arguments[0].attribute("name");
                    if (module != null && module.isText() && !Guard.mayCreate(module.asText())) {
                        throw PyException.of("ImportError", guard.sentence());
                    }
                });
        };
    }

    private static boolean isOwn(String function, List<PyObject> arguments) {
        int descriptors = Math.min(arguments.size(), TWO_DESCRIPTORS.contains(function) ? 2 : 1);
        return arguments.subList(0, descriptors).stream().anyMatch(argument -> {
            if (!argument.isInt() && !argument.isBoolean()) {
                // Its number may be another one the next time that it is asked for.
                return argument.hasIndex();
            }
            long number = argument.asNearestLong();
            return number <= LAST_OWN && (number >= 0 || function.equals("closerange"));
        });
    }

    private static PyException refusal(Guard guard) {
        return PyException.of("PermissionError", 1, guard.sentence());
    }
}
