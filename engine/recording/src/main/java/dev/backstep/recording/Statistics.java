package dev.backstep.recording;

/// Statistics over all elements of a tensor. Minimum, maximum, mean, standard deviation (unbiased, NaN below two
/// elements) and L2 norm are computed in float64 over the elements as they are, so a NaN among them shows in all of
/// these; `nans`, `infinities` and `zeros` are counts. For bool tensors true counts as 1.
public record Statistics(
        long count,
        double min,
        double max,
        double mean,
        double std,
        double norm,
        long nans,
        long infinities,
        long zeros) {}
