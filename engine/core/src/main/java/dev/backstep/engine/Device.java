package dev.backstep.engine;

/// Where a tensor's elements live.
///
/// @param type `cpu` or `cuda` (PyTorch's word for a GPU, whoever made it)
/// @param index the GPU's number; -1 for the CPU
public record Device(String type, int index) {
    public static final Device CPU = new Device("cpu", -1);

    public boolean isCpu() {
        return this == CPU || type.equals("cpu");
    }

    /// As PyTorch prints it: `cpu`, `cuda:0`.
    @Override
    public String toString() {
        return index < 0 ? type : type + ":" + index;
    }
}
