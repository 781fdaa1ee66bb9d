package dev.backstep.engine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Expected numbers are those of PyTorch 1.13 in float64.
class SpecialFunctionsTest {
    private static final double NEAR = 2e-15;

    @Test
    void erf() {
        assertEquals(0.3286267594591274, SpecialFunctions.erf(0.3), NEAR);
        assertEquals(-0.9661051464753108, SpecialFunctions.erf(-1.5), NEAR);
        assertEquals(0.9999999999999927, SpecialFunctions.erf(5.5), NEAR);
    }

    @Test
    void erfc() {
        assertEquals(0.6713732405408726, SpecialFunctions.erfc(0.3), NEAR);
        assertEquals(1.9661051464753108, SpecialFunctions.erfc(-1.5), 2.0e+00 * NEAR);
        assertEquals(2.1519736712498913e-17, SpecialFunctions.erfc(6.0), 2.2e-17 * NEAR);
    }

    @Test
    void erfinv() {
        assertEquals(0.1791434546212917, SpecialFunctions.erfinv(0.2), NEAR);
        assertEquals(-1.385903824349678, SpecialFunctions.erfinv(-0.95), 1.4e+00 * NEAR);
    }

    @Test
    void lgamma() {
        assertEquals(1.0957979948180756, SpecialFunctions.lgamma(0.3), 5e-15);
        assertEquals(0.860047015376481, SpecialFunctions.lgamma(-1.5), 5e-15);
        assertEquals(2.7364051463155667, SpecialFunctions.lgamma(4.7), 5e-15);
        assertEquals(71.25703896716801, SpecialFunctions.lgamma(30.0), 5e-14);
    }

    @Test
    void digamma() {
        assertEquals(-3.502524222200133, SpecialFunctions.digamma(0.3), 3.5e+00 * NEAR);
        assertEquals(0.7031566406452433, SpecialFunctions.digamma(-1.5), NEAR);
        assertEquals(1.4374238096317817, SpecialFunctions.digamma(4.7), 1.4e+00 * NEAR);
        assertEquals(3.384438132685525, SpecialFunctions.digamma(30.0), 3.4e+00 * NEAR);
    }

    @Test
    void polygamma() {
        assertEquals(SpecialFunctions.digamma(0.3), SpecialFunctions.polygamma(0, 0.3));
        assertEquals(Math.PI * Math.PI / 6, SpecialFunctions.polygamma(1, 1), 1.6e+00 * NEAR);
        assertEquals(Math.PI * Math.PI / 2 + 40.0 / 9, SpecialFunctions.polygamma(1, -1.5), 9.4e+00 * NEAR);
        assertEquals(-0.23620405164172736, SpecialFunctions.polygamma(2, 2.5), NEAR);
        assertEquals(-0.23620405164172736, SpecialFunctions.polygamma(2, -1.5), 1e-14);
        assertEquals(193.40909103400242, SpecialFunctions.polygamma(3, -0.5), 1.9e+02 * NEAR);
        assertEquals(-0.0007299311682352869, SpecialFunctions.polygamma(4, 10), NEAR);
    }

    @Test
    void asinh() {
        assertEquals(9.999999999833334e-06, SpecialFunctions.asinh(1e-05), 1.0e-05 * NEAR);
        assertEquals(-1.8184464592320668, SpecialFunctions.asinh(-3.0), 1.8e+00 * NEAR);
        assertEquals(23.7189981105004, SpecialFunctions.asinh(10000000000.0), 2.4e+01 * NEAR);
    }

    @Test
    void acosh() {
        assertEquals(0.04471763360830684, SpecialFunctions.acosh(1.001), NEAR);
        assertEquals(4.6050701709847575, SpecialFunctions.acosh(50.0), 4.6e+00 * NEAR);
    }

    @Test
    void atanh() {
        assertEquals(1.0000000000333335e-05, SpecialFunctions.atanh(1e-05), 1.0e-05 * NEAR);
        assertEquals(-1.4722194895832204, SpecialFunctions.atanh(-0.9), 1.5e+00 * NEAR);
    }

    @Test
    void log2() {
        assertEquals(-0.5145731728297583, SpecialFunctions.log2(0.7), NEAR);
        assertEquals(10.0, SpecialFunctions.log2(1024.0), 1.0e+01 * NEAR);
    }

    @Test
    void endsOfTheDomains() {
        assertEquals(1, SpecialFunctions.erf(Double.POSITIVE_INFINITY));
        assertEquals(2, SpecialFunctions.erfc(Double.NEGATIVE_INFINITY));
        assertEquals(Double.POSITIVE_INFINITY, SpecialFunctions.erfinv(1));
        assertEquals(Double.NaN, SpecialFunctions.erfinv(1.5));
        assertEquals(Double.POSITIVE_INFINITY, SpecialFunctions.lgamma(-3));
        assertEquals(Double.NEGATIVE_INFINITY, SpecialFunctions.digamma(0.0));
        assertEquals(Double.NaN, SpecialFunctions.digamma(-2));
        assertEquals(Double.POSITIVE_INFINITY, SpecialFunctions.polygamma(1, 0));
        assertEquals(0, SpecialFunctions.polygamma(1, Double.POSITIVE_INFINITY));
        assertEquals(Double.NEGATIVE_INFINITY, SpecialFunctions.polygamma(2, -1));
        assertEquals(Double.NaN, SpecialFunctions.zeta(0.5, 1));
        assertEquals(Double.NaN, SpecialFunctions.zeta(1.5, -0.5));
        assertEquals(Double.POSITIVE_INFINITY, SpecialFunctions.atanh(1));
        assertEquals(Double.NaN, SpecialFunctions.acosh(0.5));
        assertEquals(Double.NEGATIVE_INFINITY, SpecialFunctions.log2(0));
        assertEquals(-1074, SpecialFunctions.log2(Double.MIN_VALUE));
        assertEquals(1, SpecialFunctions.pow(1, Double.NaN));
        assertEquals(1, SpecialFunctions.pow(-1, Double.POSITIVE_INFINITY));
    }
}
