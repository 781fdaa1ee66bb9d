package dev.backstep.app.graph.theme;

/// A colour, as every surface understands it: components from 0 to 255, alpha 255 when opaque.
public record Tint(int red, int green, int blue, int alpha) {

    /// This colour with its alpha multiplied by `opacity` (0 to 1).
    /// The tint at a share of the way to another.
    public Tint towards(Tint other, double share) {
        return new Tint(
                mix(red, other.red, share),
                mix(green, other.green, share),
                mix(blue, other.blue, share),
                mix(alpha, other.alpha, share));
    }

    public Tint faded(double opacity) {
        return opacity >= 1 ? this : new Tint(red, green, blue, (int) Math.round(alpha * Math.max(0, opacity)));
    }

    /// The opaque colour that this one shows as when it is laid over `ground` with the given opacity.
    public Tint over(Tint ground, double opacity) {
        return new Tint(
                mix(ground.red, red, opacity), mix(ground.green, green, opacity), mix(ground.blue, blue, opacity), 255);
    }

    private static int mix(int from, int to, double share) {
        return (int) Math.round(from + (to - from) * share);
    }
}
