package dev.backstep.kernel.binding;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Scalar;
import dev.backstep.engine.Shapes;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import dev.backstep.engine.TypePromotion;
import dev.backstep.engine.autograd.ForwardMode;
import dev.backstep.engine.ops.Creation;
import dev.backstep.engine.ops.DeviceRules;
import dev.backstep.engine.printing.TensorPrinter;
import dev.backstep.kernel.cpython.PyObject;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// What tensors say of themselves, conversions, and what needs more than a row of the table.
final class TensorApi {
    private static final long FIRST_ADDRESS = 0x5500_0000_0000L;

    private final Engine engine;
    private final Handles handles;
    private final SessionApi session;
    private final Subscript subscript;
    private final Map<Object, Long> addresses = new WeakHashMap<>();
    private long nextAddress = FIRST_ADDRESS;

    TensorApi(Engine engine, Handles handles, SessionApi session) {
        this.engine = engine;
        this.handles = handles;
        this.session = session;
        subscript = new Subscript(engine, handles, new DataApi(engine, handles));
    }

    Subscript subscript() {
        return subscript;
    }

    void install(Definitions define) {
        new GeometryApi(engine, handles).install(define);
        geometry(define);
        conversions(define);
        define.add("tensor_text", a -> text(handles.tensor(a[0])));
        define.add("transposed", a -> handles.of(transposed(handles.tensor(a[0]), a[1].asText())));
        define.add("unique", a -> unique(handles.tensor(a[0])));
    }

    private void geometry(Definitions define) {
        define.add("shape", a -> handles.size(handles.tensor(a[0]).sizes()));
        define.add("strides", a -> handles.ints(handles.tensor(a[0]).strides()));
        define.add(
                "wrap_dim",
                a -> Shapes.dimension(a[1].asInt(), handles.tensor(a[0]).dim()));
        define.add("length", a -> {
            Tensor tensor = handles.tensor(a[0]);
            if (tensor.dim() == 0) throw EngineException.type("len() of a 0-d tensor");
            return tensor.sizes()[0];
        });
        define.add("storage_offset", a -> handles.tensor(a[0]).offset());
        define.add("is_contiguous", a -> handles.tensor(a[0]).isContiguous());
        define.add("data_ptr", a -> address(handles.tensor(a[0])));
    }

    /// A number that is the same for tensors that begin at the same element. Only shared memory has an address.
    private long address(Tensor tensor) {
        if (tensor.storage() instanceof Storage.Host host && host.isShared()) {
            return host.nativeMemory().address()
                    + (long) tensor.offset() * tensor.dtype().bytes();
        }
        Object storage = tensor.storage();
        Long base = addresses.get(storage);
        if (base == null) {
            base = nextAddress;
            nextAddress += ((long) tensor.storage().length() * tensor.dtype().bytes() + 64) / 64 * 64;
            addresses.put(storage, base);
        }
        return base + (long) tensor.offset() * tensor.dtype().bytes();
    }

    private void conversions(Definitions define) {
        define.add("dtype", a -> handles.of(handles.tensor(a[0]).dtype()));
        define.add("device", a -> handles.of(handles.tensor(a[0]).device()));
        define.add("type_name", a -> DeviceRules.typeName(handles.tensor(a[0])));
        define.add("to", a -> {
            Tensor tensor = handles.tensor(a[0]);
            var target = target(a[1], a[2], a[3]);
            DType dtype = target.dtype == null ? tensor.dtype() : target.dtype;
            Device device = target.device == null ? tensor.device() : target.device;
            return handles.of(tensor.to(device, dtype, false, target.copy || a[4].asBoolean()));
        });
        define.add("parse_to", a -> {
            var target = target(a[0], a[1], a[2]);
            return handles.tuple(handles.any(target.device), handles.any(target.dtype));
        });
        define.add("result_type", a -> handles.of(resultType(handles.java(a[0]), handles.java(a[1]))));
        define.add("promote_types", a -> handles.of(TypePromotion.promote(dtype(a[0]), dtype(a[1]))));
        define.add("can_cast", a -> TypePromotion.canCast(dtype(a[0]), dtype(a[1])));
    }

    private DType dtype(PyObject value) {
        DType dtype = handles.optionalDtype(value);
        if (dtype == null) throw EngineException.type("expected torch.dtype, but got None");
        return dtype;
    }

    private DType resultType(@Nullable Object a, @Nullable Object b) {
        return TypePromotion.result(engine, operand(a), operand(b));
    }

    private Tensor operand(@Nullable Object value) {
        if (value instanceof Tensor tensor) return tensor;
        if (value == null) throw EngineException.type("result_type(): expected a tensor or a number");
        return engine.wrapped(Scalar.of(value));
    }

    private record Target(@Nullable DType dtype, @Nullable Device device, boolean copy) {}

    /// The arguments of `to`: dtype, device or another tensor in any of PyTorch's forms.
    private Target target(PyObject arguments, PyObject dtypeValue, PyObject deviceValue) {
        DType dtype = handles.optionalDtype(dtypeValue);
        Device device = handles.optionalDevice(deviceValue);
        boolean copy = false;
        int flags = 0;
        for (int i = 0; i < arguments.size(); i++) {
            Object value = handles.java(arguments.get(i));
            switch (value) {
                case null -> {}
                case Tensor other -> {
                    dtype = other.dtype();
                    device = other.device();
                }
                case Boolean flag -> copy |= flags++ == 1 && flag;
                default -> {
                    DType asDtype = Handles.dtype(value);
                    Device asDevice = asDtype == null ? Handles.device(value) : null;
                    if (asDtype != null) dtype = asDtype;
                    else if (asDevice != null) device = asDevice;
                    else {
                        throw EngineException.type("to() received an invalid combination of arguments - got (%s)"
                                .formatted(Handles.typeName(value)));
                    }
                }
            }
        }
        return new Target(dtype, device, copy);
    }

    private String text(Tensor tensor) {
        var gradFn = tensor.gradFn();
        int level = engine.dualLevels().visible();
        Tensor tangent = level == 0 ? null : ForwardMode.tangent(tensor, level);
        var about = new TensorPrinter.About(
                "tensor",
                tensor.device(),
                engine.defaultDtype(),
                gradFn == null ? null : gradFn.name(),
                tensor.requiresGrad(),
                tangent == null ? null : text(tangent));
        return new TensorPrinter(session.printOptions()).repr(tensor, tensor.backend(), about);
    }

    private static Tensor transposed(Tensor tensor, String name) {
        if (name.equals("T")) return tensor.numpy_T();
        if (tensor.dim() == 0) return tensor.alias();
        if (tensor.dim() < 2 && name.equals("H")) {
            throw EngineException.runtime("tensor.H is only supported on matrices (2-D tensors). Got 1-D tensor.");
        }
        if (tensor.dim() < 2) {
            throw EngineException.runtime(
                    "tensor.%s is only supported on matrices or batches of matrices. Got %d-D tensor."
                            .formatted(name, tensor.dim()));
        }
        if (name.equals("H") && tensor.dim() > 2) {
            throw EngineException.runtime(("tensor.H is only supported on matrices (2-D tensors). Got %d-D tensor. "
                            + "For batches of matrices, consider using tensor.mH")
                    .formatted(tensor.dim()));
        }
        return tensor.transpose(-2, -1);
    }

    /// Sorted different values, for each element the number of its value, and how often each value is there.
    private PyObject unique(Tensor tensor) {
        double[] values = tensor.toDoubles();
        double[] distinct = Arrays.stream(values).sorted().distinct().toArray();
        var inverse = new long[values.length];
        var counts = new long[distinct.length];
        for (int i = 0; i < values.length; i++) {
            int place = Arrays.binarySearch(distinct, values[i]);
            inverse[i] = place;
            counts[place]++;
        }
        return handles.tuple(
                handles.of(Creation.ofDoubles(
                        engine, distinct, new int[] {distinct.length}, tensor.dtype(), tensor.device())),
                handles.of(DataApi.ofLongs(engine, inverse, tensor.sizes(), DType.INT64, tensor.device())),
                handles.of(DataApi.ofLongs(engine, counts, new int[] {counts.length}, DType.INT64, tensor.device())));
    }
}
