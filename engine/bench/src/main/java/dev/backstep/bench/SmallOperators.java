package dev.backstep.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The floor of an operator: `z = (z / x) * y` on 2×3 tensors, 1,000 times, recorded; then its backward pass. All
/// figures
/// are nanoseconds an operator.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx4g"})
public class SmallOperators {
    private static final int LENGTH = 1000;
    private static final int OPERATORS = 2 * LENGTH;

    /// Ours.
    @State(Scope.Thread)
    public static class Backstep {
        final dev.backstep.engine.Engine engine = new dev.backstep.engine.Engine(new CpuBackend());
        final Tensor x = engine.tensor(new float[] {1.1f, 1.2f, 1.3f, 1.4f, 1.5f, 1.6f}, 2, 3);
        final Tensor y = engine.tensor(new float[] {1.1f, 1.2f, 1.3f, 1.4f, 1.5f, 1.6f}, 2, 3);

        @Setup
        public void requireGradients() {
            x.setRequiresGrad(true);
            y.setRequiresGrad(true);
        }

        Tensor chain() {
            Tensor z = y;
            for (int i = 0; i < LENGTH; i++) {
                z = z.div(x).mul(y);
            }
            return z;
        }
    }

    /// libtorch, called from Java as directly as DJL does.
    @State(Scope.Thread)
    public static class Libtorch {
        final NDManager manager = Engine.getEngine("PyTorch").newBaseManager();
        final NDArray x =
                manager.create(new float[] {1.1f, 1.2f, 1.3f, 1.4f, 1.5f, 1.6f}, new ai.djl.ndarray.types.Shape(2, 3));
        final NDArray y =
                manager.create(new float[] {1.1f, 1.2f, 1.3f, 1.4f, 1.5f, 1.6f}, new ai.djl.ndarray.types.Shape(2, 3));

        @Setup
        public void requireGradients() {
            x.setRequiresGradient(true);
            y.setRequiresGradient(true);
        }

        @TearDown(Level.Trial)
        public void close() {
            manager.close();
        }

        NDArray chain(NDManager scope) {
            NDArray z = y;
            for (int i = 0; i < LENGTH; i++) {
                z = z.div(x);
                z.attach(scope);
                z = z.mul(y);
                z.attach(scope);
            }
            return z;
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPERATORS)
    public Tensor backstepForward(Backstep state) {
        return state.chain();
    }

    @Benchmark
    @OperationsPerInvocation(OPERATORS)
    public Tensor backstepForwardAndBackward(Backstep state) {
        Tensor z = state.chain();
        z.sum().backward();
        state.x.assignGrad(null);
        state.y.assignGrad(null);
        return z;
    }

    /// Within a collector, without which DJL does not record.
    @Benchmark
    @OperationsPerInvocation(OPERATORS)
    public long libtorchForward(Libtorch state) {
        try (NDManager scope = state.manager.newSubManager();
                var collector = state.manager.getEngine().newGradientCollector()) {
            return state.chain(scope).size();
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPERATORS)
    public long libtorchForwardAndBackward(Libtorch state) {
        try (NDManager scope = state.manager.newSubManager();
                var collector = state.manager.getEngine().newGradientCollector()) {
            NDArray sum = state.chain(scope).sum();
            sum.attach(scope);
            collector.backward(sum);
            return sum.size();
        }
    }
}
