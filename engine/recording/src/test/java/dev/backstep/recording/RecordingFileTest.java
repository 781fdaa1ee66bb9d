package dev.backstep.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordingFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(RecordingFile.Form form) throws IOException {
        var file = folder.resolve("sample.backstep");
        RecordingFile.write(Recordings.sample(), file, form);
        assertSame(Recordings.sample(), RecordingFile.read(file));
    }

    @Test
    void writingReplacesAFileAndLeavesNothingElse() throws IOException {
        var file = folder.resolve("sample.backstep");
        Files.writeString(file, "old");
        RecordingFile.write(Recordings.sample(), file, RecordingFile.Form.CBOR);
        assertSame(Recordings.sample(), RecordingFile.read(file));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void aNewFileHasThePermissionsOfAnyOtherNewFile() throws IOException {
        assumePosix();
        var file = folder.resolve("sample.backstep");
        RecordingFile.write(Recordings.sample(), file, RecordingFile.Form.CBOR);
        var other = Files.createFile(folder.resolve("other"));
        assertEquals(Files.getPosixFilePermissions(other), Files.getPosixFilePermissions(file));
    }

    @Test
    void aFileThatWasThereKeepsItsPermissionsAndItsLink() throws IOException {
        assumePosix();
        var file = Files.writeString(folder.resolve("sample.backstep"), "old");
        var wanted = PosixFilePermissions.fromString("rw-rw---x");
        Files.setPosixFilePermissions(file, wanted);
        var link = Files.createSymbolicLink(folder.resolve("link.backstep"), file.getFileName());
        RecordingFile.write(Recordings.sample(), link, RecordingFile.Form.CBOR);
        assertTrue(Files.isSymbolicLink(link));
        assertSame(Recordings.sample(), RecordingFile.read(file));
        assertEquals(wanted, Files.getPosixFilePermissions(file));
    }

    private void assumePosix() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "only POSIX has modes");
    }

    @Test
    void writingWhereNobodyMayLeavesAnError() {
        assertThrows(
                IOException.class,
                () -> RecordingFile.write(
                        Recordings.sample(), folder.resolve("missing/x.backstep"), RecordingFile.Form.CBOR));
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatEndsTooEarlyIsDamaged(RecordingFile.Form form) throws IOException {
        var bytes = bytes(Recordings.sample(), form);
        for (int length = 0; length < bytes.length; length++) {
            var cut = Arrays.copyOf(bytes, length);
            var error = assertThrows(RecordingFormatException.class, () -> read(cut), "cut at " + length);
            assertTrue(error.getMessage().startsWith("cut.backstep is "), error.getMessage());
        }
    }

    @Test
    void bytesAfterTheEndAreDamage() throws IOException {
        var bytes = bytes(Recordings.sample(), RecordingFile.Form.CBOR);
        var longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThrows(RecordingFormatException.class, () -> read(longer));
    }

    /// A changed byte may go unnoticed (a digit in a text); if it is noticed the error is ours.
    @ParameterizedTest
    @EnumSource
    void aChangedByteNeverGivesAnotherError(RecordingFile.Form form) throws IOException {
        var bytes = bytes(Recordings.sample(), form);
        var random = new Random(1);
        for (int i = 0; i < bytes.length; i++) {
            var changed = bytes.clone();
            changed[i] = (byte) random.nextInt(256);
            try {
                read(changed);
            } catch (RecordingFormatException expected) {
                assertTrue(expected.getMessage().startsWith("cut.backstep "));
            }
        }
    }

    @Test
    void aNewerFileIsNamedAsSuch() {
        var newer = "{\"backstepRecording\": 7, \"other\": []}".getBytes(StandardCharsets.UTF_8);
        var error = assertThrows(RecordingFormatException.class, () -> read(newer));
        assertEquals(
                "cut.backstep was made by a newer Backstep: its format is version 7, and this release reads up to 2.",
                error.getMessage());
    }

    @Test
    void anythingElseIsNotARecording() {
        for (var text :
                new String[] {"", "import torch\n", "{}", "{\"version\": 1}", "\u0089PNG\r\n", "[1]", "\0\0\0"}) {
            var error = assertThrows(
                    RecordingFormatException.class, () -> read(text.getBytes(StandardCharsets.ISO_8859_1)), text);
            assertEquals("cut.backstep is not a Backstep recording.", error.getMessage());
        }
    }

    @Test
    void anIdentifierThatPointsNowhereIsDamage() throws IOException {
        var sound = new String(bytes(Recordings.sample(), RecordingFile.Form.JSON), StandardCharsets.UTF_8);
        for (var field : new String[] {
            "operation",
            "node",
            "tensor",
            "pass",
            "problem",
            "frame",
            "module",
            "moduleCall",
            "composite",
            "parent",
            "loop",
            "execution",
            "hook",
            "step"
        }) {
            var name = "\"" + field + "\" : ";
            assertTrue(sound.contains(name), field);
            for (int at = sound.indexOf(name); at >= 0; at = sound.indexOf(name, at + 1)) {
                int start = at + name.length();
                int end = start;
                while (sound.charAt(end) == '-' || Character.isDigit(sound.charAt(end))) {
                    end++;
                }
                var dangling = sound.substring(0, start) + "7" + sound.substring(end);
                assertThrows(
                        RecordingFormatException.class,
                        () -> read(dangling.getBytes(StandardCharsets.UTF_8)),
                        () -> dangling.substring(Math.max(0, start - 300), Math.min(dangling.length(), start + 80)));
            }
        }
    }

    @Test
    void float32ElementsTakeFourBytesInCbor() throws IOException {
        var elements = new double[10_000];
        Arrays.setAll(elements, i -> (float) (i * 0.1));
        var statistics = new Statistics(10_000, 0, 0, 0, 0, 0, 0, 0, 0);
        var empty = Recording.empty("a.py", "");
        var tensor = new TensorRecord(
                0, List.of(), new int[] {10_000}, "float32", "cpu", true, false, false, -1, 0, -1, -1, 0);
        var recording = new Recording(
                Recording.FORMAT_VERSION,
                "a.py",
                "",
                empty.run(),
                empty.statements(),
                List.of(tensor),
                List.of(new Snapshot(0, 0, 0, new TensorValue(new int[] {10_000}, "float32", elements, statistics))),
                empty.operations(),
                empty.structure(),
                empty.nodes(),
                empty.passes(),
                empty.hooks(),
                empty.problems(),
                empty.notes(),
                empty.timeline());
        var bytes = bytes(recording, RecordingFile.Form.CBOR);
        assertTrue(bytes.length < 41_000, bytes.length + " bytes");
        assertArrayEquals(elements, read(bytes).snapshots().getFirst().value().elements());
    }

    private static Recording read(byte[] bytes) throws IOException {
        return RecordingFile.read(new ByteArrayInputStream(bytes), "cut.backstep");
    }

    private static byte[] bytes(Recording recording, RecordingFile.Form form) throws IOException {
        var out = new ByteArrayOutputStream();
        RecordingFile.write(recording, out, form);
        return out.toByteArray();
    }

    /// Records with arrays have no useful `equals`: compare what they are written as.
    private static void assertSame(Recording expected, Recording actual) throws IOException {
        assertEquals(
                new String(bytes(expected, RecordingFile.Form.JSON), StandardCharsets.UTF_8),
                new String(bytes(actual, RecordingFile.Form.JSON), StandardCharsets.UTF_8));
    }
}
