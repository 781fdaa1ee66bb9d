/// What a program may touch, and the two walls that hold it to that.
///
/// A program runs while somebody types or opens it, so nobody has agreed to what it does. It may compute, read its own
/// folder and Python's library, and nothing else; where the user allows files, it may write in its own folder, too.
/// [Reach] says which folders these are.
///
/// The first wall is [ProgramRules], which Python's audit hook asks before each event. It has words for what it
/// refuses. Some functions raise no event; [Guard#ALL] lists those that are replaced. This wall keeps a mistake from
/// doing harm. It does not hold against a program that writes to arbitrary memory.
///
/// The second wall is the operating system: [SecondWall] binds the thread that calls it, and the threads that this one
/// starts. What it can hold depends on the system, and [Standing] tells.
///
/// Memory has limits of its own: [MemoryLimits], [DataLimit] and [MemoryWatch].
///
/// Nothing here knows Python's C API.
@NullMarked
package dev.backstep.kernel.walls;

import org.jspecify.annotations.NullMarked;
