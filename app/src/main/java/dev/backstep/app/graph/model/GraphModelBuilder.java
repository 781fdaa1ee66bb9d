package dev.backstep.app.graph.model;

import dev.backstep.app.replay.TensorNames;
import dev.backstep.app.replay.ValueText;
import dev.backstep.recording.BackwardPass;
import dev.backstep.recording.GraphNode;
import dev.backstep.recording.Operation;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Builds the [GraphModel] of a recording: what PyTorch's own pictures show (leaves, `AccumulateGrad`, backward
/// functions), with names, shapes and lines, and on demand what they leave out (constants, excluded operations).
public final class GraphModelBuilder {
    /// Keys are also identifiers in files, where a name may hold letters, digits and few signs (XML's NMTOKEN).
    private static final Pattern NO_NAME = Pattern.compile("[^\\p{L}\\p{N}._-]");

    private final Recording recording;
    private final GraphOptions options;
    private final GraphScope scope;
    private final Expression expressions;
    private final List<Vertex> vertices = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Map<Integer, Integer> vertexOfNode = new HashMap<>();
    private final Map<Integer, Integer> vertexOfTensor = new HashMap<>();
    private final Map<Integer, Integer> vertexOfOperation = new HashMap<>();
    private final Map<Integer, TensorRecord> resultOfNode = new HashMap<>();
    private final Map<String, Integer> usesOfKey = new HashMap<>();
    private final String[] names;
    private final Set<String> keys = new HashSet<>();
    private final Map<String, String> bases = new HashMap<>();

    private GraphModelBuilder(Recording recording, @Nullable BackwardPass pass, GraphOptions options) {
        this.recording = recording;
        this.options = options;
        names = TensorNames.of(recording);
        scope = new GraphScope(recording, pass);
        expressions = new Expression(recording);
    }

    /// @param pass the backward pass whose graph is shown, or null to show everything
    public static GraphModel build(Recording recording, @Nullable BackwardPass pass, GraphOptions options) {
        return Foldable.of(recording, pass, options).fold(options.folds());
    }

    /// The same with nothing folded, and no frames.
    public static GraphModel whole(Recording recording, @Nullable BackwardPass pass, GraphOptions options) {
        return new GraphModelBuilder(recording, pass, options).build();
    }

    private GraphModel build() {
        findResults();
        var roots = scope.roots();
        // Operations in the order they ran: reading order of the program, which the layout keeps where it can.
        for (var operation : recording.operations()) {
            if (operation.node() == Recording.NONE && options.excluded() && scope.contains(operation)) {
                addExcluded(operation);
            }
        }
        for (var node : recording.nodes()) {
            if (scope.contains(node) && node.kind() != GraphNode.Kind.ACCUMULATE_GRAD) {
                // A leaf comes before its first use, so that each round of a loop has the same order, whether or not
                // its AccumulateGrad is that of the round before.
                node.next().forEach(edge -> addAccumulator(edge.node(), roots));
                addFunction(node, roots.contains(node.id()));
            }
        }
        roots.forEach(root -> addAccumulator(root, roots));
        addUnusedLeaves();
        for (var node : recording.nodes()) {
            if (scope.contains(node)) {
                linkNode(node);
            }
        }
        if (options.constants() || options.excluded()) {
            linkTensorsWithoutGradient();
        }
        return new DeviceMarks(recording).on(vertices, links);
    }

    private void findResults() {
        for (var tensor : recording.tensors()) {
            if (!tensor.leaf() && tensor.node() != Recording.NONE) {
                // A named result says more than an unnamed one (a view, another output).
                resultOfNode.merge(
                        tensor.node(),
                        tensor,
                        (old, now) ->
                                TensorNames.variable(old) == null && TensorNames.variable(now) != null ? now : old);
            }
        }
    }

    private void addAccumulator(int id, Set<Integer> roots) {
        if (id == Recording.NONE || vertexOfNode.containsKey(id)) {
            return;
        }
        var node = recording.nodes().get(id);
        if (node.kind() != GraphNode.Kind.ACCUMULATE_GRAD || !scope.contains(node)) {
            return;
        }
        int leaf = leafVertex(node.variable());
        int vertex = add(
                roots.contains(id) ? Vertex.Kind.ROOT : Vertex.Kind.ACCUMULATE,
                node.name(),
                node.variable() == Recording.NONE ? "" : names[node.variable()] + ".grad",
                id,
                node.variable(),
                Recording.NONE,
                line(node));
        vertexOfNode.put(id, vertex);
        if (leaf >= 0) {
            links.add(new Link(Link.Kind.LEAF, leaf, vertex, id, Recording.NONE));
        }
    }

    private void addFunction(GraphNode node, boolean root) {
        var kind = root
                ? Vertex.Kind.ROOT
                : node.kind() == GraphNode.Kind.CUSTOM_FUNCTION ? Vertex.Kind.CUSTOM : Vertex.Kind.FUNCTION;
        var result = resultOfNode.get(node.id());
        int vertex = add(
                kind,
                node.name(),
                functionDetail(node, result),
                node.id(),
                result == null ? Recording.NONE : result.id(),
                node.operation(),
                line(node));
        vertexOfNode.put(node.id(), vertex);
        if (node.operation() != Recording.NONE) {
            vertexOfOperation.putIfAbsent(node.operation(), vertex);
        }
    }

    private int leafVertex(int tensorId) {
        if (tensorId == Recording.NONE) {
            return -1;
        }
        var known = vertexOfTensor.get(tensorId);
        if (known != null) {
            return known;
        }
        var tensor = recording.tensors().get(tensorId);
        int vertex = add(
                tensor.requiresGrad() ? Vertex.Kind.LEAF : Vertex.Kind.CONSTANT,
                names[tensorId],
                join(
                        tensor.dtype(),
                        ValueText.shape(tensor.shape()),
                        TensorNames.variable(tensor) == null ? line(tensor.line()) : null),
                Recording.NONE,
                tensorId,
                Recording.NONE,
                tensor.line());
        vertexOfTensor.put(tensorId, vertex);
        return vertex;
    }

    /// Leaves that no operation has used yet: a program's first line shows its first box.
    private void addUnusedLeaves() {
        var used = new HashSet<Integer>();
        for (var node : recording.nodes()) {
            used.add(node.variable());
        }
        for (var tensor : recording.tensors()) {
            if (tensor.leaf()
                    && tensor.requiresGrad()
                    && TensorNames.variable(tensor) != null
                    && !used.contains(tensor.id())) {
                leafVertex(tensor.id());
            }
        }
    }

    private void addExcluded(Operation operation) {
        boolean reads = !operation.inputs().isEmpty();
        if (!reads) {
            // Creating a tensor; the tensor is shown where it is used, as a constant or a leaf.
            return;
        }
        var shape = operation.outputs().isEmpty()
                ? ""
                : ValueText.shape(
                        recording.tensors().get(operation.outputs().getFirst()).shape());
        var named = operation.outputs().stream()
                .map(output -> recording.tensors().get(output))
                .filter(output -> TensorNames.variable(output) != null)
                .findFirst();
        int line = operation.span() == null ? 0 : operation.span().startLine();
        var detail = join(named.map(TensorNames::variable).orElse(null), shape, line(line));
        int output = operation.outputs().isEmpty()
                ? Recording.NONE
                : operation.outputs().getFirst();
        int vertex = add(
                Vertex.Kind.EXCLUDED,
                Expression.baseName(operation.name()),
                detail,
                Recording.NONE,
                output,
                operation.id(),
                line);
        vertexOfOperation.put(operation.id(), vertex);
    }

    private void linkNode(GraphNode node) {
        var target = vertexOfNode.get(node.id());
        if (target == null) {
            return;
        }
        for (int edge = 0; edge < node.next().size(); edge++) {
            var source = vertexOfNode.get(node.next().get(edge).node());
            if (source != null) {
                links.add(new Link(Link.Kind.GRADIENT, source, target, node.id(), edge));
            }
        }
    }

    /// Draws the inputs that carry no gradient: from an excluded operation if those are shown, else from a constant.
    private void linkTensorsWithoutGradient() {
        for (var operation : recording.operations()) {
            var target = vertexOfOperation.get(operation.id());
            if (target == null) {
                continue;
            }
            boolean excluded = operation.node() == Recording.NONE;
            Set<Integer> seen = new HashSet<>();
            for (int input : operation.inputs()) {
                var tensor = recording.tensors().get(input);
                if (!seen.add(input) || (!excluded && carriesGradient(operation, tensor))) {
                    continue;
                }
                int source = sourceOf(tensor);
                if (source >= 0 && source != target) {
                    links.add(new Link(Link.Kind.EXCLUDED, source, target, Recording.NONE, Recording.NONE));
                }
            }
        }
    }

    private int sourceOf(TensorRecord tensor) {
        var known = vertexOfTensor.get(tensor.id());
        if (known != null) {
            return known;
        }
        if (tensor.operation() != Recording.NONE) {
            var maker = vertexOfOperation.get(tensor.operation());
            if (maker != null) {
                return maker;
            }
        }
        boolean constant = tensor.leaf() && TensorNames.variable(tensor) != null;
        return constant && options.constants() ? leafVertex(tensor.id()) : -1;
    }

    private boolean carriesGradient(Operation operation, TensorRecord tensor) {
        // `requiresGrad` is that of the end of the run; an edge to the tensor's node is proof for the time of the
        // operation.
        return tensor.requiresGrad()
                || (tensor.node() != Recording.NONE
                        && recording.nodes().get(operation.node()).next().stream()
                                .anyMatch(edge -> edge.node() == tensor.node()));
    }

    private int add(Vertex.Kind kind, String title, String detail, int node, int tensor, int operation, int line) {
        // Functions share few titles.
        var base = bases.computeIfAbsent(
                kind == Vertex.Kind.ACCUMULATE ? detail : title,
                text -> NO_NAME.matcher(text).replaceAll("_"));
        var key = base.isEmpty() ? "_" : base;
        for (int copy = usesOfKey.merge(base, 1, Integer::sum); !keys.add(key); copy++) {
            key = base + "-" + copy;
        }
        vertices.add(new Vertex(key, kind, title, detail, node, tensor, operation, line));
        return vertices.size() - 1;
    }

    private String functionDetail(GraphNode node, @Nullable TensorRecord result) {
        var shape = result == null ? null : ValueText.shape(result.shape());
        var line = line(line(node));
        var named = result == null ? null : TensorNames.variable(result);
        if (named != null) {
            return join(named, shape, line);
        }
        var module = recording.structure().path(node.moduleCall());
        if (module != null) {
            return join(shortModule(module), shape, line);
        }
        var expression = node.operation() == Recording.NONE
                ? null
                : expressions.of(recording.operations().get(node.operation()));
        return expression == null ? join(null, shape, line) : join(expression, null, line);
    }

    private int line(GraphNode node) {
        return node.span() == null ? 0 : node.span().startLine();
    }

    private static @Nullable String line(int line) {
        return line == 0 ? null : "line " + line;
    }

    /// The last two parts of a module's path: `layer1.0.conv1` tells enough as `0.conv1`.
    private static String shortModule(String path) {
        var parts = path.split("\\.");
        return parts.length <= 2 ? path : String.join(".", List.of(parts).subList(parts.length - 2, parts.length));
    }

    private static String join(@Nullable String... parts) {
        var kept = new ArrayList<String>();
        for (var part : parts) {
            if (part != null && !part.isEmpty()) {
                kept.add(part);
            }
        }
        return String.join(" · ", kept);
    }
}
