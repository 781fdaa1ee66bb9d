package dev.backstep.engine.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A source of random numbers that gives the numbers of `torch.Generator()` on the CPU, bit for bit.
///
/// Each method fills `n` elements of an array from `from` on, in row-major order of the tensor that is meant. How many
/// draws an operator takes, and of what width, is part of the match: see the methods. Not safe for use by several
/// threads.
///
/// Sources: ATen's `CPUGeneratorImpl`, `core/DistributionsHelper.h`, `native/cpu/DistributionTemplates.h` (version
/// 1.13, built without MKL).
public final class Generator {
    /// The seed that PyTorch starts with.
    public static final long DEFAULT_SEED = 67280421310721L;

    private static final int STATE_BYTES = 5056;

    private long seed;
    private MersenneTwister engine;
    /// The second number of the last Box-Muller pair of float64, NaN if it has been handed out.
    private double nextNormal = Double.NaN;

    public Generator() {
        this(DEFAULT_SEED);
    }

    public Generator(long seed) {
        this.seed = seed;
        engine = new MersenneTwister((int) seed);
    }

    /// Starts again from a seed; only its low 32 bits count.
    public void manualSeed(long newSeed) {
        seed = newSeed;
        engine = new MersenneTwister((int) newSeed);
        nextNormal = Double.NaN;
    }

    /// The seed last set.
    public long initialSeed() {
        return seed;
    }

    /// A generator that goes on as this one does.
    public Generator copy() {
        var copy = new Generator(seed);
        copy.engine = engine.copy();
        copy.nextNormal = nextNormal;
        return copy;
    }

    /// The next 32 random bits, 0 to 2^32 - 1.
    public long random() {
        return Integer.toUnsignedLong(engine.next());
    }

    /// The next 64 random bits.
    public long random64() {
        long high = random();
        return high << 32 | random();
    }

    /// Uniform in `[a, b)`; one 32-bit draw each.
    public void uniform(float[] out, int from, int n, double a, double b) {
        float low = (float) a;
        float range = (float) b - low;
        for (int i = from; i < from + n; i++) {
            out[i] = Math.fma(uniformFloat(), range, low);
        }
    }

    /// Uniform in `[a, b)`; one 64-bit draw each.
    public void uniform(double[] out, int from, int n, double a, double b) {
        for (int i = from; i < from + n; i++) {
            out[i] = Math.fma(uniformDouble(), b - a, a);
        }
    }

    /// Normal numbers. Up to 15 come from float64 pairs, from 16 on from blocks of 16 float32 numbers.
    public void normal(float[] out, int from, int n, double mean, double std) {
        if (n < 16) {
            for (int i = from; i < from + n; i++) {
                out[i] = (float) normalDouble(mean, std);
            }
            return;
        }
        uniform(out, from, n, 0, 1);
        for (int block = 0; block + 16 <= n; block += 16) {
            NormalBlock.transform(out, from + block, (float) mean, (float) std);
        }
        if (n % 16 != 0) {
            // The last 16 are drawn anew, those among them that were ready too.
            int block = from + n - 16;
            uniform(out, block, 16, 0, 1);
            NormalBlock.transform(out, block, (float) mean, (float) std);
        }
    }

    /// Normal numbers in float64.
    public void normal(double[] out, int from, int n, double mean, double std) {
        if (n < 16) {
            for (int i = from; i < from + n; i++) {
                out[i] = normalDouble(mean, std);
            }
            return;
        }
        uniform(out, from, n, 0, 1);
        for (int block = 0; block + 16 <= n; block += 16) {
            NormalBlock.transform(out, from + block, mean, std);
        }
        if (n % 16 != 0) {
            int block = from + n - 16;
            uniform(out, block, 16, 0, 1);
            NormalBlock.transform(out, block, mean, std);
        }
    }

    /// One normal number of float64, as operators with a mean or deviation for each element draw them.
    public double normalDouble(double mean, double std) {
        if (!Double.isNaN(nextNormal)) {
            double result = Math.fma(nextNormal, std, mean);
            nextNormal = Double.NaN;
            return result;
        }
        double u1 = uniformDouble();
        double u2 = uniformDouble();
        double radius = Math.sqrt(-2 * Math.log1p(-u2));
        double theta = 2 * Math.PI * u1;
        nextNormal = radius * Math.sin(theta);
        return Math.fma(radius * Math.cos(theta), std, mean);
    }

    /// Integers in `[low, high)`: a 32-bit draw each, a 64-bit one for ranges from 2^32 on.
    ///
    /// @throws IllegalArgumentException if the range is empty
    public void randint(long[] out, int from, int n, long low, long high) {
        if (low >= high) {
            throw new IllegalArgumentException(
                    "random_ expects 'from' to be less than 'to', but got from=" + low + " >= to=" + high);
        }
        long range = high - low;
        boolean narrow = range > 0 && range < 1L << 32;
        for (int i = from; i < from + n; i++) {
            out[i] = low + (narrow ? random() % range : Long.remainderUnsigned(random64(), range));
        }
    }

    /// A random order of 0 to n - 1.
    public void randperm(long[] out, int from, int n) {
        for (int i = 0; i < n; i++) {
            out[from + i] = i;
        }
        for (int i = 0; i < n - 1; i++) {
            int j = from + i + (int) (random() % (n - i));
            long swapped = out[from + i];
            out[from + i] = out[j];
            out[j] = swapped;
        }
    }

    /// 1 with one probability for all, else 0; a 64-bit draw each, whatever the dtype. Also dropout's mask.
    public void bernoulli(byte[] out, int from, int n, double p) {
        for (int i = from; i < from + n; i++) {
            out[i] = (byte) (uniformDouble() < p ? 1 : 0);
        }
    }

    /// 1 with a probability for each, else 0; a 32-bit draw each.
    public void bernoulli(byte[] out, int from, int n, float[] p, int fromP) {
        for (int i = 0; i < n; i++) {
            out[from + i] = (byte) (uniformFloat() < p[fromP + i] ? 1 : 0);
        }
    }

    /// Exponential numbers with rate `lambda`; a 64-bit draw each, whatever the dtype.
    public void exponential(double[] out, int from, int n, double lambda) {
        for (int i = from; i < from + n; i++) {
            out[i] = -1 / lambda * Math.log(1 - uniformDouble());
        }
    }

    /// Draws `samples` of the categories whose weights are the `categories` elements of `weights` from `fromWeights`
    /// on. `single` says whether weights are float32, in which sums then are rounded.
    public void multinomialWithReplacement(
            long[] out, int from, int samples, double[] weights, int fromWeights, int categories, boolean single) {
        double[] cumulative = new double[categories];
        double sum = 0;
        for (int i = 0; i < categories; i++) {
            sum = round(sum + weights[fromWeights + i], single);
            cumulative[i] = sum;
        }
        for (int i = 0; i < categories; i++) {
            cumulative[i] = round(cumulative[i] / sum, single);
        }
        cumulative[categories - 1] = 1;
        for (int i = 0; i < samples; i++) {
            double sample = uniformDouble();
            int left = 0;
            int right = categories;
            while (right > left) {
                int middle = left + (right - left) / 2;
                if (cumulative[middle] < sample) {
                    left = middle + 1;
                } else {
                    right = middle;
                }
            }
            out[from + i] = left;
        }
    }

    /// Draws different categories, for `rows` distributions at once: the `samples` largest of weight over an
    /// exponential number, largest first. PyTorch takes this way for a single sample, too.
    ///
    /// @param weights `(rows, categories)`
    /// @param out `(rows, samples)`
    public void multinomialWithoutReplacement(
            long[] out, int from, int samples, double[] weights, int rows, int categories, boolean single) {
        double[] keys = new double[rows * categories];
        exponential(keys, 0, keys.length, 1);
        for (int i = 0; i < keys.length; i++) {
            keys[i] = round(weights[i] / round(keys[i], single), single);
        }
        for (int row = 0; row < rows; row++) {
            int first = row * categories;
            Integer[] order = new Integer[categories];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (i, j) -> Double.compare(keys[first + j], keys[first + i]));
            for (int i = 0; i < samples; i++) {
                out[from + row * samples + i] = order[i];
            }
        }
    }

    /// `torch.Generator.get_state()`: the same bytes as PyTorch's.
    public byte[] state() {
        ByteBuffer buffer = ByteBuffer.allocate(STATE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(seed).putInt(engine.left).putInt(1).putLong(engine.next);
        for (int word : engine.state) {
            buffer.putLong(Integer.toUnsignedLong(word));
        }
        boolean cached = !Double.isNaN(nextNormal);
        buffer.putDouble(0).putDouble(cached ? nextNormal : 0).putDouble(0).putInt(cached ? 1 : 0);
        return buffer.array();
    }

    /// Goes on from where [#state()] was taken.
    ///
    /// @throws IllegalArgumentException if it is not such a state
    public void setState(byte[] state) {
        if (state.length != STATE_BYTES) {
            throw new IllegalArgumentException("RNG state is wrong size");
        }
        ByteBuffer buffer = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
        long newSeed = buffer.getLong();
        int left = buffer.getInt();
        int seeded = buffer.getInt();
        long next = buffer.getLong();
        if (seeded != 1 || left < 1 || left > MersenneTwister.SIZE || next < 0 || next > MersenneTwister.SIZE) {
            throw new IllegalArgumentException("Invalid mt19937 state");
        }
        seed = newSeed;
        engine.left = left;
        engine.next = (int) next;
        for (int i = 0; i < MersenneTwister.SIZE; i++) {
            engine.state[i] = (int) buffer.getLong();
        }
        buffer.getDouble();
        double normal = buffer.getDouble();
        buffer.getDouble();
        nextNormal = buffer.getInt() != 0 ? normal : Double.NaN;
    }

    private float uniformFloat() {
        return (engine.next() & 0xffffff) * 0x1p-24f;
    }

    private double uniformDouble() {
        return (random64() & (1L << 53) - 1) * 0x1p-53;
    }

    private static double round(double value, boolean single) {
        return single ? (float) value : value;
    }
}
