package dev.backstep.app.graph.model;

import static dev.backstep.recording.Recording.NONE;

/// A part of a run that can be one box of the picture: a call of a module or a function, a loop, a turn of it, a
/// statement, a composite operator.
///
/// @param id its index among the [Groups]
/// @param parent the group that it is in, or NONE
/// @param key its identity, which it keeps when the program is edited elsewhere
/// @param title what it is: `layer1.0 · BasicBlock`, `for x in data`
/// @param moduleCall the call that a module's group is, or NONE
/// @param line the source line it begins at, or 0
/// @param turns how many turns a loop or a tower has, else 0
public record Group(int id, int parent, Kind kind, String key, String title, int moduleCall, int line, int turns) {
    /// Sorts of groups.
    public enum Kind {
        MODULE,
        FUNCTION,
        LOOP,
        /// Equal modules one after the other.
        TOWER,
        /// One turn of a loop, or one floor of a tower.
        TURN,
        /// Turns that are not shown one by one.
        TURNS,
        STATEMENT,
        COMPOSITE,
        /// Lines of too many to be shown side by side.
        RANGE,
        /// What a backward pass adds to the graph (`create_graph`).
        PASS;

        /// Whether it has turns, of which few are shown.
        public boolean repeats() {
            return this == LOOP || this == TOWER;
        }

        /// Whether an open one has a frame. A statement's nodes lie side by side anyway.
        public boolean framed() {
            return this != STATEMENT && this != COMPOSITE;
        }

        /// Whether leaves that only it uses are in it. Beside a statement they say what it is about.
        boolean holdsLeaves() {
            return this != STATEMENT && this != COMPOSITE;
        }

        /// Whether it says more than what its nodes say by themselves, so that it is worth a box however small.
        boolean isNamed() {
            return this == MODULE || this == LOOP || this == TOWER || this == TURN;
        }
    }

    boolean isTop() {
        return parent == NONE;
    }
}
