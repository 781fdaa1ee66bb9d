package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.KnownRange;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Loss functions. A reduction is PyTorch's number for it: 0 none, 1 mean, 2 sum.
public final class Losses {
    static final int NONE = 0;
    static final int MEAN = 1;

    private Losses() {}

    public static Tensor reduced(Tensor loss, int reduction) {
        return switch (reduction) {
            case NONE -> loss;
            case MEAN -> loss.mean();
            default -> loss.sum();
        };
    }

    public static Tensor mse(Tensor self, Tensor target, int reduction) {
        return reduced(self.sub(target).square(), reduction);
    }

    public static Tensor smoothL1(Tensor self, Tensor target, int reduction, double beta) {
        if (beta < 0) {
            throw EngineException.runtime("smooth_l1_loss does not support negative values for beta.");
        }
        Tensor z = self.sub(target).abs();
        if (beta == 0) return reduced(z, reduction);
        return reduced(z.lt(beta).where(z.square().mul(0.5).div(beta), z.sub(0.5 * beta)), reduction);
    }

    public static Tensor huber(Tensor self, Tensor target, int reduction, double delta) {
        if (delta <= 0) {
            throw EngineException.runtime("huber_loss does not support non-positive values for delta.");
        }
        Tensor z = self.sub(target).abs();
        return reduced(z.le(delta).where(z.square().mul(0.5), z.sub(0.5 * delta).mul(delta)), reduction);
    }

    /// The weight of each target: its class's, 0 where ignored.
    static Tensor targetWeights(Tensor like, Tensor target, @Nullable Tensor weight, int ignored) {
        Tensor counted = target.ne(ignored);
        Tensor safe = withoutIgnored(target, counted.logical_not(), ignored);
        Tensor weights = weight == null
                ? like.new_ones(target.sizes())
                : weight.index_select(0, safe.reshape(-1)).reshape(target.sizes());
        return weights.mul(counted);
    }

    /// Targets as an index into the class dimension, with ignored ones replaced by 0.
    static Tensor targetIndex(Tensor target, int ignored, int dim) {
        return withoutIgnored(target, target.eq(ignored), ignored).unsqueeze(dim);
    }

    private static Tensor withoutIgnored(Tensor target, Tensor where, int ignored) {
        Tensor safe = target.masked_fill(where, 0);
        KnownRange.carryReplaced(target, ignored, safe, 0);
        return safe;
    }

    /// @return the loss, and the sum of the weights
    public static Tensor[] negativeLogLikelihood(
            Tensor self, Tensor given, @Nullable Tensor weight, int reduction, int ignored) {
        int dim = self.dim() == 1 ? 0 : 1;
        int classes = self.sizes()[dim];
        boolean image = self.dim() == 4;
        if (!image && given.dim() > 1) {
            throw EngineException.runtime("0D or 1D target tensor expected, multi-target not supported");
        }
        if (weight != null && weight.numel() != classes) {
            throw EngineException.runtime(
                    image
                            ? "weight tensor should be defined either for all or no classes"
                            : ("weight tensor should be defined either for all %d classes or no classes but "
                                            + "got weight tensor of shape: %s")
                                    .formatted(classes, Shapes.text(weight.sizes())));
        }
        Tensor target = given.dtype() == DType.UINT8 ? given.to(DType.INT64) : given;
        checkTargets(target, classes, ignored);
        Tensor weights = targetWeights(self, target, weight, ignored);
        Tensor picked = self.gather(dim, targetIndex(target, ignored, dim)).squeeze(dim);
        // Where a target is ignored its log probability may be infinite, and 0 times that is no number.
        Tensor losses = picked.mul(weights).neg().masked_fill(target.eq(ignored), 0);
        Tensor total = weights.sum();
        return switch (reduction) {
            case NONE -> new Tensor[] {losses, self.new_zeros(Shapes.SCALAR)};
            case MEAN -> new Tensor[] {losses.sum().div(total), total};
            default -> new Tensor[] {losses.sum(), total};
        };
    }

    private static void checkTargets(Tensor target, int classes, int ignored) {
        if (target.dtype() != DType.INT64) {
            throw EngineException.runtime(
                    "expected scalar type Long but found " + target.dtype().scalarTypeName());
        }
        if (Bounds.hold(target, 0, classes - 1L, (long) ignored)) return;
        for (long t : target.toLongs()) {
            if (t != ignored && (t < 0 || t >= classes)) {
                throw EngineException.index("Target " + t + " is out of bounds.");
            }
        }
    }

    public static Tensor nllLoss(Tensor self, Tensor target, @Nullable Tensor weight, int reduction, int ignored) {
        if (self.dim() < 1) {
            throw EngineException.value("Expected 1 or more dimensions (got " + self.dim() + ")");
        }
        int targets = target.dim() == 0 ? 0 : target.sizes()[0];
        if (self.dim() != 1 && self.sizes()[0] != targets) {
            throw EngineException.value("Expected input batch_size (%d) to match target batch_size (%d)."
                    .formatted(self.sizes()[0], targets));
        }
        if (self.dim() <= 2) return self.nll_loss_forward(target, weight, reduction, ignored)[0];
        if (self.dim() == 4) return self.nll_loss2d_forward(target, weight, reduction, ignored)[0];
        // Other ranks as pictures of one row.
        int n = self.sizes()[0];
        int c = self.sizes()[1];
        int[] expected = new int[self.dim() - 1];
        expected[0] = n;
        System.arraycopy(self.sizes(), 2, expected, 1, self.dim() - 2);
        if (!Arrays.equals(target.sizes(), expected)) {
            throw EngineException.runtime(
                    "Expected target size %s, got %s".formatted(Shapes.text(expected), Shapes.text(target.sizes())));
        }
        int pixels = Shapes.numel(Arrays.copyOfRange(self.sizes(), 2, self.dim()));
        Tensor loss = self.contiguous()
                .view(n, c, 1, pixels)
                .nll_loss2d_forward(target.contiguous().view(n, 1, pixels), weight, reduction, ignored)[0];
        return reduction == NONE ? loss.view(expected) : loss;
    }

    public static Tensor crossEntropy(
            Tensor self, Tensor target, @Nullable Tensor weight, int reduction, int ignored, double smoothing) {
        int dim = self.dim() == 1 ? 0 : 1;
        boolean probabilities = Arrays.equals(self.sizes(), target.sizes());
        if (probabilities && !target.dtype().isFloating()) {
            throw EngineException.runtime("Expected floating point type for target with class probabilities, got "
                    + target.dtype().scalarTypeName());
        }
        if (probabilities && ignored >= 0) {
            throw EngineException.runtime("ignore_index is not supported for floating point target");
        }
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw EngineException.runtime("label_smoothing must be between 0.0 and 1.0. Got: " + smoothing);
        }
        if (probabilities) return withProbabilities(self, target, weight, reduction, smoothing, dim);
        Tensor logs = self.log_softmax(dim);
        if (smoothing <= 0) return logs.nll_loss_nd(target, weight, reduction, ignored);
        Tensor nll = logs.nll_loss_nd(target, weight, reduction, ignored);
        Tensor weighted =
                weight == null ? logs : logs.mul(dim == 0 ? weight : Normalization.alongChannels(weight, self.dim()));
        Tensor smooth = weighted.sum(dim).neg().masked_fill(target.eq(ignored), 0);
        Tensor weights = targetWeights(self, target, weight, ignored);
        Tensor mean = switch (reduction) {
            case NONE -> smooth;
            case MEAN -> smooth.sum().div(weights.sum());
            default -> smooth.sum();
        };
        double classes = self.sizes()[dim];
        return nll.mul(1 - smoothing).add(mean.mul(smoothing / classes));
    }

    private static Tensor withProbabilities(
            Tensor self, Tensor target, @Nullable Tensor weight, int reduction, double smoothing, int dim) {
        double classes = self.sizes()[dim];
        if (weight != null && (weight.dim() != 1 || weight.numel() != self.sizes()[dim])) {
            throw EngineException.runtime(
                    ("cross_entropy: weight tensor should be defined either for all %d classes or no classes but got "
                                    + "weight tensor of shape: %s")
                            .formatted(self.sizes()[dim], Shapes.text(weight.sizes())));
        }
        Tensor soft = smoothing > 0 ? target.mul(1 - smoothing).add(smoothing / classes) : target;
        Tensor product = self.log_softmax(dim).mul(soft);
        if (weight != null) product = product.mul(dim == 0 ? weight : Normalization.alongChannels(weight, self.dim()));
        return switch (reduction) {
            case NONE -> product.sum(dim).neg();
            case MEAN -> product.sum().neg().div(self.numel() == 0 ? 1 : self.numel() / classes);
            default -> product.sum().neg();
        };
    }

    public static Tensor binaryCrossEntropy(Tensor self, Tensor target, @Nullable Tensor weight, int reduction) {
        if (!Arrays.equals(self.sizes(), target.sizes())) {
            throw EngineException.value(("Using a target size (torch.Size(%s)) that is different to the input size "
                            + "(torch.Size(%s)) is deprecated. Please ensure they have the same size.")
                    .formatted(Shapes.text(target.sizes()), Shapes.text(self.sizes())));
        }
        for (double p : self.device().isCpu() || self.numel() == 0 ? self.toDoubles() : Bounds.extremes(self)) {
            if (!(p >= 0 && p <= 1)) {
                throw EngineException.runtime("all elements of input should be between 0 and 1");
            }
        }
        // PyTorch keeps logarithms from falling below -100.
        Tensor yes = self.log().clamp_min(-100).mul(target);
        Tensor no = self.neg().log1p().clamp_min(-100).mul(target.rsub(1));
        Tensor loss = yes.add(no).neg();
        return reduced(weight == null ? loss : loss.mul(weight), reduction);
    }

    public static Tensor binaryCrossEntropyWithLogits(
            Tensor self, Tensor target, @Nullable Tensor weight, @Nullable Tensor positive, int reduction) {
        if (!Arrays.equals(self.sizes(), target.sizes())) {
            throw EngineException.value("Target size (torch.Size(%s)) must be the same as input size (torch.Size(%s))"
                    .formatted(Shapes.text(target.sizes()), Shapes.text(self.sizes())));
        }
        Tensor softplus = self.abs().neg().exp().log1p().add(self.neg().clamp_min(0));
        Tensor factor =
                positive == null ? softplus : positive.sub(1).mul(target).add(1).mul(softplus);
        Tensor loss = target.rsub(1).mul(self).add(factor);
        return reduced(weight == null ? loss : loss.mul(weight), reduction);
    }

    public static Tensor klDiv(Tensor self, Tensor target, int reduction, boolean logTarget) {
        Tensor loss = logTarget
                ? target.exp().mul(target.sub(self))
                : target.xlogy(target).sub(target.mul(self));
        return reduced(loss, reduction);
    }

    public static Tensor hinge(Tensor self, Tensor target, double margin, int reduction) {
        Tensor negative = self.neg().add(margin).clamp_min(0);
        Tensor loss = target.ne(1).where(negative, 0).add(target.ne(-1).where(self, 0));
        return reduced(loss, reduction);
    }

    public static Tensor cosineEmbedding(Tensor input1, Tensor input2, Tensor target, double margin, int reduction) {
        int dim = target.dim();
        double eps = 1e-12;
        Tensor product = input1.mul(input2).sum(dim);
        Tensor squares1 = input1.square().sum(dim).add(eps);
        Tensor squares2 = input2.square().sum(dim).add(eps);
        Tensor cosine = product.div(squares1.mul(squares2).sqrt());
        Tensor alike = target.eq(1).where(cosine.rsub(1), 0);
        Tensor different = target.eq(-1).where(cosine.sub(margin).clamp_min(0), 0);
        return reduced(alike.add(different), reduction);
    }
}
