package dev.backstep.app.gradients;

import java.util.ArrayList;
import java.util.List;

/// Maps norms to heights from 0 to 1 and chooses round numbers for an axis. A linear scale starts at 0; a logarithmic
/// one spans whole decades, and what is not positive lies at its bottom.
record ChartScale(double low, double high, boolean logarithmic, List<Double> ticks) {
    /// @param norms what is to be shown; numbers that are not finite are left out
    static ChartScale of(List<Double> norms, boolean logarithmic) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (double norm : norms) {
            if (Double.isFinite(norm) && norm > 0) {
                smallest = Math.min(smallest, norm);
                largest = Math.max(largest, norm);
            }
        }
        if (largest == 0) {
            return new ChartScale(0, 1, false, List.of(0.0, 1.0));
        }
        return logarithmic ? decades(smallest, largest) : linear(largest);
    }

    double height(double norm) {
        if (!logarithmic) {
            return norm / high;
        }
        double from = Math.log10(low);
        return norm <= low ? 0 : (Math.log10(norm) - from) / (Math.log10(high) - from);
    }

    private static ChartScale linear(double largest) {
        double step = Math.pow(10, Math.floor(Math.log10(largest / 2)));
        for (double factor : new double[] {1, 2, 5, 10}) {
            if (largest / (step * factor) <= 4) {
                step *= factor;
                break;
            }
        }
        var ticks = new ArrayList<Double>();
        int count = (int) Math.ceil(largest / step - 1e-9);
        for (int i = 0; i <= count; i++) {
            ticks.add(i * step);
        }
        return new ChartScale(0, ticks.getLast(), false, List.copyOf(ticks));
    }

    private static ChartScale decades(double smallest, double largest) {
        int from = (int) Math.floor(Math.log10(smallest));
        int to = (int) Math.ceil(Math.log10(largest));
        if (to == from) {
            to++;
        }
        int stride = Math.max(1, (to - from + 3) / 4);
        var ticks = new ArrayList<Double>();
        for (int decade = from; decade < to + stride; decade += stride) {
            ticks.add(Math.pow(10, decade));
        }
        return new ChartScale(ticks.getFirst(), ticks.getLast(), true, List.copyOf(ticks));
    }
}
