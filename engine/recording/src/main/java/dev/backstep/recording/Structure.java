package dev.backstep.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the events of a run are parts of: modules, composite operators, calls of functions and loops.
///
/// @param frames a frame comes after its parent
/// @param loops in the order of the text
public record Structure(
        List<ModuleRecord> modules,
        List<ModuleCall> moduleCalls,
        List<Composite> composites,
        List<CallFrame> frames,
        List<Loop> loops) {

    /// That of a program without any of these.
    public static final Structure NONE = new Structure(List.of(), List.of(), List.of(), List.of(), List.of());

    /// The module that a call is a call of, or null for [Recording#NONE].
    public @Nullable ModuleRecord module(int moduleCall) {
        return moduleCall == Recording.NONE
                ? null
                : modules.get(moduleCalls.get(moduleCall).module());
    }

    /// The path of the module that a call is a call of, or null for [Recording#NONE].
    public @Nullable String path(int moduleCall) {
        var module = module(moduleCall);
        return module == null ? null : module.path();
    }
}
