package dev.backstep.kernel.binding;

import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.backend.Backend;
import dev.backstep.engine.backend.Mark;
import dev.backstep.kernel.cpython.PyObject;
import java.util.ArrayDeque;
import java.util.Deque;

/// Devices: where new tensors go, and what `torch.cuda` asks for.
final class DeviceApi {
    private final Engine engine;
    private final Handles handles;

    /// The defaults outside of the `with torch.device(...)` that the program is in.
    private final Deque<Device> outer = new ArrayDeque<>();

    DeviceApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
    }

    /// As at the start of a program.
    ///
    /// @param device where new tensors go
    void reset(Device device) {
        outer.clear();
        engine.devices().setDefaultDevice(device);
        if (!device.isCpu()) engine.devices().setCurrent(device.index());
    }

    void install(Definitions define) {
        define.add("make_device", a -> {
            Device device = handles.optionalDevice(a[0]);
            if (device == null) throw EngineException.type("Device() received None");
            return handles.of(a[1].isNone() ? device : Handles.parse(device.type() + ":" + a[1].asInt()));
        });
        define.add("resolve_device", a -> handles.of(engine.devices().resolve(device(a[0]))));
        define.add("cuda_device", a -> {
            Device device = a[0].isNone() ? new Device("cuda", -1) : device(a[0]);
            if (!device.type().equals("cuda")) throw EngineException.runtime("Invalid device, must be cuda device");
            return handles.of(engine.devices().resolve(device));
        });
        define.add("set_default_device", a -> {
            engine.devices().setDefaultDevice(device(a[0]));
            return null;
        });
        define.add("get_default_device", a -> handles.of(engine.devices().resolve(engine.defaultDevice())));
        define.add("enter_device", a -> {
            Device before = engine.defaultDevice();
            engine.devices().setDefaultDevice(device(a[0]));
            outer.push(before);
            return null;
        });
        define.add("exit_device", a -> {
            if (!outer.isEmpty()) engine.devices().setDefaultDevice(outer.pop());
            return null;
        });
        gpus(define);
        memory(define);
        marks(define);
    }

    /// None is the CPU.
    private Device device(PyObject value) {
        Device device = handles.optionalDevice(value);
        return device == null ? Device.CPU : device;
    }

    private void gpus(Definitions define) {
        define.add("gpu_count", a -> engine.devices().count());
        define.add("gpu_name", a -> engine.devices().name(a[0].asInt()));
        define.add("current_gpu", a -> engine.devices().current());
        define.add("set_current_gpu", a -> {
            engine.devices().setCurrent(a[0].asInt());
            return null;
        });
        define.add("synchronize", a -> {
            gpu(a[0]).synchronize();
            return null;
        });
    }

    private void memory(Definitions define) {
        define.add("total_memory", a -> gpu(a[0]).totalMemory());
        define.add("memory_allocated", a -> gpu(a[0]).memoryAllocated());
        define.add("max_memory_allocated", a -> gpu(a[0]).maxMemoryAllocated());
        define.add("memory_reserved", a -> gpu(a[0]).memoryReserved());
        define.add("max_memory_reserved", a -> gpu(a[0]).maxMemoryReserved());
        define.add("reset_peak_memory", a -> {
            gpu(a[0]).resetPeakMemory();
            return null;
        });
        define.add("empty_cache", a -> {
            engine.devices().open().forEach(Backend::emptyCache);
            return null;
        });
    }

    private void marks(Definitions define) {
        define.add("mark", a -> gpu(a[0]).mark());
        define.add("mark_reached", a -> ((Mark) a[0].target()).reached());
        define.add("mark_await", a -> {
            ((Mark) a[0].target()).await();
            return null;
        });
        define.add("millis_between", a -> ((Mark) a[1].target()).millisSince((Mark) a[0].target()));
    }

    /// @param index of the GPU
    private Backend gpu(PyObject index) {
        return engine.backend(new Device("cuda", index.asInt()));
    }
}
