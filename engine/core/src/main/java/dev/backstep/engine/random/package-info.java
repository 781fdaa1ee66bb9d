/// PyTorch's random numbers, bit for bit: the engine that PyTorch's CPU generator runs on, and the ways in which its
/// operators turn 32-bit draws into uniform, normal, integer and other numbers. Everything fills host arrays and knows
/// nothing of tensors.
@NullMarked
package dev.backstep.engine.random;

import org.jspecify.annotations.NullMarked;
