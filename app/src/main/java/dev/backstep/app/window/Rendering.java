package dev.backstep.app.window;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;

/// How JavaFX paints.
final class Rendering {
    private static final String ORDER = "prism.order";

    /// One of these is there where Linux has a graphics card: its own, NVIDIA's, or that of the Windows around it.
    private static final List<Path> CARDS =
            List.of(Path.of("/dev/dri"), Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

    private Rendering() {}

    /// To be called before JavaFX starts. Without a graphics card OpenGL is emulated, which JavaFX refuses; but it
    /// would first load the emulation: some 60 MB and a fifth of a second.
    static void choose(Properties properties) {
        choose(properties, Files::exists);
    }

    static void choose(Properties properties, Predicate<Path> exists) {
        if (properties.getProperty("os.name").equals("Linux")
                && properties.getProperty(ORDER) == null
                && CARDS.stream().noneMatch(exists)) {
            properties.setProperty(ORDER, "sw");
        }
    }
}
