package dev.backstep.app.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A program that comes with the app.
///
/// @param title its name in the menu
/// @param file its name as a file, such as `tiny-model.py`
/// @param about what it shows, in one sentence
public record Example(String title, String file, String about) {
    /// All examples, easiest first.
    public static List<Example> all() {
        return List.of(
                new Example("First gradients", "first-gradients.py", "What requires_grad and backward() do"),
                new Example("Cubes and squares", "cubes-and-squares.py", "Q = 3a³ − b², which can be checked by hand"),
                new Example("Sine wave", "sine-wave.py", "The derivative of a sine, from its graph"),
                new Example("A tour of autograd", "autograd-tour.py", "grad_fn, no_grad, frozen tensors, a Jacobian"),
                new Example("Gradient build-up", "gradient-build-up.py", "What happens when nobody zeroes gradients"),
                new Example("Tiny model", "tiny-model.py", "A training step, and five passes without zero_grad()"),
                new Example("Train XOR", "train-xor.py", "A training loop from start to finish"),
                new Example("Two devices", "two-devices.py", "A model on the GPU, data on the CPU, and what is moved"),
                new Example("Frozen resnet18", "frozen-resnet18.py", "Fine-tuning the last layer of a real network"));
    }

    /// What a person sees who has never used the app: small, with a graph worth looking at.
    public static Example first() {
        return all().stream()
                .filter(example -> example.file().equals("cubes-and-squares.py"))
                .findFirst()
                .orElseThrow();
    }

    /// The program.
    public String text() {
        try (var in = Example.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("example %s is missing from the app".formatted(file));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
