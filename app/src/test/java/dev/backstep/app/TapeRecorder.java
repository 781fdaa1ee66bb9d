package dev.backstep.app;

import static dev.backstep.recording.Recording.NONE;

import dev.backstep.recording.Argument;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.BackwardPass.Accumulation;
import dev.backstep.recording.BackwardPass.Delivery;
import dev.backstep.recording.BackwardPass.Root;
import dev.backstep.recording.BackwardPass.Step;
import dev.backstep.recording.BackwardPass.Target;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.GraphNode.Edge;
import dev.backstep.recording.GraphNode.Formula;
import dev.backstep.recording.GraphNode.Kind;
import dev.backstep.recording.GraphNode.Saved;
import dev.backstep.recording.Loop;
import dev.backstep.recording.ModuleCall;
import dev.backstep.recording.ModuleRecord;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Operation.Excluded;
import dev.backstep.recording.Problem;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Recording.End;
import dev.backstep.recording.Snapshot;
import dev.backstep.recording.Span;
import dev.backstep.recording.Statistics;
import dev.backstep.recording.Structure;
import dev.backstep.recording.TensorRecord;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Runs a program written in Java on a tape of its own and records it as the kernel records Python, so that tests of
/// the app see real numbers without a kernel. Statements are whole lines of the given source.
final class TapeRecorder {
    private final String name;
    private final String source;
    private final int elementLimit;
    private final List<Draft> tensors = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private final List<GraphNode> nodes = new ArrayList<>();
    private final Map<Integer, List<UnaryOperator<double[]>>> derivatives = new HashMap<>();
    private final List<BackwardPass> passes = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Event> timeline = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();
    private Recording.Omitted omitted = Recording.Omitted.NOTHING;
    private final Map<Integer, double[]> gradients = new HashMap<>();
    private final Map<Integer, Integer> accumulators = new HashMap<>();
    private long sequence;
    private int line = 1;
    private final List<ModuleRecord> modules = new ArrayList<>();
    private final List<ModuleCall> calls = new ArrayList<>();
    private int moduleCall = NONE;

    /// A tensor as it is now.
    private static final class Draft {
        final List<String> names = new ArrayList<>();
        final int[] shape;
        final boolean requiresGrad;
        final boolean parameter;
        final int operation;
        final int line;
        double[] values;
        int node = NONE;
        int version;

        Draft(int[] shape, double[] values, boolean requiresGrad, boolean parameter, int operation, int line) {
            this.shape = shape;
            this.values = values;
            this.requiresGrad = requiresGrad;
            this.parameter = parameter;
            this.operation = operation;
            this.line = line;
        }
    }

    /// An input of an operation.
    ///
    /// @param derivative from the gradient of the result to that of this input
    record Input(int tensor, String formula, UnaryOperator<double[]> derivative) {}

    TapeRecorder(String name, String source, int elementLimit) {
        this.name = name;
        this.source = source;
        this.elementLimit = elementLimit;
    }

    /// The line that the following calls stand on.
    TapeRecorder line(int next) {
        line = next;
        return this;
    }

    TapeRecorder module(@Nullable String path) {
        if (moduleCall != NONE) {
            ModuleCall call = calls.get(moduleCall);
            calls.set(
                    moduleCall,
                    new ModuleCall(call.id(), call.parent(), call.module(), NONE, call.from(), timeline.size()));
        }
        moduleCall = path == null ? NONE : calls.size();
        if (path != null) {
            modules.add(new ModuleRecord(modules.size(), NONE, path, "Module", 0, 0));
            calls.add(new ModuleCall(moduleCall, NONE, modules.size() - 1, NONE, timeline.size(), timeline.size()));
        }
        return this;
    }

    int leaf(String variable, int[] shape, double[] values, boolean requiresGrad) {
        int id = newTensor(new Draft(shape, values.clone(), requiresGrad, false, operations.size(), line));
        operation("aten::tensor", List.of(), List.of(id), NONE, Excluded.NO_INPUT_REQUIRES_GRAD);
        return bind(id, variable);
    }

    int parameter(String path, int[] shape, double... values) {
        int id = newTensor(new Draft(shape, values.clone(), true, true, NONE, line));
        snapshot(id);
        return bind(id, path);
    }

    int bind(int tensor, String variable) {
        if (!tensors.get(tensor).names.contains(variable)) {
            tensors.get(tensor).names.add(variable);
        }
        return tensor;
    }

    double[] values(int tensor) {
        return tensors.get(tensor).values;
    }

    int[] shape(int tensor) {
        return tensors.get(tensor).shape;
    }

    /// Runs an operator: `operator` is its short name, such as `mul`.
    int apply(
            String operator, int[] shape, double[] result, List<Input> inputs, List<Argument> scalars, Saved... saved) {
        boolean requiresGrad = inputs.stream().anyMatch(input -> tensors.get(input.tensor()).requiresGrad);
        int operation = operations.size();
        int id = newTensor(new Draft(shape, result, requiresGrad, false, operation, line));
        int node = NONE;
        if (requiresGrad) {
            var next = new ArrayList<Edge>();
            for (Input input : inputs) {
                next.add(new Edge(tensors.get(input.tensor()).requiresGrad ? nodeFor(input.tensor()) : NONE, 0));
            }
            node = nodes.size();
            tensors.get(id).node = node;
            String title = Character.toUpperCase(operator.charAt(0)) + operator.substring(1) + "Backward0";
            var formulas = new ArrayList<Formula>();
            String[] parameters = {"self", "other", "third"};
            for (int i = 0; i < inputs.size(); i++) {
                formulas.add(new Formula(parameters[i], inputs.get(i).formula()));
            }
            nodes.add(new GraphNode(
                    node,
                    title,
                    Kind.OPERATOR,
                    operation,
                    NONE,
                    List.copyOf(next),
                    List.of(saved),
                    formulas,
                    Span.line(line),
                    NONE,
                    moduleCall,
                    NONE,
                    sequence++));
            derivatives.put(node, inputs.stream().map(Input::derivative).toList());
        }
        var arguments = new ArrayList<Argument>();
        for (Input input : inputs) {
            arguments.add(new Argument(
                    arguments.isEmpty() ? "self" : "other", Arrays.toString(shape(input.tensor())), input.tensor()));
        }
        arguments.addAll(scalars);
        operation(
                "aten::" + operator,
                arguments,
                List.of(id),
                node,
                node == NONE ? Excluded.NO_INPUT_REQUIRES_GRAD : Excluded.NO);
        return id;
    }

    /// Runs an operator of one input where gradients are not recorded, as under `torch.no_grad()`.
    int applyWithoutGraph(String operator, int input, double[] result) {
        int id = newTensor(new Draft(shape(input), result, false, false, operations.size(), line));
        operation(
                "aten::" + operator,
                List.of(new Argument("self", Arrays.toString(shape(input)), input)),
                List.of(id),
                NONE,
                Excluded.GRAD_MODE);
        return id;
    }

    Saved save(String parameter, int tensor) {
        return new Saved(parameter, tensor, tensors.get(tensor).version, Arrays.toString(shape(tensor)));
    }

    /// `tensor.backward()` with a gradient of ones.
    void backward(int root) {
        int pass = passes.size();
        int startedAt = timeline.size();
        timeline.add(new Event.PassStarted(pass));
        int rootNode = tensors.get(root).node;
        double[] ones = new double[values(root).length];
        Arrays.fill(ones, 1);
        var buffers = new HashMap<Integer, double[]>();
        buffers.put(rootNode, ones);
        Map<Integer, Integer> waiting = dependencies(rootNode);
        var ready = new ArrayList<>(List.of(rootNode));
        var steps = new ArrayList<Step>();
        while (!ready.isEmpty()) {
            GraphNode node = nodes.get(ready.removeFirst());
            double[] in = buffers.remove(node.id());
            var gradientsOut = new ArrayList<@Nullable TensorValue>();
            var deliveries = new ArrayList<Delivery>();
            var accumulations = new ArrayList<Accumulation>();
            int[] shape = node.variable() == NONE
                    ? shape(operations.get(node.operation()).outputs().getFirst())
                    : shape(node.variable());
            if (node.kind() == Kind.ACCUMULATE_GRAD) {
                double @Nullable [] before = gradients.get(node.variable());
                double[] after = before == null ? in : sum(before, in);
                gradients.put(node.variable(), after);
                accumulations.add(new Accumulation(
                        Target.LEAF,
                        node.variable(),
                        before == null ? null : value(shape, before),
                        value(shape, in),
                        value(shape, after)));
            }
            for (int edge = 0; edge < node.next().size(); edge++) {
                int to = node.next().get(edge).node();
                if (to == NONE) {
                    gradientsOut.add(null);
                    continue;
                }
                double[] out = derivatives.get(node.id()).get(edge).apply(in);
                int input = operations.get(node.operation()).inputs().get(edge);
                gradientsOut.add(value(shape(input), out));
                double @Nullable [] before = buffers.get(to);
                double[] after = before == null ? out : sum(before, out);
                buffers.put(to, after);
                deliveries.add(new Delivery(
                        edge,
                        to,
                        0,
                        before == null ? null : value(shape(input), before),
                        before == null ? null : value(shape(input), after)));
                if (waiting.merge(to, -1, Integer::sum) == 0) {
                    ready.add(to);
                }
            }
            ready.sort(Comparator.comparingLong((Integer id) -> nodes.get(id).sequence())
                    .reversed());
            timeline.add(new Event.StepDone(pass, steps.size()));
            steps.add(new Step(
                    steps.size(),
                    node.id(),
                    List.of(value(shape, in)),
                    gradientsOut,
                    deliveries,
                    accumulations,
                    timeline.size() - 1,
                    1_500));
        }
        timeline.add(new Event.PassEnded(pass));
        var roots = List.of(new Root(root, rootNode, 0, value(shape(root), ones), true));
        passes.add(new BackwardPass(
                pass,
                "backward",
                Span.line(line),
                NONE,
                roots,
                List.of(),
                false,
                false,
                steps,
                startedAt,
                timeline.size() - 1,
                NONE));
    }

    void zeroGrad(List<Integer> leaves, boolean toNone, String by) {
        for (int leaf : leaves) {
            if (toNone) {
                gradients.remove(leaf);
            } else {
                gradients.computeIfPresent(leaf, (id, gradient) -> new double[gradient.length]);
            }
        }
        timeline.add(new Event.GradientsZeroed(leaves, toNone, by, Span.line(line)));
    }

    /// `p -= rate * p.grad` for each parameter.
    void sgdStep(List<Integer> parameters, double rate) {
        timeline.add(new Event.OptimizerStepped("SGD", parameters, Span.line(line)));
        for (int parameter : parameters) {
            double[] gradient = gradients.get(parameter);
            Draft tensor = tensors.get(parameter);
            double[] next = tensor.values.clone();
            for (int i = 0; i < next.length; i++) {
                next[i] = (float) (next[i] - rate * gradient[i]);
            }
            tensor.values = next;
            tensor.version++;
            snapshot(parameter);
        }
    }

    void print(String text) {
        timeline.add(new Event.ConsoleText(Event.Stream.OUT, text, line));
    }

    void fail(String type, String message) {
        String text = "Traceback (most recent call last):\n  File \"" + name + "\", line " + line + ", in <module>\n"
                + type + ": " + message + "\n";
        problems.add(new Problem(
                problems.size(),
                Problem.Severity.ERROR,
                type,
                message,
                Span.line(line),
                List.of(new Problem.Frame(line, "<module>")),
                text,
                NONE,
                NONE,
                timeline.size()));
        timeline.add(new Event.ProblemRaised(problems.size() - 1));
    }

    /// A leaf's `.grad` becomes this without anything being recorded.
    TensorValue setGradient(int leaf, double[] gradient) {
        gradients.put(leaf, gradient);
        return value(shape(leaf), gradient);
    }

    /// Turns of a loop that began in this line follow, of which nothing is recorded.
    ///
    /// @param from the number of the first one, from 0
    /// @param to the number of the first one that is there again
    /// @param passes how many passes they made
    void leftOut(int from, int to, int passes, List<Event.Gradient> gradients, List<Event.Series> series) {
        omitted = new Recording.Omitted(omitted.iterations() + to - from, 0, 0, omitted.passes() + passes, 0, 0);
        timeline.add(new Event.IterationsSkipped(0, 0, from, to, 0, passes, 3_000_000, gradients, series));
    }

    /// The loop of a line, of which turns can be left out.
    void loop(int at, int turns) {
        loops.add(new Loop(
                loops.size(),
                Span.line(at),
                NONE,
                1,
                turns,
                List.of(new Loop.Execution(0, timeline.size(), turns, new int[0], new int[0]))));
    }

    Recording recording() {
        var records = new ArrayList<TensorRecord>();
        for (Draft tensor : tensors) {
            records.add(new TensorRecord(
                    records.size(),
                    List.copyOf(tensor.names),
                    tensor.shape,
                    "float32",
                    "cpu",
                    tensor.node == NONE || nodes.get(tensor.node).kind() == Kind.ACCUMULATE_GRAD,
                    tensor.requiresGrad,
                    tensor.parameter,
                    tensor.node,
                    0,
                    tensor.operation,
                    NONE,
                    tensor.line));
        }
        snapshots.sort(Comparator.comparingInt(Snapshot::tensor).thenComparingInt(Snapshot::at));
        var statements = new ArrayList<Span>();
        for (int i = 1; i <= source.lines().count(); i++) {
            statements.add(Span.line(i));
        }
        End end = problems.isEmpty() ? End.FINISHED : End.FAILED;
        return new Recording(
                Recording.FORMAT_VERSION,
                name,
                source,
                new Recording.Run("0.1.0", "cpu", "", 0, end, 14_000_000, operations.size(), omitted),
                statements,
                records,
                snapshots,
                operations,
                new Structure(modules, calls, List.of(), List.of(), loops),
                nodes,
                passes,
                List.of(),
                problems,
                List.of(),
                timeline);
    }

    private int newTensor(Draft tensor) {
        tensors.add(tensor);
        return tensors.size() - 1;
    }

    private void operation(String of, List<Argument> arguments, List<Integer> outputs, int node, Excluded excluded) {
        int id = operations.size();
        var inputs = arguments.stream()
                .map(Argument::tensor)
                .filter(tensor -> tensor != NONE)
                .toList();
        operations.add(new Operation(
                id,
                of,
                arguments,
                inputs,
                outputs,
                Span.line(line),
                NONE,
                moduleCall,
                NONE,
                node,
                excluded,
                2_000,
                List.of()));
        timeline.add(new Event.OperationDone(id));
        outputs.forEach(this::snapshot);
    }

    private void snapshot(int tensor) {
        Draft draft = tensors.get(tensor);
        snapshots.add(new Snapshot(tensor, draft.version, timeline.size(), value(draft.shape, draft.values)));
    }

    private int nodeFor(int tensor) {
        Draft draft = tensors.get(tensor);
        if (draft.node == NONE) {
            draft.node = accumulators.computeIfAbsent(tensor, leaf -> {
                nodes.add(new GraphNode(
                        nodes.size(),
                        "AccumulateGrad",
                        Kind.ACCUMULATE_GRAD,
                        NONE,
                        leaf,
                        List.of(),
                        List.of(),
                        List.of(),
                        Span.line(line),
                        NONE,
                        moduleCall,
                        NONE,
                        Long.MAX_VALUE));
                return nodes.size() - 1;
            });
        }
        return draft.node;
    }

    /// How many edges of the graph below a root lead to each node.
    private Map<Integer, Integer> dependencies(int root) {
        var counts = new LinkedHashMap<Integer, Integer>();
        var seen = new ArrayList<>(List.of(root));
        for (int i = 0; i < seen.size(); i++) {
            for (Edge edge : nodes.get(seen.get(i)).next()) {
                if (edge.node() != NONE && counts.merge(edge.node(), 1, Integer::sum) == 1) {
                    seen.add(edge.node());
                }
            }
        }
        return counts;
    }

    private static double[] sum(double[] one, double[] other) {
        double[] sum = one.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (sum[i] + other[i]);
        }
        return sum;
    }

    private TensorValue value(int[] shape, double[] all) {
        return value(shape, all, elementLimit);
    }

    /// A float32 value that records at most `limit` elements.
    static TensorValue value(int[] shape, double[] all, int limit) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double squares = 0;
        long nans = 0;
        long infinities = 0;
        long zeros = 0;
        for (double number : all) {
            min = Math.min(min, number);
            max = Math.max(max, number);
            sum += number;
            squares += number * number;
            nans += Double.isNaN(number) ? 1 : 0;
            infinities += Double.isInfinite(number) ? 1 : 0;
            zeros += number == 0 ? 1 : 0;
        }
        double mean = sum / all.length;
        double deviations = 0;
        for (double number : all) {
            deviations += (number - mean) * (number - mean);
        }
        double std = all.length < 2 ? Double.NaN : Math.sqrt(deviations / (all.length - 1));
        var statistics = new Statistics(all.length, min, max, mean, std, Math.sqrt(squares), nans, infinities, zeros);
        return new TensorValue(shape, "float32", Arrays.copyOf(all, Math.min(all.length, limit)), statistics);
    }
}
