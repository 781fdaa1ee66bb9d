/// What happened in one run of a program, as plain immutable data.
///
/// A [Recording] is written by the kernel while the program runs and read by the app, which shows nothing else: every
/// picture, table and step is a function of a recording and a cursor (a place on its [timeline][Recording#timeline]).
///
/// Rules that hold everywhere here:
/// - Identifiers (`tensor`, `operation`, `node`, `pass`, `problem`, …) are indices into the recording's list of that
///   kind; [Recording#NONE] stands for "none". They are stable within a recording.
/// - `at` is an index into the timeline.
/// - Lines and columns count from 1, as editors show them; ends are exclusive columns.
/// - Records hold no engine types and no behaviour beyond looking things up in themselves.
@NullMarked
package dev.backstep.recording;

import org.jspecify.annotations.NullMarked;
