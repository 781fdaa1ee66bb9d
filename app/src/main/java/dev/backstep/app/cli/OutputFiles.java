package dev.backstep.app.cli;

import dev.backstep.recording.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a program prints, in `NAME.out` and `NAME.err`.
final class OutputFiles implements Output, AutoCloseable {
    private final Path folder;
    private final String name;
    private Writer out;
    private Writer err;

    OutputFiles(Path folder, String name) throws IOException {
        this.folder = folder;
        this.name = name;
        out = open(".out");
        err = open(".err");
    }

    private Writer open(String ending) throws IOException {
        return Files.newBufferedWriter(folder.resolve(name + ending), StandardCharsets.UTF_8);
    }

    @Override
    public void print(Event.Stream stream, String text) {
        try {
            (stream == Event.Stream.OUT ? out : err).write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void startAnew() {
        try {
            close();
            out = open(".out");
            err = open(".err");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            err.close();
        }
    }
}
