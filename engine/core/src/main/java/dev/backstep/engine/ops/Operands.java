package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.TypePromotion;
import dev.backstep.engine.backend.Strided;
import dev.backstep.engine.backend.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Makes the operands of a pointwise primitive fit each other: one dtype, one size, one device.
final class Operands {
    private Operands() {}

    /// Whether an operand shares elements with `out` other than element for element.
    static boolean overlap(Tensor out, @Nullable Tensor... operands) {
        for (Tensor operand : operands) {
            if (operand == null || operand.storage() != out.storage()) continue;
            if (!Overlap.isSameView(out, operand)) return true;
        }
        return false;
    }

    /// The tensor to write to: on the GPU if an operand is there.
    static Tensor target(
            @Nullable Tensor out, DType dtype, int[] sizes, Tensor a, @Nullable Tensor b, @Nullable Tensor c) {
        if (out == null) {
            Tensor place = onGpu(a) ? a : onGpu(b) ? b : onGpu(c) ? c : a;
            if (a.isContiguous() && a.sizes() == sizes && place == a) {
                return new Tensor(a.backend().allocate(dtype, a.numel()), a);
            }
            return a.engine().allocateLike(place, dtype, sizes);
        }
        Overlap.refuseInternal(out);
        Overlap.refusePartial(out, a, b, c);
        if (!TypePromotion.canCast(dtype, out.dtype())) {
            throw EngineException.runtime("result type %s can't be cast to the desired output type %s"
                    .formatted(dtype.scalarTypeName(), out.dtype().scalarTypeName()));
        }
        if (!Arrays.equals(out.sizes(), sizes)) {
            if (out == a || out == b || out == c) refuseGrowth(out, sizes);
            Views.resizeOutput(out, sizes);
        }
        return out;
    }

    private static boolean onGpu(@Nullable Tensor tensor) {
        return tensor != null && !tensor.device().isCpu();
    }

    static void refuseGrowth(Tensor out, int[] sizes) {
        if (Arrays.equals(out.sizes(), sizes)) return;
        throw EngineException.runtime("output with shape %s doesn't match the broadcast shape %s"
                .formatted(Shapes.text(out.sizes()), Shapes.text(sizes)));
    }

    /// An operand in the dtype, of the sizes and on the device that are wanted.
    static Strided input(Tensor tensor, DType dtype, int[] sizes, Tensor target) {
        if (dtype == DType.FLOAT32 && tensor.isWrappedNumber() && target.storage() instanceof Storage.Host) {
            return number(tensor, sizes);
        }
        Tensor converted = tensor;
        if (tensor.dtype() != dtype
                || tensor.storage().getClass() != target.storage().getClass()) {
            converted = convert(tensor, dtype, target);
        }
        if (converted.sizes() == sizes || Arrays.equals(converted.sizes(), sizes)) return converted;
        return new View(
                converted.storage(),
                converted.offset(),
                sizes,
                Shapes.expandedStrides(converted.sizes(), converted.strides(), sizes));
    }

    /// A Python number as a float32 operand: the commonest of all, so without a tensor and a copy.
    private static View number(Tensor tensor, int[] sizes) {
        var storage = (Storage.Host) tensor.storage();
        int offset = tensor.offset();
        float value = switch (storage.dtype()) {
            case FLOAT64 -> (float) storage.doubles()[offset];
            case INT64 -> storage.longs()[offset];
            default -> (float) tensor.item().value();
        };
        var element = new Storage.Host(DType.FLOAT32, new float[] {value}, 1);
        return new View(element, 0, sizes, new int[sizes.length]);
    }

    private static Tensor convert(Tensor tensor, DType dtype, Tensor target) {
        Engine engine = tensor.engine();
        if (!tensor.device().equals(target.device())) {
            if (tensor.dim() > 0 || !tensor.device().isCpu())
                throw DeviceRules.differ(target.device(), tensor.device());
            Tensor number = convert(tensor, dtype, tensor);
            return new Tensor(engine, engine.devices().number(target.device(), number), number.sizes());
        }
        if (tensor.dtype() == dtype) return tensor;
        Tensor copy = engine.allocateLike(tensor, dtype, tensor.sizes());
        tensor.backend().copy(copy, tensor);
        return copy;
    }
}
