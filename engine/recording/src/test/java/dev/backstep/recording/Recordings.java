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
                new int[] {1000}, "int64", new double[] {7, 8}, new Statistics(1000, 7, 8, 7.5, .5, 237, 0, 0, 0));
        var step = new BackwardPass.Step(
                0,
                0,
                java.util.Arrays.asList(precise, null),
                java.util.Arrays.asList(null, value),
                List.of(
                        new BackwardPass.Delivery(1, 1, 0, null, value),
                        new BackwardPass.Delivery(1, 1, 0, value, null)),
                List.of(new BackwardPass.Accumulation(BackwardPass.Target.LEAF, 0, null, value, value)),
                List.of(1),
                1,
                1234);
        return new Recording(
                Recording.FORMAT_VERSION,
                "sample.py",
                "x = torch.ones(2, 2)  # ü€😀\n",
                new Recording.Run("0.1.0", "cuda:0", "a card", 42, Recording.End.FAILED, 1_000_000, 3, true),
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
                        "model.layer1",
                        0,
                        Operation.Excluded.NO,
                        55,
                        List.of("put"))),
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
                                null,
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
                                "m",
                                0)),
                List.of(new BackwardPass(
                        0,
                        "backward",
                        span,
                        List.of(
                                new BackwardPass.Root(1, 0, 0, precise, true),
                                new BackwardPass.Root(-1, 0, 0, null, false)),
                        true,
                        false,
                        List.of(step),
                        0,
                        3,
                        0)),
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
                List.of(
                        new Event.OperationDone(0),
                        new Event.PassStarted(0),
                        new Event.StepDone(0, 0),
                        new Event.PassEnded(0),
                        new Event.GradientsZeroed(List.of(0), true, "optimizer.zero_grad()", span),
                        new Event.OptimizerStepped("SGD", List.of(0, 1), null),
                        new Event.ConsoleText(Event.Stream.OUT, "hello\n", 1),
                        new Event.ProblemRaised(1)));
    }
}
