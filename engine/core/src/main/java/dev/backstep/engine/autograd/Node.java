package dev.backstep.engine.autograd;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.ops.OperatorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A function of the backward graph: from the gradients of an operation's outputs it computes those of its inputs.
///
/// Each differentiable row of the operator table has its subclass; `AccumulateGrad`, `CopySlices` and functions of the
/// embedding language are the others.
public abstract class Node {
    private static final Edge[] NO_EDGES = {};

    private final Engine engine;
    private final long sequence;
    private final int line;
    private @Nullable Edge[] next = NO_EDGES;

    // What gradients must look like. Nearly all nodes have one output, so it has no array of its own.
    private int outputs;
    private int @Nullable [] sizes;
    private @Nullable DType dtype;
    private @Nullable Device device;
    private @Nullable List<Output> furtherOutputs;

    private @Nullable Hooks hooks;
    private @Nullable Map<String, Object> metadata;
    private @Nullable Object peer;
    private @Nullable Object note;
    private int number;
    boolean released;

    /// This node's part in the backward pass that runs now.
    @Nullable
    NodeTask task;

    /// What is known of an output beyond the first.
    private record Output(
            int[] sizes, @Nullable DType dtype, @Nullable Device device) {}

    protected Node(Engine engine) {
        this(engine, engine.nextSequence());
    }

    Node(Engine engine, long sequence) {
        this.engine = engine;
        this.sequence = sequence;
        this.line = engine.line();
        var anomalies = engine.anomalyMode();
        if (anomalies != null) anomalies.created(this, engine.evaluating());
    }

    /// As PyTorch prints it: `MulBackward0`.
    public abstract String name();

    /// As PyTorch's messages have it.
    public String qualifiedName() {
        return name().equals("CopyBackwards") ? "torch::autograd::CopyBackwards" : name();
    }

    /// The line of the program that made it; 0 if nobody knows.
    public final int line() {
        return line;
    }

    /// Computes the gradients.
    ///
    /// @param gradients one entry an output of the operation; null is zero
    /// @return one entry an edge; null is zero
    protected abstract @Nullable Tensor[] backward(@Nullable Tensor[] gradients);

    /// [#backward], seen by the profiler if there is one.
    final @Nullable Tensor[] apply(@Nullable Tensor[] gradients) {
        var profiler = engine.profiler();
        if (profiler == null) return backward(gradients);
        var event = profiler.nodeStarted(this, gradients);
        try {
            return backward(gradients);
        } finally {
            profiler.close(event);
        }
    }

    /// Computes the gradients outside of any pass, as `grad_fn(*gradients)` does.
    public final @Nullable Tensor[] call(@Nullable Tensor... gradients) {
        if (gradients.length != outputs) {
            throw EngineException.type("expected %d arguments, got %d instead".formatted(outputs, gradients.length));
        }
        var current = task;
        task = null;
        try {
            return backward(gradients);
        } finally {
            task = current;
        }
    }

    /// Whether what is saved under a name is a tensor.
    public final boolean savesTensor(String name) {
        return savedTensorNames().contains(name);
    }

    /// The names of saved tensors.
    protected List<String> savedTensorNames() {
        return List.of();
    }

    /// Lets go of what was saved; the node cannot be evaluated any more.
    protected void release() {}

    /// The row of the operator table it comes from.
    public @Nullable OperatorInfo operator() {
        return null;
    }

    /// The names of what was saved.
    public List<String> savedNames() {
        return List.of();
    }

    /// What was saved under a name: a `Tensor`, a number, a list, or null if this node did not need it.
    ///
    /// @throws EngineException RuntimeError if the node has been released or a saved tensor was changed since
    public @Nullable Object saved(String name) {
        throw new IllegalArgumentException(name() + " saves no " + name);
    }

    /// What was saved under a name, for those who only look: nothing is checked, no hook runs, no history is made.
    /// See Note [Looking without touching] at `Tensor`.
    ///
    /// @return a `Tensor`, a number or a list; null if there is nothing, or no longer. Of a tensor that hooks have
    ///     packed the one that they were given, as long as it is there.
    public final @Nullable Object peekSaved(String name) {
        var kept = kept(name);
        if (kept instanceof Object[] list) {
            var shown = new Object[list.length];
            for (int i = 0; i < shown.length; i++) shown[i] = original(list[i]);
            return shown;
        }
        return original(kept);
    }

    private static @Nullable Object original(@Nullable Object kept) {
        Object shown = kept instanceof Packed packed ? packed.original().get() : kept;
        return shown instanceof Tensor tensor && tensor.isGone() ? null : shown;
    }

    /// The field that belongs to a name: a tensor, what hooks made of it, or another value.
    protected @Nullable Object kept(String name) {
        return null;
    }

    /// The version of a saved tensor when it was saved; -1 for what is no tensor.
    public int savedVersion(String name) {
        return -1;
    }

    public final Engine engine() {
        return engine;
    }

    /// The order of recording; ready nodes run in falling order.
    public final long sequence() {
        return sequence;
    }

    /// Where each gradient goes; null for inputs that need none. Not to be written to.
    public final @Nullable Edge[] next() {
        return next;
    }

    public final void setNext(@Nullable Edge... edges) {
        next = edges;
    }

    /// Whether the gradient of an input is wanted in the pass that runs now (or in general, if none runs).
    public final boolean needs(int input) {
        Edge edge = next[input];
        if (edge == null) return false;
        var current = task;
        return current == null || current.pass.wants(edge.node());
    }

    /// Whether the pass that runs now evaluates it.
    public final boolean takesPart() {
        var current = task;
        return current != null && current.pass.wants(this);
    }

    /// Whether the gradient of an input may ever be wanted.
    public final boolean connected(int input) {
        return next[input] != null;
    }

    // Outputs

    /// Makes this node the history of an operation's next output.
    public final void attach(Tensor output) {
        output.setHistory(this, addOutput(output));
    }

    /// Declares an output like `tensor`.
    ///
    /// @return its number
    public final int addOutput(Tensor tensor) {
        return addOutput(tensor.sizes(), tensor.dtype(), tensor.device());
    }

    /// Declares an output that carries no gradient, so that later ones keep their numbers.
    public final void skipOutput() {
        addOutput(null, null, null);
    }

    private int addOutput(int @Nullable [] outputSizes, @Nullable DType outputType, @Nullable Device outputDevice) {
        if (outputs == 0) {
            sizes = outputSizes;
            dtype = outputType;
            device = outputDevice;
        } else {
            if (furtherOutputs == null) furtherOutputs = new ArrayList<>();
            furtherOutputs.add(new Output(outputSizes == null ? new int[0] : outputSizes, outputType, outputDevice));
        }
        return outputs++;
    }

    /// How many gradients it takes.
    public final int outputs() {
        return outputs;
    }

    /// The sizes that a gradient must have.
    public final int[] outputSizes(int output) {
        if (output == 0) {
            var s = sizes;
            return s == null ? new int[0] : s;
        }
        return furtherOutputs == null ? new int[0] : furtherOutputs.get(output - 1).sizes;
    }

    /// The dtype that a gradient must have; null if the output carries none.
    public final @Nullable DType outputType(int output) {
        if (output == 0) return dtype;
        return furtherOutputs == null ? null : furtherOutputs.get(output - 1).dtype;
    }

    /// Where a gradient must lie; null if the output carries none.
    public final @Nullable Device outputDevice(int output) {
        if (output == 0) return device;
        return furtherOutputs == null ? null : furtherOutputs.get(output - 1).device;
    }

    // Hooks

    /// Runs the hooks of a tensor, to which more may be added, for one of the gradients that come in.
    public final void addTensorHooks(int input, List<TensorHook> tensorHooks) {
        hooks().addTensorHooks(input, tensorHooks);
    }

    /// Adds a hook that runs before the evaluation.
    ///
    /// @return what removes it
    public final Runnable addPreHook(NodeHook hook) {
        return hooks().addBefore(hook);
    }

    /// Adds a hook that runs after the evaluation.
    ///
    /// @return what removes it
    public final Runnable addPostHook(NodeHook hook) {
        return hooks().addAfter(hook);
    }

    /// Has the gradient that comes in kept as `tensor.grad`.
    public final void retainGrad(int input, Tensor tensor) {
        tensor.keep();
        hooks().retain(input, tensor);
    }

    /// Takes [#retainGrad] back.
    public final void forgetGrad(Tensor tensor) {
        if (hooks != null) hooks.forget(tensor);
    }

    private Hooks hooks() {
        if (hooks == null) hooks = new Hooks();
        return hooks;
    }

    final boolean hasHooks() {
        return hooks != null && !hooks.isEmpty();
    }

    final @Nullable Tensor[] runPreHooks(@Nullable Tensor[] gradients) {
        return hooks == null ? gradients : hooks.runBefore(gradients);
    }

    final @Nullable Tensor[] runPostHooks(@Nullable Tensor[] computed, @Nullable Tensor[] gradients) {
        return hooks == null ? computed : hooks.runAfter(computed, gradients);
    }

    // For generated nodes

    /// The edges of inputs some of which are lists.
    public static @Nullable Edge[] edges(@Nullable Tensor[]... inputs) {
        int count = 0;
        for (var list : inputs) count += list.length;
        @Nullable Edge[] edges = new Edge[count];
        int at = 0;
        for (var list : inputs) for (Tensor t : list) edges[at++] = t == null ? null : t.edge();
        return edges;
    }

    public static boolean any(@Nullable Edge[] edges) {
        for (Edge edge : edges) if (edge != null) return true;
        return false;
    }

    protected static boolean noneDefined(@Nullable Tensor[] gradients) {
        for (Tensor gradient : gradients) if (gradient != null) return false;
        return true;
    }

    public static int versionOf(@Nullable Tensor tensor) {
        return tensor == null ? -1 : tensor.version();
    }

    public static int[] versions(@Nullable Tensor[] tensors) {
        var versions = new int[tensors.length];
        for (int i = 0; i < versions.length; i++) versions[i] = versionOf(tensors[i]);
        return versions;
    }

    /// What to keep of a tensor: itself, or what the engine's saved-tensor hooks make of it. To be let go of with
    /// [#unhold].
    public final @Nullable Object pack(@Nullable Tensor tensor) {
        if (tensor != null && tensor.isInference()) {
            throw EngineException.runtime(
                    "Inference tensors cannot be saved for backward. To work around you can make a "
                            + "clone to get a normal tensor and use it in autograd.");
        }
        if (tensor == null) return null;
        var savedTensorHooks = engine.savedTensorHooks();
        if (savedTensorHooks != null) return Packed.of(tensor, savedTensorHooks);
        tensor.hold();
        return tensor;
    }

    /// Lets go of what [#pack] gave.
    ///
    /// @return null, to be put in its place
    protected static @Nullable Object unhold(@Nullable Object saved) {
        if (saved instanceof Tensor tensor) tensor.drop();
        return null;
    }

    /// [#unhold] for a list.
    protected static @Nullable Object @Nullable [] unholdAll(@Nullable Object @Nullable [] saved) {
        if (saved != null) for (Object one : saved) unhold(one);
        return null;
    }

    public final @Nullable Object[] packAll(@Nullable Tensor[] tensors) {
        var packed = new Object[tensors.length];
        for (int i = 0; i < packed.length; i++) packed[i] = pack(tensors[i]);
        return packed;
    }

    /// A list of saved tensors.
    protected final Tensor[] unpackAll(@Nullable Object @Nullable [] saved, int[] versions) {
        if (saved == null) throw releasedError();
        var tensors = new Tensor[saved.length];
        for (int i = 0; i < tensors.length; i++) tensors[i] = unpack(saved[i], versions[i], false);
        return tensors;
    }

    /// Checks that a saved tensor is as it was when it was saved.
    ///
    /// @param output whether it is an output of this node's own operation
    protected final @Nullable Tensor unpack(@Nullable Object saved, int version, boolean output) {
        if (released) throw releasedError();
        if (saved == null) return null;
        if (saved instanceof Packed packed) return packed.unpack();
        var tensor = (Tensor) saved;
        if (tensor.version() != version) throw Conflict.error(this, tensor, version, output);
        // The output's own history may have changed since, by `detach_()` for one.
        if (output && engine.gradMode() && tensor.dtype().isFloating()) {
            return tensor.withHistory(new Edge(this, tensor.currentNode() == this ? tensor.outputNumber() : 0));
        }
        return tensor;
    }

    /// [#unpack] for those who only look: of an output they see another tensor with the same history.
    protected final @Nullable Tensor shown(@Nullable Object saved, int version, boolean output) {
        Tensor tensor = unpack(saved, version, output);
        boolean mode = engine.gradMode();
        if (tensor == null
                || !output
                || mode
                || saved instanceof Packed
                || !tensor.dtype().isFloating()) return tensor;
        return tensor.withHistory(new Edge(this, tensor.currentNode() == this ? tensor.outputNumber() : 0));
    }

    /// What is kept under a name: a tensor, or what hooks made of it; null if there is no tensor of that name.
    protected @Nullable Object slot(String name) {
        return null;
    }

    protected void setSlot(String name, @Nullable Object kept) {
        throw new IllegalArgumentException(name() + " saves no tensor " + name);
    }

    /// Has one saved tensor kept by hooks of its own (`_raw_saved_….register_hooks`).
    public final void registerSavedTensorHooks(String name, SavedTensorHooks hooks) {
        if (released) {
            throw EngineException.runtime("Calling register_hooks on a saved tensor after it has been freed. Saved "
                    + "intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
                    + "Specify retain_graph=True if you need to backward through the graph a second time or if you need "
                    + "to access saved variables after calling backward.");
        }
        switch (slot(name)) {
            case null ->
                throw EngineException.runtime("Calling register_hooks on a saved tensor with value None is forbidden");
            case Packed packed ->
                throw EngineException.runtime("Calling register_hooks on a saved tensor whose hooks have already been "
                        + "set. Hint: only one pair of hooks is allowed at a time.");
            case Tensor tensor -> {
                setSlot(name, Packed.of(tensor, hooks));
                tensor.drop();
            }
            default -> throw new IllegalStateException("no tensor: " + name);
        }
    }

    /// @throws EngineException if the node has been released
    protected final void checkNotReleased() {
        if (released) throw releasedError();
    }

    static EngineException releasedError() {
        return EngineException.runtime("Trying to backward through the graph a second time (or directly access saved "
                + "tensors after they have already been freed). Saved intermediate values of the graph are freed when "
                + "you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through "
                + "the graph a second time or if you need to access saved tensors after calling backward.");
    }

    final void releaseSaved() {
        released = true;
        release();
    }

    /// `grad_fn.metadata`.
    public final Map<String, Object> metadata() {
        if (metadata == null) metadata = new LinkedHashMap<>();
        return metadata;
    }

    /// An object of the embedding language that stands for this node.
    public final @Nullable Object peer() {
        return peer;
    }

    public final void setPeer(@Nullable Object peer) {
        this.peer = peer;
    }

    /// What the engine's observer keeps with this node, see [Tensor#note()].
    public final @Nullable Object note() {
        return note;
    }

    /// The number that came with [#note()]: of a graph of millions of nodes an object for each would be too much.
    public final int number() {
        return number;
    }

    public final void setNote(@Nullable Object note, int number) {
        this.note = note;
        this.number = number;
    }

    @Override
    public String toString() {
        return name();
    }
}
