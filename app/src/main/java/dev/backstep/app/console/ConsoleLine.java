package dev.backstep.app.console;

import dev.backstep.recording.Event;

/// A line of the console; all of it came from one stream.
///
/// @param text without its line end, at most [ConsoleViewModel#MAX_LINE] characters and a remark that there were more
public record ConsoleLine(Event.Stream stream, String text) {}
