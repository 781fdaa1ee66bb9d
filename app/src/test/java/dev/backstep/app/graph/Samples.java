package dev.backstep.app.graph;

import dev.backstep.recording.Recording;

/// Programs that the tests look at.
public final class Samples {
    private Samples() {}

    /// `Q = 3a³ − b²`, computed and run backward twice, without zeroing in between.
    public static Recording diamond() {
        var program = new SampleRecording("""
            a = torch.tensor([2., 3.], requires_grad=True)
            b = torch.tensor([6., 4.], requires_grad=True)
            for _ in range(2):
                Q = 3*a**3 - b**2
                Q.sum().backward()
            """);
        int a = program.leaf("a", 1, true, 2, 3);
        int b = program.leaf("b", 2, true, 6, 4);
        for (int i = 0; i < 2; i++) {
            int cube = program.pow(null, 4, a, 3);
            int left = program.scaled(null, 4, cube, 3);
            int right = program.pow(null, 4, b, 2);
            int q = program.sub("Q", 4, left, right);
            int sum = program.sum(null, 5, q);
            program.backward(sum, 5);
        }
        return program.build();
    }

    /// A leaf on the CPU that is moved to the GPU, used there with another one, and whose result is moved back.
    public static Recording devices() {
        var program = new SampleRecording("""
            w = torch.tensor([1., 2.], requires_grad=True)
            v = torch.tensor([3., 4.], requires_grad=True, device="cuda")
            wg = w.to("cuda")
            p = wg * v
            q = p.sum()
            loss = q.to("cpu")
            loss.backward()
            """);
        int w = program.leaf("w", 1, true, 1, 2);
        program.on("cuda:0", "Ada");
        int v = program.leaf("v", 2, true, 3, 4);
        int moved = program.to("wg", 3, w, "cuda:0");
        int product = program.mul("p", 4, moved, v);
        program.onCpu("put");
        int sum = program.sum("q", 5, product);
        int loss = program.to("loss", 6, sum, "cpu");
        program.backward(loss, 7);
        return program.build();
    }

    /// `z = y * y` with `y = 2x`: two edges between the same nodes, and a join.
    public static Recording square() {
        var program = new SampleRecording("""
            x = torch.tensor([3.], requires_grad=True)
            y = 2*x
            z = y * y
            z.backward()
            """);
        int x = program.leaf("x", 1, true, 3);
        int y = program.scaled("y", 2, x, 2);
        int z = program.mul("z", 3, y, y);
        program.backward(z, 4);
        return program.build();
    }

    /// `loss = ((relu(x @ w1 + b1) @ w2 + b2) - target)².sum()`, with constants and an excluded operation.
    public static Recording perceptron() {
        var program = new SampleRecording("");
        int x = program.shaped("x", 1, false, new int[] {5, 3}, new double[15]);
        int target = program.shaped("target", 2, false, new int[] {5, 2}, new double[10]);
        int w1 = program.shaped("w1", 3, true, new int[] {3, 4}, new double[12]);
        int b1 = program.shaped("b1", 4, true, new int[] {4}, new double[4]);
        int w2 = program.shaped("w2", 5, true, new int[] {4, 2}, new double[8]);
        int b2 = program.shaped("b2", 6, true, new int[] {2}, new double[2]);
        int mean = program.function("mean", "m", 7, new int[0], x);
        int h = program.function("mm", null, 8, new int[] {5, 4}, x, w1);
        int hidden = program.function("add", "hidden", 8, new int[] {5, 4}, h, b1);
        int relu = program.function("relu", null, 9, new int[] {5, 4}, hidden);
        int o = program.function("mm", null, 9, new int[] {5, 2}, relu, w2);
        int out = program.function("add", "out", 9, new int[] {5, 2}, o, b2);
        int difference = program.function("sub", null, 10, new int[] {5, 2}, out, target);
        int squared = program.pow(null, 10, difference, 2);
        int loss = program.sum("loss", 10, squared);
        program.function("gt", null, 11, new int[0], mean);
        program.backward(loss, 12);
        return program.build();
    }

    /// As deep as it is long.
    public static Recording chain(int length) {
        var program = new SampleRecording("");
        int y = program.leaf("x", 1, true, 1, 2);
        for (int i = 0; i < length; i++) {
            y = program.scaled(null, 2 + i, y, 1.0001);
        }
        program.backward(program.sum("total", length + 2, y), length + 3);
        return program.build();
    }

    /// Blocks of convolution, batch norm and relu with a shortcut around each, as in a residual network.
    public static Recording residual(int blocks) {
        var program = new SampleRecording("");
        int line = 1;
        int x = program.shaped("images", line, false, new int[] {1, 3, 8, 8}, new double[192]);
        int weight = program.shaped("conv1.weight", line, true, new int[] {8, 3, 3, 3}, new double[216]);
        int y = program.function("convolution", null, ++line, new int[] {1, 8, 8, 8}, x, weight);
        for (int i = 0; i < blocks; i++) {
            int shortcut = y;
            for (int j = 1; j <= 2; j++) {
                var layer = "layer" + (i / 2 + 1) + "." + i % 2;
                int w = program.shaped(
                        layer + ".conv" + j + ".weight", ++line, true, new int[] {8, 8, 3, 3}, new double[576]);
                int g = program.shaped(layer + ".bn" + j + ".weight", line, true, new int[] {8}, new double[8]);
                int b = program.shaped(layer + ".bn" + j + ".bias", line, true, new int[] {8}, new double[8]);
                y = program.function("convolution", null, line, new int[] {1, 8, 8, 8}, y, w);
                y = program.function("nativeBatchNorm", null, line, new int[] {1, 8, 8, 8}, y, g, b);
                if (j == 1) {
                    y = program.function("relu", null, line, new int[] {1, 8, 8, 8}, y);
                }
            }
            y = program.function("add", null, ++line, new int[] {1, 8, 8, 8}, y, shortcut);
            y = program.function("relu", null, line, new int[] {1, 8, 8, 8}, y);
        }
        program.backward(program.sum("loss", ++line, y), ++line);
        return program.build();
    }

    /// `h = tanh(W @ h + U @ x + b)`, over and over with the same weights.
    public static Recording recurrent(int rounds) {
        var program = new SampleRecording("");
        int w = program.shaped("W", 1, true, new int[] {4, 4}, new double[16]);
        int u = program.shaped("U", 2, true, new int[] {4, 3}, new double[12]);
        int b = program.shaped("b", 3, true, new int[] {4}, new double[4]);
        int h = program.shaped("h", 4, false, new int[] {4}, new double[4]);
        int x = program.shaped("x", 5, false, new int[] {3}, new double[3]);
        for (int i = 0; i < rounds; i++) {
            int old = program.function("mv", null, 7, new int[] {4}, w, h);
            int seen = program.function("mv", null, 7, new int[] {4}, u, x);
            int sum = program.function("add", null, 7, new int[] {4}, old, seen);
            h = program.function(
                    "tanh", "h", 7, new int[] {4}, program.function("add", null, 7, new int[] {4}, sum, b));
        }
        program.backward(program.sum("loss", 8, h), 9);
        return program.build();
    }
}
