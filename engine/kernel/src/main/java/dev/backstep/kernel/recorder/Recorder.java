package dev.backstep.kernel.recorder;

import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.autograd.Observer;
import dev.backstep.engine.backend.BackendListener;
import dev.backstep.engine.backend.DeviceLostException;
import dev.backstep.engine.ops.OperatorInfo;
import dev.backstep.recording.Argument;
import dev.backstep.recording.Event;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes down one run. Belongs to the thread that runs the program.
///
/// A recording takes no more memory than it is given. Where a program does more, turns of its loops are dropped (see
/// [Iterations]), so that an endless training loop costs no more than a long one; what is printed and errors are kept.
/// If that is not enough the recording ends there.
public final class Recorder implements Observer {
    private static final String INCOMPLETE =
            "a fault of Backstep's: not everything from here on is recorded. The program runs as it does without.";

    /// A look-up costs about a microsecond.
    private static final int MAX_LOOK_UPS = 5_000_000;

    private final Engine engine;
    private final String source;
    private final Budget budget;
    private final Values values;
    private final Timeline timeline = new Timeline();
    private final Tensors tensors;
    private final Graph graph;
    private final Passes passes;
    private final Zeroings zeroings;
    private final Caller caller;
    private final Frames frames;
    private final Loops loops;
    private final Records<Operation> operations = new Records<>();
    private final Composites composites;
    private final Problems problems = new Problems(timeline);
    private Function<Throwable, Map.Entry<String, String>> words =
            error -> Map.entry(error.getClass().getSimpleName(), "");
    private final HookCalls hooks;
    private Supplier<@Nullable Tensor> hookOwner = () -> null;
    private final Modules modules;
    private final Iterations iterations;
    private final List<Tensor> changed = new ArrayList<>();
    private final HostComputations onHost = new HostComputations();
    private Statements statements = Statements.none();
    private long count;
    private long ignoredSteps;
    private long ignored;
    private int ignoredPasses;
    private boolean busy;
    private int lookUps;
    private int faults;

    /// Finds out what a variable of the frame that runs holds.
    @FunctionalInterface
    public interface LookUp {
        /// @param found is told of a tensor, and whether it is an `nn.Parameter`
        void variable(String name, BiConsumer<Tensor, Boolean> found);
    }

    /// @param bytes about what the recording may take in memory
    public Recorder(Engine engine, String source, Caller caller, long bytes) {
        this.engine = engine;
        this.source = source;
        this.caller = caller;
        frames = new Frames(caller, source);
        budget = new Budget(bytes);
        var notes = new Notes();
        values = new Values(notes, budget);
        tensors = new Tensors(notes, values, timeline, budget);
        graph = new Graph(tensors, this::statementAt, notes, budget);
        passes = new Passes(tensors, graph, values, timeline, budget);
        zeroings = new Zeroings(tensors, values, timeline);
        hooks = new HookCalls(values, timeline, budget);
        modules = new Modules(timeline, budget);
        composites = new Composites(timeline, budget);
        iterations = new Iterations(
                new Thinning(
                        timeline, operations, problems, tensors, graph, passes, modules, composites, hooks, budget),
                budget);
        loops = new Loops(timeline, iterations);
    }

    // What the interpreter tells

    /// @param table see `_backstep/statements.py`
    /// @param loopTable see there
    public void statements(String table, String loopTable) {
        statements = Statements.parse(table, source);
        loops.define(loopTable, source);
    }

    /// A line of a frame of the program begins.
    public void lineStarted(long frame, int started) {
        loops.line(frame, started);
    }

    /// A loop of a frame goes on to its next turn, if there is one.
    public void turnStarted(long frame, int loop) {
        loops.turn(frame, loop);
    }

    /// A frame of the program is over.
    public void frameLeft(long frame) {
        loops.leave(frame);
    }

    /// A line of the program has run.
    public void lineDone(int done, LookUp lookUp) {
        notice();
        var names = statements.namesBoundAt(done);
        if (!names.isEmpty() && lookUps < MAX_LOOK_UPS) {
            lookUps++;
            for (var name : names.split(" ")) {
                lookUp.variable(name, (tensor, parameter) -> named(name, tensor, parameter, true));
            }
        }
    }

    public void printed(Event.Stream stream, String text) {
        timeline.print(stream, text, caller.line());
    }

    /// The place of the statement that a line is part of.
    public @Nullable Span statementAt(int line) {
        return statements.spanAt(line);
    }

    public void problem(
            Problem.Severity severity,
            String type,
            String message,
            @Nullable Span span,
            List<Problem.Frame> traceback,
            String text) {
        if (severity == Problem.Severity.ERROR) {
            problems.failed(type, message, span, traceback, text);
        } else {
            problems.warned(type, message, span, text);
        }
    }

    /// @param words what an error is called and what it says, as far as that is known without running its code
    public void describeErrors(Function<Throwable, Map.Entry<String, String>> words) {
        this.words = words;
    }

    // What the package torch tells

    /// An `nn.Module` not seen before.
    ///
    /// @param parent the identifier of the module that holds it, or [Recording#NONE]
    /// @param path what the program calls it
    /// @param parameters those of it and of the modules in it, each once
    /// @return its identifier
    public int addModule(int parent, String path, String className, List<Tensor> parameters) {
        long all = parameters.stream().mapToLong(Tensor::numel).sum();
        long trainable = parameters.stream()
                .filter(Tensor::requiresGrad)
                .mapToLong(Tensor::numel)
                .sum();
        return modules.add(parent, path, className, all, trainable);
    }

    /// The forward of a module that [#addModule] knows begins.
    public void enterModule(int module) {
        modules.enter(module, frames.now());
    }

    public void exitModule() {
        modules.exit();
    }

    /// Gradients zeroed until [#endZeroGrad] are zeroed by this call.
    public void beginZeroGrad(String by) {
        zeroings.begin(by);
    }

    public void endZeroGrad() {
        zeroings.end(span());
    }

    /// An optimiser of this class has changed its parameters.
    public void optimizerStepped(String optimizer, List<Tensor> parameters) {
        if (budget.isFull()) {
            return;
        }
        notice();
        var ids = parameters.stream()
                .map(tensor -> tensors.see(tensor, caller.line()))
                .toList();
        timeline.add(new Event.OptimizerStepped(optimizer, ids, span()));
    }

    /// The program sees a tensor, for the first time or again.
    ///
    /// @param parameter whether it is an `nn.Parameter`
    public void shown(Tensor tensor, boolean parameter) {
        if (!busy && !budget.isFull()) {
            tensors.shown(tensor, parameter, caller.line());
        }
    }

    /// A variable holds a tensor.
    ///
    /// @param parameter whether it is an `nn.Parameter`
    /// @param alsoNew whether tensors count that are not recorded yet, or have a name
    /// @return whether the name is new
    public boolean named(String name, Tensor tensor, boolean parameter, boolean alsoNew) {
        return (alsoNew && !budget.isFull() || tensors.known(tensor) != Recording.NONE)
                && tensors.name(tensor, name, parameter, alsoNew, caller.line());
    }

    /// Whether there are new tensors without a name since [#askForNames].
    public boolean wantsNames() {
        return tensors.wantNames();
    }

    /// The program's variables are looked through: [#named] is told what is found.
    public void askForNames() {
        tensors.askForNames();
    }

    /// The innermost call of a module that runs, or [Recording#NONE].
    public int currentModuleCall() {
        return modules.current();
    }

    /// @param owner the tensor that the hook which runs is registered on, or null
    public void findOwnersOfHooks(Supplier<@Nullable Tensor> owner) {
        hookOwner = owner;
    }

    /// A hook is called in a backward pass.
    ///
    /// @param kind the name of a [Hook.Kind]
    /// @param line where it is defined, or 0
    /// @param call the module call that it is registered on, or [Recording#NONE]
    /// @param gradients null for those that are missing
    public void hookStarts(String kind, String function, int line, int call, List<@Nullable Tensor> gradients) {
        int pass = passes.current();
        if (pass == Recording.NONE || ignoredPasses > 0) {
            return;
        }
        quietly(() -> {
            notice();
            var node = engine.evaluating();
            var owner = kind.startsWith("NODE") || kind.startsWith("MODULE") ? null : hookOwner.get();
            int tensor = tensors.known(owner);
            int at = node == null ? Recording.NONE : graph.see(node, origin(Recording.NONE));
            hooks.starts(HookCalls.place(kind, function, statements.spanAt(line), pass, at, tensor, call), gradients);
        });
    }

    /// The innermost hook has returned.
    ///
    /// @param gradients those that go on
    public void hookEnds(List<@Nullable Tensor> gradients) {
        if (passes.current() != Recording.NONE && ignoredPasses == 0) {
            quietly(() -> {
                notice();
                hooks.ends(gradients);
            });
        }
    }

    // What the engine tells

    /// To be told what GPUs do.
    public BackendListener backendListener() {
        return onHost;
    }

    /// Those that it remembers it looks at only while they are there.
    @Override
    public boolean keepsTensors() {
        return false;
    }

    @Override
    public void operationStarted(OperatorInfo operator) {
        onHost.forget();
        if (operator.kind() == OperatorInfo.Kind.COMPOSITE) {
            composites.begin();
        }
    }

    @Override
    public void operationFailed(OperatorInfo operator, @Nullable Object[] arguments) {
        if (operator.kind() == OperatorInfo.Kind.COMPOSITE) {
            compositeDone(operator, arguments, List.of());
        }
    }

    @Override
    public void operationDone(
            OperatorInfo operator,
            @Nullable Object[] arguments,
            Object result,
            @Nullable Node node,
            Excluded excluded,
            long nanos) {
        if (operator.kind() == OperatorInfo.Kind.COMPOSITE) {
            compositeDone(operator, arguments, results(result));
            return;
        }
        if (busy) {
            return;
        }
        quietly(() -> {
            if (engine.passDepth() > 0) {
                // Part of a backward pass, but with create_graph also of the graph.
                if (node != null && !budget.isFull()) {
                    graph.see(node, origin(Recording.NONE));
                }
                return;
            }
            count++;
            iterations.fit();
            if (!budget.isFull()) {
                record(operator, arguments, result, node, excluded, nanos);
            }
        });
    }

    private void record(
            OperatorInfo operator,
            @Nullable Object[] arguments,
            Object result,
            @Nullable Node node,
            Excluded excluded,
            long nanos) {
        // Before anything here asks for the values of a tensor.
        var computedOnHost = onHost.primitives();
        notice();
        int id = operations.size();
        var origin = origin(id);
        int at = origin.line();
        var results = results(result);
        var inputs = new ArrayList<Integer>();
        var described = describe(operator, arguments, results, inputs, at);
        int composite = composites.part(origin);
        timeline.add(new Event.OperationDone(id));
        var outputs = new ArrayList<Integer>();
        boolean undefined =
                operator.name().startsWith("empty") || operator.name().startsWith("new_empty");
        int made = Recording.NONE;
        try {
            for (var output : results) {
                outputs.add(undefined ? tensors.madeUndefined(output, id, at) : tensors.made(output, id, at));
            }
            made = node == null ? Recording.NONE : graph.see(node, origin);
            for (var output : results) {
                var function = output.currentNode();
                if (function != null) {
                    graph.see(function, origin);
                }
                tensors.update(output, graph);
            }
        } finally {
            // It is on the timeline.
            budget.take(Budget.OPERATION);
            operations.add(new Operation(
                    id,
                    operator.qualifiedName(),
                    described,
                    List.copyOf(inputs),
                    List.copyOf(outputs),
                    origin.span(),
                    origin.frame(),
                    origin.moduleCall(),
                    composite,
                    made,
                    Operation.Excluded.valueOf(excluded.name()),
                    nanos,
                    computedOnHost));
        }
        if (operator.inPlace() && result instanceof Tensor tensor) {
            zeroings.changedInPlace(tensor, operator.name(), origin.span());
        }
    }

    /// @param results none if it has failed
    private void compositeDone(OperatorInfo operator, @Nullable Object[] arguments, List<Tensor> results) {
        var ended = composites.end();
        if (ended == null) {
            return;
        }
        quietly(() -> {
            notice();
            var inputs = new ArrayList<Integer>();
            var described = describe(operator, arguments, results, inputs, ended.line());
            var outputs = results.stream()
                    .map(tensor -> tensors.see(tensor, ended.line()))
                    .toList();
            composites.describe(ended, operator.qualifiedName(), described, inputs, outputs);
        });
    }

    /// @param inputs takes the tensors among them
    private List<Argument> describe(
            OperatorInfo operator, @Nullable Object[] arguments, List<Tensor> results, List<Integer> inputs, int line) {
        var described = new ArrayList<Argument>();
        for (int i = 0; i < arguments.length; i++) {
            described.add(argument(operator, i, arguments[i], results, inputs, line));
        }
        return List.copyOf(described);
    }

    private Argument argument(
            OperatorInfo operator,
            int index,
            @Nullable Object value,
            List<Tensor> results,
            List<Integer> inputs,
            int line) {
        var name = operator.parameters().get(index).name();
        if (value instanceof Tensor tensor && !tensor.isWrappedNumber()) {
            int id = input(tensor, results, line);
            inputs.add(id);
            return new Argument(name, PythonText.shape(tensor.sizes()), id);
        }
        if (value instanceof Tensor[] list) {
            for (var tensor : list) {
                if (tensor != null) {
                    inputs.add(input(tensor, results, line));
                }
            }
        }
        return new Argument(name, PythonText.of(value), Recording.NONE);
    }

    /// What an in-place operator was given is what it returns: its new contents come after the operation.
    private int input(Tensor tensor, List<Tensor> results, int line) {
        int known = tensors.known(tensor);
        if (known != Recording.NONE && results.contains(tensor)) {
            return known;
        }
        int id = tensors.see(tensor, line);
        tensors.update(tensor, graph);
        return id;
    }

    private static List<Tensor> results(Object result) {
        var tensors = new ArrayList<Tensor>();
        if (result instanceof Tensor tensor) {
            tensors.add(tensor);
        } else if (result instanceof Tensor[] list) {
            for (var tensor : list) {
                if (tensor != null) {
                    tensors.add(tensor);
                }
            }
        }
        return tensors;
    }

    @Override
    public void changedInPlace(OperatorInfo operator, Tensor tensor) {
        // Also during a backward pass, where hooks may change parameters, and gradients grow in place.
        if (!busy && !budget.isFull() && tensors.isSeen(tensor.storage())) {
            changed.add(tensor);
        }
    }

    /// Takes new contents of what was changed in place, through whatever tensor of the same storage.
    private void notice() {
        for (var tensor : changed) {
            tensors.changed(tensor);
        }
        changed.clear();
    }

    @Override
    public void gradientSet(Tensor tensor, @Nullable Tensor before, @Nullable Tensor after) {
        if (!budget.isFull()) {
            quietly(() -> zeroings.assigned(tensor, before, after, span()));
        }
    }

    @Override
    public void passStarted(PassInfo pass) {
        if (budget.isFull()) {
            ignoredPasses++;
            ignored++;
            return;
        }
        boolean done = quietly(() -> {
            notice();
            passes.start(pass, origin(Recording.NONE));
        });
        if (!done) {
            ignoredPasses++;
        }
    }

    @Override
    public void delivered(
            Node from, int edge, Node to, int input, Tensor gradient, @Nullable Tensor before, Tensor after) {
        if (ignoredPasses == 0) {
            quietly(() -> passes.delivered(edge, to, input, before, after));
        }
    }

    @Override
    public void accumulated(Accumulation kind, Tensor tensor, @Nullable Tensor before, Tensor incoming, Tensor after) {
        if (ignoredPasses == 0) {
            if (kind != Accumulation.RETURNED) {
                quietly(() -> zeroings.accumulated(tensor, after));
            }
            quietly(() -> passes.accumulated(kind, tensor, before, incoming, after));
        }
    }

    @Override
    public void stepDone(Node node, @Nullable Tensor[] in, @Nullable Tensor[] out, List<Node> ready, long nanos) {
        if (ignoredPasses == 0) {
            quietly(() -> passes.step(node, in, out, ready, nanos));
        } else {
            ignoredSteps++;
        }
    }

    @Override
    public void passEnded(@Nullable Throwable problem) {
        if (ignoredPasses > 0) {
            ignoredPasses--;
            return;
        }
        quietly(() -> {
            hooks.passEnded(passes.current());
            passes.end(problem == null ? null : raised(problem));
        });
    }

    @Override
    public void stepFailed(Node node, Throwable problem) {
        if (ignoredPasses == 0) {
            quietly(() -> passes.stepFailed(node));
        }
    }

    private Passes.Failure raised(Throwable problem) {
        var said = words.apply(problem);
        var raised = new Problems.Raised(said.getKey(), said.getValue());
        return (node, span, startedAt) -> problems.passFailed(problem, raised, node, span, startedAt);
    }

    @Override
    public void dataSet(Tensor tensor) {
        if (!budget.isFull()) {
            quietly(() -> tensors.dataSet(tensor));
        }
    }

    /// Looking at a tensor may make the engine do things that the program has not done.
    ///
    /// @return whether it was done
    private boolean quietly(Runnable action) {
        if (busy) {
            return false;
        }
        busy = true;
        try {
            return safely(action);
        } finally {
            busy = false;
        }
    }

    /// Does something that must not end the program, whatever is wrong with it: then the recording lacks something.
    ///
    /// @return whether it was done
    public boolean safely(Runnable action) {
        try {
            action.run();
            return true;
        } catch (DeviceLostException e) {
            // The program is run again.
            throw e;
        } catch (RuntimeException e) {
            if (faults++ == 0) {
                e.printStackTrace();
                problems.warned("Backstep", INCOMPLETE, span(), "Backstep: " + INCOMPLETE + "\n");
            }
            return false;
        }
    }

    private @Nullable Span span() {
        return statements.spanAt(caller.line());
    }

    private Graph.Origin origin(int operation) {
        int frame = frames.now();
        int line = caller.lineSeen();
        return new Graph.Origin(operation, statements.spanAt(line), frame, modules.current(), passes.current(), line);
    }

    private Recording.Omitted omitted() {
        return iterations.addTo(new Recording.Omitted(
                0, count - operations.size(), graph.leftOut(), ignored, ignoredSteps + passes.leftOut(), 0));
    }

    /// The recording. Nothing may be told after this.
    ///
    /// @param run how the run went; what only the recorder knows is filled in
    public Recording finish(String name, Recording.Run run) {
        busy = true;
        safely(this::notice);
        passes.end();
        modules.end();
        loops.end();
        safely(zeroings::finish);
        safely(() -> tensors.update(graph));
        timeline.now();
        var numbering = new Numbering(
                timeline.records().numbers(),
                operations.numbers(),
                graph.records().numbers(),
                passes.records().numbers(),
                modules.records().numbers(),
                composites.records().numbers(),
                hooks.records().numbers(),
                tensors.records().numbers());
        return new Recording(
                Recording.FORMAT_VERSION,
                name,
                source,
                new Recording.Run(
                        run.backstep(),
                        run.device(),
                        run.deviceName(),
                        run.seed(),
                        run.end(),
                        run.nanos(),
                        count,
                        omitted()),
                statements.spans(),
                tensors.finish(numbering),
                tensors.snapshots(numbering),
                numbering.all(operations.all(), numbering::of),
                new Structure(
                        modules.modules(),
                        modules.finish(numbering),
                        composites.finish(numbering),
                        frames.finish(),
                        loops.finish(numbering)),
                graph.finish(numbering),
                passes.finish(numbering),
                hooks.finish(numbering),
                problems.finish(numbering),
                List.of(),
                timeline.finish(numbering));
    }
}
