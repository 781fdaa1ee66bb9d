package dev.backstep.engine.printing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers as Python writes them.
public final class PythonNumbers {
    /// Python writes exponents from here on, and below 1e-4.
    private static final int FIRST_EXPONENT = 16;

    private static final double[] POWERS_OF_TEN = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

    private PythonNumbers() {}

    /// `repr(x)`: the shortest digits that give `x` back, as `0.1`, `1e-05`, `1e+16`, `inf`, `nan`.
    public static String repr(double x) {
        if (!Double.isFinite(x)) {
            return nonFinite(x);
        }
        String sign = isNegative(x) ? "-" : "";
        if (x == 0) {
            return sign + "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(x)).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent < -4 || exponent >= FIRST_EXPONENT) {
            String point = digits.length() > 1 ? "." + digits.substring(1) : "";
            return sign + digits.charAt(0) + point + exponent(exponent);
        }
        String plain = shortest.toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    /// `"{:.4f}".format(x)` for a precision of 4.
    public static String fixed(double x, int precision) {
        if (!Double.isFinite(x)) {
            return nonFinite(x);
        }
        String sign = isNegative(x) ? "-" : "";
        double magnitude = Math.abs(x);
        if (precision < POWERS_OF_TEN.length && magnitude == (float) magnitude) {
            // 24 bits times 5^12 fit into 53: the product is exact, so that rint rounds as Python does.
            double scaled = magnitude * POWERS_OF_TEN[precision];
            if (scaled < 0x1p53) {
                return sign + withPoint(Long.toString((long) Math.rint(scaled)), precision);
            }
        }
        return sign
                + new BigDecimal(magnitude)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    /// `"{:.4e}".format(x)` for a precision of 4.
    public static String scientific(double x, int precision) {
        if (!Double.isFinite(x)) {
            return nonFinite(x);
        }
        String sign = isNegative(x) ? "-" : "";
        String digits;
        int exponent;
        if (x == 0) {
            digits = "0".repeat(precision + 1);
            exponent = 0;
        } else {
            BigDecimal rounded =
                    new BigDecimal(Math.abs(x)).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
            exponent = rounded.precision() - rounded.scale() - 1;
            digits = rounded.unscaledValue().toString();
            digits += "0".repeat(Math.max(0, precision + 1 - digits.length()));
        }
        String fraction = precision == 0 ? "" : "." + digits.substring(1, precision + 1);
        return sign + digits.charAt(0) + fraction + exponent(exponent);
    }

    private static BigDecimal shortest(double x) {
        var shortest = new BigDecimal(Double.toString(x));
        // Java writes at least two digits, and so prefers 4.9E-324 to the 5e-324 that would do.
        if (shortest.precision() == 2 && x < Double.MIN_NORMAL) {
            BigDecimal shorter = shortest.round(new MathContext(1));
            if (shorter.doubleValue() == x) {
                return shorter;
            }
        }
        return shortest;
    }

    private static String withPoint(String digits, int precision) {
        if (precision == 0) {
            return digits;
        }
        String padded = "0".repeat(Math.max(0, precision + 1 - digits.length())) + digits;
        int point = padded.length() - precision;
        return padded.substring(0, point) + "." + padded.substring(point);
    }

    private static String exponent(int exponent) {
        String digits = Integer.toString(Math.abs(exponent));
        return (exponent < 0 ? "e-" : "e+") + (digits.length() < 2 ? "0" : "") + digits;
    }

    private static String nonFinite(double x) {
        return Double.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
    }

    private static boolean isNegative(double x) {
        return Double.doubleToRawLongBits(x) < 0;
    }
}
