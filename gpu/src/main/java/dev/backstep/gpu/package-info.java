/// The engine's backend on GPUs, through OpenCL.
///
/// [OpenClProvider][dev.backstep.gpu.OpenClProvider] finds the devices;
/// [OpenClBackend][dev.backstep.gpu.OpenClBackend] turns each primitive into launches of kernels, which are
/// OpenCL C in the resources beside this package, one file a family. [Cl][dev.backstep.gpu.Cl] is all that speaks to
/// the driver: one context, one in-order queue, and the programs built so far. Nothing waits but a download.
///
/// A primitive without a kernel computes on the CPU by copying there and back
/// ([CpuFallback][dev.backstep.gpu.CpuFallback]), and is counted.
@NullMarked
package dev.backstep.gpu;

import org.jspecify.annotations.NullMarked;
