package dev.backstep.engine.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.autograd.Autograd;
import dev.backstep.engine.autograd.ForwardMode;
import dev.backstep.engine.autograd.Node;
import dev.backstep.engine.autograd.Observer;
import dev.backstep.engine.backend.reference.ReferenceBackend;
import dev.backstep.engine.ops.OperatorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a profiler notes. Names, nesting and formats are those of PyTorch 1.13.
class ProfilerTest {
    private static final ProfilerOptions SHAPES = new ProfilerOptions(true, false, false, null);
    private static final ProfilerOptions MEMORY = new ProfilerOptions(false, true, true, null);

    private final Engine engine = new Engine(new ReferenceBackend());
    private final Tensor x = engine.ones(2, 3).setRequiresGrad(true);
    private final Tensor y = engine.full(new int[] {2, 3}, Scalar.of(2.0));

    private Profile profile(ProfilerOptions options, Runnable action) {
        var profiler = Profiler.start(engine, options);
        try {
            action.run();
        } finally {
            engine.setProfiler(null);
        }
        return profiler.stop();
    }

    /// Names, indented by their depth.
    private static String tree(Profile profile) {
        return profile.events().stream()
                .map(event -> "  ".repeat(depth(event)) + event.name() + "\n")
                .collect(Collectors.joining());
    }

    private static int depth(ProfileEvent event) {
        return event.parent() == null ? 0 : depth(event.parent()) + 1;
    }

    private static ProfileEvent event(Profile profile, String name) {
        return profile.events().stream()
                .filter(event -> event.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void forwardAndBackwardNestAsPyTorchShowsThem() {
        var profile = profile(ProfilerOptions.TIMES, () -> {
            try (var block = engine.profiler().range("block")) {
                x.mul(y).sum().backward();
            }
        });
        assertEquals("""
                block
                  aten::mul
                  aten::sum
                  aten::ones_like
                  autograd::engine::evaluate_function: SumBackward0
                    SumBackward0
                      aten::expand
                  autograd::engine::evaluate_function: MulBackward0
                    MulBackward0
                      aten::mul
                  autograd::engine::evaluate_function: torch::autograd::AccumulateGrad
                    torch::autograd::AccumulateGrad
                      aten::clone
                """, tree(profile));
        assertEquals(ProfileEvent.Scope.USER, event(profile, "block").scope());
        assertEquals(
                ProfileEvent.Scope.BACKWARD_FUNCTION,
                event(profile, "MulBackward0").scope());
        assertEquals(
                event(profile, "aten::mul").sequence(),
                event(profile, "MulBackward0").sequence());
        assertEquals(-1, event(profile, "torch::autograd::AccumulateGrad").sequence());
    }

    @Test
    void compositeOperatorsContainWhatTheyAreMadeOf() {
        var weight = engine.ones(4, 3).setRequiresGrad(true);
        var profile = profile(SHAPES, () -> x.linear(weight, engine.ones(4)));
        assertEquals("""
                aten::ones
                aten::linear
                  aten::t
                  aten::addmm
                """, tree(profile));
        assertEquals(
                List.of(List.of(2, 3), List.of(4, 3), List.of(4)),
                event(profile, "aten::linear").inputShapes());
        assertEquals(
                List.of(List.of(4), List.of(2, 3), List.of(3, 4), List.of(), List.of()),
                event(profile, "aten::addmm").inputShapes());
        assertEquals(5, event(profile, "aten::ones").inputShapes().size());
    }

    @Test
    void anOverloadThatOnlyCallsAnotherIsOneOperator() {
        var profile = profile(ProfilerOptions.TIMES, () -> x.var(true));
        assertEquals("aten::var\n", tree(profile));
    }

    @Test
    void aPassThroughAViewShowsTheNodeInside() {
        var profile = profile(ProfilerOptions.TIMES, () -> {
            Tensor base = x.mul(y);
            base.select(0, 0).mul_(y.select(0, 0));
            base.sum().backward();
        });
        var slices = event(profile, "torch::autograd::CopySlices");
        assertTrue(slices.children().stream().anyMatch(child -> child.name().equals("MulBackward0")), tree(profile));
    }

    @Test
    void severalRootsHaveANodeOfTheirOwn() {
        Tensor a = x.mul(y);
        Tensor b = x.exp();
        var profile = profile(
                ProfilerOptions.TIMES,
                () -> Autograd.backward(engine, List.of(a, b), List.of(y, y), false, false, List.of()));
        assertTrue(tree(profile).startsWith("""
                autograd::engine::evaluate_function: torch::autograd::GraphRoot
                  torch::autograd::GraphRoot
                autograd::engine::evaluate_function: ExpBackward0
                """), tree(profile));
    }

    @Test
    void whatFailsEndsWhereItFails() {
        var profile = profile(SHAPES, () -> {
            assertThrows(EngineException.class, () -> x.matmul(y));
            x.exp();
            assertThrows(EngineException.class, () -> x.add_(y));
            try (var range = engine.profiler().range("open")) {
                engine.profiler().range("never closed");
                x.exp();
            }
            x.neg();
        });
        assertEquals("""
                aten::matmul
                  aten::mm
                aten::exp
                aten::add_
                open
                  never closed
                    aten::exp
                aten::neg
                """, tree(profile));
        assertEquals(
                List.of(List.of(2, 3), List.of(2, 3)),
                event(profile, "aten::mm").inputShapes());
        for (var event : profile.events()) assertTrue(event.end() >= event.start(), event.name());
    }

    @Test
    void aNodeThatFailsEndsToo() {
        Tensor sum = x.exp().sum();
        var profile = profile(ProfilerOptions.TIMES, () -> {
            sum.backward();
            assertThrows(EngineException.class, sum::backward);
            x.neg();
        });
        assertNull(event(profile, "aten::neg").parent());
    }

    @Test
    void timesOfChildrenLieWithinTheirParents() {
        var profile = profile(ProfilerOptions.TIMES, () -> {
            for (int i = 0; i < 50; i++)
                x.linear(engine.ones(4, 3), engine.ones(4)).sum().backward();
        });
        for (var event : profile.events()) {
            long time = 0;
            for (var child : event.children()) {
                assertTrue(event.start() <= child.start() && child.end() <= event.end());
                time += child.cpuTime();
            }
            assertEquals(event.cpuTime() - time, event.selfCpuTime());
            assertTrue(event.selfCpuTime() >= 0);
        }
        long top = profile.events().stream()
                .filter(event -> !event.nested())
                .mapToLong(ProfileEvent::cpuTime)
                .sum();
        assertEquals(top, profile.total().selfCpuTime());
    }

    @Test
    void memoryIsWhatResultsTakeAnew() {
        var kept = new ArrayList<Object>();
        var profile = profile(MEMORY, () -> {
            kept.add(x.mul(y));
            kept.add(x.t());
            kept.add(x.view(6));
            kept.add(y.add_(1));
            kept.add(x.max(1));
            kept.add(x.softmax(1));
        });
        assertEquals(24, event(profile, "aten::mul").cpuMemory());
        assertEquals(0, event(profile, "aten::t").cpuMemory());
        assertEquals(0, event(profile, "aten::view").cpuMemory());
        assertEquals(0, event(profile, "aten::add_").cpuMemory());
        assertEquals(2 * 4 + 2 * 8, event(profile, "aten::max").cpuMemory());
        assertEquals(24, event(profile, "aten::softmax").cpuMemory());
        assertEquals(0, event(profile, "aten::softmax").selfCpuMemory());
        assertEquals(6, event(profile, "aten::mul").flops());
    }

    @Test
    void whatTheCollectorFreesIsAnEventOfItsOwn() throws InterruptedException {
        var profiler = Profiler.start(engine, MEMORY);
        x.mul(y);
        for (int i = 0; i < 100; i++) {
            System.gc();
            Thread.sleep(10);
            x.t();
            var seen = profiler.noted().stream().anyMatch(event -> event.name().equals("[memory]"));
            if (seen) break;
        }
        var profile = profiler.stop();
        assertEquals(-24, event(profile, "[memory]").cpuMemory());
        assertEquals(0, event(profile, "[memory]").cpuTime());
        assertFalse(profile.chromeTrace().contains("[memory]"));
    }

    @Test
    void anEngineHasOneProfilerAndOthersHaveNone() {
        var other = new Engine(new ReferenceBackend());
        var profile = profile(ProfilerOptions.TIMES, () -> {
            var problem = assertThrows(EngineException.class, () -> Profiler.start(engine, ProfilerOptions.TIMES));
            assertEquals("Profiler is already enabled on this thread.", problem.getMessage());
            var beside = Profiler.start(other, ProfilerOptions.TIMES);
            other.ones(2).exp();
            x.neg();
            assertEquals("aten::ones\naten::exp\n", tree(beside.stop()));
        });
        assertEquals("aten::neg\n", tree(profile));
        x.exp();
        assertEquals(1, profile.events().size());
        assertNull(engine.profiler());
        assertFalse(engine.watched());
    }

    @Test
    void theObserverIsToldTheSameWithAndWithoutAProfiler() {
        var told = new ArrayList<String>();
        Observer observer = new Observer() {
            @Override
            public void operationDone(
                    OperatorInfo operator,
                    @Nullable Object[] arguments,
                    Object result,
                    @Nullable Node node,
                    Excluded excluded,
                    long nanos) {
                told.add(operator.name());
                y.exp();
            }

            @Override
            public void stepDone(
                    Node node, @Nullable Tensor[] in, @Nullable Tensor[] out, List<Node> ready, long nanos) {
                told.add(node.name());
            }
        };
        Runnable work = () -> x.mul(y).sum().backward();
        Runnable observed = () -> {
            engine.setObserver(quietly(observer));
            work.run();
            engine.setObserver(null);
        };
        observed.run();
        var alone = List.copyOf(told);
        told.clear();
        x.assignGrad(null);
        var profile = profile(ProfilerOptions.TIMES, observed);
        assertEquals(alone, told);
        x.assignGrad(null);
        assertEquals(tree(profile(ProfilerOptions.TIMES, work)), tree(profile));
    }

    /// An observer that is not observed while it works.
    private Observer quietly(Observer observer) {
        return new Observer() {
            private boolean busy;

            @Override
            public void operationDone(
                    OperatorInfo operator,
                    @Nullable Object[] arguments,
                    Object result,
                    @Nullable Node node,
                    Excluded excluded,
                    long nanos) {
                if (busy) return;
                busy = true;
                observer.operationDone(operator, arguments, result, node, excluded, nanos);
                busy = false;
            }

            @Override
            public void stepDone(
                    Node node, @Nullable Tensor[] in, @Nullable Tensor[] out, List<Node> ready, long nanos) {
                observer.stepDone(node, in, out, ready, nanos);
            }
        };
    }

    @Test
    void gradientsCarryNoTangentsWithAndWithoutAProfiler() {
        int level = engine.dualLevels().enter();
        Tensor dual = ForwardMode.makeDual(x, engine.ones(2, 3), level);
        var profile = profile(ProfilerOptions.TIMES, () -> dual.mul(y).sum().backward());
        assertNull(ForwardMode.tangent(x.grad(), level));
        assertTrue(tree(profile).contains("aten::clone"), tree(profile));
        engine.dualLevels().exit(level);
    }

    @Test
    void averagesGroupByNameShapesAndStack() {
        var depth = new int[1];
        var options = new ProfilerOptions(true, false, false, () -> List.of("at " + depth[0], "main"));
        var profile = profile(options, () -> {
            y.exp();
            y.view(6).exp();
            depth[0]++;
            y.exp();
        });
        var averages = profile.averages();
        assertEquals(
                List.of("aten::exp", "aten::view"),
                averages.stream().map(ProfileRow::key).toList());
        assertEquals(3, averages.getFirst().count());
        assertEquals(List.of(), averages.getFirst().inputShapes());
        assertEquals(3, profile.averages(true, 0).size());
        assertEquals(4, profile.averages(true, 1).size());
        assertEquals(List.of("at 0"), profile.averages(true, 1).getFirst().stack());
        assertSame(profile.events().getFirst(), averages.getFirst().first());
        assertEquals(4, profile.total().count());
    }

    @Test
    void backwardNodesHaveTheStackOfTheirOperator() {
        var place = new String[] {"forward"};
        var profile = profile(new ProfilerOptions(false, false, false, () -> List.of(place[0])), () -> {
            Tensor z = x.mul(y).sum();
            place[0] = "backward";
            z.backward();
        });
        assertEquals(List.of("forward"), event(profile, "MulBackward0").stack());
        assertEquals(
                List.of("forward"),
                event(profile, "MulBackward0").children().getFirst().stack());
        assertEquals(
                List.of("backward"),
                event(profile, "autograd::engine::evaluate_function: MulBackward0")
                        .stack());
        assertEquals(
                List.of(), event(profile, "torch::autograd::AccumulateGrad").stack());
    }

    @Test
    void aDevicesTimeHasColumns() {
        var profile = profile(ProfilerOptions.TIMES, () -> {
            try (var range = engine.profiler().range("work")) {
                var inner = engine.profiler().range("inner");
                engine.profiler().kernel("vector_mul", "cuda:0", 2_000_000);
                inner.close();
            }
        });
        assertEquals(2_000_000, event(profile, "work").deviceTime());
        assertEquals(0, event(profile, "work").selfDeviceTime());
        var lines = profile.table(profile.averages(), ProfileTable.Layout.DEFAULT)
                .lines()
                .toList();
        assertTrue(
                lines.get(1).contains("Self CUDA   Self CUDA %    CUDA total  CUDA time avg    # of Calls"),
                lines.get(1));
        assertTrue(
                lines.get(4).contains("     2.000ms       100.00%       2.000ms       2.000ms             1"),
                lines.get(4));
        assertEquals("Self CUDA time total: 2.000ms", lines.getLast());
    }

    @Test
    void theTraceIsJsonThatViewersOpen() {
        var profile = profile(SHAPES, () -> {
            try (var range = engine.profiler().range("a \"quoted\"\nname")) {
                x.mul(y);
            }
        });
        assertTrue(
                profile.chromeTrace()
                        .matches(
                                "\\[\\{\"name\": \"a \\\\\"quoted\\\\\"\\\\u000aname\", \"ph\": \"X\", \"ts\": [0-9.]+, "
                                        + "\"dur\": [0-9.]+, \"tid\": 1, \"pid\": \"CPU functions\", \"args\": \\{}}, "
                                        + "\\{\"name\": \"aten::mul\", .*\"args\": \\{\"Input Dims\": \\[\\[2, 3], \\[2, 3]]}}]"),
                profile.chromeTrace());
    }

    @Test
    void timesAreShownInTheUnitThatFits() {
        assertEquals("0.001us", ProfileTable.time(1));
        assertEquals("999.999us", ProfileTable.time(999_999));
        assertEquals("1.000ms", ProfileTable.time(1e6));
        assertEquals("1.500s", ProfileTable.time(1.5e9));
    }
}
