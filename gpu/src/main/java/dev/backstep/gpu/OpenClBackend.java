package dev.backstep.gpu;

import static org.lwjgl.opencl.CL11.CL_DEVICE_HOST_UNIFIED_MEMORY;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.BackendListener;
import dev.backstep.engine.backend.Mark;
import dev.backstep.engine.backend.Reuse;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The primitives on an OpenCL device. What has no kernel is computed on the CPU and [counted][#cpuFallbacks].
public final class OpenClBackend implements Backend {
    /// How much of the device's memory the allocator takes: the driver and the screen need some.
    private static final double SHARE = 0.9;

    /// The same where the memory is the host's, which needs some for programs, and for this one.
    private static final double SHARE_OF_HOST = 0.5;

    private final Device device;
    private final Cl cl;
    private final DeviceMemory memory;
    private final Pointwise pointwise;
    private final Kernels kernels;
    private final AlongKernels along;
    private final IndexKernels indexing;
    private final WindowKernels windows;
    private final ManyDimensions many = new ManyDimensions(this);
    private final Divisors divisors = new Divisors(this);
    private final ProductKernels products;
    private final ConvolutionKernels convolutions;
    private final CpuFallback fallback;
    private final Backend host = new CpuBackend();
    private Reuse reuse = Reuse.NONE;

    OpenClBackend(ClDevice device, int index) {
        this(device, index, (long) (device.memory() * share(device)), ProgramCache.ofUser());
    }

    OpenClBackend(ClDevice device, int index, long memoryLimit, ProgramCache programs) {
        this(device, index, memoryLimit, programs, Pointwise.Fusion.DEFAULT, Cl::resource);
    }

    /// @param resources the text of a resource
    OpenClBackend(
            ClDevice device,
            int index,
            long memoryLimit,
            ProgramCache programs,
            Pointwise.Fusion fusion,
            UnaryOperator<String> resources) {
        this.device = new Device("cuda", index);
        cl = new Cl(device, programs);
        memory = new DeviceMemory(cl, this.device, memoryLimit);
        var launcher = new Launcher(cl, resources);
        fallback = new CpuFallback(cl);
        pointwise = new Pointwise(cl, launcher, fallback, fusion);
        memory.setWaiting(pointwise::waitsWith);
        kernels = new Kernels(cl, launcher, memory);
        along = new AlongKernels(cl, launcher, memory);
        indexing = new IndexKernels(launcher, memory, pointwise, along);
        windows = new WindowKernels(launcher);
        products = new ProductKernels(cl, launcher, memory, programs);
        convolutions = new ConvolutionKernels(products, this);
    }

    private static double share(ClDevice device) {
        return Limits.number(device.id(), CL_DEVICE_HOST_UNIFIED_MEMORY) == 0 ? SHARE : SHARE_OF_HOST;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public List<String> problems() {
        return cl.problems();
    }

    @Override
    public SortedMap<String, Long> cpuFallbacks() {
        return fallback.counts();
    }

    @Override
    public long memoryAllocated() {
        return memory.used();
    }

    @Override
    public long memoryReserved() {
        return memory.reserved();
    }

    @Override
    public long maxMemoryAllocated() {
        return memory.mostUsed();
    }

    @Override
    public long maxMemoryReserved() {
        return memory.mostReserved();
    }

    @Override
    public void resetPeakMemory() {
        memory.resetPeaks();
    }

    @Override
    public long totalMemory() {
        return cl.device().memory();
    }

    @Override
    public void emptyCache() {
        memory.empty();
    }

    /// How many programs the driver had to compile because they were not on disk.
    public long programsCompiled() {
        return cl.compiled();
    }

    /// What was done by kernels that do several pointwise calls.
    Pointwise.FusedCalls fusedCalls() {
        return pointwise.fused();
    }

    @Override
    public void synchronize() {
        cl.finish();
    }

    @Override
    public Mark mark() {
        return cl.mark();
    }

    @Override
    public void addListener(BackendListener listener, boolean times) {
        cl.addListener(listener, times);
    }

    @Override
    public void removeListener(BackendListener listener) {
        cl.removeListener(listener);
    }

    @Override
    public boolean has(DType dtype) {
        return dtype != DType.FLOAT64 || cl.device().float64();
    }

    @Override
    public Storage allocate(DType dtype, int length) {
        DeviceStorage storage = memory.allocate(dtype, length);
        if (reuse == Reuse.CHECK) {
            spoil(storage);
        }
        return counted(storage);
    }

    @Override
    public void setReuse(Reuse kind) {
        reuse = kind;
    }

    private Storage counted(DeviceStorage storage) {
        if (reuse != Reuse.NONE) {
            storage.count();
        }
        return storage;
    }

    @Override
    public void release(Storage storage) {
        if (reuse == Reuse.CHECK) {
            spoil((DeviceStorage) storage);
        } else {
            memory.release((DeviceStorage) storage);
        }
    }

    /// See [Reuse#CHECK].
    private void spoil(DeviceStorage storage) {
        fill(View.contiguous(storage, storage.length()), Double.NaN, 0x5a5a5a5a5a5a5a5aL);
    }

    @Override
    public Storage upload(Storage.Host host) {
        DeviceStorage storage = memory.allocate(host.dtype(), host.length());
        cl.write(storage, HostArrays.segment(host), storage.bytes());
        return counted(storage);
    }

    @Override
    public Storage.Host download(Storage storage) {
        return HostArrays.read(cl, (DeviceStorage) storage, 0, storage.length());
    }

    Cl cl() {
        return cl;
    }

    /// Whether there is a kernel, which then has been enqueued: not where the driver failed to compile it, of which
    /// [#problems] tells.
    private static boolean done(BooleanSupplier kernel) {
        try {
            return kernel.getAsBoolean();
        } catch (NoKernelException e) {
            return false;
        }
    }

    @Override
    public void pointwise(
            ScalarFunction f, Strided out, Strided a, @Nullable Strided b, @Nullable Strided c, double p, double q) {
        if (out.numel() == 0) {
            return;
        }
        Strided divisor = out.dtype().isFloating() ? null : Divisors.of(f, b, c);
        if (divisor != null) {
            divisors.check(divisor);
        }
        if (pointwise.function(f, out, a, b, c, p, q)) {
            return;
        }
        if (ManyDimensions.has(out)) {
            many.pointwise(f, out, a, b, c, p, q);
        } else {
            fallback.run(
                    "pointwise " + f,
                    (cpu, on) -> cpu.pointwise(f, on.out(out), on.in(a), on.inIfAny(b), on.inIfAny(c), p, q));
        }
    }

    @Override
    public void copy(Strided dst, Strided src) {
        if (dst.numel() == 0 || pointwise.copy(dst, src)) {
            return;
        }
        if (ManyDimensions.has(dst)) {
            many.copy(dst, src);
        } else {
            fallback.run("copy", (cpu, on) -> cpu.copy(on.out(dst), on.in(src)));
        }
    }

    @Override
    public void fill(Strided dst, double value, long bits) {
        if (dst.numel() == 0 || pointwise.fill(dst, value, bits)) {
            return;
        }
        if (ManyDimensions.has(dst)) {
            many.fill(dst, value, bits);
        } else {
            fallback.run("fill", (cpu, on) -> cpu.fill(on.out(dst), value, bits));
        }
    }

    @Override
    public void arange(Strided out, double start, double step) {
        if (out.numel() > 0 && !done(() -> kernels.arange(out, start, step))) {
            fallback.run("arange", (cpu, on) -> cpu.arange(on.out(out), start, step));
        }
    }

    @Override
    public void reduce(Reduction r, Strided out, Strided in, boolean[] reduced) {
        if (out.numel() == 0 || done(() -> kernels.reduce(r, out, in, reduced))) {
            return;
        }
        if (ManyDimensions.has(in)) {
            many.reduce(r, out, in, reduced);
        } else {
            fallback.run("reduce " + r, (cpu, on) -> cpu.reduce(r, on.out(out), on.in(in), reduced));
        }
    }

    @Override
    public void argReduce(boolean max, @Nullable Strided values, @Nullable Strided indices, Strided in, int dim) {
        if (ManyDimensions.has(in)) {
            many.argReduce(max, values, indices, in, dim);
        } else if (!done(() -> along.argReduce(max, values, indices, in, dim))) {
            fallback.run(
                    "argReduce",
                    (cpu, on) -> cpu.argReduce(max, on.outIfAny(values), on.outIfAny(indices), on.in(in), dim));
        }
    }

    @Override
    public void scan(Scan s, Strided out, @Nullable Strided indices, Strided in, int dim) {
        if (ManyDimensions.has(in)) {
            many.scan(s, out, indices, in, dim);
        } else if (!done(() -> along.scan(s, out, indices, in, dim))) {
            fallback.run("scan " + s, (cpu, on) -> cpu.scan(s, on.out(out), on.outIfAny(indices), on.in(in), dim));
        }
    }

    @Override
    public void matmul(Strided out, Strided a, Strided b, double alpha, double beta) {
        if (out.numel() > 0 && !done(() -> products.matmul(out, a, b, alpha, beta))) {
            fallback.run("matmul", (cpu, on) -> cpu.matmul(on.out(out), on.in(a), on.in(b), alpha, beta));
        }
    }

    @Override
    public void convolution(
            Strided out, Strided in, Strided weight, @Nullable Strided bias, Window window, int groups) {
        if (out.numel() > 0 && !done(() -> convolutions.forward(out, in, weight, bias, window, groups))) {
            Backend.super.convolution(out, in, weight, bias, window, groups);
        }
    }

    @Override
    public void convolutionBackward(
            @Nullable Strided gradIn,
            @Nullable Strided gradWeight,
            @Nullable Strided gradBias,
            Strided grad,
            Strided in,
            Strided weight,
            Window window,
            int groups) {
        if (gradIn != null
                && gradIn.numel() > 0
                && !done(() -> convolutions.toInput(gradIn, grad, weight, window, groups))) {
            Backend.super.convolutionBackward(gradIn, null, null, grad, in, weight, window, groups);
        }
        if (gradWeight != null
                && gradWeight.numel() > 0
                && !done(() -> convolutions.toWeight(gradWeight, grad, in, window, groups))) {
            Backend.super.convolutionBackward(null, gradWeight, null, grad, in, weight, window, groups);
        }
        if (gradBias != null) {
            convolutions.toBias(gradBias, grad);
        }
    }

    @Override
    public void gather(Strided out, Strided in, int dim, Strided index) {
        if (ManyDimensions.has(index)) {
            many.gather(out, in, dim, index);
        } else if (!done(() -> indexing.gather(out, in, dim, index))) {
            fallback.run("gather", (cpu, on) -> cpu.gather(on.out(out), on.in(in), dim, on.in(index)));
        }
    }

    @Override
    public void scatter(Strided dst, int dim, Strided index, Strided src, Scatter mode) {
        if (ManyDimensions.has(index)) {
            many.scatter(dst, dim, index, src, mode);
        } else if (!done(() -> indexing.scatter(dst, dim, index, src, mode))) {
            fallback.run("scatter", (cpu, on) -> cpu.scatter(on.out(dst), dim, on.in(index), on.in(src), mode));
        }
    }

    @Override
    public void take(Strided out, Strided in, Strided index) {
        if (ManyDimensions.has(in, index)) {
            many.take(out, in, index);
        } else if (!done(() -> indexing.take(out, in, index))) {
            fallback.run("take", (cpu, on) -> cpu.take(on.out(out), on.in(in), on.in(index)));
        }
    }

    @Override
    public void put(Strided dst, Strided index, Strided src, boolean accumulate) {
        if (ManyDimensions.has(dst, index)) {
            many.put(dst, index, src, accumulate);
        } else if (!done(() -> indexing.put(dst, index, src, accumulate))) {
            fallback.run("put", (cpu, on) -> cpu.put(on.out(dst), on.in(index), on.in(src), accumulate));
        }
    }

    @Override
    public void sort(Strided values, Strided indices, Strided in, int dim, boolean descending) {
        if (ManyDimensions.has(in)) {
            many.sort(values, indices, in, dim, descending);
        } else if (!done(() -> along.sort(values, indices, in, dim, descending))) {
            fallback.run("sort", (cpu, on) -> cpu.sort(on.out(values), on.out(indices), on.in(in), dim, descending));
        }
    }

    @Override
    public void unfold(Strided out, Strided in, Window window) {
        if (!done(() -> windows.unfold(out, in, window))) {
            fallback.run("unfold", (cpu, on) -> cpu.unfold(on.out(out), on.in(in), window));
        }
    }

    @Override
    public void fold(Strided out, Strided columns, Window window) {
        if (!done(() -> windows.fold(out, columns, window))) {
            fallback.run("fold", (cpu, on) -> cpu.fold(on.out(out), on.in(columns), window));
        }
    }

    @Override
    public void maxPool(Strided out, Strided indices, Strided in, Window window) {
        if (!done(() -> windows.maxPool(out, indices, in, window))) {
            fallback.run("maxPool", (cpu, on) -> cpu.maxPool(on.out(out), on.out(indices), on.in(in), window));
        }
    }

    @Override
    public double[] readDoubles(Strided in) {
        return host.readDoubles(onHost(in));
    }

    @Override
    public long[] readLongs(Strided in) {
        return host.readLongs(onHost(in));
    }

    /// The elements alone, row-major.
    private View onHost(Strided in) {
        Strided dense = in;
        if (!in.isContiguous()) {
            dense = View.contiguous(memory.allocate(in.dtype(), in.numel()), in.sizes());
            copy(dense, in);
        }
        int start = in.numel() == 0 ? 0 : dense.offset();
        return View.contiguous(HostArrays.read(cl, Types.storage(dense), start, in.numel()), in.sizes());
    }
}
