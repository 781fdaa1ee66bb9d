package dev.backstep.engine.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorTest {

    /// One line of golden.txt, which golden.py beside it writes.
    record Golden(String name, long crc, double[] first) {}

    static List<Map.Entry<Long, Map<String, Golden>>> seeds() {
        Map<Long, Map<String, Golden>> bySeed = new LinkedHashMap<>();
        try (var in = GeneratorTest.class.getResourceAsStream("golden.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    String[] parts = line.split(" ");
                    double[] first = Arrays.stream(parts, 3, parts.length)
                            .mapToDouble(Double::parseDouble)
                            .toArray();
                    bySeed.computeIfAbsent(Long.parseLong(parts[0]), seed -> new LinkedHashMap<>())
                            .put(parts[1], new Golden(parts[1], Long.parseLong(parts[2]), first));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(bySeed.entrySet());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drawsWhatPyTorchDraws(Map.Entry<Long, Map<String, Golden>> golden) {
        var g = new Generator(golden.getKey());
        var expected = golden.getValue();
        assertSame(expected.get("uniform7"), floats(7, x -> g.uniform(x, 0, 7, 0, 1)));
        assertSame(expected.get("uniform50"), floats(50, x -> g.uniform(x, 0, 50, -3.3, 1.7)));
        assertSame(expected.get("uniform50_float64"), doubles(50, x -> g.uniform(x, 0, 50, -3.3, 1.7)));
        assertSame(expected.get("normal7"), floats(7, x -> g.normal(x, 0, 7, 0, 1)));
        assertSame(expected.get("normal7_again"), floats(7, x -> g.normal(x, 0, 7, 1.5, 0.3)));
        assertSame(expected.get("normal16"), floats(16, x -> g.normal(x, 0, 16, 0, 1)));
        assertSame(expected.get("normal10007"), floats(10007, x -> g.normal(x, 0, 10007, 1.3, 0.7)));
        assertNearlySame(expected.get("normal9_float64"), doubles(9, x -> g.normal(x, 0, 9, 1.3, 0.7)));
        assertNearlySame(expected.get("normal35_float64"), doubles(35, x -> g.normal(x, 0, 35, 1.3, 0.7)));
        assertSame(expected.get("randint"), longs(20, x -> g.randint(x, 0, 20, -5, 1000)));
        assertSame(expected.get("randint31"), longs(20, x -> g.randint(x, 0, 20, 0, (1L << 31) + 3)));
        assertSame(expected.get("randint32"), longs(20, x -> g.randint(x, 0, 20, 0, 1L << 32)));
        assertSame(expected.get("randint40"), longs(20, x -> g.randint(x, 0, 20, 0, (1L << 40) + 3)));
        assertSame(expected.get("randperm"), longs(33, x -> g.randperm(x, 0, 33)));
        byte[] mask = new byte[40];
        g.bernoulli(mask, 0, 40, 0.3);
        assertSame(expected.get("bernoulli"), mask);
        float[] p = new float[40];
        for (int i = 0; i < 40; i++) {
            p[i] = i / 40f;
        }
        g.bernoulli(mask, 0, 40, p, 0);
        assertSame(expected.get("bernoulli_each"), mask);
        g.bernoulli(mask, 0, 40, 1 - 0.4);
        assertSame(expected.get("dropout"), mask);
        assertNearlySame(expected.get("exponential_float64"), doubles(20, x -> g.exponential(x, 0, 20, 1.5)));
        double[] weights = new double[10];
        for (int i = 0; i < 10; i++) {
            weights[i] = (i + 1) * 0.1f;
        }
        assertSame(
                expected.get("multinomial_replacement"),
                longs(20, x -> g.multinomialWithReplacement(x, 0, 20, weights, 0, 10, true)));
        assertSame(
                expected.get("multinomial"),
                longs(5, x -> g.multinomialWithoutReplacement(x, 0, 5, weights, 1, 10, true)));
    }

    @Test
    void stateIsThatOfPyTorch() {
        // torch.manual_seed(0); torch.rand(5); zlib.crc32(bytes(torch.get_rng_state().tolist()))
        var g = new Generator(0);
        g.uniform(new float[5], 0, 5, 0, 1);
        assertEquals(3061319602L, crc(g.state()));
    }

    @Test
    void aStateSetAgainGivesTheSameNumbers() {
        var g = new Generator(3);
        g.normal(new float[3], 0, 3, 0, 1);
        byte[] state = g.state();
        Generator copy = g.copy();
        float[] expected = new float[20];
        g.normal(expected, 0, 5, 0, 1);
        g.uniform(expected, 5, 15, 0, 1);

        var other = new Generator();
        other.setState(state);
        for (Generator same : List.of(copy, other)) {
            float[] actual = new float[20];
            same.normal(actual, 0, 5, 0, 1);
            same.uniform(actual, 5, 15, 0, 1);
            assertArrayEquals(expected, actual);
            assertEquals(3, same.initialSeed());
        }
    }

    @Test
    void aDamagedStateIsRefused() {
        var g = new Generator();
        assertThrows(IllegalArgumentException.class, () -> g.setState(new byte[10]));
        assertThrows(IllegalArgumentException.class, () -> g.setState(new byte[5056]));
    }

    private interface Fill<T> {
        void into(T array);
    }

    private static byte[] floats(int n, Fill<float[]> fill) {
        float[] x = new float[n];
        fill.into(x);
        ByteBuffer bytes = ByteBuffer.allocate(4 * n).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(x);
        return bytes.array();
    }

    private static byte[] longs(int n, Fill<long[]> fill) {
        long[] x = new long[n];
        fill.into(x);
        ByteBuffer bytes = ByteBuffer.allocate(8 * n).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(x);
        return bytes.array();
    }

    private static byte[] doubles(int n, Fill<double[]> fill) {
        double[] x = new double[n];
        fill.into(x);
        ByteBuffer bytes = ByteBuffer.allocate(8 * n).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(x);
        return bytes.array();
    }

    private static void assertSame(Golden golden, byte[] bytes) {
        assertEquals(golden.crc, crc(bytes), golden.name);
    }

    /// For numbers of float64 that go through the C library's logarithm, sine and cosine, whose last bit is its own.
    private static void assertNearlySame(Golden golden, byte[] bytes) {
        var actual = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
        for (int i = 0; i < golden.first.length; i++) {
            assertEquals(golden.first[i], actual.get(i), 4 * Math.ulp(golden.first[i]), golden.name);
        }
    }

    private static long crc(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
