package dev.backstep.app.graph;

import dev.backstep.recording.Argument;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.Span;
import dev.backstep.recording.Statistics;
import dev.backstep.recording.Structure;
import dev.backstep.recording.TensorRecord;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/// Writes recordings by hand, with right numbers: a small tape of elementwise functions.
public final class SampleRecording {
    private final String source;
    private final List<TensorRecord> tensors = new ArrayList<>();
    private final Map<Integer, double[]> values = new HashMap<>();
    private final Map<Integer, double[]> grads = new HashMap<>();
    private final List<Operation> operations = new ArrayList<>();
    private final List<GraphNode> nodes = new ArrayList<>();
    private final Map<Integer, Derivative> derivatives = new HashMap<>();
    private final Map<Integer, Integer> accumulators = new HashMap<>();
    private final List<BackwardPass> passes = new ArrayList<>();
    private final List<Event> timeline = new ArrayList<>();
    private String device = "cpu";
    private String deviceName = "";

    private boolean gradMode = true;

    /// The gradient of each input, given that of the output.
    public interface Derivative {
        List<double[]> of(double[] gradient);
    }

    public SampleRecording(String source) {
        this.source = source;
    }

    public int leaf(String name, int line, boolean requiresGrad, double... elements) {
        return shaped(name, line, requiresGrad, new int[] {elements.length}, elements);
    }

    public int shaped(String name, int line, boolean requiresGrad, int[] shape, double... elements) {
        return tensor(List.of(name), shape, requiresGrad, true, Recording.NONE, Recording.NONE, line, device, elements);
    }

    /// Where the leaves that follow are made; a GPU is the one that the program runs on.
    public void on(String place, String placeName) {
        device = place;
        deviceName = placeName;
    }

    /// `name = a.to(place)`.
    public int to(String name, int line, int a, String place) {
        var before = device;
        device = place;
        int moved = operation("_to_copy", name, line, shape(a), values.get(a), g -> List.of(g), a);
        device = before;
        return moved;
    }

    /// The last operation computed these on the CPU.
    public void onCpu(String... primitives) {
        var last = operations.removeLast();
        operations.add(new Operation(
                last.id(),
                last.name(),
                last.arguments(),
                last.inputs(),
                last.outputs(),
                last.span(),
                last.frame(),
                last.moduleCall(),
                last.composite(),
                last.node(),
                last.excluded(),
                last.nanos(),
                List.of(primitives)));
    }

    public int add(String name, int line, int a, int b) {
        var x = values.get(a);
        return operation("add", name, line, shape(a), plus(x, values.get(b)), g -> List.of(g, g), a, b);
    }

    public int sub(String name, int line, int a, int b) {
        var negative = scale(values.get(b), -1);
        return operation(
                "sub", name, line, shape(a), plus(values.get(a), negative), g -> List.of(g, scale(g, -1)), a, b);
    }

    public int mul(String name, int line, int a, int b) {
        var x = values.get(a);
        var y = values.get(b);
        return operation("mul", name, line, shape(a), times(x, y), g -> List.of(times(g, y), times(g, x)), a, b);
    }

    public int scaled(String name, int line, int a, double factor) {
        return withScalar("mul", name, line, shape(a), scale(values.get(a), factor), g -> scale(g, factor), a, factor);
    }

    public int pow(String name, int line, int a, double exponent) {
        var x = values.get(a);
        var slope = new double[x.length];
        Arrays.setAll(slope, i -> exponent * Math.pow(x[i], exponent - 1));
        var result = new double[x.length];
        Arrays.setAll(result, i -> Math.pow(x[i], exponent));
        return withScalar("pow", name, line, shape(a), result, g -> times(g, slope), a, exponent);
    }

    public int sum(String name, int line, int a) {
        int count = values.get(a).length;
        return operation(
                "sum",
                name,
                line,
                new int[0],
                new double[] {Arrays.stream(values.get(a)).sum()},
                g -> List.of(fill(count, g[0])),
                a);
    }

    /// Any function of tensors of any shape; values do not matter.
    public int function(String operator, String name, int line, int[] shape, int... inputs) {
        int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        var sizes = Arrays.stream(inputs).map(input -> values.get(input).length).toArray();
        return operation(
                operator,
                name,
                line,
                shape,
                fill(count, 0.5),
                g -> Arrays.stream(sizes).mapToObj(size -> fill(size, 0.25)).toList(),
                inputs);
    }

    /// A function under `torch.no_grad()`, of a single element.
    public int excluded(String operator, int line, int... inputs) {
        gradMode = false;
        int output = function(operator, operator, line, new int[0], inputs);
        gradMode = true;
        return output;
    }

    public void backward(int root, int line) {
        int pass = passes.size();
        int startedAt = timeline.size();
        timeline.add(new Event.PassStarted(pass));
        var record = tensors.get(root);
        var start = fill(values.get(root).length, 1);
        var steps = new ArrayList<BackwardPass.Step>();
        var buffers = new TreeMap<Integer, double[]>();
        var waiting = new HashMap<Integer, Integer>();
        countDependencies(record.node(), waiting);
        var ready = new PriorityQueue<Integer>(
                Comparator.comparingLong((Integer id) -> nodes.get(id).sequence())
                        .reversed());
        buffers.put(record.node(), start);
        ready.add(record.node());
        while (!ready.isEmpty()) {
            var node = nodes.get(ready.remove());
            var gradient = buffers.remove(node.id());
            var out = new ArrayList<TensorValue>();
            var deliveries = new ArrayList<BackwardPass.Delivery>();
            var accumulations = new ArrayList<BackwardPass.Accumulation>();
            if (node.kind() == GraphNode.Kind.ACCUMULATE_GRAD) {
                var before = grads.get(node.variable());
                var after = before == null ? gradient : plus(before, gradient);
                grads.put(node.variable(), after);
                var shape = shape(node.variable());
                accumulations.add(new BackwardPass.Accumulation(
                        BackwardPass.Target.LEAF,
                        node.variable(),
                        before == null ? null : value(shape, before),
                        value(shape, gradient),
                        value(shape, after)));
            } else {
                var gradients = derivatives.get(node.id()).of(gradient);
                var inputs = operations.get(node.operation()).inputs();
                for (int edge = 0; edge < node.next().size(); edge++) {
                    int receiver = node.next().get(edge).node();
                    if (receiver == Recording.NONE) {
                        out.add(null);
                        continue;
                    }
                    var shape = shape(inputs.get(edge));
                    var incoming = gradients.get(edge);
                    out.add(value(shape, incoming));
                    var before = buffers.get(receiver);
                    var after = before == null ? incoming : plus(before, incoming);
                    buffers.put(receiver, after);
                    deliveries.add(new BackwardPass.Delivery(
                            edge,
                            receiver,
                            0,
                            before == null ? null : value(shape, before),
                            before == null ? null : value(shape, after)));
                    if (waiting.merge(receiver, -1, Integer::sum) == 0) {
                        ready.add(receiver);
                    }
                }
            }
            steps.add(new BackwardPass.Step(
                    steps.size(),
                    node.id(),
                    List.of(value(new int[] {gradient.length}, gradient)),
                    out,
                    deliveries,
                    accumulations,
                    timeline.size(),
                    1000));
            timeline.add(new Event.StepDone(pass, steps.size() - 1));
        }
        int endedAt = timeline.size();
        timeline.add(new Event.PassEnded(pass));
        passes.add(new BackwardPass(
                pass,
                "backward",
                Span.line(line),
                Recording.NONE,
                List.of(new BackwardPass.Root(root, record.node(), 0, value(shape(root), start), true)),
                List.of(),
                false,
                false,
                steps,
                startedAt,
                endedAt,
                Recording.NONE));
    }

    /// Says that a pass with `create_graph` made a tensor.
    public void madeBy(int pass, int tensor) {
        var node = nodes.get(tensors.get(tensor).node());
        nodes.set(
                node.id(),
                new GraphNode(
                        node.id(),
                        node.name(),
                        node.kind(),
                        node.operation(),
                        node.variable(),
                        node.next(),
                        node.saved(),
                        node.formulas(),
                        node.span(),
                        node.frame(),
                        node.moduleCall(),
                        pass,
                        node.sequence()));
    }

    public Recording build() {
        return new Recording(
                Recording.FORMAT_VERSION,
                "sample.py",
                source,
                new Recording.Run(
                        "test",
                        deviceName.isEmpty() ? "cpu" : device,
                        deviceName,
                        0,
                        Recording.End.FINISHED,
                        1,
                        operations.size(),
                        Recording.Omitted.NOTHING),
                List.of(),
                tensors,
                List.of(),
                operations,
                Structure.NONE,
                nodes,
                passes,
                List.of(),
                List.of(),
                List.of(),
                timeline);
    }

    private void countDependencies(int root, Map<Integer, Integer> waiting) {
        var seen = new java.util.HashSet<Integer>();
        var open = new java.util.ArrayDeque<Integer>(List.of(root));
        seen.add(root);
        while (!open.isEmpty()) {
            for (var edge : nodes.get(open.pop()).next()) {
                if (edge.node() != Recording.NONE) {
                    waiting.merge(edge.node(), 1, Integer::sum);
                    if (seen.add(edge.node())) {
                        open.push(edge.node());
                    }
                }
            }
        }
    }

    private int withScalar(
            String operator,
            String name,
            int line,
            int[] shape,
            double[] result,
            java.util.function.UnaryOperator<double[]> derivative,
            int input,
            double scalar) {
        int tensor = operation(operator, name, line, shape, result, g -> List.of(derivative.apply(g)), input);
        int last = operations.size() - 1;
        var operation = operations.get(last);
        var arguments = new ArrayList<>(operation.arguments());
        arguments.add(
                new Argument("other", scalar == Math.rint(scalar) ? "" + (long) scalar : "" + scalar, Recording.NONE));
        operations.set(
                last,
                new Operation(
                        operation.id(),
                        operation.name(),
                        arguments,
                        operation.inputs(),
                        operation.outputs(),
                        operation.span(),
                        Recording.NONE,
                        Recording.NONE,
                        Recording.NONE,
                        operation.node(),
                        operation.excluded(),
                        1000,
                        List.of()));
        return tensor;
    }

    private int operation(
            String operator,
            String name,
            int line,
            int[] shape,
            double[] result,
            Derivative derivative,
            int... inputs) {
        boolean requiresGrad = gradMode
                && Arrays.stream(inputs).anyMatch(input -> tensors.get(input).requiresGrad());
        int id = operations.size();
        int node = Recording.NONE;
        if (requiresGrad) {
            var next = new ArrayList<GraphNode.Edge>();
            for (int input : inputs) {
                next.add(new GraphNode.Edge(gradientNode(input), 0));
            }
            node = nodes.size();
            nodes.add(new GraphNode(
                    node,
                    operator.equals("_to_copy")
                            ? "ToCopyBackward0"
                            : Character.toUpperCase(operator.charAt(0)) + operator.substring(1) + "Backward0",
                    GraphNode.Kind.OPERATOR,
                    id,
                    Recording.NONE,
                    next,
                    List.of(),
                    List.of(new GraphNode.Formula("self", "grad * other")),
                    Span.line(line),
                    Recording.NONE,
                    Recording.NONE,
                    Recording.NONE,
                    node));
            derivatives.put(node, derivative);
        }
        var place =
                operator.equals("_to_copy") ? device : tensors.get(inputs[0]).device();
        int output = tensor(
                name == null ? List.of() : List.of(name),
                shape,
                requiresGrad,
                !requiresGrad,
                node,
                id,
                line,
                place,
                result);
        operations.add(new Operation(
                id,
                "aten::" + operator,
                Arrays.stream(inputs)
                        .mapToObj(input -> new Argument("self", "", input))
                        .toList(),
                Arrays.stream(inputs).boxed().toList(),
                List.of(output),
                Span.line(line),
                Recording.NONE,
                Recording.NONE,
                Recording.NONE,
                node,
                requiresGrad
                        ? Operation.Excluded.NO
                        : gradMode ? Operation.Excluded.NO_INPUT_REQUIRES_GRAD : Operation.Excluded.GRAD_MODE,
                1000,
                List.of()));
        timeline.add(new Event.OperationDone(id));
        return output;
    }

    private int gradientNode(int tensor) {
        var record = tensors.get(tensor);
        if (!record.leaf() || !record.requiresGrad()) {
            return record.node();
        }
        return accumulators.computeIfAbsent(tensor, leaf -> {
            nodes.add(new GraphNode(
                    nodes.size(),
                    "AccumulateGrad",
                    GraphNode.Kind.ACCUMULATE_GRAD,
                    Recording.NONE,
                    leaf,
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    Recording.NONE,
                    Recording.NONE,
                    Recording.NONE,
                    Long.MAX_VALUE));
            return nodes.size() - 1;
        });
    }

    private int tensor(
            List<String> names,
            int[] shape,
            boolean requiresGrad,
            boolean leaf,
            int node,
            int operation,
            int line,
            String place,
            double[] elements) {
        int id = tensors.size();
        tensors.add(new TensorRecord(
                id,
                names,
                shape,
                "float32",
                place,
                leaf,
                requiresGrad,
                false,
                node,
                0,
                operation,
                Recording.NONE,
                line));
        values.put(id, elements);
        return id;
    }

    private int[] shape(int tensor) {
        return tensors.get(tensor).shape();
    }

    private static TensorValue value(int[] shape, double[] elements) {
        double norm = Math.sqrt(Arrays.stream(elements).map(x -> x * x).sum());
        return new TensorValue(
                shape,
                "float32",
                elements,
                new Statistics(
                        elements.length,
                        Arrays.stream(elements).min().orElse(0),
                        Arrays.stream(elements).max().orElse(0),
                        Arrays.stream(elements).average().orElse(0),
                        0,
                        norm,
                        (int) Arrays.stream(elements).filter(Double::isNaN).count(),
                        (int) Arrays.stream(elements).filter(Double::isInfinite).count(),
                        0));
    }

    private static double[] plus(double[] a, double[] b) {
        var sum = new double[a.length];
        Arrays.setAll(sum, i -> a[i] + b[i]);
        return sum;
    }

    private static double[] times(double[] a, double[] b) {
        var product = new double[a.length];
        Arrays.setAll(product, i -> a[i] * b[i]);
        return product;
    }

    private static double[] scale(double[] a, double factor) {
        return Arrays.stream(a).map(x -> x * factor).toArray();
    }

    private static double[] fill(int count, double value) {
        var filled = new double[count];
        Arrays.fill(filled, value);
        return filled;
    }
}
