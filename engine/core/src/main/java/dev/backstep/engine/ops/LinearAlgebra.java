package dev.backstep.engine.ops;

import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Tensor;
import java.util.Arrays;

/// Products of matrices and vectors.
public final class LinearAlgebra {
    private LinearAlgebra() {}

    public static Tensor mm(Tensor self, Tensor mat2) {
        if (self.dim() != 2) throw EngineException.runtime("self must be a matrix");
        if (mat2.dim() != 2) throw EngineException.runtime("mat2 must be a matrix");
        checkShapes(self, mat2);
        checkTypes(self, mat2);
        return product(self, mat2);
    }

    /// `(n, k) @ (k, m)`.
    private static Tensor product(Tensor a, Tensor b) {
        Tensor result = a.engine().allocateLike(a, a.dtype(), a.sizes()[0], b.sizes()[1]);
        a.backend().matmul(Views.unsqueeze(result, 0), Views.unsqueeze(a, 0), Views.unsqueeze(b, 0), 1, 0);
        return result;
    }

    public static Tensor bmm(Tensor self, Tensor mat2) {
        if (self.dim() != 3) throw EngineException.runtime("batch1 must be a 3D tensor");
        if (mat2.dim() != 3) throw EngineException.runtime("batch2 must be a 3D tensor");
        int[] a = self.sizes();
        int[] b = mat2.sizes();
        if (a[0] != b[0] || a[2] != b[1]) {
            throw EngineException.runtime(
                    "Expected size for first two dimensions of batch2 tensor to be: [%d, %d] but got: "
                            .concat("[%d, %d].")
                            .formatted(a[0], a[2], b[0], b[1]));
        }
        checkTypes(self, mat2);
        Tensor result = self.engine().allocateLike(self, self.dtype(), a[0], a[1], b[2]);
        self.backend().matmul(result, self, mat2, 1, 0);
        return result;
    }

    public static Tensor mv(Tensor self, Tensor vec) {
        if (self.dim() != 2 || vec.dim() != 1) {
            throw EngineException.runtime(
                    "vector + matrix @ vector expected, got 1, %d, %d".formatted(self.dim(), vec.dim()));
        }
        if (self.sizes()[1] != vec.sizes()[0]) {
            throw EngineException.runtime("size mismatch, got %d, %dx%d,%d"
                    .formatted(self.sizes()[0], self.sizes()[0], self.sizes()[1], vec.sizes()[0]));
        }
        checkTypes(self, vec);
        return Views.view(product(self, Views.unsqueeze(vec, 1)), new int[] {self.sizes()[0]});
    }

    public static Tensor dot(Tensor self, Tensor tensor) {
        if (self.dim() != 1 || tensor.dim() != 1) {
            throw EngineException.runtime(
                    "1D tensors expected, but got %dD and %dD tensors".formatted(self.dim(), tensor.dim()));
        }
        if (self.dtype() != tensor.dtype()) {
            throw EngineException.runtime("dot : expected both vectors to have same dtype, but found %s and %s"
                    .formatted(self.dtype().scalarTypeName(), tensor.dtype().scalarTypeName()));
        }
        if (self.numel() != tensor.numel()) {
            throw EngineException.runtime(
                    ("inconsistent tensor size, expected tensor [%d] and src [%d] to have the same "
                                    + "number of elements, but got %d and %d elements respectively")
                            .formatted(self.numel(), tensor.numel(), self.numel(), tensor.numel()));
        }
        return Views.view(product(Views.unsqueeze(self, 0), Views.unsqueeze(tensor, 1)), Shapes.SCALAR);
    }

    /// `beta * self + alpha * mat1 @ mat2`.
    public static Tensor addmm(Tensor self, Tensor mat1, Tensor mat2, Scalar beta, Scalar alpha) {
        if (mat1.dim() != 2) throw EngineException.runtime("mat1 must be a matrix, got " + mat1.dim() + "-D tensor");
        if (mat2.dim() != 2) throw EngineException.runtime("mat2 must be a matrix, got " + mat2.dim() + "-D tensor");
        checkShapes(mat1, mat2);
        checkTypes(mat1, mat2);
        checkTypes(self, mat1);
        int[] sizes = {mat1.sizes()[0], mat2.sizes()[1]};
        Tensor bias = Views.expand(self, sizes);
        Tensor result = mat1.engine().allocateLike(mat1, mat1.dtype(), sizes);
        mat1.backend().copy(result, bias);
        mat1.backend()
                .matmul(
                        Views.unsqueeze(result, 0),
                        Views.unsqueeze(mat1, 0),
                        Views.unsqueeze(mat2, 0),
                        alpha.value(),
                        beta.value());
        return result;
    }

    /// `beta * self + alpha * mat @ vec`.
    public static Tensor addmv(Tensor self, Tensor mat, Tensor vec, Scalar beta, Scalar alpha) {
        Tensor product = mv(mat, vec).mul(alpha);
        return beta.value() == 0 ? product : product.add(self.mul(beta));
    }

    /// `beta * self + alpha * outer(vec1, vec2)`.
    public static Tensor addr(Tensor self, Tensor vec1, Tensor vec2, Scalar beta, Scalar alpha) {
        Tensor product = outer(vec1, vec2).mul(alpha);
        return beta.value() == 0 ? product : product.add(self.mul(beta));
    }

    public static Tensor outer(Tensor self, Tensor vec2) {
        if (self.dim() != 1 || vec2.dim() != 1) {
            Tensor wrong = self.dim() != 1 ? self : vec2;
            String name = wrong == self ? "self" : "vec2";
            throw EngineException.runtime("outer: Expected 1-D argument " + name + ", but got " + wrong.dim() + "-D");
        }
        return self.reshape(self.numel(), 1).mul(vec2);
    }

    /// Inner products over the last dimensions.
    public static Tensor inner(Tensor self, Tensor other) {
        if (self.dim() == 0 || other.dim() == 0) return self.mul(other);
        int k = self.sizes()[self.dim() - 1];
        if (k != other.sizes()[other.dim() - 1]) {
            throw EngineException.runtime(
                    ("inner() the last dimension must match on both input tensors but got shapes %s " + "and %s")
                            .formatted(Shapes.text(self.sizes()), Shapes.text(other.sizes())));
        }
        int[] sizes = Arrays.copyOf(self.sizes(), self.dim() + other.dim() - 2);
        System.arraycopy(other.sizes(), 0, sizes, self.dim() - 1, other.dim() - 1);
        int n = Shapes.numel(Arrays.copyOf(self.sizes(), self.dim() - 1));
        int m = Shapes.numel(Arrays.copyOf(other.sizes(), other.dim() - 1));
        return self.reshape(n, k).mm(other.reshape(m, k).t()).reshape(sizes);
    }

    /// `beta * self + alpha * batch1 @ batch2`.
    public static Tensor baddbmm(Tensor self, Tensor batch1, Tensor batch2, Scalar beta, Scalar alpha) {
        Tensor product = bmm(batch1, batch2);
        if (alpha.value() != 1) product = product.mul(alpha);
        return beta.value() == 0 ? product : product.add(beta.value() == 1 ? self : self.mul(beta));
    }

    private static void checkShapes(Tensor a, Tensor b) {
        if (a.sizes()[1] != b.sizes()[0]) {
            throw EngineException.runtime("mat1 and mat2 shapes cannot be multiplied (%dx%d and %dx%d)"
                    .formatted(a.sizes()[0], a.sizes()[1], b.sizes()[0], b.sizes()[1]));
        }
    }

    private static void checkTypes(Tensor a, Tensor b) {
        if (a.dtype() != b.dtype()) {
            throw EngineException.runtime("expected scalar type %s but found %s"
                    .formatted(a.dtype().scalarTypeName(), b.dtype().scalarTypeName()));
        }
    }

    /// `torch.matmul`, made of the products above as PyTorch 1.13 does it.
    public static Tensor matmul(Tensor self, Tensor other) {
        int a = self.dim();
        int b = other.dim();
        if (a == 0 || b == 0) {
            throw EngineException.runtime(
                    "both arguments to matmul need to be at least 1D, but they are %dD and %dD".formatted(a, b));
        }
        if (a == 1 && b == 1) return self.dot(other);
        if (a == 2 && b == 1) return self.mv(other);
        if (a == 1 && b == 2) return self.unsqueeze(0).mm(other).squeeze(0);
        if (a == 2 && b == 2) return self.mm(other);
        if (a >= 3 && b <= 2) return folded(self, other);
        if (b >= 3 && a <= 2) {
            // The transposed problem folds the batch into rows.
            Tensor left = self.dim() == 1 ? self : self.t();
            Tensor result = folded(other.transpose(-2, -1), left);
            return self.dim() == 1 ? result : result.transpose(-2, -1);
        }
        return batched(self, other);
    }

    private static Tensor folded(Tensor self, Tensor other) {
        int k = self.sizes()[self.dim() - 1];
        int[] lead = Arrays.copyOf(self.sizes(), self.dim() - 1);
        Tensor rows = self.reshape(Shapes.numel(lead), k);
        if (other.dim() == 1) return rows.mv(other)._unsafe_view(lead);
        int[] sizes = Arrays.copyOf(lead, lead.length + 1);
        sizes[lead.length] = other.sizes()[1];
        return rows.mm(other)._unsafe_view(sizes);
    }

    private static Tensor batched(Tensor self, Tensor other) {
        int[] a = self.sizes();
        int[] b = other.sizes();
        int n = a[a.length - 2];
        int k = a[a.length - 1];
        int m = b[b.length - 1];
        int[] batch = Shapes.broadcast(Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
        int count = Shapes.numel(batch);
        Tensor left = self.expand(with(batch, n, k)).reshape(count, n, k);
        Tensor right = other.expand(with(batch, b[b.length - 2], m)).reshape(count, b[b.length - 2], m);
        return left.bmm(right)._unsafe_view(with(batch, n, m));
    }

    private static int[] with(int[] batch, int rows, int columns) {
        int[] sizes = Arrays.copyOf(batch, batch.length + 2);
        sizes[batch.length] = rows;
        sizes[batch.length + 1] = columns;
        return sizes;
    }

    /// `input @ weight.t() + bias`.
    public static Tensor linear(Tensor input, Tensor weight, @org.jspecify.annotations.Nullable Tensor bias) {
        if (input.dim() == 2 && bias != null && bias.dim() == 1) return bias.addmm(input, weight.t());
        Tensor product = input.matmul(weight.t());
        return bias == null ? product : product.add(bias);
    }

    public static Tensor addbmm(Tensor self, Tensor batch1, Tensor batch2, Scalar beta, Scalar alpha) {
        Tensor product = bmm(batch1, batch2).sum(0).mul(alpha);
        return beta.value() == 0 ? product : product.add(self.mul(beta));
    }

    public static Tensor trace(Tensor self) {
        if (self.dim() != 2) {
            throw EngineException.runtime("trace: expected a matrix, but got tensor with dim " + self.dim());
        }
        return Views.diagonal(self, 0, 0, 1).sum();
    }

    /// The cross product along a dimension of size 3.
    public static Tensor cross(Tensor self, Tensor other, int dim) {
        int[] sizes = Shapes.broadcast(self.sizes(), other.sizes());
        int d = Shapes.dimension(dim, sizes.length);
        Tensor a = Views.expand(self, sizes);
        Tensor b = Views.expand(other, sizes);
        int[] next = {1};
        int[] afterNext = {2};
        int[] along = {d};
        Tensor first = Joining.roll(a, afterNext, along).mul(Joining.roll(b, next, along));
        return first.sub(Joining.roll(a, next, along).mul(Joining.roll(b, afterNext, along)));
    }

    /// `input1 @ weight[k] @ input2` for each output k.
    public static Tensor bilinear(
            Tensor input1, Tensor input2, Tensor weight, @org.jspecify.annotations.Nullable Tensor bias) {
        int[] sizes = input1.sizes().clone();
        int n = input1.numel() / Math.max(1, sizes[sizes.length - 1]);
        Tensor left = input1.reshape(n, 1, 1, sizes[sizes.length - 1]);
        Tensor right = input2.reshape(n, 1, input2.size(-1), 1);
        Tensor result = left.matmul(weight).matmul(right);
        sizes[sizes.length - 1] = weight.sizes()[0];
        result = result.reshape(sizes);
        return bias == null ? result : result.add(bias);
    }
}
