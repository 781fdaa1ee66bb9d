package dev.backstep.recording;

/// One `nn.Module` object whose forward ran.
///
/// @param parent the module that holds it, or [Recording#NONE] for an outermost one
/// @param path what the program calls it, such as `model.layer1.0`
/// @param className its class, such as `Conv2d`; empty in files that do not tell it
/// @param parameters how many elements the parameters of it and of the modules in it have, each counted once
/// @param trainable how many of these require grad
public record ModuleRecord(int id, int parent, String path, String className, long parameters, long trainable) {}
