package dev.backstep.app.kernel;

import dev.backstep.recording.protocol.Request;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A text that can be run.
///
/// @param name shown in tracebacks
/// @param folder the folder that it may read from (`torch.load`, imports beside it), null if it belongs to no file
/// @param allowFiles whether it may also write there
public record Program(String name, String source, @Nullable Path folder, boolean allowFiles) {
    /// What the kernel is asked.
    public Request.Run request(long id, long seed, String device, boolean record) {
        return new Request.Run(
                id, name, source, folder == null ? "" : folder.toString(), seed, device, record, allowFiles);
    }
}
