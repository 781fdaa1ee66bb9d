package dev.backstep.kernel;

import dev.backstep.engine.Tensor;
import dev.backstep.kernel.cpython.CallStack;
import dev.backstep.kernel.cpython.Functions;
import dev.backstep.kernel.cpython.Interpreter;
import dev.backstep.kernel.cpython.PyException;
import dev.backstep.kernel.cpython.PyObject;
import dev.backstep.kernel.cpython.ThreadStack;
import dev.backstep.kernel.recorder.Recorder;
import dev.backstep.recording.Event;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What Python may ask of the kernel: the functions of the module `_backstep.host`. One instance serves all
/// programs, one after the other.
public final class Host {
    /// The identifier of a program that nobody asked for: what it prints goes nowhere.
    static final long UNHEARD = -1;

    private static final int NO_LOOP = -1;

    private Output output = (_, _, _) -> {};
    private Runnable threadsStart = () -> {};
    private Runnable functionEnds = () -> {};
    private @Nullable Program program;
    private final FrameLines lines = new FrameLines();
    private final Map<Jump, Integer> loops = new HashMap<>();

    /// A place in a code object, by its address. Python keeps those that it tells of.
    private record Jump(long code, int to) {}

    /// Where the text goes that programs print.
    @FunctionalInterface
    interface Output {
        void print(long program, Event.Stream stream, String text);
    }

    /// A program that runs.
    static final class Program {
        private final long id;
        private final @Nullable Recorder recorder;
        private @Nullable String error;

        Program(long id, @Nullable Recorder recorder) {
            this.id = id;
            this.recorder = recorder;
        }

        /// The text of the error that ended it, as Python prints it; null while there is none.
        @Nullable
        String error() {
            return error;
        }
    }

    /// Where the text goes from now on.
    void setOutput(Output where) {
        output = where;
    }

    /// What is to happen before a program starts a thread.
    void setThreadsStart(Runnable action) {
        threadsStart = action;
    }

    /// What is to happen before a function ends that the module of a recorded program has called.
    void setFunctionEnds(Runnable action) {
        functionEnds = action;
    }

    void begin(Program next) {
        program = next;
        lines.clear();
        loops.clear();
    }

    void end() {
        program = null;
    }

    /// Adds the functions to a module.
    void define(PyObject module) {
        define(module, "write", a -> write(a[0].asBoolean(), a[1].asText()));
        define(module, "warned", a -> warned(a[0].asText(), a[1].asText(), a[2].asInt(), a[3].asText()));
        define(module, "failed", a -> {
            var place = new int[] {a[2].asInt(), a[3].asInt(), a[4].asInt(), a[5].asInt()};
            failed(a[0].asText(), a[1].asText(), place, a[6], a[7].asText());
        });
        define(module, "statements", a -> record(recorder -> recorder.statements(a[0].asText(), a[1].asText())));
        module.setAttribute("add_module", Functions.of("add_module", a -> {
            var recorder = recorder();
            return recorder == null
                    ? Recording.NONE
                    : recorder.addModule(a[0].asInt(), a[1].asText(), a[2].asText(), tensors(a[3]));
        }));
        define(module, "enter_module", a -> record(recorder -> recorder.enterModule(a[0].asInt())));
        define(module, "exit_module", a -> record(Recorder::exitModule));
        define(module, "begin_zero_grad", a -> record(recorder -> recorder.beginZeroGrad(a[0].asText())));
        define(module, "end_zero_grad", a -> record(Recorder::endZeroGrad));
        define(
                module,
                "optimizer_stepped",
                a -> record(recorder -> recorder.optimizerStepped(a[0].asText(), tensors(a[1]))));
        module.setAttribute("named", Functions.of("named", a -> {
            var recorder = recorder();
            // A program may make an object of the class without a tensor in it.
            return recorder != null
                    && a[1].target() instanceof Tensor tensor
                    && recorder.named(a[0].asText(), tensor, a[2].asBoolean(), a[3].asBoolean());
        }));
        define(
                module,
                "hook_starts",
                a -> record(recorder -> recorder.hookStarts(
                        a[0].asText(), a[1].asText(), a[2].asInt(), a[3].asInt(), optionalTensors(a[4]))));
        define(module, "hook_ends", a -> record(recorder -> recorder.hookEnds(optionalTensors(a[0]))));
        module.setAttribute("current_call", Functions.of("current_call", _ -> {
            var recorder = recorder();
            return recorder == null ? Recording.NONE : recorder.currentModuleCall();
        }));
        define(module, "ask_for_names", _ -> record(Recorder::askForNames));
        module.setAttribute("wants_names", Functions.of("wants_names", _ -> {
            var recorder = recorder();
            return recorder != null && recorder.wantsNames();
        }));
        define(module, "thread_starts", _ -> threadsStart.run());
        define(module, "thread_started", _ -> ThreadStack.reserveForThread());
        // With the code object, and the line or the result.
        define(module, "frame_started", _ -> frameLeft(CallStack.address()));
        define(module, "frame_failed", _ -> frameLeft(CallStack.address()));
        module.setAttribute("jumped", Functions.of("jumped", a -> jumped(a[0], a[1].asInt(), a[2].asInt())));
        define(module, "line_started", a -> lineStarted(CallStack.address(), a[1].asInt()));
        define(module, "frame_ended", a -> {
            frameEnded(CallStack.address());
            var recorder = recorder();
            if (recorder != null && recorder.wantsNames() && CallStack.isInOutermostFunction()) {
                // What only its variables lead to has no name afterwards.
                functionEnds.run();
            }
        });
    }

    /// What a function does that has no result.
    @FunctionalInterface
    private interface Action {
        void run(PyObject... arguments);
    }

    private static void define(PyObject module, String name, Action action) {
        module.setAttribute(name, Functions.of(name, arguments -> {
            action.run(arguments);
            return null;
        }));
    }

    /// A program may make an object of the class without a tensor in it: those are left out.
    private static List<Tensor> tensors(PyObject handles) {
        return optionalTensors(handles).stream().filter(Objects::nonNull).toList();
    }

    private static List<@Nullable Tensor> optionalTensors(PyObject handles) {
        var tensors = new ArrayList<@Nullable Tensor>();
        for (var handle : handles.elements()) {
            tensors.add(handle.target() instanceof Tensor tensor ? tensor : null);
        }
        return tensors;
    }

    private void record(Consumer<Recorder> action) {
        var recorder = recorder();
        if (recorder != null) {
            recorder.safely(() -> action.accept(recorder));
        }
    }

    /// A frame jumps. A jump back is a loop's next turn, or that of a comprehension.
    ///
    /// @return what makes Python tell no more of this jump; null to be told again
    private @Nullable Object jumped(PyObject code, int from, int to) {
        int loop = to < from ? loops.computeIfAbsent(new Jump(code.address(), to), _ -> loopAt(code, to)) : NO_LOOP;
        if (loop == NO_LOOP) {
            return Interpreter.importModule("sys").attribute("monitoring").attribute("DISABLE");
        }
        record(recorder -> recorder.turnStarted(CallStack.address(), loop));
        return null;
    }

    private static int loopAt(PyObject code, int place) {
        try {
            var found = Interpreter.importModule("_backstep.lines").callMethod("loop_at", code, place);
            return found.isNone() ? NO_LOOP : found.asInt();
        } catch (PyException e) {
            // There was no room for another call.
            return NO_LOOP;
        }
    }

    /// A frame is over, or what was known of its address is of another one.
    private void frameLeft(long frame) {
        lines.set(frame, FrameLines.NONE);
        record(recorder -> recorder.frameLeft(frame));
    }

    /// A line of a frame begins, so the one before it is done.
    private void lineStarted(long frame, int line) {
        int before = lines.set(frame, line);
        record(recorder -> {
            recorder.lineStarted(frame, line);
            lineDone(recorder, before);
        });
    }

    /// A frame returns, so its last line is done.
    private void frameEnded(long frame) {
        int before = lines.set(frame, FrameLines.NONE);
        record(recorder -> {
            recorder.frameLeft(frame);
            lineDone(recorder, before);
        });
    }

    private static void lineDone(Recorder recorder, int line) {
        if (line != FrameLines.NONE) {
            recorder.lineDone(line, (name, found) -> {
                var value = CallStack.variable(name);
                if (value != null && value.target() instanceof Tensor tensor) {
                    found.accept(tensor, value.typeName().equals("Parameter"));
                }
            });
        }
    }

    // What a program says

    void write(boolean toError, String text) {
        var stream = toError ? Event.Stream.ERR : Event.Stream.OUT;
        if (program == null) {
            return;
        }
        if (program.id != UNHEARD) {
            output.print(program.id, stream, text);
        }
        if (program.recorder != null) {
            program.recorder.printed(stream, text);
        }
    }

    /// @param line 0 if it was not raised in the program itself
    private void warned(String type, String message, int line, String text) {
        record(recorder -> {
            var span = line > 0 ? recorder.statementAt(line) : null;
            recorder.problem(Problem.Severity.WARNING, type, message, span, List.of(), text);
        });
    }

    /// @param place line, column, end line, end column; line 0 if it is unknown, column 0 if only the line is known
    /// @param frames a line and a function each, outermost first
    /// @param text as Python prints it
    private void failed(String type, String message, int[] place, PyObject frames, String text) {
        if (program != null) {
            program.error = text;
        }
        record(recorder -> {
            var traceback = frames.elements().stream()
                    .map(frame ->
                            new Problem.Frame(frame.get(0).asInt(), frame.get(1).asText()))
                    .toList();
            var span = place[0] == 0
                    ? null
                    : place[1] == 0 ? recorder.statementAt(place[0]) : new Span(place[0], place[1], place[2], place[3]);
            recorder.problem(Problem.Severity.ERROR, type, message, span, traceback, text);
        });
    }

    /// [#failed] with an error of which only the type can be said.
    void failed(String type) {
        var text = type + ": <its text could not be made>\n";
        if (program != null) {
            program.error = text;
        }
        record(recorder -> recorder.problem(Problem.Severity.ERROR, type, "", null, List.of(), text));
    }

    private @Nullable Recorder recorder() {
        return program == null ? null : program.recorder;
    }
}
