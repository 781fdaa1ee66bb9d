package dev.backstep.engine.printing;

/// How the numbers of one tensor are written: all in one way and one width, which the range of them decides.
final class NumberFormat {
    private final PrintOptions options;
    /// All are whole and written as `3.`
    private boolean whole = true;

    private boolean scientific;
    private int width = 1;

    NumberFormat(double[] values, PrintOptions options) {
        this.options = options;
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (double value : values) {
            if (value != 0 && Double.isFinite(value)) {
                smallest = Math.min(smallest, Math.abs(value));
                largest = Math.max(largest, Math.abs(value));
                whole &= value == Math.rint(value);
            }
        }
        if (largest == 0) {
            return;
        }
        scientific = largest / smallest > 1000 || largest > 1e8 || !whole && smallest < 1e-4;
        // The width is that of the finite non-zero numbers in the way chosen here, even if sciMode overrides it.
        for (double value : values) {
            if (value != 0 && Double.isFinite(value)) {
                width = Math.max(width, write(value).length());
            }
        }
        if (options.sciMode() != null) {
            scientific = options.sciMode();
        }
    }

    int width() {
        return width;
    }

    /// The number, padded on the left.
    String format(double value) {
        return pad(write(value), width);
    }

    static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private String write(double value) {
        if (scientific) {
            return PythonNumbers.scientific(value, options.precision());
        }
        if (whole) {
            return PythonNumbers.fixed(value, 0) + (Double.isFinite(value) ? "." : "");
        }
        return PythonNumbers.fixed(value, options.precision());
    }
}
