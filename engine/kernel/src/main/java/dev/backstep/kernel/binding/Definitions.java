package dev.backstep.kernel.binding;

/// Takes the functions that Python may call, by name.
@FunctionalInterface
interface Definitions {
    void add(String name, Function function);
}
