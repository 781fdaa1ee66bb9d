package dev.backstep.recording;

/// The contents of a tensor from timeline place `at` on, until its next snapshot.
///
/// @param version the tensor's version counter, which every in-place change raises
public record Snapshot(int tensor, int version, int at, TensorValue value) {}
