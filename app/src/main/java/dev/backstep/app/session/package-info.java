/// What the window is about right now: the program, its latest [recording][dev.backstep.recording.Recording], the
/// cursor
/// in it and what is selected; and the services behind: the kernel process and background work.
@NullMarked
package dev.backstep.app.session;

import org.jspecify.annotations.NullMarked;
