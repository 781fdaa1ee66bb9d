package dev.backstep.app.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCommandTest {
    @TempDir
    private Path folder;

    private final Properties properties = new Properties();

    @BeforeEach
    void useThisJava() {
        properties.setProperty("java.home", System.getProperty("java.home"));
    }

    @Test
    void jarsOfAFolderAreListedByNameSinceACacheIsValidForOneOrderOnly() throws IOException {
        for (var name : List.of("c.jar", "a.jar", "notes.txt", "b.jar")) {
            Files.createFile(folder.resolve(name));
        }
        properties.setProperty("backstep.kernel.classpath", "first.jar" + File.pathSeparator + folder + "/*");
        var command = KernelCommand.find(properties, 64).command();
        assertEquals(
                String.join(
                        File.pathSeparator,
                        "first.jar",
                        folder.resolve("a.jar").toString(),
                        folder.resolve("b.jar").toString(),
                        folder.resolve("c.jar").toString()),
                command.get(command.indexOf("-classpath") + 1));
    }

    @Test
    void aCacheIsUsedOnceItIsThere() throws IOException {
        var cache = folder.resolve("kernel.aot");
        properties.setProperty("backstep.kernel.classpath", "kernel.jar");
        properties.setProperty("backstep.kernel.aot", cache.toString());
        assertFalse(KernelCommand.find(properties, 64).command().contains("-XX:AOTCache=" + cache));
        Files.createFile(cache);
        assertTrue(
                KernelCommand.find(properties, 64).command().containsAll(KernelCommand.cacheOptions(cache.toString())));
    }

    @Test
    void theKernelIsToldWhereItsPythonIs() throws IOException {
        properties.setProperty("backstep.kernel.classpath", "kernel.jar");
        properties.setProperty("backstep.kernel.python", "python");
        assertTrue(KernelCommand.find(properties, 64)
                .command()
                .containsAll(List.of("-Dbackstep.python=python", "-Ddev.backstep.natives=python/lib")));
    }

    @Test
    void aYieldingKernelIsTheSameProcessBehindTheSystemsOwnCommandIfThereIsOne() {
        var command = new KernelCommand(List.of("java", "Kernel"));
        var polite = command.yielding().command();
        assertEquals(command.command(), polite.subList(polite.size() - 2, polite.size()));
        assertEquals(
                Files.isExecutable(Path.of("/usr/bin/nice")), polite.getFirst().equals("/usr/bin/nice"));
    }

    @Test
    void whetherCpuDriversCountAsGpusIsHandedOn() throws Exception {
        properties.setProperty("backstep.kernel.classpath", "kernel.jar");
        var option = "-Ddev.backstep.gpu.any-device=true";
        assertFalse(KernelCommand.find(properties, 64).command().contains(option));
        properties.setProperty("dev.backstep.gpu.any-device", "true");
        assertTrue(KernelCommand.find(properties, 64).command().contains(option));
    }
}
