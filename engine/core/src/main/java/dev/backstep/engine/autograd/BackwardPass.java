package dev.backstep.engine.autograd;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.ops.Composites;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One walk back through the graph.
///
/// First all nodes that can be reached are counted: each learns how many gradients it will receive. Then, starting from
/// the roots, a node whose last gradient has arrived is ready; of the ready nodes the one recorded last is evaluated
/// first, and what it computes is added into the input buffers of the nodes before it. Nothing recurses, so a chain may
/// be as long as memory allows.
final class BackwardPass {
    private final Engine engine;
    private final boolean keepGraph;
    private final boolean createGraph;
    private final long floor;
    private final @Nullable Observer observer;
    private final List<NodeTask> tasks = new ArrayList<>();
    private final ReadyQueue ready = new ReadyQueue();
    private boolean restricted;
    private @Nullable Tensor[] results = new Tensor[0];
    private List<Tensor> asked = List.of();

    /// See [dev.backstep.engine.Memory#mark].
    private int mark = -1;

    BackwardPass(Engine engine, boolean keepGraph, boolean createGraph) {
        this(engine, keepGraph, createGraph, Long.MIN_VALUE);
    }

    /// @param floor the sequence number below which nodes are left alone
    BackwardPass(Engine engine, boolean keepGraph, boolean createGraph, long floor) {
        this.engine = engine;
        this.floor = floor;
        this.keepGraph = keepGraph;
        this.createGraph = createGraph;
        this.observer = engine.observer();
    }

    /// Runs it.
    ///
    /// @param inputs the tensors whose gradients are wanted; empty for all leaves
    /// @param accumulate whether gradients of `inputs` are added to their `.grad`, rather than returned
    /// @return the gradients of `inputs`, null where the graph does not lead to one; empty if accumulated
    @Nullable
    Tensor[] run(List<Edge> roots, List<Tensor> gradients, List<Tensor> inputs, boolean accumulate) {
        boolean modeBefore = engine.setGradMode(createGraph);
        boolean kernelBefore = engine.inKernel();
        engine.setInKernel(false);
        // Who asks for gradients may know more of the graph.
        if (accumulate) mark = engine.memory().mark();
        engine.setPassDepth(engine.passDepth() + 1);
        var evaluatingBefore = engine.setEvaluating(null);
        long numberBefore = engine.setPassNumber(engine.nextPass());
        boolean restrictedBefore = engine.setPassRestricted(!inputs.isEmpty());
        try {
            discover(roots);
            if (!inputs.isEmpty()) restrict(roots, inputs, accumulate);
            start(roots, gradients);
            for (NodeTask task = ready.poll(); task != null; task = ready.poll()) {
                engine.setEvaluating(task.node);
                evaluate(task);
            }
            return results;
        } catch (RuntimeException problem) {
            var anomalies = engine.anomalyMode();
            var guilty = engine.evaluating();
            if (anomalies != null && guilty != null) anomalies.failed(guilty, problem);
            if (observer != null && guilty != null) observer.stepFailed(guilty, problem);
            throw problem;
        } finally {
            for (NodeTask task : tasks) if (task.node.task == task) task.node.task = task.outer;
            engine.setPassDepth(engine.passDepth() - 1);
            engine.setEvaluating(evaluatingBefore);
            engine.setPassNumber(numberBefore);
            engine.setPassRestricted(restrictedBefore);
            engine.setInKernel(kernelBefore);
            engine.setGradMode(modeBefore);
        }
    }

    private void discover(List<Edge> roots) {
        var stack = new ArrayDeque<Node>();
        for (Edge root : roots) count(root.node(), stack);
        for (Node node = stack.poll(); node != null; node = stack.poll()) {
            for (Edge edge : node.next()) {
                if (edge != null && edge.node().sequence() >= floor) count(edge.node(), stack);
            }
        }
    }

    private void count(Node node, ArrayDeque<Node> stack) {
        NodeTask task = node.task;
        if (task == null || task.pass != this) {
            task = new NodeTask(this, node);
            node.task = task;
            tasks.add(task);
            stack.push(node);
        }
        task.dependencies++;
    }

    private @Nullable NodeTask task(Node node) {
        NodeTask task = node.task;
        return task != null && task.pass == this ? task : null;
    }

    /// Marks the nodes on paths to `inputs`; the others are not evaluated.
    private void restrict(List<Edge> roots, List<Tensor> inputs, boolean accumulate) {
        restricted = true;
        asked = inputs;
        if (!accumulate) results = new Tensor[inputs.size()];
        for (int i = 0; i < inputs.size(); i++) {
            Edge edge = inputs.get(i).edge();
            NodeTask task = edge == null ? null : task(edge.node());
            if (edge == null || task == null) continue;
            if (accumulate) {
                task.needed = true;
            } else {
                if (task.captures == null) task.captures = new ArrayList<>(1);
                task.captures.add(new NodeTask.Capture(edge.input(), i));
            }
        }
        // Each node after all that it leads to: depth first, with an explicit stack.
        record Visit(Node node, int[] at) {}
        var seen = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<Node, Boolean>());
        var stack = new ArrayDeque<Visit>();
        for (Edge root : roots) {
            if (seen.add(root.node())) stack.push(new Visit(root.node(), new int[1]));
            while (!stack.isEmpty()) {
                Visit visit = stack.peek();
                @Nullable Edge[] next = visit.node.next();
                if (visit.at[0] < next.length) {
                    Edge edge = next[visit.at[0]++];
                    if (edge == null || task(edge.node()) == null) continue;
                    if (seen.add(edge.node())) stack.push(new Visit(edge.node(), new int[1]));
                    continue;
                }
                stack.pop();
                NodeTask task = task(visit.node);
                if (task == null) continue;
                for (Edge edge : next) {
                    NodeTask child = edge == null ? null : task(edge.node());
                    if (child != null && child.shouldExecute()) task.needed = true;
                }
            }
        }
    }

    /// Whether a gradient sent to `node` is of any use.
    boolean wants(Node node) {
        if (!restricted) return true;
        NodeTask task = task(node);
        return task != null && task.shouldExecute();
    }

    private void start(List<Edge> roots, List<Tensor> gradients) {
        var edges = roots.toArray(new Edge[0]);
        var checked = gradients.toArray(new Tensor[0]);
        validate("GraphRoot", edges, checked);
        if (edges.length > 1) {
            // PyTorch has a node for them, which takes a number.
            long sequence = engine.nextSequence();
            var profiler = engine.profiler();
            if (profiler != null) profiler.rootsStarted(sequence);
        }
        for (int i = 0; i < edges.length; i++) {
            NodeTask task = task(edges[i].node());
            if (task == null || restricted && !task.shouldExecute()) continue;
            receive(task, edges[i].input(), checked[i]);
            if (--task.dependencies == 0) ready.add(task);
        }
    }

    private void evaluate(NodeTask task) {
        var profiler = engine.profiler();
        if (profiler == null) {
            step(task);
            return;
        }
        var event = profiler.evaluationStarted(task.node);
        try {
            step(task);
        } finally {
            profiler.close(event);
        }
    }

    private void step(NodeTask task) {
        Node node = task.node;
        @Nullable Tensor[] in = task.buffer;
        @Nullable Tensor[] buffer = in;
        task.buffer = null;
        if (in == null) in = new Tensor[node.outputs()];
        if (task.captures != null) capture(task.captures, in);
        if (restricted && !task.needed) return;

        long started = observer == null ? 0 : System.nanoTime();
        boolean hooks = node.hasHooks();
        if (hooks) in = node.runPreHooks(in);
        @Nullable Tensor[] out = node.apply(in);
        validate(node.name(), node.next(), out);
        var anomalies = engine.anomalyMode();
        if (anomalies != null && anomalies.checksForNan()) refuseNan(node, out);
        if (hooks) out = node.runPostHooks(out, in);
        if (!keepGraph) node.releaseSaved();

        deliver(node, out);
        node.task = task.outer;
        if (observer != null) observer.stepDone(node, in, out, ready.inOrder(), System.nanoTime() - started);
        if (buffer != null) for (Tensor gradient : buffer) if (gradient != null) gradient.drop();
        if (mark >= 0) engine.memory().settle(mark);
    }

    private void refuseNan(Node node, @Nullable Tensor[] out) {
        for (int i = 0; i < out.length; i++) {
            Tensor gradient = out[i];
            if (gradient == null) continue;
            boolean found =
                    Autograd.quietly(engine, () -> gradient.isnan().any().item().bits() != 0);
            if (found) {
                throw EngineException.runtime(
                        "Function '%s' returned nan values in its %dth output.".formatted(node.name(), i));
            }
        }
    }

    private void deliver(Node node, @Nullable Tensor[] out) {
        @Nullable Edge[] next = node.next();
        for (int i = 0; i < out.length; i++) {
            Edge edge = next[i];
            if (edge == null) continue;
            NodeTask receiver = task(edge.node());
            if (receiver == null || restricted && !receiver.shouldExecute()) continue;
            Tensor gradient = out[i];
            if (gradient != null) {
                Tensor before = receive(receiver, edge.input(), gradient);
                if (observer != null) {
                    Tensor after = receiver.buffer == null ? null : receiver.buffer[edge.input()];
                    if (after != null) {
                        observer.delivered(node, i, edge.node(), edge.input(), gradient, before, after);
                    }
                }
            }
            if (--receiver.dependencies == 0) ready.add(receiver);
        }
    }

    /// Adds a gradient to a buffer.
    ///
    /// @return what was there before (its identity is of use only if an observer keeps sums out of place)
    private @Nullable Tensor receive(NodeTask task, int input, Tensor gradient) {
        @Nullable Tensor[] buffer = task.buffer;
        if (buffer == null) {
            buffer = new Tensor[task.node.outputs()];
            task.buffer = buffer;
        }
        Tensor before = buffer[input];
        if (before == null) {
            gradient.hold();
            buffer[input] = gradient;
            return null;
        }
        long bit = input < 64 ? 1L << input : 0;
        if ((task.owned & bit) != 0 && observer == null) {
            before.add_(gradient);
        } else {
            Tensor sum = before.add(gradient);
            sum.hold();
            buffer[input] = sum;
            before.drop();
            if (!engine.gradMode()) task.owned |= bit;
        }
        return before;
    }

    private void capture(List<NodeTask.Capture> captures, @Nullable Tensor[] in) {
        for (var capture : captures) {
            Tensor gradient = in[capture.input()];
            results[capture.result()] = gradient;
            if (observer != null && gradient != null) {
                observer.accumulated(
                        Observer.Accumulation.RETURNED, asked.get(capture.result()), null, gradient, gradient);
            }
        }
    }

    /// Keeps the gradient of a non-leaf as its `.grad`.
    static void retain(Tensor tensor, Tensor gradient) {
        var engine = tensor.engine();
        Tensor before = tensor.grad();
        Tensor after = before == null ? gradient.clone() : before.add(gradient);
        tensor.assignGrad(after);
        var observer = engine.observer();
        if (observer != null) {
            observer.accumulated(Observer.Accumulation.RETAINED, tensor, before, gradient, after);
        }
    }

    /// Makes gradients fit what the receivers expect: sums over dimensions that the forward broadcast, casts.
    private void validate(String name, @Nullable Edge[] edges, @Nullable Tensor[] gradients) {
        if (gradients.length != edges.length && gradients.length != 0) {
            throw EngineException.runtime(
                    "Function %s returned an invalid number of gradients - got %d, but expected %d"
                            .formatted(name, gradients.length, edges.length));
        }
        for (int i = 0; i < gradients.length; i++) {
            Edge edge = edges[i];
            Tensor gradient = gradients[i];
            if (edge == null || gradient == null) continue;
            int[] sizes = edge.node().outputSizes(edge.input());
            if (gradient.sizes() != sizes && !Arrays.equals(gradient.sizes(), sizes)) {
                if (!Shapes.isExpandable(sizes, gradient.sizes())) {
                    throw EngineException.runtime(("Function %s returned an invalid gradient at index %d - got %s but "
                                    + "expected shape compatible with %s")
                            .formatted(name, i, Shapes.text(gradient.sizes()), Shapes.text(sizes)));
                }
                gradient = Composites.sumToSize(gradient, sizes);
                gradients[i] = gradient;
            }
            var dtype = edge.node().outputType(edge.input());
            if (dtype != null && gradient.dtype() != dtype) {
                gradient = gradient.to(dtype);
                gradients[i] = gradient;
            }
            var device = edge.node().outputDevice(edge.input());
            if (device != null && gradient.device() != device) {
                gradients[i] = onDevice(gradient, device, "Function %s returned an ".formatted(name), i);
            }
        }
    }

    /// Numbers may be moved: those of the CPU take part in operations of the GPU. All else is somebody's mistake.
    static Tensor onDevice(Tensor gradient, Device device, String saysWho, int index) {
        if (gradient.device().equals(device)) return gradient;
        if (gradient.dim() == 0) return gradient.to(device);
        throw EngineException.runtime("%sinvalid gradient at index %d - expected device %s but got %s"
                .formatted(saysWho, index, device, gradient.device()));
    }

    /// Ready tasks, the node recorded last first; equals in the order of arrival. A binary heap.
    private static final class ReadyQueue {
        private NodeTask[] heap = new NodeTask[16];
        private long[] arrivals = new long[16];
        private int size;
        private long arrived;

        void add(NodeTask task) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
                arrivals = Arrays.copyOf(arrivals, size * 2);
            }
            int i = size++;
            heap[i] = task;
            arrivals[i] = arrived++;
            while (i > 0) {
                int parent = (i - 1) / 2;
                if (!before(i, parent)) break;
                swap(i, parent);
                i = parent;
            }
        }

        @Nullable
        NodeTask poll() {
            if (size == 0) return null;
            NodeTask first = heap[0];
            size--;
            swap(0, size);
            int i = 0;
            while (true) {
                int child = 2 * i + 1;
                if (child >= size) break;
                if (child + 1 < size && before(child + 1, child)) child++;
                if (!before(child, i)) break;
                swap(i, child);
                i = child;
            }
            return first;
        }

        private boolean before(int i, int j) {
            long a = heap[i].node.sequence();
            long b = heap[j].node.sequence();
            return a != b ? a > b : arrivals[i] < arrivals[j];
        }

        private void swap(int i, int j) {
            NodeTask task = heap[i];
            heap[i] = heap[j];
            heap[j] = task;
            long arrival = arrivals[i];
            arrivals[i] = arrivals[j];
            arrivals[j] = arrival;
        }

        List<Node> inOrder() {
            var order = new Integer[size];
            for (int i = 0; i < size; i++) order[i] = i;
            // A heap's first two, and mostly there are no more, are in order.
            if (size > 2) Arrays.sort(order, (i, j) -> i.equals(j) ? 0 : before(i, j) ? -1 : 1);
            var nodes = new Node[size];
            for (int i = 0; i < size; i++) nodes[i] = heap[order[i]].node;
            return List.of(nodes);
        }
    }
}
