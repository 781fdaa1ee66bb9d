package dev.backstep.app.session;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A text that can be run.
///
/// @param name shown in tracebacks
/// @param folder the folder that it may read from (`torch.load`, imports beside it), null if it belongs to no file
public record Program(String name, String source, @Nullable Path folder) {}
