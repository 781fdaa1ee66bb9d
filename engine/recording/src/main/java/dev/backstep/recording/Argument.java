package dev.backstep.recording;

/// An argument of an operation as it was passed.
///
/// @param name the parameter's name in the operator's schema: `self`, `dim`
/// @param text a scalar, list or string argument as Python writes it; for a tensor its shape
/// @param tensor the tensor passed, or [Recording#NONE]
public record Argument(String name, String text, int tensor) {}
