package dev.backstep.app.export;

import dev.backstep.recording.WholeFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Writes files so that an old one is replaced only by a complete new one, and says in a sentence why one
/// cannot be written.
final class OutputFile {
    private OutputFile() {}

    /// Writes the content of a file.
    @FunctionalInterface
    interface Content {
        void write(Path part) throws IOException;
    }

    static void write(Path file, Content content) throws ExportException {
        try (var whole = begin(file)) {
            content.write(whole.part());
            whole.finish();
        } catch (IOException e) {
            throw explained(file, e);
        }
    }

    /// A file that somebody else finishes.
    static WholeFile begin(Path file) throws ExportException {
        if (Files.isDirectory(file)) {
            throw new ExportException(file.toAbsolutePath() + " is a folder; give the name of a file.");
        }
        try {
            return WholeFile.replacing(file);
        } catch (IOException e) {
            throw explained(file, e);
        }
    }

    static ExportException explained(Path file, IOException problem) {
        var folder = file.toAbsolutePath().getParent();
        return switch (problem) {
            case ExportException explained -> explained;
            // Some folders of the system, such as /proc, say so of every new file.
            case NoSuchFileException e ->
                new ExportException(
                        "The folder " + folder
                                + (Files.isDirectory(folder) ? " takes no new files." : " does not exist."),
                        e);
            case AccessDeniedException e -> new ExportException("The folder " + folder + " may not be written to.", e);
            default ->
                new ExportException(
                        "The picture could not be written to " + file.toAbsolutePath() + ": " + problem.getMessage()
                                + ".",
                        problem);
        };
    }
}
