package dev.backstep.recording.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What the app asks of the kernel.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "request")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Request.Run.class, name = "run"),
    @JsonSubTypes.Type(value = Request.FindDevices.class, name = "find-devices"),
    @JsonSubTypes.Type(value = Request.Interrupt.class, name = "interrupt"),
    @JsonSubTypes.Type(value = Request.Shutdown.class, name = "shutdown"),
})
public sealed interface Request {
    /// Run a program in a fresh namespace; answered by any number of [Reply.Output] and one [Reply.Finished].
    ///
    /// @param id chosen by the app, echoed in every reply
    /// @param name shown in tracebacks: `File "name"`
    /// @param folder the folder that `torch.load` and imports beside the program may read, empty for none
    /// @param seed for `torch.manual_seed` before the run
    /// @param device default device: `cpu`, `gpu` (the first one) or `gpu:1`. Without a GPU it is run on the CPU
    /// @param record whether to make a recording; without one the run is as fast as the engine
    /// @param allowFiles whether the program may read and write files in `folder` and the folders in it
    record Run(
            long id,
            String name,
            String source,
            String folder,
            long seed,
            String device,
            boolean record,
            boolean allowFiles)
            implements Request {}

    /// Look for GPUs, beside a running program; answered by [Reply.Devices]. Not done unasked, for it loads drivers.
    record FindDevices() implements Request {}

    /// Stop run `id` if it is running; it answers [Reply.Finished] with `INTERRUPTED` if Python notices in time. A
    /// kernel that does not answer is killed by the app.
    record Interrupt(long id) implements Request {}

    /// End the process.
    record Shutdown() implements Request {}
}
