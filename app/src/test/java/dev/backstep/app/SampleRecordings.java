package dev.backstep.app;

import dev.backstep.recording.Argument;
import dev.backstep.recording.Event;
import dev.backstep.recording.GraphNode.Saved;
import dev.backstep.recording.Recording;
import dev.backstep.recording.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Recordings for tests of the app, with the numbers that the programs in them give.
public final class SampleRecordings {
    private static final int NONE = Recording.NONE;
    private static final int ALL = 4096;

    private SampleRecordings() {}

    /// `Q = 3a³ − b²` with two backward passes on line 6 and nobody zeroing between them: `a.grad` ends as `[72.,
    /// 162.]` and `b.grad` as `[-24., -16.]`. Each pass has seven steps.
    public static Recording diamond() {
        return diamond(2, false);
    }

    /// The same with any number of passes, and `a.grad = b.grad = None` before each if wanted.
    public static Recording diamond(int passes, boolean zeroing) {
        String source = """
            a = torch.tensor([2., 3.], requires_grad=True)
            b = torch.tensor([6., 4.], requires_grad=True)

            for _ in range(%d):
                Q = 3*a**3 - b**2
                Q.sum().backward()%s
            print(a.grad)
            """.formatted(passes, zeroing ? "; a.grad = b.grad = None" : "");
        var tape = new TapeRecorder("diamond.py", source, ALL);
        int a = tape.line(1).leaf("a", new int[] {2}, new double[] {2, 3}, true);
        int b = tape.line(2).leaf("b", new int[] {2}, new double[] {6, 4}, true);
        for (int i = 0; i < passes; i++) {
            tape.line(5);
            int q = tape.bind(sub(tape, scale(tape, 3, pow(tape, a, 3)), pow(tape, b, 2)), "Q");
            tape.line(6).backward(sum(tape, q));
            if (zeroing) {
                tape.zeroGrad(List.of(a), true, "a.grad = None");
                tape.zeroGrad(List.of(b), true, "b.grad = None");
            }
        }
        tape.line(7).print(zeroing ? "None\n" : "tensor([72., 162.])\n");
        return tape.recording();
    }

    /// A training loop of a network of two linear layers with SGD, which zeroes gradients in each round.
    public static Recording trainingLoop() {
        return trainingLoop(4, true);
    }

    /// @param zeroing whether each round calls `optimizer.zero_grad()`
    public static Recording trainingLoop(int rounds, boolean zeroing) {
        String source = """
            torch.manual_seed(0)
            x = torch.randn(8, 3)
            y = torch.randn(8, 1)
            model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for _ in range(%d):
                loss = ((model(x) - y)**2).mean()
                %s
                loss.backward()
                optimizer.step()
            """.formatted(rounds, zeroing ? "optimizer.zero_grad()" : "pass");
        var tape = new TapeRecorder("training.py", source, ALL);
        var random = new Random(0);
        int x = tape.line(2).leaf("x", new int[] {8, 3}, normal(random, 24), false);
        int y = tape.line(3).leaf("y", new int[] {8, 1}, normal(random, 8), false);
        tape.line(4);
        int w1 = tape.parameter("model.0.weight", new int[] {4, 3}, normal(random, 12));
        int b1 = tape.parameter("model.0.bias", new int[] {4}, normal(random, 4));
        int w2 = tape.parameter("model.2.weight", new int[] {1, 4}, normal(random, 4));
        int b2 = tape.parameter("model.2.bias", new int[] {1}, normal(random, 1));
        List<Integer> parameters = List.of(w1, b1, w2, b2);
        for (int i = 0; i < rounds; i++) {
            tape.line(7);
            int hidden = linear(tape.module("model.0"), x, w1, b1);
            int relu = relu(tape.module("model.1"), hidden);
            int out = linear(tape.module("model.2"), relu, w2, b2);
            tape.module(null);
            int loss = tape.bind(mean(tape, pow(tape, sub(tape, out, y), 2)), "loss");
            if (zeroing) {
                tape.line(8).zeroGrad(parameters, true, "optimizer.zero_grad()");
            }
            tape.line(9).backward(loss);
            tape.line(10).sgdStep(parameters, 0.1);
        }
        return tape.recording();
    }

    /// A loop of 1,000 turns, of which the recording has the first, the fourth and the last. Each multiplies `w` by the
    /// number of its turn; nothing but the turns that are left out zeroes the gradient, if wanted.
    public static Recording longLoop(boolean zeroing) {
        var tape = new TapeRecorder("long.py", """
                w = torch.tensor([1., 2.], requires_grad=True)
                for i in range(1000):
                    (w * i).sum().backward()
                """, ALL);
        int w = tape.line(1).leaf("w", new int[] {2}, new double[] {1, 2}, true);
        tape.line(3).backward(sum(tape, scale(tape, 1, w)));
        tape.leftOut(
                1,
                3,
                2,
                List.of(gradient(tape, w, zeroing, zeroing ? 1 : 2, 3)),
                List.of(
                        new Event.Series(Event.Quantity.LOSS, NONE, new int[] {1, 2}, new double[] {3, 6}),
                        new Event.Series(
                                Event.Quantity.GRADIENT_NORM, w, new int[] {1, 2}, new double[] {1.4142, 4.2426})));
        tape.line(3).backward(sum(tape, scale(tape, 4, w)));
        tape.leftOut(4, 999, 995, List.of(gradient(tape, w, zeroing, zeroing ? 1 : 995, 50)), List.of());
        tape.line(3).backward(sum(tape, scale(tape, 999, w)));
        tape.loop(2, 1000);
        return tape.recording();
    }

    private static Event.Gradient gradient(TapeRecorder tape, int w, boolean zeroed, long passes, double each) {
        var last = tape.setGradient(w, new double[] {each, each});
        return new Event.Gradient(w, zeroed, passes, last);
    }

    /// Two backward passes on lines 3 and 5, and `x.grad.zero_()` on line 6.
    public static Recording builtUpThenZeroed() {
        String source = """
                x = torch.tensor([1., 2.], requires_grad=True)
                y = (x**2).sum()
                y.backward()
                y = (x**2).sum()
                y.backward()
                x.grad.zero_()
                """;
        var tape = new TapeRecorder("zeroed.py", source, ALL);
        int x = tape.line(1).leaf("x", new int[] {2}, new double[] {1, 2}, true);
        for (int line : new int[] {2, 4}) {
            int y = tape.line(line).bind(sum(tape, pow(tape, x, 2)), "y");
            tape.line(line + 1).backward(y);
        }
        tape.line(6).zeroGrad(List.of(x), false, "x.grad.zero_()");
        return tape.recording();
    }

    /// Three backward passes of a loop whose body stands on the line of its header.
    public static Recording loopOnOneLine() {
        String source = """
                x = torch.tensor([1., 2.], requires_grad=True)
                for _ in range(3): (x**2).sum().backward()
                """;
        var tape = new TapeRecorder("loop.py", source, ALL);
        int x = tape.line(1).leaf("x", new int[] {2}, new double[] {1, 2}, true);
        tape.line(2);
        for (int i = 0; i < 3; i++) {
            tape.backward(sum(tape, pow(tape, x, 2)));
        }
        return tape.recording();
    }

    /// A program that fails on line 3, after one multiplication.
    public static Recording failing() {
        String source = """
            x = torch.tensor([1., 2.], requires_grad=True)
            y = 2*x
            y.backward()
            """;
        var tape = new TapeRecorder("failing.py", source, ALL);
        int x = tape.line(1).leaf("x", new int[] {2}, new double[] {1, 2}, true);
        tape.line(2).bind(scale(tape, 2, x), "y");
        tape.line(3).fail("RuntimeError", "grad can be implicitly created only for scalar outputs");
        return tape.recording();
    }

    /// A product of many leaves `w0`, `w1`, … of very different sizes, summed and run backward twice.
    public static Recording manyLeaves(int leaves) {
        String source = """
            w = [torch.full((2,), 10.**(i %% 5 - 2), requires_grad=True) for i in range(%d)]
            for _ in range(2):
                loss = sum((x**2).sum() for x in w)
                loss.backward()
            """.formatted(leaves);
        var tape = new TapeRecorder("many.py", source, ALL);
        var all = new ArrayList<Integer>();
        for (int i = 0; i < leaves; i++) {
            double size = Math.pow(10, i % 5 - 2) * (1 + i / 5 / 10.0);
            all.add(tape.line(1).leaf("w" + i, new int[] {2}, new double[] {size, size}, true));
        }
        for (int pass = 0; pass < 2; pass++) {
            tape.line(3);
            int loss = sum(tape, pow(tape, all.getFirst(), 2));
            for (int leaf : all.subList(1, all.size())) {
                loss = add(tape, loss, sum(tape, pow(tape, leaf, 2)));
            }
            tape.bind(loss, "loss");
            tape.line(4).backward(loss);
        }
        return tape.recording();
    }

    /// `y = x * 1.0001` over and over, then one backward pass through it all.
    public static Recording longChain(int operations) {
        String source = """
            x = torch.ones(1, requires_grad=True)
            for _ in range(%d):
                x = x * 1.0001
            x.backward()
            """.formatted(operations);
        var tape = new TapeRecorder("chain.py", source, ALL);
        int x = tape.line(1).leaf("x", new int[] {1}, new double[] {1}, true);
        int y = x;
        for (int i = 0; i < operations; i++) {
            y = tape.line(3).bind(scale(tape, 1.0001, y), "x");
        }
        tape.line(4).backward(y);
        return tape.recording();
    }

    /// A matrix product of which a recording keeps only the first elements, with a NaN and an infinity in its input.
    public static Recording partlyRecorded() {
        String source = """
            x = torch.randn(40, 30, requires_grad=True)
            x.data[0, 3] = float('nan'); x.data[0, 4] = float('inf')
            (x**2).sum().backward()
            """;
        var tape = new TapeRecorder("large.py", source, 256);
        double[] values = normal(new Random(1), 1200);
        values[3] = Double.NaN;
        values[4] = Double.POSITIVE_INFINITY;
        int x = tape.line(1).leaf("x", new int[] {40, 30}, values, true);
        tape.line(3).backward(sum(tape, pow(tape, x, 2)));
        return tape.recording();
    }

    /// The logarithm of a negative number on line 2, whose NaN the backward pass takes along.
    public static Recording logOfNegative() {
        String source = """
            x = torch.tensor([-1., 4.], requires_grad=True)
            y = x.log()
            (2 * y).sum().backward()
            """;
        var tape = new TapeRecorder("log.py", source, ALL);
        int x = tape.line(1).leaf("x", new int[] {2}, new double[] {-1, 4}, true);
        int y = tape.line(2).bind(log(tape, x), "y");
        tape.line(3).backward(sum(tape, scale(tape, 2, y)));
        return tape.recording();
    }

    /// A root of zero, times zero: all results are finite, and the gradient of the root is `0 / 0`.
    public static Recording rootOfZero() {
        String source = """
            x = torch.tensor([0., 4.], requires_grad=True)
            y = x.sqrt()
            (0 * y).sum().backward()
            """;
        var tape = new TapeRecorder("root.py", source, ALL);
        int x = tape.line(1).leaf("x", new int[] {2}, new double[] {0, 4}, true);
        int y = tape.line(2).bind(sqrt(tape, x), "y");
        tape.line(3).backward(sum(tape, scale(tape, 0, y)));
        return tape.recording();
    }

    /// A result under `torch.no_grad()`, which is a leaf.
    public static Recording withoutGraph() {
        String source = """
            x = torch.tensor([1., 2.], requires_grad=True)
            with torch.no_grad():
                y = x.exp()
            """;
        var tape = new TapeRecorder("evaluation.py", source, ALL);
        int x = tape.line(1).leaf("x", new int[] {2}, new double[] {1, 2}, true);
        tape.line(3).bind(tape.applyWithoutGraph("exp", x, map(tape.values(x), Math::exp)), "y");
        return tape.recording();
    }

    /// Numbers near 1 in rows of 784, of which a recording keeps the first and a part of the second.
    public static Recording longRows() {
        String source = """
            x = 1 + 0.01 * torch.randn(64, 784)
            """;
        var tape = new TapeRecorder("rows.py", source, 1000);
        double[] values = map(normal(new Random(3), 64 * 784), v -> 1 + 0.01 * v);
        tape.line(1).leaf("x", new int[] {64, 784}, values, false);
        return tape.recording();
    }

    /// A float32 value with all of its elements.
    /// A parameter (0) with a name in its module's code and one in its model, and a leaf (1) called `_`.
    public static Recording severalNames() {
        var tape = new TapeRecorder("names.py", "", ALL);
        int weight = tape.line(1).parameter("self.weight", new int[] {1}, 2);
        tape.bind(weight, "model.fc.weight");
        int other = tape.line(2).leaf("_", new int[] {1}, new double[] {3}, true);
        tape.line(3).backward(sum(tape, add(tape, weight, other)));
        return tape.recording();
    }

    public static TensorValue value(int[] shape, double... elements) {
        return TapeRecorder.value(shape, elements, Integer.MAX_VALUE);
    }

    private static int pow(TapeRecorder tape, int x, double exponent) {
        double[] values = tape.values(x);
        return tape.apply(
                "pow",
                tape.shape(x),
                map(values, v -> Math.pow(v, exponent)),
                List.of(new TapeRecorder.Input(
                        x,
                        "pow_backward(grad, self, exponent)",
                        grad -> zip(grad, values, (g, v) -> g * exponent * Math.pow(v, exponent - 1)))),
                List.of(new Argument("exponent", number(exponent), NONE)),
                tape.save("self", x),
                new Saved("exponent", NONE, 0, number(exponent)));
    }

    private static int log(TapeRecorder tape, int x) {
        double[] values = tape.values(x);
        return tape.apply(
                "log",
                tape.shape(x),
                map(values, Math::log),
                List.of(new TapeRecorder.Input(x, "grad.div(self.conj())", grad -> zip(grad, values, (g, v) -> g / v))),
                List.of(),
                tape.save("self", x));
    }

    private static int sqrt(TapeRecorder tape, int x) {
        double[] roots = map(tape.values(x), Math::sqrt);
        return tape.apply(
                "sqrt",
                tape.shape(x),
                roots,
                List.of(new TapeRecorder.Input(
                        x, "grad / (2 * result)", grad -> zip(grad, roots, (g, root) -> g / (2 * root)))),
                List.of());
    }

    private static int scale(TapeRecorder tape, double factor, int x) {
        return tape.apply(
                "mul",
                tape.shape(x),
                map(tape.values(x), v -> factor * v),
                List.of(new TapeRecorder.Input(x, "grad * other", grad -> map(grad, g -> g * factor))),
                List.of(new Argument("other", number(factor), NONE)),
                new Saved("other", NONE, 0, number(factor)));
    }

    private static int sub(TapeRecorder tape, int x, int y) {
        return tape.apply(
                "sub",
                tape.shape(x),
                zip(tape.values(x), tape.values(y), (a, b) -> a - b),
                List.of(
                        new TapeRecorder.Input(x, "grad", double[]::clone),
                        new TapeRecorder.Input(y, "-grad * alpha", grad -> map(grad, g -> -g))),
                List.of(new Argument("alpha", "1", NONE)),
                new Saved("alpha", NONE, 0, "1"));
    }

    private static int add(TapeRecorder tape, int x, int y) {
        return tape.apply(
                "add",
                tape.shape(x),
                zip(tape.values(x), tape.values(y), Double::sum),
                List.of(
                        new TapeRecorder.Input(x, "grad", double[]::clone),
                        new TapeRecorder.Input(y, "grad * alpha", double[]::clone)),
                List.of(new Argument("alpha", "1", NONE)));
    }

    private static int sum(TapeRecorder tape, int x) {
        int count = tape.values(x).length;
        return tape.apply(
                "sum",
                new int[0],
                new double[] {Arrays.stream(tape.values(x)).sum()},
                List.of(new TapeRecorder.Input(x, "grad.expand(self.sizes())", grad -> filled(count, grad[0]))),
                List.of());
    }

    private static int mean(TapeRecorder tape, int x) {
        int count = tape.values(x).length;
        return tape.apply(
                "mean",
                new int[0],
                new double[] {Arrays.stream(tape.values(x)).sum() / count},
                List.of(new TapeRecorder.Input(
                        x, "grad.expand(self.sizes()) / self.numel()", grad -> filled(count, grad[0] / count))),
                List.of());
    }

    private static int relu(TapeRecorder tape, int x) {
        double[] values = tape.values(x);
        return tape.apply(
                "relu",
                tape.shape(x),
                map(values, v -> Math.max(v, 0)),
                List.of(new TapeRecorder.Input(
                        x, "threshold_backward(grad, result, 0)", grad -> zip(grad, values, (g, v) -> v > 0 ? g : 0))),
                List.of());
    }

    /// `x @ weight.T + bias`, recorded as the one node `AddmmBackward0`; its edges go to input, weight and bias.
    private static int linear(TapeRecorder tape, int x, int weight, int bias) {
        int rows = tape.shape(x)[0];
        int in = tape.shape(x)[1];
        int out = tape.shape(weight)[0];
        double[] inputs = tape.values(x);
        double[] weights = tape.values(weight);
        double[] result = new double[rows * out];
        for (int i = 0; i < result.length; i++) {
            double sum = tape.values(bias)[i % out];
            for (int k = 0; k < in; k++) {
                sum += inputs[i / out * in + k] * weights[i % out * in + k];
            }
            result[i] = (float) sum;
        }
        return tape.apply(
                "addmm",
                new int[] {rows, out},
                result,
                List.of(
                        new TapeRecorder.Input(x, "grad.mm(weight)", grad -> {
                            double[] to = new double[inputs.length];
                            for (int i = 0; i < grad.length; i++) {
                                for (int k = 0; k < in; k++) {
                                    to[i / out * in + k] += grad[i] * weights[i % out * in + k];
                                }
                            }
                            return to;
                        }),
                        new TapeRecorder.Input(weight, "grad.t().mm(self)", grad -> {
                            double[] to = new double[weights.length];
                            for (int i = 0; i < grad.length; i++) {
                                for (int k = 0; k < in; k++) {
                                    to[i % out * in + k] += grad[i] * inputs[i / out * in + k];
                                }
                            }
                            return to;
                        }),
                        new TapeRecorder.Input(bias, "grad.sum(0)", grad -> {
                            double[] to = new double[out];
                            for (int i = 0; i < grad.length; i++) {
                                to[i % out] += grad[i];
                            }
                            return to;
                        })),
                List.of(),
                tape.save("self", x),
                tape.save("weight", weight));
    }

    private static double[] normal(Random random, int count) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> (float) random.nextGaussian());
        return values;
    }

    private static double[] filled(int count, double number) {
        double[] values = new double[count];
        Arrays.fill(values, number);
        return values;
    }

    private static double[] map(double[] values, DoubleUnaryOperator function) {
        return Arrays.stream(values).map(v -> (float) function.applyAsDouble(v)).toArray();
    }

    private static double[] zip(double[] one, double[] other, DoubleBinaryOperator function) {
        double[] result = new double[one.length];
        Arrays.setAll(result, i -> (float) function.applyAsDouble(one[i], other[i]));
        return result;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
