package dev.backstep.recording;

/// One call of a module's forward. Calls form a tree, and the events between `from` and `to` happened in it.
///
/// @param parent the call that it was made from, or [Recording#NONE]
/// @param module the [ModuleRecord] called
/// @param frame the [CallFrame] that called it, or [Recording#NONE]
/// @param from timeline place of its start
/// @param to timeline place of its end, exclusive
public record ModuleCall(int id, int parent, int module, int frame, int from, int to) {}
