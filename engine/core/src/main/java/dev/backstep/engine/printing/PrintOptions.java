package dev.backstep.engine.printing;

import org.jspecify.annotations.Nullable;

/// What `torch.set_printoptions` sets.
///
/// @param precision digits after the point of floating numbers
/// @param threshold more elements than these are summarised; may be infinite
/// @param edgeItems elements shown at each end of a summarised dimension
/// @param lineWidth characters a line
/// @param sciMode whether floating numbers are written with exponents; null lets their range decide
public record PrintOptions(
        int precision,
        double threshold,
        int edgeItems,
        int lineWidth,
        @Nullable Boolean sciMode) {
    public static final PrintOptions DEFAULT = new PrintOptions(4, 1000, 3, 80, null);
    public static final PrintOptions SHORT = new PrintOptions(2, 1000, 2, 80, null);
    public static final PrintOptions FULL = new PrintOptions(4, Double.POSITIVE_INFINITY, 3, 80, null);
}
