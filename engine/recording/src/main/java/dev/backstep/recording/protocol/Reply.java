package dev.backstep.recording.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.backstep.recording.Event;
import dev.backstep.recording.Recording;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the kernel says to the app.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Reply.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = Reply.Devices.class, name = "devices"),
    @JsonSubTypes.Type(value = Reply.Restarted.class, name = "restarted"),
    @JsonSubTypes.Type(value = Reply.Output.class, name = "output"),
    @JsonSubTypes.Type(value = Reply.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = Reply.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = Reply.Unfit.class, name = "unfit"),
})
public sealed interface Reply {
    /// The first message: the kernel is warm.
    ///
    /// @param version the release
    record Ready(String version) implements Reply {}

    /// What programs can run on: the answer to [Request.FindDevices], and news when a GPU is lost.
    ///
    /// @param devices usable devices, `cpu` first, then `gpu:0`, …, each with a name for people
    /// @param noGpuReason why there is no GPU (any more), null if there is one
    record Devices(List<Device> devices, @Nullable String noGpuReason) implements Reply {}

    /// The GPU was lost, so the program is run again on the CPU from its start: what it printed so far counts no more.
    ///
    /// @param reason what happened, in a sentence for people
    record Restarted(long id, String reason) implements Reply {}

    /// A device programs can run on.
    record Device(String id, String name) {}

    /// The program printed, as it happens.
    record Output(long id, Event.Stream stream, String text) implements Reply {}

    /// The program was not run, and has to be given to another kernel: this one is bound to another
    /// program's folder, or a program has left something behind that cannot be undone.
    ///
    /// @param reason for the log
    record Unfit(long id, String reason) implements Reply {}

    /// The program has ended, by itself or because it was told to. What it did is being written down now, which after a
    /// long run takes a while; then comes [Finished].
    record Ended(long id) implements Reply {}

    /// The run is over.
    ///
    /// @param recording what happened, null if none was asked for
    /// @param error the traceback as Python prints it, null if it finished
    record Finished(
            long id,
            Recording.End end,
            @Nullable Recording recording,
            @Nullable String error) implements Reply {}
}
