/// The fast backend for the host: vector loops where the JDK's Vector API is present, OpenBLAS where native code may be
/// called, plain loops where not, and the reference backend for what is rare.
///
/// A loop over tensors is first merged into as few dimensions as all operands allow (`Walk`); its innermost dimension
/// is
/// a line, on which a function of the line's dtype runs (`FloatLines`): a plain loop that the JIT compiler turns into
/// vectors by itself for what is arithmetic (Note [Plain loops first]), else one of the Vector API, for which another
/// stands in while it is not compiled (Note [Until vectors are warm]). `--add-modules jdk.incubator.vector` and
/// `--enable-native-access` switch the two accelerations on; without them results are the same to rounding.
@NullMarked
package dev.backstep.engine.backend.cpu;

import org.jspecify.annotations.NullMarked;
