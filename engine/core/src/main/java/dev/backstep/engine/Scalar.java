package dev.backstep.engine;

/// A Python number: a bool, an int or a float. It takes part in type promotion by its category only.
///
/// @param dtype BOOL, INT64 or FLOAT64
/// @param value as a float (ints beyond 2^53 lose digits; use `bits`)
/// @param bits as an int (floats are truncated)
public record Scalar(DType dtype, double value, long bits) {
    public static final Scalar ZERO = of(0L);
    public static final Scalar ONE = of(1L);

    public static Scalar of(double value) {
        return new Scalar(DType.FLOAT64, value, (long) value);
    }

    public static Scalar of(long value) {
        return new Scalar(DType.INT64, value, value);
    }

    public static Scalar of(boolean value) {
        return new Scalar(DType.BOOL, value ? 1 : 0, value ? 1 : 0);
    }

    /// The scalar of a Java number or boolean.
    public static Scalar of(Object value) {
        return switch (value) {
            case Scalar scalar -> scalar;
            case Boolean b -> of(b.booleanValue());
            case Double d -> of(d.doubleValue());
            case Float f -> of(f.doubleValue());
            case Number n -> of(n.longValue());
            default -> throw EngineException.type("not a number: " + value);
        };
    }

    public boolean isFloating() {
        return dtype == DType.FLOAT64;
    }

    public Scalar negate() {
        return isFloating() ? of(-value) : of(-bits);
    }

    /// As Python prints it: `2`, `0.5`, `True`.
    @Override
    public String toString() {
        return switch (dtype) {
            case BOOL -> bits != 0 ? "True" : "False";
            case FLOAT64 -> pythonFloat(value);
            default -> Long.toString(bits);
        };
    }

    private static String pythonFloat(double value) {
        if (Double.isNaN(value)) return "nan";
        if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
        double magnitude = Math.abs(value);
        if (magnitude == 0 || magnitude >= 1e-4 && magnitude < 1e16) {
            var plain = new java.math.BigDecimal(Double.toString(value)).toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        var text = Double.toString(value);
        int e = text.indexOf('E');
        var mantissa = text.substring(0, e);
        if (mantissa.endsWith(".0")) mantissa = mantissa.substring(0, mantissa.length() - 2);
        int exponent = Integer.parseInt(text.substring(e + 1));
        return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
