package dev.backstep.kernel.binding;

import dev.backstep.engine.Engine;

/// What `torch.cuda` asks for.
final class CudaApi {
    private final Engine engine;
    private final Handles handles;

    CudaApi(Engine engine, Handles handles) {
        this.engine = engine;
        this.handles = handles;
    }

    void install(Definitions define) {
        define.add("gpu_count", a -> engine.devices().count());
        define.add("gpu_name", a -> engine.devices().name(a[0].asInt()));
        define.add("current_gpu", a -> engine.devices().current());
        define.add("set_current_gpu", a -> {
            engine.devices().setCurrent(a[0].asInt());
            return null;
        });
    }
}
