package dev.backstep.engine.random;

/// The mt19937 engine, seeded and stepped as PyTorch's `at::mt19937`.
///
/// Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudorandom
/// number generator", ACM TOMACS 8 (1998).
final class MersenneTwister {
    static final int SIZE = 624;
    private static final int SHIFT = 397;

    final int[] state = new int[SIZE];
    /// Draws until the state is renewed, plus one.
    int left;
    /// The next word to hand out.
    int next;

    MersenneTwister(int seed) {
        state[0] = seed;
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
        }
        left = 1;
    }

    private MersenneTwister(MersenneTwister other) {
        System.arraycopy(other.state, 0, state, 0, SIZE);
        left = other.left;
        next = other.next;
    }

    MersenneTwister copy() {
        return new MersenneTwister(this);
    }

    int next() {
        if (--left == 0) {
            renew();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    private void renew() {
        left = SIZE;
        next = 0;
        for (int i = 0; i < SIZE - SHIFT; i++) {
            state[i] = state[i + SHIFT] ^ twist(state[i], state[i + 1]);
        }
        for (int i = SIZE - SHIFT; i < SIZE - 1; i++) {
            state[i] = state[i + SHIFT - SIZE] ^ twist(state[i], state[i + 1]);
        }
        state[SIZE - 1] = state[SHIFT - 1] ^ twist(state[SIZE - 1], state[0]);
    }

    private static int twist(int u, int v) {
        int mixed = u & 0x80000000 | v & 0x7fffffff;
        return mixed >>> 1 ^ ((v & 1) != 0 ? 0x9908b0df : 0);
    }
}
