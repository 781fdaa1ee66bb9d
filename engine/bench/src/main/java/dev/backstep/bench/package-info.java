/// Figures, each beside libtorch's in the same run: machines are shared and noisy, so it is the ratio that counts.
@NullMarked
package dev.backstep.bench;

import org.jspecify.annotations.NullMarked;
