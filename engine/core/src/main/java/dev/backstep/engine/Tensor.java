package dev.backstep.engine;

import dev.backstep.engine.autograd.AccumulateGrad;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.autograd.Edge;
import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.autograd.Tangent;
import dev.backstep.engine.autograd.TensorHook;
import dev.backstep.engine.autograd.ViewInfo;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.ops.OperatorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An n-dimensional array of numbers that remembers how it was computed.
///
/// Its elements lie in a [Storage] that it may share with other tensors; offset and strides count elements. Operators
/// are inherited from the generated [TensorOperators] and keep PyTorch's names: `x.mul(y)`, `x.mul_(y)`,
/// `x.log_softmax(1)`. A tensor belongs to the [Engine] that made it and, like it, to one thread at a time.
public final class Tensor extends TensorOperators implements Strided {
    private final Engine engine;
    private Storage storage;
    private int offset;
    private int[] sizes;
    private int[] strides;
    private int numel;
    private boolean contiguous;

    private VersionCounter version;
    private boolean wrappedNumber;
    private boolean inference;
    private boolean requiresGrad;
    private int outputNumber;
    private @Nullable Node gradFn;
    private @Nullable Edge edge;
    private @Nullable AutogradMeta meta;
    private @Nullable Object peer;
    private @Nullable Object note;

    /// A contiguous tensor over a storage.
    public Tensor(Engine engine, Storage storage, int[] sizes) {
        this.engine = engine;
        this.storage = storage;
        this.sizes = sizes;
        this.strides = Shapes.contiguousStrides(sizes);
        this.numel = Shapes.numel(sizes);
        this.contiguous = true;
        this.version = new VersionCounter();
        this.inference = engine.inferenceMode();
        if (storage.isCounted()) made();
    }

    /// A contiguous tensor with the sizes, and so the strides, of another contiguous one.
    public Tensor(Storage storage, Tensor like) {
        this.engine = like.engine;
        this.storage = storage;
        this.sizes = like.sizes;
        this.strides = like.strides;
        this.numel = like.numel;
        this.contiguous = true;
        this.version = new VersionCounter();
        this.inference = engine.inferenceMode();
        if (storage.isCounted()) made();
    }

    /// A tensor over part of a storage, with a version counter of its own.
    public Tensor(Engine engine, Storage storage, int offset, int[] sizes, int[] strides) {
        this(engine, storage, offset, sizes, strides, new VersionCounter());
        this.inference = engine.inferenceMode();
    }

    private Tensor(Engine engine, Storage storage, int offset, int[] sizes, int[] strides, VersionCounter version) {
        this.engine = engine;
        this.storage = storage;
        this.offset = offset;
        this.sizes = sizes;
        this.strides = strides;
        this.numel = Shapes.numel(sizes);
        this.contiguous = Shapes.isContiguous(sizes, strides);
        this.version = version;
        if (storage.isCounted()) made();
    }

    /// Another look at the same elements, sharing the version counter: what views and `detach` are made of. It is not
    /// known to autograd.
    public Tensor alias(int offset, int[] sizes, int[] strides) {
        Tensor alias = new Tensor(engine, storage, offset, sizes, strides, version);
        alias.inference = inference;
        return alias;
    }

    /// [#alias(int, int[], int[])] of the same geometry.
    public Tensor sameView() {
        return alias(offset, sizes, strides);
    }

    // Geometry

    public Engine engine() {
        return engine;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public int offset() {
        return offset;
    }

    /// Not to be written to.
    @Override
    public int[] sizes() {
        return sizes;
    }

    /// Not to be written to.
    @Override
    public int[] strides() {
        return strides;
    }

    @Override
    public DType dtype() {
        return storage.dtype();
    }

    public Device device() {
        return storage.device();
    }

    @Override
    public int numel() {
        return numel;
    }

    @Override
    public boolean isContiguous() {
        return contiguous;
    }

    /// The number of dimensions.
    public int dim() {
        return sizes.length;
    }

    /// @throws EngineException IndexError if there is no such dimension
    public int size(int dim) {
        return sizes[checkedDim(dim)];
    }

    public int stride(int dim) {
        return strides[checkedDim(dim)];
    }

    private int checkedDim(int dim) {
        if (sizes.length == 0) {
            throw EngineException.index("Dimension specified as " + dim + " but tensor has no dimensions");
        }
        return Shapes.dimension(dim, sizes.length);
    }

    /// The backend that holds its elements.
    public Backend backend() {
        return engine.backend(storage);
    }

    /// Whether it is a Python number in an operator's tensor argument, which takes part in type promotion by its
    /// category only.
    public boolean isWrappedNumber() {
        return wrappedNumber;
    }

    public Tensor markWrappedNumber() {
        wrappedNumber = true;
        return this;
    }

    // Values

    /// The elements in row-major order. Waits for the device.
    public double[] toDoubles() {
        return backend().readDoubles(this);
    }

    /// The elements in row-major order, floating ones truncated. Waits for the device.
    public long[] toLongs() {
        return backend().readLongs(this);
    }

    /// The one element.
    ///
    /// @throws EngineException ValueError unless there is exactly one element
    public Scalar item() {
        if (numel != 1) {
            throw EngineException.value("only one element tensors can be converted to Python scalars");
        }
        return switch (dtype().category()) {
            case BOOL -> Scalar.of(toLongs()[0] != 0);
            case INTEGRAL -> Scalar.of(toLongs()[0]);
            case FLOATING -> Scalar.of(toDoubles()[0]);
        };
    }

    // Autograd

    /// Whether gradients flow to it: a leaf that was asked for one, or the result of an operation on such a leaf.
    public boolean requiresGrad() {
        return requiresGrad
                || gradFn != null
                || meta != null && meta.view != null && meta.view.base().requiresGrad();
    }

    /// Whether nothing recorded made it.
    ///
    /// Of a view whose base has since been changed this speaks of the time before that, until [#gradFn()] is asked
    /// for.
    public boolean isLeaf() {
        return gradFn == null;
    }

    /// Asks for a gradient, or no longer.
    ///
    /// @throws EngineException RuntimeError for a non-leaf, or a dtype that has no gradients
    public Tensor setRequiresGrad(boolean value) {
        if (!isLeaf() && !value) {
            throw EngineException.runtime(
                    "you can only change requires_grad flags of leaf variables. If you want to use "
                            + "a computed variable in a subgraph that doesn't require differentiation use "
                            + "var_no_grad = var.detach().");
        }
        if (value && !dtype().isFloating()) {
            throw EngineException.runtime("only Tensors of floating point dtype can require gradients");
        }
        if (value && inference && !engine.inferenceMode()) {
            throw EngineException.runtime(
                    "Setting requires_grad=True on inference tensor outside InferenceMode is not " + "allowed.");
        }
        if (isLeaf()) requiresGrad = value;
        return this;
    }

    /// The node that computes the gradients of the operation that made this tensor; null for a leaf.
    ///
    /// A view is recorded anew when somebody has changed its base in place since (Note [Views and history]).
    public @Nullable Node gradFn() {
        if (meta != null && meta.view != null) Autograd.refreshView(this, meta.view);
        return gradFn;
    }

    /// Which output of [#gradFn()] it is.
    public int outputNumber() {
        return outputNumber;
    }

    /// Where its gradient goes: its `grad_fn`, or for a leaf its `AccumulateGrad`; null if it needs none.
    public @Nullable Edge edge() {
        if (meta != null && meta.view != null) Autograd.refreshView(this, meta.view);
        if (edge == null) {
            if (gradFn != null) edge = new Edge(gradFn, outputNumber);
            else if (requiresGrad) edge = new Edge(new AccumulateGrad(this), 0);
        }
        return gradFn != null || requiresGrad ? edge : null;
    }

    /// Makes `node` its history. For autograd.
    public void setHistory(@Nullable Node node, int outputNumber) {
        if (node != gradFn || outputNumber != this.outputNumber) {
            if (meta != null && meta.retainsGrad) moveRetainedGrad(node, outputNumber);
            edge = null;
            gradFn = node;
            this.outputNumber = outputNumber;
        }
        if (node != null) requiresGrad = false;
    }

    /// [#setHistory] after a change through a view: a retained gradient stays that of the time before.
    public void setHistoryByView(Node node) {
        boolean retains = retainsGrad();
        if (retains) meta().retainsGrad = false;
        setHistory(node, 0);
        if (retains) meta().retainsGrad = true;
    }

    private void moveRetainedGrad(@Nullable Node node, int output) {
        if (gradFn != null) gradFn.forgetGrad(this);
        if (node != null) node.retainGrad(output, this);
    }

    // Note [Looking without touching]: who shows what an engine does must not change what it does next. Asking for
    // `gradFn()` may record a view anew, which takes a sequence number, or may be forbidden; asking for `edge()` may
    // make a leaf's `AccumulateGrad`; unpacking a saved tensor may run the program's hooks. So observers use
    // `currentNode()`, `currentEdge()` and `Node.peekSaved()`, which neither change anything nor throw.

    /// Its history, without looking whether that has moved on. See Note [Looking without touching].
    public @Nullable Node currentNode() {
        return gradFn;
    }

    /// Where its gradient goes, as far as that has been settled: of a view whose base has changed since, where it went
    /// before; null for a leaf that nothing has used yet. See Note [Looking without touching].
    public @Nullable Edge currentEdge() {
        if (gradFn == null) return requiresGrad ? edge : null;
        return edge == null ? new Edge(gradFn, outputNumber) : edge;
    }

    /// A tensor of the same elements, tangents and version counter whose gradient goes along an edge. For autograd.
    public Tensor withHistory(@Nullable Edge history) {
        Tensor alias = sameView();
        Tangent tangents = tangents();
        if (tangents != null) alias.setTangents(tangents);
        if (history == null) return alias;
        if (history.node() instanceof AccumulateGrad) {
            alias.requiresGrad = true;
            alias.edge = history;
        } else {
            alias.setHistory(history.node(), history.input());
        }
        return alias;
    }

    /// `.grad`, if there is one.
    public @Nullable Tensor grad() {
        return meta == null ? null : meta.grad;
    }

    /// Replaces `.grad`, telling the observer.
    ///
    /// @throws EngineException RuntimeError if the gradient does not fit
    public void setGrad(@Nullable Tensor grad) {
        if (grad != null) {
            if (grad == this) throw EngineException.runtime("can't assign Variable as its own grad");
            if (grad.dtype() != dtype() || grad.device().isCpu() != device().isCpu()) {
                throw EngineException.runtime("assigned grad has data of a different type");
            }
            if (!grad.device().equals(device())) {
                throw EngineException.runtime("assigned grad has data located on a different device");
            }
            if (!Arrays.equals(grad.sizes, sizes)) {
                throw EngineException.runtime("assigned grad has data of a different size");
            }
        }
        Tensor before = grad();
        assignGrad(grad);
        var observer = engine.observer();
        if (observer != null) observer.gradientSet(this, before, grad);
    }

    /// Replaces `.grad` without a word. For autograd.
    public void assignGrad(@Nullable Tensor grad) {
        if (grad == null && meta == null) return;
        var m = meta();
        Tensor before = m.grad;
        if (grad != null) {
            grad.hold();
            grad.meta().gradOf = this;
        }
        m.grad = grad;
        if (before != null) before.drop();
    }

    /// The tensor whose `.grad` this was last made, if any.
    public @Nullable Tensor gradOf() {
        Tensor owner = meta == null ? null : meta.gradOf;
        return owner != null && owner.grad() == this ? owner : null;
    }

    /// Keeps `.grad` of this non-leaf in backward passes to come.
    public void retain_grad() {
        if (!requiresGrad()) throw EngineException.runtime("can't retain_grad on Tensor that has requires_grad=False");
        if (isLeaf() || meta().retainsGrad) return;
        meta().retainsGrad = true;
        var node = gradFn();
        if (node != null) node.retainGrad(outputNumber, this);
    }

    public boolean retainsGrad() {
        return meta != null && meta.retainsGrad;
    }

    /// Adds a hook that sees, and may replace, this tensor's gradient. See Note [Order of hooks].
    ///
    /// @return what removes the hook
    public Runnable registerHook(TensorHook hook) {
        if (!requiresGrad()) {
            throw EngineException.runtime("cannot register a hook on a tensor that doesn't require gradient");
        }
        var m = meta();
        var hooks = m.hooks;
        if (hooks == null) {
            hooks = new ArrayList<>();
            m.hooks = hooks;
            var node = gradFn();
            if (node != null) node.addTensorHooks(outputNumber, hooks);
        }
        hooks.add(hook);
        var list = hooks;
        return () -> list.removeIf(one -> one == hook);
    }

    /// The hooks of this tensor, in the order of registration.
    public List<TensorHook> hooks() {
        return meta == null || meta.hooks == null ? List.of() : meta.hooks;
    }

    /// Computes the gradients of this scalar with respect to the leaves, and adds them to their `.grad`.
    public void backward() {
        backward(null, null, false);
    }

    /// @param gradient the gradient to start with; null means 1 and needs a tensor of one element
    /// @param retainGraph whether the graph may be used again; null means `createGraph`
    /// @param createGraph whether to record the pass itself, for higher derivatives
    public void backward(@Nullable Tensor gradient, @Nullable Boolean retainGraph, boolean createGraph) {
        Autograd.backward(
                engine,
                List.of(this),
                java.util.Collections.singletonList(gradient),
                retainGraph == null ? createGraph : retainGraph,
                createGraph,
                List.of());
    }

    /// The tensor it is a view of, as `_base`.
    public @Nullable Tensor base() {
        return meta == null || meta.view == null ? null : meta.view.base();
    }

    public @Nullable ViewInfo viewInfo() {
        return meta == null ? null : meta.view;
    }

    /// Makes it a view for autograd.
    public void setViewInfo(@Nullable ViewInfo view) {
        if (view == null && meta == null) return;
        var m = meta();
        ViewInfo before = m.view;
        if (view != null) view.base().hold();
        m.view = view;
        if (before != null) before.base().drop();
    }

    /// Its tangents by dual level, those of closed levels among them; see [dev.backstep.engine.autograd.ForwardMode].
    public @Nullable Tangent tangents() {
        return meta == null ? null : meta.tangents;
    }

    /// For forward mode.
    public void setTangents(Tangent tangents) {
        for (Tangent t = tangents; t != null; t = t.next()) t.value().keep();
        meta().tangents = tangents;
    }

    /// How often it was changed in place.
    public int version() {
        return version.value;
    }

    VersionCounter versionCounter() {
        return version;
    }

    /// Notes a change in place by what is no operator, or inside of one.
    public void bumpVersion() {
        bumpVersion(null);
    }

    /// Notes a change in place by an operator.
    public void bumpVersion(@Nullable OperatorInfo operator) {
        if (inference && !engine.inferenceMode()) throw Autograd.inferenceChanged();
        if (operator == null && engine.inKernel()) version.value++;
        else version.changed(operator, engine.line());
    }

    /// The first change after a version; null if it is not known.
    public VersionCounter.@Nullable Change firstChangeSince(int before) {
        return version.firstSince(before);
    }

    /// Whether a change of one is a change of the other.
    public boolean sharesVersion(Tensor other) {
        return version == other.version;
    }

    public boolean isInference() {
        return inference;
    }

    /// `tensor.data = other`: takes over another tensor's elements and geometry, keeping its own history.
    public void setData(Tensor other) {
        if (requiresGrad() && !other.dtype().isFloating()) {
            throw EngineException.runtime(
                    "data set to a tensor that requires gradients must be floating point or complex dtype");
        }
        takeGeometry(other);
        edge = gradFn == null ? null : edge;
        var observer = engine.observer();
        if (observer != null) observer.dataSet(this);
    }

    /// The same tensor in another dtype or on another device, with its gradient, if there is one: `module.to(…)`.
    public void convert(Tensor data, @Nullable Tensor gradient) {
        assignGrad(null);
        setData(data);
        assignGrad(gradient);
    }

    /// Takes over where a tensor's elements lie and how. Its history is the caller's business.
    public void takeGeometry(Tensor other) {
        // The new storage does not count it, and the old one goes on to.
        if (storage != other.storage) other.storage.keep();
        storage = other.storage;
        if (version != other.version) storage.severalCounters = true;
        offset = other.offset;
        sizes = other.sizes;
        strides = other.strides;
        numel = other.numel;
        contiguous = other.contiguous;
    }

    /// `tensor.data`: shares the elements but neither history nor version counter.
    public Tensor data() {
        storage.severalCounters = true;
        Tensor data = new Tensor(engine, storage, offset, sizes, strides, new VersionCounter());
        data.inference = inference;
        return data;
    }

    /// `tensor.detach_()`: forgets its history.
    public Tensor forgetHistory() {
        if (meta != null && meta.view != null) {
            throw EngineException.runtime("Can't detach views in-place. Use detach() instead. If you are using "
                    + "DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients "
                    + "are views of DDP buckets, and hence detach_() cannot be called on these gradients. To fix this "
                    + "error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the "
                    + "solution.");
        }
        gradFn = null;
        edge = null;
        outputNumber = 0;
        requiresGrad = false;
        return this;
    }

    /// Its name, if somebody gave it one.
    public @Nullable String name() {
        return meta == null ? null : meta.name;
    }

    public void setName(@Nullable String name) {
        meta().name = name;
    }

    /// An object of the embedding language that stands for this tensor, kept here so that there is only one.
    public @Nullable Object peer() {
        return peer;
    }

    public void setPeer(@Nullable Object peer) {
        this.peer = peer;
    }

    /// What the engine's observer keeps with this tensor. It is the observer's alone: a later one has to tell its own
    /// from an earlier one's. A map by tensor would cost more than all else that an observer does.
    public @Nullable Object note() {
        return note;
    }

    public void setNote(@Nullable Object note) {
        this.note = note;
    }

    /// Attributes that an embedding wants to keep with the tensor.
    public Map<String, Object> attributes() {
        var m = meta();
        if (m.attributes == null) m.attributes = new java.util.LinkedHashMap<>();
        return m.attributes;
    }

    @Override
    Holders holders() {
        return meta();
    }

    @Override
    void dropAll() {
        assignGrad(null);
        setViewInfo(null);
    }

    private AutogradMeta meta() {
        if (meta == null) meta = new AutogradMeta();
        return meta;
    }

    /// What only few tensors have.
    private static final class AutogradMeta extends Holders {
        @Nullable
        Tensor grad;

        @Nullable
        Tensor gradOf;

        @Nullable
        ViewInfo view;

        @Nullable
        Tangent tangents;

        @Nullable
        String name;

        boolean retainsGrad;

        @Nullable
        List<TensorHook> hooks;

        @Nullable
        Map<String, Object> attributes;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("Tensor(").append(dtype().label()).append(Shapes.text(sizes));
        if (numel <= 16) text.append(' ').append(Arrays.toString(toDoubles()));
        if (gradFn != null) text.append(", grad_fn=").append(gradFn.name());
        else if (requiresGrad) text.append(", requires_grad");
        return text.append(')').toString();
    }
}
