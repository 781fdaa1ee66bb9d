package dev.backstep.recording;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;

/// A file being written: it ends up with all of its new content, or keeps what it held before. The content goes into
/// [#part()], beside the file, and [#finish()] puts it in place; closing without that discards it.
///
/// A new file gets the permissions that the person's umask leaves, as from any other program; a file that was there
/// keeps its own, and a symbolic link keeps pointing to it.
public final class WholeFile implements AutoCloseable {
    private final Path target;
    private final Path part;

    private WholeFile(Path target, Path part) {
        this.target = target;
        this.part = part;
    }

    /// Begins with an empty part.
    ///
    /// @throws IOException if the folder is missing or takes no new files
    public static WholeFile replacing(Path file) throws IOException {
        var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        while (true) {
            // Not a file of Files.createTempFile, which only its owner may read.
            var part = target.resolveSibling("." + UUID.randomUUID() + ".part");
            try {
                Files.createFile(part);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            var whole = new WholeFile(target, part);
            try {
                whole.takePermissions();
            } catch (IOException e) {
                whole.close();
                throw e;
            }
            return whole;
        }
    }

    /// Where to write.
    public Path part() {
        return part;
    }

    /// Puts the part in the file's place. To be called once, with nothing open that writes to the part.
    public void finish() throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(part);
    }

    private void takePermissions() throws IOException {
        var permissions = Files.getFileAttributeView(part, PosixFileAttributeView.class);
        if (permissions != null && Files.exists(target)) {
            permissions.setPermissions(Files.getPosixFilePermissions(target));
        }
    }
}
