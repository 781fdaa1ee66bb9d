package dev.backstep.app.export;

import dev.backstep.app.graph.model.GraphOptions;

/// How the picture is written.
///
/// @param dark whether on a dark ground
/// @param scale pixels a picture unit in a PNG; other formats have no pixels and pay no attention
/// @param content what is shown
public record ExportOptions(boolean dark, double scale, GraphOptions content) {
    public static final ExportOptions DEFAULT = new ExportOptions(false, 2, GraphOptions.DEFAULT);
}
