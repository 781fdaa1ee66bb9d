package dev.backstep.app.inspector;

import java.util.List;
import javafx.scene.paint.Color;

/// A diverging palette around the middle: blue is negative and orange positive, which people with any form of colour
/// blindness tell apart; what is no number has a colour of its own.
record HeatColors(Color negative, Color middle, Color positive, Color special) {
    /// The CSS properties that hold the four colours.
    static final List<String> NAMES = List.of("-heat-negative", "-heat-middle", "-heat-positive", "-heat-special");

    Color of(double number, HeatScale scale) {
        return Double.isFinite(number) ? at(scale.share(number)) : special;
    }

    /// @param share as [HeatScale#share(double)] gives it
    Color at(double share) {
        return middle.interpolate(share < 0 ? negative : positive, Math.abs(share));
    }

    /// Black or white, whichever reads better on a background (relative luminance as WCAG 2 defines it).
    static Color textOn(Color background) {
        double luminance = 0.2126 * linear(background.getRed())
                + 0.7152 * linear(background.getGreen())
                + 0.0722 * linear(background.getBlue());
        return luminance > 0.179 ? Color.BLACK : Color.WHITE;
    }

    private static double linear(double channel) {
        return channel <= 0.03928 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }
}
