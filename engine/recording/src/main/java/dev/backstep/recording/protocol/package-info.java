/// What the app and the kernel process say to each other. It stands beside the recording because both sides need it and
/// neither may depend on the other.
///
/// The app writes [Request]s to the kernel's standard input and reads [Reply]s from its standard output; each
/// message is a [frame][Frames]: four bytes of length (big-endian), then that many bytes of CBOR. The kernel's
/// standard error is free text for a log. The kernel serves one run at a time, in order; [Request.Interrupt] is
/// served at once.
@NullMarked
package dev.backstep.recording.protocol;

import org.jspecify.annotations.NullMarked;
