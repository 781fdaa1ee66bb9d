package dev.backstep.app.editor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;

/// What a program's file holds: its text, with line ends as `\n`, and what must be put back when it is written.
///
/// @param lineEnd how the file ends its lines
/// @param byteOrderMark whether the file begins with one
public record TextFile(String text, LineEnd lineEnd, boolean byteOrderMark) {
    /// The largest file that is opened, in bytes. Nobody types that much, and the program runs again after each key.
    public static final long MAX_BYTES = 2 * 1024 * 1024;

    private static final char MARK = '\uFEFF';
    private static final double MEBI = 1024 * 1024;

    /// How a file ends its lines.
    public enum LineEnd {
        LF("\n"),
        CRLF("\r\n");

        private final String characters;

        LineEnd(String characters) {
            this.characters = characters;
        }
    }

    /// A text that came from no file.
    public static TextFile of(String text) {
        return new TextFile(text, LineEnd.LF, false);
    }

    /// Reads a file.
    ///
    /// @throws IOException with a sentence for the user, if it cannot be read, is too large or is not UTF-8 text
    public static TextFile read(Path path) throws IOException {
        byte[] bytes;
        try {
            if (Files.isDirectory(path)) {
                throw new IOException("%s is a folder".formatted(path));
            }
            long size = Files.size(path);
            if (size > MAX_BYTES) {
                throw new IOException("%s is too large to edit: %.1f MB, and the limit is %d MB"
                        .formatted(path.getFileName(), size / MEBI, MAX_BYTES >> 20));
            }
            bytes = Files.readAllBytes(path);
        } catch (FileSystemException e) {
            throw new IOException("Cannot open %s: %s".formatted(path, reason(e)), e);
        }
        return parse(path.getFileName().toString(), bytes);
    }

    /// Writes the text, all of it or nothing: a file that was there is replaced only once the new one is complete.
    ///
    /// @throws IOException with a sentence for the user
    public void write(Path path) throws IOException {
        var content = (byteOrderMark ? MARK : "") + text.replace("\n", lineEnd.characters);
        try {
            var target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            if (Files.isDirectory(target)) {
                throw new IOException("Cannot save %s: it is a folder".formatted(path));
            }
            if (Files.exists(target) && !Files.isWritable(target)) {
                throw new AccessDeniedException(target.toString());
            }
            replace(target, content.getBytes(StandardCharsets.UTF_8));
        } catch (FileSystemException e) {
            throw new IOException("Cannot save %s: %s".formatted(path, reason(e)), e);
        }
    }

    private static void replace(Path target, byte[] bytes) throws IOException {
        if (!Files.exists(target)) {
            Files.write(target, bytes);
            return;
        }
        Path draft;
        try {
            draft = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".tmp");
        } catch (AccessDeniedException e) {
            // A file may be writable in a folder that is not.
            Files.write(target, bytes);
            return;
        }
        try {
            Files.write(draft, bytes);
            var permissions = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
            if (permissions != null) {
                // A temporary file is its owner's alone.
                permissions.setPermissions(Files.getPosixFilePermissions(target));
            }
            try {
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static TextFile parse(String name, byte[] bytes) throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("%s is not UTF-8 text (see line %d)".formatted(name, firstBadLine(bytes)), e);
        }
        if (text.indexOf('\0') >= 0) {
            throw new IOException("%s is not a text file: it contains null characters".formatted(name));
        }
        boolean mark = !text.isEmpty() && text.charAt(0) == MARK;
        var lineEnd = text.contains("\r\n") ? LineEnd.CRLF : LineEnd.LF;
        var body = text.substring(mark ? 1 : 0).replace("\r\n", "\n").replace('\r', '\n');
        return new TextFile(body, lineEnd, mark);
    }

    private static int firstBadLine(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        out.flip();
        return 1 + (int) out.chars().filter(c -> c == '\n').count();
    }

    private static String reason(FileSystemException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file or folder";
            case AccessDeniedException denied -> "permission denied";
            default -> e.getReason() == null ? e.getMessage() : e.getReason();
        };
    }
}
