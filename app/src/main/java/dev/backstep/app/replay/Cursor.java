package dev.backstep.app.replay;

/// A place on a recording's timeline: how many of its events have happened.
///
/// @param at from 0, before everything, to the timeline's size, after everything
public record Cursor(int at) {
    public static final Cursor START = new Cursor(0);
}
