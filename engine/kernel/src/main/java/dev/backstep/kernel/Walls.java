package dev.backstep.kernel;

import dev.backstep.kernel.cpython.AuditRules;
import dev.backstep.kernel.cpython.Interpreter;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.walls.Arguments;
import dev.backstep.kernel.walls.ProgramRules;
import dev.backstep.kernel.walls.Reach;
import dev.backstep.kernel.walls.SecondWall;
import dev.backstep.kernel.walls.Standing;
import dev.backstep.recording.protocol.Request;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The walls around the program that runs: Python's audit hook, and what the operating system refuses to the thread.
///
/// The second wall stands from the first program on and never moves, so a program with another folder needs another
/// process. A program on a GPU has only the first: drivers open devices, write caches and start compilers.
final class Walls implements AuditRules {
    /// Names the walls that are left out, `first` or `second`, so that tests can try the other alone.
    private static final String WITHOUT = "dev.backstep.kernel.without-wall";

    private final String without = System.getProperty(WITHOUT, "");
    private volatile @Nullable ProgramRules rules;
    private @Nullable Standing standing;
    private @Nullable Pristine pristine;

    /// Who is told of what programs do to what they share.
    void setPristine(Pristine listener) {
        pristine = listener;
    }

    /// Why a program cannot run in this process; null if it can.
    @Nullable
    String unfit(Request.Run run) {
        var held = standing;
        if (held == null) {
            return null;
        }
        return !onGpu(run) && held.fits(reach(run)) ? null : "the system holds this process to other files";
    }

    /// A program begins. To be called by the thread that runs it.
    void begin(Request.Run run) {
        var reach = reach(run);
        if (standing == null && !onGpu(run) && run.id() != Host.UNHEARD && !without.equals("second")) {
            standing = SecondWall.close(reach);
        }
        rules = without.equals("first") ? null : new ProgramRules(reach);
    }

    /// The kernel loads a module for programs. What the module asks for is judged as if a program did: it could come
    /// into
    /// the programs' reach.
    void beginLoading() {
        rules = new ProgramRules(new Reach(null, false, List.of(Interpreter.folder())));
    }

    /// It has ended: what follows is the kernel's own work.
    void end() {
        rules = null;
    }

    private static boolean onGpu(Request.Run run) {
        return !run.device().equals("cpu");
    }

    private static Reach reach(Request.Run run) {
        var folder = run.folder().isEmpty() ? null : Path.of(run.folder());
        return new Reach(folder, folder != null && run.allowFiles(), List.of(Interpreter.folder()));
    }

    @Override
    public @Nullable Refusal check(String event, PyObject arguments) {
        if (pristine != null && (event.equals("object.__setattr__") || event.equals("object.__delattr__"))) {
            pristine.settingAttribute(arguments);
            return null;
        }
        var present = rules;
        if (present == null || ProgramRules.isFree(event)) {
            return null;
        }
        var refusal = present.judge(event, new Tuple(arguments));
        if (refusal == null) {
            return null;
        }
        return switch (refusal.type()) {
            case IMPORT_ERROR -> new Refusal("ImportError", refusal.sentence());
            case PERMISSION_ERROR ->
                refusal.path() == null
                        ? new Refusal("PermissionError", 1, refusal.sentence())
                        : new Refusal("PermissionError", 1, refusal.sentence(), refusal.path());
        };
    }

    private record Tuple(PyObject tuple) implements Arguments {
        @Override
        public int count() {
            return tuple.size();
        }

        @Override
        public @Nullable String text(int index) {
            if (index >= count()) {
                return null;
            }
            var argument = tuple.get(index);
            return argument.isText() ? argument.asText() : argument.isBytes() ? argument.asFileName() : null;
        }

        @Override
        public boolean isNumber(int index) {
            return index < count() && tuple.get(index).isInt();
        }

        @Override
        public long number(int index) {
            return tuple.get(index).asNearestLong();
        }

        @Override
        public boolean isNone(int index) {
            return index >= count() || tuple.get(index).isNone();
        }
    }
}
