package dev.backstep.kernel.binding;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.backend.DeviceLostException;
import dev.backstep.engine.printing.PrintOptions;
import dev.backstep.engine.random.Generator;
import dev.backstep.kernel.cpython.PyObject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What belongs to a session rather than to a tensor: modes, defaults, random numbers, print options.
final class SessionApi {
    private static final int GENERATOR_STATE_BYTES = 5056;

    private final Engine engine;
    private final Handles handles;
    private final DeviceApi devices;
    private PrintOptions printOptions = PrintOptions.DEFAULT;

    /// What was warned of in this run and is not to be repeated.
    private final Set<String> warned = new HashSet<>();

    SessionApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
        devices = new DeviceApi(engine, handles);
    }

    PrintOptions printOptions() {
        return printOptions;
    }

    /// Everything as in a new process.
    ///
    /// @param seed for the default generator; null for PyTorch's
    void reset(@Nullable Long seed, Device device) {
        engine.resetThreads();
        engine.setDefaultDtype(DType.FLOAT32);
        devices.reset(device);
        engine.dualLevels().exitAll();
        // One that a program left behind: backends are not to measure any more.
        var profiler = engine.profiler();
        try {
            if (profiler != null) profiler.stop();
        } catch (DeviceLostException e) {
            // Its times are lost with it.
        }
        engine.restartSequence();
        engine.setAnomalyMode(null);
        warned.clear();
        engine.generator().manualSeed(seed == null ? Generator.DEFAULT_SEED : seed);
        printOptions = PrintOptions.DEFAULT;
    }

    void install(Definitions define) {
        define.add("start_run", a -> {
            reset(a[0].isNone() ? null : a[0].asLong(), Handles.parse(a[1].asText()));
            return null;
        });
        define.add("first_time", a -> warned.add(a[0].asText()));
        modes(define);
        generators(define);
        defaults(define);
        devices.install(define);
        printing(define);
    }

    private void modes(Definitions define) {
        define.add("is_grad_enabled", a -> engine.gradModeAsked());
        define.add("set_grad_enabled", a -> {
            engine.setGradMode(a[0].asBoolean());
            return null;
        });
        define.add("is_inference_mode_enabled", a -> engine.inferenceMode());
        define.add("set_inference_mode", a -> {
            engine.setInferenceMode(a[0].asBoolean());
            return null;
        });
    }

    private void generators(Definitions define) {
        define.add("default_generator", a -> engine.generator());
        define.add("new_generator", a -> new Generator());
        define.add("generator_seed", a -> {
            handles.generator(a[0]).manualSeed(seed(a[1]));
            return null;
        });
        define.add("generator_initial_seed", a -> handles.generator(a[0]).initialSeed());
        define.add("generator_fresh_seed", a -> {
            long seed = System.nanoTime() & 0xffff_ffffL;
            handles.generator(a[0]).manualSeed(seed);
            return seed;
        });
        define.add("generator_get_state", a -> {
            byte[] state = handles.generator(a[0]).state();
            var values = new long[state.length];
            for (int i = 0; i < values.length; i++) values[i] = state[i] & 0xff;
            return handles.of(DataApi.ofLongs(engine, values, new int[] {values.length}, DType.UINT8, Device.CPU));
        });
        define.add("generator_set_state", a -> {
            long[] values = handles.tensor(a[1]).toLongs();
            if (values.length != GENERATOR_STATE_BYTES) throw EngineException.runtime("RNG state is wrong size");
            var state = new byte[values.length];
            for (int i = 0; i < state.length; i++) state[i] = (byte) values[i];
            handles.generator(a[0]).setState(state);
            return null;
        });
    }

    private static long seed(PyObject value) {
        if (value.fitsInLong()) return value.asLong();
        var big = value.asBigInteger();
        if (big.bitLength() > 64) {
            throw new EngineException(EngineException.Kind.VALUE, "Overflow when unpacking long");
        }
        return big.longValue();
    }

    private void defaults(Definitions define) {
        define.add(
                "dtypes",
                a -> PyObject.list(Arrays.stream(DType.values())
                        .<Object>map(d -> PyObject.tuple(d, d.label(), d.isFloating(), d.bytes()))
                        .toList()));
        define.add("dtype_named", a -> handles.of(dtypeNamed(a[0].asText())));
        define.add("dtype_of_type_name", a -> handles.of(dtypeOfTypeName(a[0].asText())));
        define.add("set_default_dtype", a -> {
            DType dtype = handles.optionalDtype(a[0]);
            if (dtype != null) engine.setDefaultDtype(dtype);
            return null;
        });
        define.add("get_default_dtype", a -> handles.of(engine.defaultDtype()));
    }

    static DType dtypeNamed(String label) {
        for (DType dtype : DType.values()) if (dtype.label().equals(label)) return dtype;
        throw EngineException.type("no dtype " + label);
    }

    /// The dtype of `torch.FloatTensor` and the like.
    private static DType dtypeOfTypeName(String name) {
        String plain = name.substring(name.lastIndexOf('.') + 1);
        for (DType dtype : DType.values()) if (plain.equals(dtype.scalarTypeName() + "Tensor")) return dtype;
        if (plain.equals("Tensor")) return DType.FLOAT32;
        throw EngineException.value("invalid type: '" + name + "'");
    }

    private void printing(Definitions define) {
        define.add("set_print_options", a -> {
            var now = printOptions;
            printOptions = new PrintOptions(
                    a[0].isNone() ? now.precision() : a[0].asInt(),
                    a[1].isNone() ? now.threshold() : a[1].asDouble(),
                    a[2].isNone() ? now.edgeItems() : a[2].asInt(),
                    a[3].isNone() ? now.lineWidth() : a[3].asInt(),
                    now.sciMode());
            return null;
        });
        define.add("set_sci_mode", a -> {
            var now = printOptions;
            printOptions = new PrintOptions(
                    now.precision(),
                    now.threshold(),
                    now.edgeItems(),
                    now.lineWidth(),
                    a[0].isNone() ? null : a[0].asBoolean());
            return null;
        });
    }
}
