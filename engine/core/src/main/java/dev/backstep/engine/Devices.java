package dev.backstep.engine;

import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.BackendProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an engine can compute on: the CPU, and the GPUs that its program is let see. A GPU is opened when it is first
/// used.
public final class Devices {
    /// What a program without a GPU can do, for people.
    private static final String NO_GPU = "The program sees no GPU because it is run on the CPU. To run it on the GPU, "
            + "turn the GPU switch on, or start it with `backstep run --device gpu`.";

    private static final int MOST_NUMBERS = 256;

    /// A number that lies on a GPU.
    private record Number(int gpu, DType dtype, long bits) {}

    private final Supplier<Backend> cpu;
    private final Consumer<Backend> opened;
    private List<? extends BackendProvider.Offer> offers = List.of();
    private final List<@Nullable Backend> gpus = new ArrayList<>();
    private final Map<Number, Storage> numbers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Number, Storage> eldest) {
            return size() > MOST_NUMBERS;
        }
    };
    private int current;
    private Device defaultDevice = Device.CPU;

    /// @param opened told of each GPU that comes into use
    Devices(Supplier<Backend> cpu, Consumer<Backend> opened) {
        this.cpu = cpu;
        this.opened = opened;
    }

    /// Replaces the GPUs, and goes back to the CPU as the default.
    ///
    /// @param visible the GPUs in the order of their numbers
    public void show(List<? extends BackendProvider.Offer> visible) {
        offers = List.copyOf(visible);
        gpus.clear();
        numbers.clear();
        for (int i = 0; i < offers.size(); i++) gpus.add(null);
        current = 0;
        defaultDevice = Device.CPU;
    }

    /// Adds a GPU that is open already.
    public void add(Backend backend) {
        gpus.add(backend);
        opened.accept(backend);
    }

    /// How many GPUs there are.
    public int count() {
        return gpus.size();
    }

    /// The GPU's name, for people.
    public String name(int index) {
        return index < offers.size()
                ? offers.get(index).name()
                : gpu(index).device().toString();
    }

    /// The GPU that `cuda` without a number means.
    ///
    /// @throws EngineException RuntimeError if there is no GPU
    public int current() {
        return checked(current);
    }

    /// @throws EngineException RuntimeError if there is no such GPU
    public void setCurrent(int index) {
        current = checked(index);
    }

    /// With the number that `cuda` stands for now.
    public Device resolve(Device device) {
        return device.isCpu() || device.index() >= 0 ? device : gpu(current).device();
    }

    /// @throws EngineException RuntimeError if there is no such device
    public Backend backend(Device device) {
        if (device.isCpu()) return cpu.get();
        if (!device.type().equals("cuda")) {
            throw EngineException.runtime("Backstep computes on cpu and cuda, there is no " + device);
        }
        return gpu(device.index() < 0 ? current : device.index());
    }

    /// @throws EngineException RuntimeError if there is no such GPU, or it cannot be opened
    Backend gpu(int index) {
        Backend open = index < gpus.size() && index >= 0 ? gpus.get(index) : null;
        if (open == null) {
            open = offers.get(checked(index)).open(index);
            gpus.set(index, open);
            opened.accept(open);
        }
        return open;
    }

    /// What computes on a device, if it was used; else null.
    @Nullable
    Backend inUse(Device device) {
        if (device.isCpu()) return cpu.get();
        return device.index() < gpus.size() ? gpus.get(device.index()) : null;
    }

    /// Those GPUs that were used.
    public List<Backend> open() {
        var open = new ArrayList<Backend>();
        for (Backend gpu : gpus) if (gpu != null) open.add(gpu);
        return open;
    }

    /// A tensor of one element of the CPU on a GPU, not to be written to. A program uses the same numbers
    /// again and again (`x * 2`), and each upload costs more than what it is for.
    public Storage number(Device device, Tensor one) {
        var host = (Storage.Host) one.storage();
        var backend = gpu(device.index());
        long bits = one.dtype().isFloating() ? Double.doubleToRawLongBits(one.toDoubles()[0]) : one.toLongs()[0];
        return numbers.computeIfAbsent(
                new Number(device.index(), one.dtype(), bits), _ -> uploaded(backend, one(host, one)));
    }

    private static Storage uploaded(Backend backend, Storage.Host host) {
        Storage storage = backend.upload(host);
        storage.keep();
        return storage;
    }

    private Storage.Host one(Storage.Host host, Tensor one) {
        if (host.length() == 1 && !host.isShared()) return host;
        var single = Storage.Host.allocate(one.dtype(), 1);
        cpu.get().copy(new Tensor(one.engine(), single, Shapes.SCALAR), one);
        return single;
    }

    private int checked(int index) {
        if (gpus.isEmpty()) {
            throw EngineException.runtime("No CUDA GPUs are available").withNote(NO_GPU);
        }
        if (index < 0 || index >= gpus.size()) {
            throw EngineException.runtime("CUDA error: invalid device ordinal\n"
                            + "CUDA kernel errors might be asynchronously reported at some other API call,"
                            + "so the stacktrace below might be incorrect.\n"
                            + "For debugging consider passing CUDA_LAUNCH_BLOCKING=1.")
                    .withNote(
                            gpus.size() == 1
                                    ? "There is one GPU: cuda:0."
                                    : "There are " + gpus.size() + " GPUs: cuda:0 to cuda:" + (gpus.size() - 1) + ".");
        }
        return index;
    }

    /// Where new tensors go.
    public Device defaultDevice() {
        return defaultDevice;
    }

    /// @throws EngineException RuntimeError if there is no such device
    public void setDefaultDevice(Device device) {
        backend(device);
        defaultDevice = device;
    }
}
