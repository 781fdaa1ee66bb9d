package dev.backstep.gpu.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;

/// What PyTorch reaches on CUDA on the same machine, where it is installed: `torch_cuda.py`, in a process of
/// its own.
///
/// @param about its version and device, or why there are no figures
/// @param figures by name
record TorchCuda(String about, Map<String, String> figures) {
    private static final String SCRIPT = "torch_cuda.py";

    /// A figure, or a dash.
    String figure(String name) {
        return figures.getOrDefault(name, "–");
    }

    static TorchCuda run(boolean small) {
        Map<String, String> figures = new HashMap<>();
        try {
            Path script = Files.createTempFile("torch", ".py");
            try (InputStream in = TorchCuda.class.getResourceAsStream(SCRIPT)) {
                Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
            }
            Process process = new ProcessBuilder("python3", script.toString(), small ? "small" : "full")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Files.delete(script);
            for (String line : output.split("\n")) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    figures.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
        } catch (IOException e) {
            figures.put("about", "no python3");
        } catch (UncheckedIOException e) {
            figures.put("about", "its output could not be read");
        }
        return new TorchCuda(figures.getOrDefault("about", "not installed"), figures);
    }
}
