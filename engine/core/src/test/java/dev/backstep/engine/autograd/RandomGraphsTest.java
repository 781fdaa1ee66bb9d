package dev.backstep.engine.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.RandomGraph.Step;
import dev.backstep.engine.backend.cpu.CpuBackend;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Rules that hold for every graph, tried on random ones.
class RandomGraphsTest {
    private static final double STEP = 1e-4;

    @Provide
    Arbitrary<RandomGraph> graphs() {
        var leaf = Arbitraries.doubles().between(-1, 1).list().ofSize(6);
        var step = Combinators.combine(
                        Arbitraries.integers().between(0, RandomGraph.OPERATORS.size() - 1),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(0, 8))
                .as(Step::new);
        return Combinators.combine(
                        leaf.list().ofMinSize(1).ofMaxSize(3),
                        step.list().ofMinSize(1).ofMaxSize(10))
                .as(RandomGraph::new);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void gradientsAgreeWithCentralDifferences(@ForAll("graphs") RandomGraph graph) {
        assertDifferences(graph, graph::value, 1e-6);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void gradientsOfGradientsAgreeWithCentralDifferences(@ForAll("graphs") RandomGraph graph) {
        assertDifferences(graph, graph::gradientSum, 1e-5);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void everyBackendComputesTheSameGradients(@ForAll("graphs") RandomGraph graph) {
        var plain = graph.leaves(new Engine(new ReferenceBackend()));
        var fast = graph.leaves(new Engine(new CpuBackend()));
        Tensor expected = graph.value(plain);
        Tensor actual = graph.value(fast);
        assertClose(expected.toDoubles(), actual.toDoubles());
        Tensor[] gradients = RandomGraph.gradients(expected, plain, false);
        Tensor[] same = RandomGraph.gradients(actual, fast, false);
        for (int i = 0; i < gradients.length; i++) assertClose(doubles(gradients[i]), doubles(same[i]));
        Tensor second = graph.gradientSum(plain);
        if (second.requiresGrad()) {
            second.backward();
            graph.gradientSum(fast).backward();
            for (int i = 0; i < plain.size(); i++) {
                assertClose(doubles(plain.get(i).grad()), doubles(fast.get(i).grad()));
            }
        }
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void backwardLeavesInGradWhatGradReturns(@ForAll("graphs") RandomGraph graph) {
        var leaves = graph.leaves(new Engine(new CpuBackend()));
        Tensor[] returned = RandomGraph.gradients(graph.value(leaves), leaves, false);
        graph.value(leaves).backward();
        for (int i = 0; i < returned.length; i++) {
            assertArrayEquals(doubles(returned[i]), doubles(leaves.get(i).grad()));
        }
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void aSecondPassThroughAKeptGraphDoublesTheGradients(@ForAll("graphs") RandomGraph graph) {
        var leaves = graph.leaves(new Engine(new CpuBackend()));
        Tensor value = graph.value(leaves);
        value.backward(null, true, false);
        var once = leaves.stream().map(leaf -> doubles(leaf.grad()).clone()).toList();
        value.backward();
        for (int i = 0; i < once.size(); i++) {
            double[] twice = doubles(leaves.get(i).grad());
            for (int k = 0; k < twice.length; k++) assertEquals(2 * once.get(i)[k], twice[k]);
        }
    }

    private static void assertDifferences(
            RandomGraph graph, Function<List<Tensor>, Tensor> function, double tolerance) {
        var leaves = graph.leaves(new Engine(new CpuBackend()));
        Tensor value = function.apply(leaves);
        if (!value.requiresGrad()) return;
        Tensor[] gradients = RandomGraph.gradients(value, leaves, false);
        for (int i = 0; i < gradients.length; i++) {
            double[] actual = doubles(gradients[i]);
            Tensor elements = leaves.get(i).detach().view(-1);
            for (int k = 0; k < actual.length; k++) {
                double expected = difference(elements.select(0, k), () -> function.apply(leaves));
                assertEquals(
                        expected,
                        actual[k],
                        tolerance * Math.max(1, Math.abs(expected)),
                        "leaf " + i + ", element " + k);
            }
        }
    }

    /// The derivative by one element, from four values around it: the error is of the fourth order, since random graphs
    /// can be steep.
    private static double difference(Tensor element, Supplier<Tensor> function) {
        double at = element.item().value();
        double sum = 0;
        for (int side : new int[] {1, -1}) {
            element.fill_(at + side * STEP);
            sum += side * 8 * function.get().item().value();
            element.fill_(at + side * 2 * STEP);
            sum -= side * function.get().item().value();
        }
        element.fill_(at);
        return sum / (12 * STEP);
    }

    private static double[] doubles(Tensor gradient) {
        return gradient == null ? new double[6] : gradient.toDoubles();
    }

    private static void assertClose(double[] expected, double[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-11 * Math.max(1, Math.abs(expected[i])));
        }
    }
}
