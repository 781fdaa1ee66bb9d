package dev.backstep.engine.ops;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.KnownRange;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import org.jspecify.annotations.Nullable;

/// New tensors, and copies.
public final class Creation {
    private Creation() {}

    public static Tensor empty(Engine engine, int[] size, @Nullable DType dtype, @Nullable Device device) {
        for (int s : size) {
            if (s < 0) {
                throw EngineException.runtime(
                        "Trying to create tensor with negative dimension " + s + ": " + Shapes.text(size));
            }
        }
        return engine.allocate(
                dtype == null ? engine.defaultDtype() : dtype, device == null ? engine.defaultDevice() : device, size);
    }

    public static Tensor full(Engine engine, int[] size, Scalar value, @Nullable DType dtype, @Nullable Device device) {
        DType type = dtype;
        if (type == null) type = value.isFloating() ? engine.defaultDtype() : value.dtype();
        return Pointwise.fill(empty(engine, size, type, device), value);
    }

    public static Tensor emptyLike(Tensor self, @Nullable DType dtype, @Nullable Device device) {
        return self.engine()
                .allocate(dtype == null ? self.dtype() : dtype, device == null ? self.device() : device, self.sizes());
    }

    public static Tensor fullLike(Tensor self, Scalar value, @Nullable DType dtype, @Nullable Device device) {
        return Pointwise.fill(emptyLike(self, dtype, device), value);
    }

    /// With these strides, in a storage just large enough.
    public static Tensor emptyStrided(Tensor like, int[] sizes, int[] strides, @Nullable DType dtype) {
        int length = 1;
        for (int i = 0; i < sizes.length; i++) length += (sizes[i] - 1) * strides[i];
        if (Shapes.numel(sizes) == 0) length = 0;
        var storage = like.backend().allocate(dtype == null ? like.dtype() : dtype, length);
        return new Tensor(like.engine(), storage, 0, sizes, strides);
    }

    public static Tensor arange(
            Engine engine, Scalar start, Scalar end, Scalar step, @Nullable DType dtype, @Nullable Device device) {
        DType type = dtype;
        if (type == null) {
            boolean integral = !start.isFloating() && !end.isFloating() && !step.isFloating();
            type = integral ? DType.INT64 : engine.defaultDtype();
        }
        if (step.value() == 0) throw EngineException.runtime("step must be nonzero");
        if (step.value() > 0 ? start.value() > end.value() : start.value() < end.value()) {
            throw EngineException.runtime("upper bound and larger bound inconsistent with step sign");
        }
        double count;
        if (type == DType.INT64 && !start.isFloating() && !end.isFloating() && !step.isFloating()) {
            long sign = step.bits() > 0 ? 1 : -1;
            count = Math.floorDiv(end.bits() - start.bits() + step.bits() - sign, step.bits());
        } else {
            count = Math.ceil((end.value() - start.value()) / step.value());
        }
        Tensor result = empty(engine, new int[] {(int) count}, type, device);
        result.backend().arange(result, start.value(), step.value());
        if (type == DType.INT64 && !start.isFloating() && !step.isFloating() && count > 0) {
            long last = start.bits() + ((long) count - 1) * step.bits();
            KnownRange.note(result, Math.min(start.bits(), last), Math.max(start.bits(), last), null);
        }
        return result;
    }

    /// PyTorch counts from both ends, so that both are exact.
    public static Tensor linspace(
            Engine engine, Scalar start, Scalar end, int steps, @Nullable DType dtype, @Nullable Device device) {
        if (steps < 0) throw EngineException.runtime("number of steps must be non-negative");
        DType type = dtype == null ? engine.defaultDtype() : dtype;
        var values = new double[steps];
        double from = start.value();
        double to = end.value();
        if (type == DType.FLOAT32) {
            float step = steps > 1 ? ((float) to - (float) from) / (steps - 1) : 0;
            for (int i = 0; i < steps; i++) {
                values[i] = i < steps / 2
                        ? Math.fma(step, (float) i, (float) from)
                        : Math.fma(-step, (float) (steps - i - 1), (float) to);
            }
        } else {
            double step = steps > 1 ? (to - from) / (steps - 1) : 0;
            for (int i = 0; i < steps; i++) {
                values[i] = i < steps / 2 ? from + step * i : to - step * (steps - i - 1);
            }
        }
        if (steps == 1) values[0] = from;
        return ofDoubles(engine, values, new int[] {steps}, type, device);
    }

    public static Tensor logspace(
            Engine engine,
            Scalar start,
            Scalar end,
            int steps,
            double base,
            @Nullable DType dtype,
            @Nullable Device device) {
        if (steps < 0) throw EngineException.runtime("number of steps must be non-negative");
        var values = new double[steps];
        double step = steps > 1 ? (end.value() - start.value()) / (steps - 1) : 0;
        for (int i = 0; i < steps; i++) {
            double exponent = i < steps / 2 ? start.value() + step * i : end.value() - step * (steps - i - 1);
            values[i] = Math.pow(base, exponent);
        }
        if (steps == 1) values[0] = Math.pow(base, start.value());
        return ofDoubles(engine, values, new int[] {steps}, dtype == null ? engine.defaultDtype() : dtype, device);
    }

    public static Tensor eye(Engine engine, int n, int m, @Nullable DType dtype, @Nullable Device device) {
        if (n < 0) throw EngineException.runtime("n must be greater or equal to 0, got " + n);
        if (m < 0) throw EngineException.runtime("m must be greater or equal to 0, got " + m);
        Tensor result =
                full(engine, new int[] {n, m}, Scalar.ZERO, dtype == null ? engine.defaultDtype() : dtype, device);
        Pointwise.fill(Views.diagonal(result, 0, 0, 1), Scalar.ONE);
        return result;
    }

    /// A tensor of these values in row-major order, converted.
    public static Tensor ofDoubles(Engine engine, double[] values, int[] sizes, DType dtype, @Nullable Device device) {
        Tensor host = new Tensor(engine, new Storage.Host(DType.FLOAT64, values, values.length), sizes);
        return to(host, dtype, device == null ? engine.defaultDevice() : device, true);
    }

    /// A tensor of these integers in row-major order, converted.
    public static Tensor ofLongs(Engine engine, long[] values, int[] sizes, DType dtype, @Nullable Device device) {
        Tensor host = new Tensor(engine, new Storage.Host(DType.INT64, values, values.length), sizes);
        return to(host, dtype, device == null ? engine.defaultDevice() : device, true);
    }

    /// A copy with its own elements, contiguous unless the source is dense in another order.
    public static Tensor clone(Tensor self) {
        if (self.isContiguous()) {
            var backend = self.backend();
            var copy = new Tensor(backend.allocate(self.dtype(), self.numel()), self);
            backend.copy(copy, self);
            return copy;
        }
        Tensor copy = preservesLayout(self)
                ? emptyStrided(self, self.sizes(), self.strides(), null)
                : self.engine().allocateLike(self, self.dtype(), self.sizes());
        self.backend().copy(copy, self);
        return copy;
    }

    /// A contiguous copy.
    public static Tensor contiguousCopy(Tensor self) {
        Tensor copy = self.engine().allocateLike(self, self.dtype(), self.sizes());
        self.backend().copy(copy, self);
        return copy;
    }

    /// [#clone] for who does not write to it.
    public static Tensor cloneOf(Tensor self) {
        Tensor copy = clone(self);
        KnownRange.carry(self, copy);
        return copy;
    }

    /// [#contiguousCopy] for who does not write to it.
    public static Tensor contiguousOf(Tensor self) {
        Tensor copy = contiguousCopy(self);
        KnownRange.carry(self, copy);
        return copy;
    }

    private static boolean preservesLayout(Tensor self) {
        return Shapes.isDense(self.sizes(), self.strides());
    }

    /// A conversion of dtype and device; itself if nothing changes and no copy is asked for. What comes from the CPU is
    /// converted there: not every GPU has float64.
    public static Tensor to(Tensor self, DType dtype, Device device, boolean copy) {
        Device target = self.engine().devices().resolve(device);
        boolean moves = !target.equals(self.device());
        if (moves && self.device().isCpu()) return toDevice(to(self, dtype, Device.CPU, false), target);
        Tensor there = moves ? toDevice(self, target) : self;
        if (there.dtype() == dtype) return there != self || !copy ? there : clone(self);
        Tensor converted = preservesLayout(there) && !there.isContiguous()
                ? emptyStrided(there, there.sizes(), there.strides(), dtype)
                : self.engine().allocateLike(there, dtype, there.sizes());
        there.backend().copy(converted, there);
        // What fits into int32 has the same values there, and what does not is not known to.
        if (dtype == DType.INT64 && there.dtype() == DType.INT32) KnownRange.carry(there, converted);
        return converted;
    }

    static Tensor toDevice(Tensor self, Device device) {
        var engine = self.engine();
        var target = engine.backend(device);
        boolean whole =
                self.isContiguous() && self.offset() == 0 && self.storage().length() == self.numel();
        boolean shared = self.storage() instanceof Storage.Host h && h.isShared();
        Tensor dense = whole && !shared ? self : contiguousCopy(self);
        Storage.Host host =
                dense.storage() instanceof Storage.Host h ? h : dense.backend().download(dense.storage());
        if (device.isCpu()) return new Tensor(engine, host, self.sizes());
        return engine.uploaded(host, target, self.sizes());
    }

    /// `self[...] = source`, converted and broadcast.
    public static Tensor copy(Tensor self, Tensor source) {
        Tensor here = source;
        if (!source.device().equals(self.device())) {
            if (source.device().isCpu()) here = to(source, self.dtype(), Device.CPU, false);
            here = toDevice(here, self.device());
        }
        if (!Shapes.isExpandable(here.sizes(), self.sizes())) Views.expand(here, self.sizes());
        if (here.storage() == self.storage() && Overlap.isSameView(self, here)) return self;
        if (here != self) {
            Overlap.refuseInternal(self);
            Overlap.refusePartial(self, here);
        }
        self.backend().copy(self, Views.expand(here, self.sizes()));
        return self;
    }
}
