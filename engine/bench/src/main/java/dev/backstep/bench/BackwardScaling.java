package dev.backstep.bench;

import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How the cost of a backward pass grows with the graph: a chain of `nodes` operators on 2×3 tensors, and a graph of as
/// many
/// in which each result is used twice. Milliseconds a pass; divided by `nodes` they should all be the same.
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 10)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xms8g", "-Xmx8g"})
@State(Scope.Thread)
public class BackwardScaling {
    @Param({"1000", "10000", "100000", "1000000"})
    public int nodes;

    private final Engine engine = new Engine(new CpuBackend());
    private final Tensor x = engine.tensor(new float[] {1.1f, 1.2f, 1.3f, 0.9f, 0.8f, 0.7f}, 2, 3)
            .setRequiresGrad(true);
    private Tensor chain;
    private Tensor lattice;

    @Setup(Level.Invocation)
    public void build() {
        x.assignGrad(null);
        chain = x;
        for (int i = 0; i < nodes; i++) chain = chain.mul(x);
        lattice = x;
        Tensor before = x;
        for (int i = 0; i < nodes; i++) {
            Tensor next = lattice.mul(before);
            before = lattice;
            lattice = next;
        }
        chain = chain.sum();
        lattice = lattice.sum();
    }

    @Benchmark
    public void chain() {
        chain.backward();
    }

    @Benchmark
    public void usedTwice() {
        lattice.backward();
    }
}
