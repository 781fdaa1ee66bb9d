package dev.backstep.recording;

import java.util.List;

/// A recording in which every record and every nullable component occurs, with and without a value.
public final class Recordings {
    private Recordings() {}

    public static Recording sample() {
        var span = new Span(1, 1, 1, 20);
        var value = new TensorValue(
                new int[] {2, 2},
                "float32",
                new double[] {1.5, Double.NaN, Double.POSITIVE_INFINITY, -0.0},
                new Statistics(4, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 1, 1, 1));
        var precise = new TensorValue(
                new int[] {},
                "float64",
                new double[] {0.1},
                new Statistics(1, 0.1, 0.1, 0.1, Double.NaN, 0.1, 0, 0, 0));
        var clipped = new TensorValue(
                new int[] {1000},
                "int64",
                new double[] {7, 8},
                new Statistics(1000, 7, 8, 7.5, .5, 237, 0, 0, 0),
                new Sketch(
                        new Sketch.Histogram(7, 8, new int[] {500, 500}),
                        new Sketch.Grid(1, 2, new float[] {7.1f, Float.NaN})));
        var step = new BackwardPass.Step(
                0,
                0,
                java.util.Arrays.asList(precise, null),
                java.util.Arrays.asList(null, value),
                List.of(
                        new BackwardPass.Delivery(1, 1, 0, null, value),
                        new BackwardPass.Delivery(1, 1, 0, value, null)),
                List.of(new BackwardPass.Accumulation(BackwardPass.Target.LEAF, 0, null, value, value)),
                1,
                1234);
        return new Recording(
                Recording.FORMAT_VERSION,
                "sample.py",
                "x = torch.ones(2, 2)  # ü€😀\n",
                new Recording.Run(
                        "0.1.0",
                        "cuda:0",
                        "a card",
                        42,
                        Recording.End.FAILED,
                        1_000_000,
                        3,
                        new Recording.Omitted(1, 2, 3, 4, 5, 6)),
                List.of(span, Span.line(2)),
                List.of(
                        new TensorRecord(
                                0,
                                List.of("x", "m.w"),
                                new int[] {2, 2},
                                "float32",
                                "cpu",
                                true,
                                true,
                                true,
                                1,
                                0,
                                -1,
                                -1,
                                1),
                        new TensorRecord(
                                1, List.of(), new int[] {}, "float64", "cpu", false, true, false, 0, 0, 0, 0, 0)),
                List.of(new Snapshot(0, 0, 0, value), new Snapshot(0, 1, 2, clipped), new Snapshot(1, 0, 0, precise)),
                List.of(new Operation(
                        0,
                        "aten::mul",
                        List.of(new Argument("self", "(2, 2)", 0), new Argument("other", "3", -1)),
                        List.of(0),
                        List.of(1),
                        span,
                        1,
                        0,
                        0,
                        0,
                        Operation.Excluded.NO,
                        55,
                        List.of("put"))),
                structure(span),
                List.of(
                        new GraphNode(
                                0,
                                "MulBackward0",
                                GraphNode.Kind.OPERATOR,
                                0,
                                -1,
                                List.of(new GraphNode.Edge(-1, 0), new GraphNode.Edge(1, 0)),
                                List.of(
                                        new GraphNode.Saved("other", -1, 0, "3"),
                                        new GraphNode.Saved("self", 0, 1, "(2, 2)")),
                                List.of(new GraphNode.Formula("self", "grad * other")),
                                span,
                                1,
                                0,
                                0,
                                Long.MAX_VALUE),
                        new GraphNode(
                                1,
                                "AccumulateGrad",
                                GraphNode.Kind.ACCUMULATE_GRAD,
                                -1,
                                0,
                                List.of(),
                                List.of(),
                                List.of(),
                                null,
                                -1,
                                -1,
                                -1,
                                0)),
                List.of(new BackwardPass(
                        0,
                        "backward",
                        span,
                        0,
                        List.of(
                                new BackwardPass.Root(1, 0, 0, precise, true),
                                new BackwardPass.Root(-1, 0, 0, null, false)),
                        List.of(new BackwardPass.Input(0, 1), new BackwardPass.Input(1, -1)),
                        true,
                        false,
                        List.of(step),
                        0,
                        3,
                        0)),
                List.of(
                        new Hook(
                                0,
                                Hook.Kind.TENSOR,
                                "clip",
                                span,
                                0,
                                0,
                                1,
                                -1,
                                java.util.Arrays.asList(value, null),
                                java.util.Arrays.asList(precise, null),
                                2),
                        new Hook(1, Hook.Kind.MODULE_AFTER, "<lambda>", null, 0, -1, -1, 0, List.of(), List.of(), 2)),
                List.of(
                        new Problem(
                                0,
                                Problem.Severity.ERROR,
                                "RuntimeError",
                                "no",
                                span,
                                List.of(new Problem.Frame(1, "<module>")),
                                "Traceback",
                                0,
                                0,
                                3),
                        new Problem(1, Problem.Severity.WARNING, "UserWarning", "", null, List.of(), "", -1, -1, 0)),
                List.of(new Note(0, "look here")),
                List.of(
                        new Event.OperationDone(0),
                        new Event.PassStarted(0),
                        new Event.StepDone(0, 0),
                        new Event.PassEnded(0),
                        new Event.GradientsZeroed(List.of(0), true, "optimizer.zero_grad()", span),
                        new Event.OptimizerStepped("SGD", List.of(0, 1), null),
                        new Event.ConsoleText(Event.Stream.OUT, "hello\n", 1),
                        new Event.ProblemRaised(1),
                        new Event.HookCalled(0),
                        new Event.IterationsSkipped(
                                0,
                                0,
                                1,
                                4,
                                30,
                                3,
                                1_000,
                                List.of(new Event.Gradient(0, true, 2, null)),
                                List.of(
                                        new Event.Series(
                                                Event.Quantity.LOSS, -1, new int[] {1, 3}, new double[] {0.5, 0.25}),
                                        new Event.Series(
                                                Event.Quantity.GRADIENT_NORM, 0, new int[0], new double[0])))));
    }

    private static Structure structure(Span span) {
        return new Structure(
                List.of(
                        new ModuleRecord(0, -1, "model", "Net", 12, 10),
                        new ModuleRecord(1, 0, "model.layer1", "Linear", 12, 10)),
                List.of(new ModuleCall(0, -1, 1, 0, 0, 1)),
                List.of(new Composite(
                        0,
                        -1,
                        "aten::linear",
                        List.of(new Argument("input", "(2, 2)", 0), new Argument("bias", "None", -1)),
                        List.of(0),
                        List.of(1),
                        span,
                        1,
                        0,
                        0,
                        1)),
                List.of(
                        new CallFrame(0, -1, "<module>", "", 1, span),
                        new CallFrame(1, 0, "Net.forward", "net.py", 7, Span.line(8))),
                List.of(
                        new Loop(
                                0, span, -1, 1, 5, List.of(new Loop.Execution(0, 4, 5, new int[] {0, 4}, new int[] {0, 3
                                }))),
                        new Loop(1, Span.line(2), 0, 0, 0, List.of())));
    }
}
