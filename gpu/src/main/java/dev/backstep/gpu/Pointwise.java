package dev.backstep.gpu;

import dev.backstep.engine.DType;
import dev.backstep.engine.backend.ScalarFunction;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import dev.backstep.gpu.ChainText.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Pointwise functions, copies and fills. They wait in a [Chain] until something else is asked for, or until one comes
/// that does not fit.
///
/// What is rare or small is done call by call, by [kernels of many functions][SingleKernels]. A chain that comes again
/// and again, and a single call of many elements, gets a kernel of its own: it reads and writes each element once, four
/// at a time, and is compiled for just its functions, so that the registers that another function would need leave
/// no part of the device idle. Numbers are the same either way: results are rounded where they would be stored, and
/// nothing is contracted.
///
/// While a listener wants times nothing waits, so that each kernel is that of one call.
final class Pointwise {
    private static final int GROUP = Programs.MOST_ITEMS;

    private final Cl cl;
    private final Launcher launcher;
    private final CpuFallback fallback;
    private final Fusion fusion;
    private final SingleKernels single;
    private final Chain chain = new Chain();
    private final Walk walk = new Walk();
    private final Map<Description, Plan> plans = new HashMap<>();
    private final Description description = new Description(new int[Chain.DESCRIPTION + 1]);
    private boolean enqueuing;
    private long fusedCalls;
    private long fusedKernels;

    /// When kernels are made for chains.
    ///
    /// @param repetitions how often one must have come
    /// @param many from how many elements on a single call counts as a chain
    record Fusion(int repetitions, int many) {
        static final Fusion DEFAULT = new Fusion(3, 1 << 16);
    }

    /// What has become of a chain.
    private static final class Plan {
        private int seen;
        private boolean refused;
        private Programs.@Nullable Kernel kernel;
        /// For each step whether its kernel takes `p`, and `q`.
        private final boolean[] usesP = new boolean[Chain.MOST_STEPS];

        private final boolean[] usesQ = new boolean[Chain.MOST_STEPS];
    }

    /// Numbers as a key; one object is used again for looking up.
    private static final class Description {
        private final int[] numbers;
        private int length;

        Description(int[] numbers) {
            this.numbers = numbers;
            length = numbers.length;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Description d && Arrays.equals(numbers, 0, length, d.numbers, 0, d.length);
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (int i = 0; i < length; i++) {
                hash = 31 * hash + numbers[i];
            }
            return hash;
        }
    }

    /// @param fallback for what the driver fails to compile
    Pointwise(Cl cl, Launcher launcher, CpuFallback fallback, Fusion fusion) {
        this.cl = cl;
        this.launcher = launcher;
        this.fallback = fallback;
        this.fusion = fusion;
        single = new SingleKernels(cl, launcher);
        cl.setEarlier(this::enqueue);
    }

    /// How many calls were done by kernels that do several, and how many such kernels were enqueued.
    FusedCalls fused() {
        return new FusedCalls(fusedCalls, fusedKernels);
    }

    record FusedCalls(long calls, long kernels) {}

    /// @return whether there is a kernel for it
    boolean function(
            ScalarFunction f, Strided out, Strided a, @Nullable Strided b, @Nullable Strided c, double p, double q) {
        DType dtype = (b == null ? a : b).dtype();
        ScalarFunction g = f == ScalarFunction.BITWISE_NOT && dtype == DType.BOOL ? ScalarFunction.LOGICAL_NOT : f;
        if (Operation.code(g, dtype) == null || !fits(out, a, b, c)) {
            return false;
        }
        Chain.Step step = add(Operation.of(g), dtype, out, a, b, c);
        boolean threshold = f == ScalarFunction.THRESHOLD || f == ScalarFunction.THRESHOLD_BACKWARD;
        step.p = threshold && !dtype.isFloating() ? Math.floor(p) : p;
        step.q = q;
        added();
        return true;
    }

    boolean copy(Strided dst, Strided src) {
        if (!fits(dst, src, null, null)) {
            return false;
        }
        add(Operation.COPY, src.dtype(), dst, src, null, null);
        added();
        return true;
    }

    boolean fill(Strided dst, double value, long bits) {
        if (!fits(dst, null, null, null)) {
            return false;
        }
        Chain.Step step = add(Operation.FILL, dst.dtype(), dst, null, null, null);
        step.p = value;
        step.bits = bits;
        added();
        return true;
    }

    /// Whether kernels can go through these tensors.
    private boolean fits(Strided out, @Nullable Strided a, @Nullable Strided b, @Nullable Strided c) {
        return out.sizes().length <= Walk.MAX_RANK || single.walk(out, a, b, c).fits();
    }

    private Chain.Step add(
            Operation operation, DType in, Strided out, @Nullable Strided a, @Nullable Strided b, @Nullable Strided c) {
        cl.errors().throwIfLost();
        Chain.Step step = chain.add(operation, in, out, a, b, c);
        if (step == null) {
            enqueue();
            step = chain.add(operation, in, out, a, b, c);
        }
        if (step == null) {
            throw new IllegalStateException("a call does not fit an empty chain");
        }
        return step;
    }

    private void added() {
        if (cl.listeners().timed()) {
            enqueue();
        }
    }

    /// Whether a call that waits uses a storage.
    boolean waitsWith(DeviceStorage storage) {
        return chain.uses(storage);
    }

    /// Enqueues what waits.
    void enqueue() {
        if (chain.steps() == 0 || enqueuing) {
            return;
        }
        enqueuing = true;
        try {
            if (!enqueueTogether()) {
                for (int i = 0; i < chain.steps(); i++) {
                    enqueue(chain.step(i));
                }
            }
        } finally {
            chain.clear();
            enqueuing = false;
        }
    }

    private void enqueue(Chain.Step step) {
        try {
            single.launch(chain, step);
        } catch (NoKernelException e) {
            onHost(step);
        }
    }

    /// Computes a call on the CPU; those before it have been enqueued.
    private void onHost(Chain.Step step) {
        View out = chain.view(step.to);
        View a = step.inputs > 0 ? chain.view(step.from[0]) : null;
        View b = step.inputs > 1 ? chain.view(step.from[1]) : null;
        View c = step.inputs > 2 ? chain.view(step.from[2]) : null;
        ScalarFunction f = step.operation.function();
        if (f != null && a != null) {
            fallback.run(
                    "pointwise " + f,
                    (cpu, on) -> cpu.pointwise(f, on.out(out), on.in(a), on.inIfAny(b), on.inIfAny(c), step.p, step.q));
        } else if (a != null) {
            fallback.run("copy", (cpu, on) -> cpu.copy(on.out(out), on.in(a)));
        } else {
            fallback.run("fill", (cpu, on) -> cpu.fill(on.out(out), step.p, step.bits));
        }
    }

    private boolean enqueueTogether() {
        if (chain.steps() == 1 && (chain.numel() < fusion.many || SingleKernels.isPlainCopy(chain))) {
            return false;
        }
        walk.through(chain.sizes(), chain.strides(), chain.layouts());
        if (!walk.fits()) {
            return false;
        }
        Shape shape = shape();
        int length = chain.describe(description.numbers);
        description.numbers[length] = shape.ordinal();
        description.length = length + 1;
        Plan plan = plans.get(description);
        if (plan == null) {
            plan = new Plan();
            plans.put(new Description(Arrays.copyOf(description.numbers, length + 1)), plan);
        }
        if (plan.refused || plan.seen < fusion.repetitions) {
            plan.seen++;
            return false;
        }
        Programs.Kernel kernel = plan.kernel;
        if (kernel == null) {
            kernel = compile(plan, shape);
            if (kernel == null) {
                return false;
            }
        }
        launch(plan, kernel, shape);
        if (chain.steps() > 1) {
            fusedCalls += chain.steps();
            fusedKernels++;
        }
        return true;
    }

    /// Null if the driver does not take the kernel: the calls are done one by one then.
    private Programs.@Nullable Kernel compile(Plan plan, Shape shape) {
        for (int i = 0; i < chain.steps(); i++) {
            Chain.Step step = chain.step(i);
            plan.usesP[i] = step.operation.usesP(step.in);
            plan.usesQ[i] = step.operation.usesQ(step.in);
        }
        try {
            plan.kernel =
                    cl.kernel(launcher.source(ChainText.of(chain, shape), chain.doubles()), ChainText.name(chain));
        } catch (NoKernelException e) {
            plan.refused = true;
        }
        return plan.kernel;
    }

    private Shape shape() {
        int rank = walk.rank();
        boolean four = rank <= 1 || walk.rowSize() % 4 == 0;
        for (int i = 0; i < chain.places() && four; i++) {
            Chain.Place place = chain.place(i);
            int stride = walk.rowStride(place.layout);
            boolean one = stride == 1 || chain.numel() == 1;
            four = one || stride == 0 && place.writer < 0;
            if (four && one) {
                four = place.offset % 4 == 0 && walk.rowsStartAtMultiples(place.layout, 4);
            }
        }
        return !four ? Shape.ANY : rank <= 1 ? Shape.FLAT : Shape.ROWS;
    }

    private void launch(Plan plan, Programs.Kernel kernel, Shape shape) {
        int n = chain.numel();
        Call call = cl.call(kernel).with(n);
        if (shape != Shape.FLAT) {
            call.with(walk);
        }
        if (shape != Shape.ANY) {
            call.withRow(walk);
        }
        for (int i = 0; i < chain.places(); i++) {
            Chain.Place place = chain.place(i);
            call.with(place.storage()).with(place.offset);
        }
        for (int i = 0; i < chain.steps(); i++) {
            Chain.Step step = chain.step(i);
            if (plan.usesP[i]) {
                step.giveP(call);
            }
            if (plan.usesQ[i]) {
                step.giveQ(call);
            }
        }
        long items = shape == Shape.ANY ? n : (n + 3L) / 4;
        call.launch((items + GROUP - 1) / GROUP * GROUP, GROUP);
    }
}
