package dev.backstep.engine.backend.reference;

import dev.backstep.engine.DType;
import dev.backstep.engine.Storage;
import dev.backstep.engine.backend.Backend.Reduction;

/// What each [Reduction] means: where it starts and how it takes in an element.
public final class Reductions {
    private Reductions() {}

    /// An element as a reduction in an integer dtype or bool takes it.
    public static long read(Storage.Host in, int at, DType dtype) {
        if (dtype == DType.BOOL) {
            return Elements.readDouble(in, at) != 0 ? 1 : 0;
        }
        return Elements.readLong(in, at);
    }

    /// The reduction of nothing.
    public static double neutral(Reduction r) {
        return switch (r) {
            case SUM, ANY -> 0;
            case PROD, ALL -> 1;
            case MIN -> Double.POSITIVE_INFINITY;
            case MAX -> Double.NEGATIVE_INFINITY;
        };
    }

    /// The reduction of nothing in an integer dtype or bool.
    public static long neutral(Reduction r, DType dtype) {
        return switch (r) {
            case SUM, ANY -> 0;
            case PROD, ALL -> 1;
            case MIN -> Elements.highestLong(dtype);
            case MAX -> Elements.lowestLong(dtype);
        };
    }

    public static double combine(Reduction r, double sum, double value) {
        return switch (r) {
            case SUM -> sum + value;
            case PROD -> sum * value;
            case MIN -> Math.min(sum, value);
            case MAX -> Math.max(sum, value);
            case ALL -> sum != 0 && value != 0 ? 1 : 0;
            case ANY -> sum != 0 || value != 0 ? 1 : 0;
        };
    }

    public static long combine(Reduction r, long sum, long value) {
        return switch (r) {
            case SUM -> sum + value;
            case PROD -> sum * value;
            case MIN -> Math.min(sum, value);
            case MAX -> Math.max(sum, value);
            case ALL -> sum != 0 && value != 0 ? 1 : 0;
            case ANY -> sum != 0 || value != 0 ? 1 : 0;
        };
    }
}
