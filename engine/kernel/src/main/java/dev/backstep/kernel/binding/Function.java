package dev.backstep.kernel.binding;

import dev.backstep.kernel.cpython.Functions;

/// A function that Python calls.
interface Function extends Functions.Function {}
