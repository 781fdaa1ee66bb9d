package dev.backstep.kernel.binding;

import dev.backstep.engine.DType;
import dev.backstep.engine.Device;
import dev.backstep.engine.Engine;
import dev.backstep.engine.EngineException;
import dev.backstep.engine.Storage;
import dev.backstep.engine.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The zip archive that `torch.save` writes: `NAME/data.pkl`, a pickle, and the elements of each storage in a file of
/// its own, little-endian and uncompressed. Python reads the pickle; here are the archive and the storages.
final class WeightsFile {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int END_LENGTH = 22;
    private static final int ENTRY_LENGTH = 46;
    private static final int LOCAL_LENGTH = 30;

    private final ByteBuffer bytes;
    private final Map<String, ByteBuffer> entries = new LinkedHashMap<>();

    /// @throws EngineException RuntimeError if it is no such archive
    WeightsFile(byte[] file) {
        bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int end = file.length - END_LENGTH;
        while (end >= 0 && bytes.getInt(end) != END_SIGNATURE) end--;
        if (end < 0) {
            throw EngineException.runtime("this is not a file that torch.save wrote in its zip format (the format of "
                    + "releases before 1.6 is not supported)");
        }
        int count = Short.toUnsignedInt(bytes.getShort(end + 10));
        int at = bytes.getInt(end + 16);
        try {
            for (int i = 0; i < count; i++) at = entry(at);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw EngineException.runtime("the file is damaged: " + e.getMessage());
        }
    }

    private int entry(int at) {
        if (bytes.getInt(at) != ENTRY_SIGNATURE) throw new IllegalArgumentException("no entry at " + at);
        if (bytes.getShort(at + 10) != 0) throw new IllegalArgumentException("an entry is compressed");
        int size = bytes.getInt(at + 24);
        int nameLength = Short.toUnsignedInt(bytes.getShort(at + 28));
        int extraLength = Short.toUnsignedInt(bytes.getShort(at + 30));
        int commentLength = Short.toUnsignedInt(bytes.getShort(at + 32));
        int local = bytes.getInt(at + 42);
        var nameBytes = new byte[nameLength];
        bytes.get(at + ENTRY_LENGTH, nameBytes);
        var name = new String(nameBytes, StandardCharsets.UTF_8);
        int start = local
                + LOCAL_LENGTH
                + Short.toUnsignedInt(bytes.getShort(local + 26))
                + Short.toUnsignedInt(bytes.getShort(local + 28));
        // The folder's name is that of the file; it tells nothing.
        entries.put(
                name.substring(name.indexOf('/') + 1), bytes.slice(start, size).order(ByteOrder.LITTLE_ENDIAN));
        return at + ENTRY_LENGTH + nameLength + extraLength + commentLength;
    }

    /// The bytes of `data.pkl`.
    byte[] pickle() {
        var entry = entry("data.pkl");
        var pickle = new byte[entry.remaining()];
        entry.get(0, pickle);
        return pickle;
    }

    /// All elements of a storage in one dimension.
    Tensor storage(Engine engine, String key, DType dtype) {
        var entry = entry("data/" + key);
        int length = entry.remaining() / dtype.bytes();
        var storage = Storage.Host.allocate(dtype, length);
        switch (storage.array()) {
            case byte[] a -> entry.get(0, a);
            case short[] a -> entry.asShortBuffer().get(0, a);
            case int[] a -> entry.asIntBuffer().get(0, a);
            case long[] a -> entry.asLongBuffer().get(0, a);
            case float[] a -> entry.asFloatBuffer().get(0, a);
            case double[] a -> entry.asDoubleBuffer().get(0, a);
            case Object other -> throw new IllegalStateException("an array of " + other.getClass());
        }
        return new Tensor(engine, storage, new int[] {length});
    }

    /// All elements of a tensor's storage, little-endian.
    static byte[] bytes(Tensor tensor) {
        int length = tensor.storage().length();
        // A copy on the CPU, wherever they are.
        Tensor all = tensor.as_strided(new int[] {length}, new int[] {1}, 0)
                .clone()
                .to(Device.CPU, tensor.dtype(), false, false);
        var bytes = ByteBuffer.allocate(length * tensor.dtype().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        switch (((Storage.Host) all.storage()).array()) {
            case byte[] a -> bytes.put(a, 0, length);
            case short[] a -> bytes.asShortBuffer().put(a, 0, length);
            case int[] a -> bytes.asIntBuffer().put(a, 0, length);
            case long[] a -> bytes.asLongBuffer().put(a, 0, length);
            case float[] a -> bytes.asFloatBuffer().put(a, 0, length);
            case double[] a -> bytes.asDoubleBuffer().put(a, 0, length);
            case Object other -> throw new IllegalStateException("an array of " + other.getClass());
        }
        return bytes.array();
    }

    private ByteBuffer entry(String name) {
        var entry = entries.get(name);
        if (entry == null) throw EngineException.runtime("the file has no entry " + name);
        return entry;
    }
}
