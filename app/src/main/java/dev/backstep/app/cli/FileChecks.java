package dev.backstep.app.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Files as the commands want them: there, or refused in a sentence.
final class FileChecks {
    private FileChecks() {}

    /// The text of a program.
    static String text(Path file) throws RefusedException {
        requireFile(file);
        try {
            var bytes = Files.readAllBytes(file);
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new RefusedException("%s is not UTF-8 text.".formatted(file), e);
        } catch (IOException e) {
            throw new RefusedException("%s cannot be read: %s.".formatted(file, reason(e)), e);
        }
    }

    static void requireFile(Path file) throws RefusedException {
        if (Files.isDirectory(file)) {
            throw new RefusedException("%s is a folder, not a file.".formatted(file));
        }
        if (!Files.exists(file)) {
            throw new RefusedException("There is no file %s.".formatted(file));
        }
        if (!Files.isReadable(file)) {
            throw new RefusedException("%s cannot be read: permission denied.".formatted(file));
        }
    }

    /// Makes the folder if need be.
    static void requireWritableFolder(Path folder) throws RefusedException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException("%s is not a folder.".formatted(folder), e);
        } catch (IOException e) {
            throw new RefusedException("The folder %s cannot be made: %s.".formatted(folder, reason(e)), e);
        }
        if (!Files.isWritable(folder)) {
            throw new RefusedException("The folder %s cannot be written to: permission denied.".formatted(folder));
        }
    }

    /// Refuses, before any work is done, a file that could not be written after it.
    static void requireWritable(Path file) throws RefusedException {
        if (Files.isDirectory(file)) {
            throw new RefusedException("%s is a folder, not a file.".formatted(file));
        }
        var folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new RefusedException("There is no folder %s.".formatted(folder));
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new RefusedException("%s cannot be written: permission denied.".formatted(file));
        }
    }

    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file or folder";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
