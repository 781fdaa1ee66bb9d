package dev.backstep.app.inspector;

/// Which number has which colour. Where there are numbers on both sides of zero, zero has the middle's and both sides
/// go as far as the larger one. Numbers of one sign are told apart by their range: all of them near 1 would otherwise
/// look the same.
///
/// @param low the number at the scale's lower end
/// @param high the number at its upper end
record HeatScale(double low, double high) {
    /// The scale of what is finite among some numbers.
    static HeatScale of(double[] numbers) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double number : numbers) {
            if (Double.isFinite(number)) {
                low = Math.min(low, number);
                high = Math.max(high, number);
            }
        }
        if (low > high) {
            return new HeatScale(0, 0);
        }
        double largest = Math.max(-low, high);
        return low < 0 && high > 0 ? new HeatScale(-largest, largest) : new HeatScale(low, high);
    }

    /// Whether it has zero in its middle.
    boolean diverges() {
        return low < 0 && high > 0;
    }

    /// Where a finite number is: from -1, the negative end, over 0, the middle, to 1, the positive end.
    double share(double number) {
        if (diverges()) {
            return Math.clamp(number / high, -1, 1);
        }
        if (low == high) {
            return Math.signum(number);
        }
        double within = Math.clamp((number - low) / (high - low), 0, 1);
        return low < 0 ? within - 1 : within;
    }

    /// How far a number is from what is usual on this scale; what is no number is farthest of all.
    double salience(double number) {
        double usual = diverges() ? 0 : low / 2 + high / 2;
        return Double.isFinite(number) ? Math.abs(number - usual) : Double.POSITIVE_INFINITY;
    }
}
