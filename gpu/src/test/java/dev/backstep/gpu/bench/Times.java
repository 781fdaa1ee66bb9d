package dev.backstep.gpu.bench;

import dev.backstep.engine.backend.Backend;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Seconds that something took: the median, and the quartiles as its spread.
record Times(double median, double low, double high) {
    private static final double SAMPLE_SECONDS = 0.02;
    private static final double ENOUGH_SECONDS = 1.5;
    private static final int SAMPLES = 21;
    private static final int FEWEST = 3;
    private static final int MOST_REPEATS = 1000;

    /// Of `work`, which is asked for as often as makes up a sample of some milliseconds, and waited for.
    static Times of(Backend backend, Runnable work) {
        // Programs are compiled, tilings searched for and chains recognised the first times.
        for (int i = 0; i < 4; i++) {
            seconds(backend, work, 1);
        }
        double once = seconds(backend, work, 1);
        int repeats = (int) Math.clamp(SAMPLE_SECONDS / once, 1, MOST_REPEATS);
        for (int i = 0; i < 4 && repeats > 1; i++) {
            seconds(backend, work, repeats);
        }
        List<Double> samples = new ArrayList<>();
        double spent = 0;
        while (samples.size() < SAMPLES && (samples.size() < FEWEST || spent < ENOUGH_SECONDS)) {
            double taken = seconds(backend, work, repeats);
            spent += taken;
            samples.add(taken / repeats);
        }
        Collections.sort(samples);
        int n = samples.size();
        return new Times(samples.get(n / 2), samples.get(n / 4), samples.get(n - 1 - n / 4));
    }

    private static double seconds(Backend backend, Runnable work, int repeats) {
        backend.synchronize();
        long begin = System.nanoTime();
        for (int i = 0; i < repeats; i++) {
            work.run();
        }
        backend.synchronize();
        return (System.nanoTime() - begin) / 1e9;
    }

    /// So much in that time, in billions a second.
    String billions(double amount) {
        return text(amount / median / 1e9, amount / high / 1e9, amount / low / 1e9);
    }

    String milliseconds() {
        return text(median * 1e3, low * 1e3, high * 1e3);
    }

    /// So many in that time, in thousands a second.
    String thousands(double amount) {
        return text(amount / median / 1e3, amount / high / 1e3, amount / low / 1e3);
    }

    private static String text(double middle, double from, double to) {
        return String.format(Locale.ROOT, "%s (%s–%s)", digits(middle), digits(from), digits(to));
    }

    static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
