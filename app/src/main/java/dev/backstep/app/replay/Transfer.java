package dev.backstep.app.replay;

/// An operation that moved a tensor from one device to another. In a backward pass the gradient moves the other way.
///
/// @param operation its identifier
/// @param tensor what was moved
/// @param from where it was, such as `cpu`
/// @param to where the result is, such as `cuda:0`
/// @param bytes how much was moved
public record Transfer(int operation, int tensor, String from, String to, long bytes) {
    /// `cpu → cuda:0`.
    public String text() {
        return from + " → " + to;
    }

    /// The way of the gradient: `cuda:0 → cpu`.
    public String back() {
        return to + " → " + from;
    }
}
