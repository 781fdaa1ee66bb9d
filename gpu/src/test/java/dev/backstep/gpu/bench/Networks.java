package dev.backstep.gpu.bench;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Networks through the engine's operators; what is returned does a step: forward, backward, SGD.
final class Networks {
    private static final double RATE = 0.01;
    private static final double SCALE = 0.05;

    private final Engine engine;
    private final Device device;
    private final List<Tensor> parameters = new ArrayList<>();

    private Networks(Engine engine, Device device) {
        this.engine = engine;
        this.device = device;
    }

    static Runnable mlp(Engine engine, Device device) {
        var network = new Networks(engine, device);
        Tensor x = engine.randn(new int[] {64, 784}).to(device);
        Tensor target = engine.tensor(new long[64], 64).to(device);
        Tensor w1 = network.parameter(128, 784);
        Tensor b1 = network.parameter(128);
        Tensor w2 = network.parameter(10, 128);
        Tensor b2 = network.parameter(10);
        return () -> network.step(() -> x.linear(w1, b1).relu().linear(w2, b2).cross_entropy_loss(target));
    }

    static Runnable resnet18(Engine engine, Device device, int samples, int image) {
        var network = new Networks(engine, device);
        Tensor x = engine.randn(new int[] {samples, 3, image, image}).to(device);
        Tensor target = engine.tensor(new long[samples], samples).to(device);
        Convolution stem = network.new Convolution(3, 64, 7, 2);
        List<Block> blocks = new ArrayList<>();
        int inputs = 64;
        for (int outputs : new int[] {64, 128, 256, 512}) {
            blocks.add(network.new Block(inputs, outputs, outputs == 64 ? 1 : 2));
            blocks.add(network.new Block(outputs, outputs, 1));
            inputs = outputs;
        }
        Tensor weight = network.parameter(1000, 512);
        Tensor bias = network.parameter(1000);
        return () -> network.step(() -> {
            Tensor y = stem.apply(x).relu().max_pool2d(new int[] {3}, new int[] {2}, 1);
            for (Block block : blocks) {
                y = block.apply(y);
            }
            return y.adaptive_avg_pool2d(1).flatten(1).linear(weight, bias).cross_entropy_loss(target);
        });
    }

    private Tensor parameter(int... sizes) {
        Tensor tensor = engine.randn(sizes).mul(SCALE).to(device).detach().setRequiresGrad(true);
        parameters.add(tensor);
        return tensor;
    }

    private void step(Supplier<Tensor> loss) {
        for (Tensor parameter : parameters) {
            parameter.assignGrad(null);
        }
        loss.get().backward();
        boolean before = engine.setGradMode(false);
        for (Tensor parameter : parameters) {
            parameter.add_(parameter.grad(), -RATE);
        }
        engine.setGradMode(before);
    }

    /// With batch normalisation.
    private final class Convolution {
        private final Tensor weight;
        private final Tensor scale;
        private final Tensor shift;
        private final Tensor mean;
        private final Tensor variance;
        private final int stride;
        private final int padding;

        Convolution(int inputs, int outputs, int kernel, int stride) {
            weight = parameter(outputs, inputs, kernel, kernel);
            scale = parameter(outputs);
            shift = parameter(outputs);
            mean = engine.zeros(outputs).to(device);
            variance = engine.ones(outputs).to(device);
            this.stride = stride;
            padding = kernel / 2;
        }

        Tensor apply(Tensor x) {
            return x.conv2d(weight, null, new int[] {stride}, padding)
                    .batch_norm(scale, shift, mean, variance, true, 0.1, 1e-5, true);
        }
    }

    private final class Block {
        private final Convolution first;
        private final Convolution second;
        private final Convolution shortcut;
        private final boolean direct;

        Block(int inputs, int outputs, int stride) {
            first = new Convolution(inputs, outputs, 3, stride);
            second = new Convolution(outputs, outputs, 3, 1);
            direct = inputs == outputs;
            shortcut = direct ? first : new Convolution(inputs, outputs, 1, stride);
        }

        Tensor apply(Tensor x) {
            Tensor y = second.apply(first.apply(x).relu());
            return y.add(direct ? x : shortcut.apply(x)).relu();
        }
    }
}
