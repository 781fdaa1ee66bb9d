package dev.backstep.kernel.walls;

import org.jspecify.annotations.Nullable;

/// The first wall: what a program of a given reach may do. Python's audit hook asks it before each event.
///
/// It holds no state besides the reach and may be asked by several threads at once. The kernel's own work is not to be
/// asked about.
public final class ProgramRules {
    private final FileRules files;

    public ProgramRules(Reach reach) {
        files = new FileRules(reach);
    }

    public Reach reach() {
        return files.reach();
    }

    /// Whether an event is allowed whatever its arguments are, so that nobody needs to look at them. Most events are.
    public static boolean isFree(String event) {
        return EventRules.of(event) == EventRules.ALLOWED;
    }

    /// @param event the name of an audit event of CPython 3.14
    /// @return null if it is allowed
    public @Nullable Refusal judge(String event, Arguments arguments) {
        var rule = EventRules.of(event);
        return rule == EventRules.ALLOWED ? null : rule.judge(files, arguments);
    }

    /// The rule for files that are read on a program's behalf, as `torch.load` does.
    ///
    /// @param name as the program names it: relative to its folder, or absolute
    public @Nullable Refusal reading(String name) {
        return files.reading(name);
    }

    /// The rule for files that are written on a program's behalf, as `torch.save` does.
    public @Nullable Refusal writing(String name) {
        return files.writing(name);
    }

    /// The rule for the use of something that is open: 0, 1 and 2 are the kernel's.
    public @Nullable Refusal descriptor(long number) {
        return files.descriptor(number);
    }
}
