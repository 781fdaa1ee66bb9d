package dev.backstep.bench;

import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.backend.cpu.CpuBackend;
import java.lang.management.ManagementFactory;

/// What a chain of 10,000 operators on tensors of 1,000 float32 holds in memory: after the forward pass, where the
/// backward
/// pass is at its first, middle and last node, and after it. Bytes that are still in use after a collection.
///
///     mvn -Pbench -pl engine/bench -am compile exec:exec -Dbench.main=dev.backstep.bench.ChainMemory
public final class ChainMemory {
    private static final int LENGTH = 10_000;
    private static final int ELEMENTS = 1_000;

    private ChainMemory() {}

    public static void main(String[] arguments) {
        var engine = new Engine(new CpuBackend());
        Tensor x = engine.ones(ELEMENTS).setRequiresGrad(true);
        print("before", used());
        long before = used();
        Tensor root = chain(x, before);
        print("after the forward pass", used() - before);
        root.backward();
        print("after the backward pass, root still held", used() - before);
        root = null;
        print("root dropped", used() - before);
    }

    /// Nobody but the graph holds the results in between.
    private static Tensor chain(Tensor x, long before) {
        Tensor z = x;
        for (int i = 0; i < LENGTH; i++) {
            z = z.sin();
            if (i == 0 || i == LENGTH / 2 || i == LENGTH - 1) {
                String place = "backward at operator " + (i + 1) + " of " + LENGTH;
                z.registerHook(gradient -> {
                    print(place, used() - before);
                    return null;
                });
            }
        }
        return z.sum();
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void print(String place, long bytes) {
        System.out.printf("%-45s %8.1f MB%n", place, bytes / 1e6);
    }
}
