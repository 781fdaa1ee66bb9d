package dev.backstep.app.guide;

import dev.backstep.app.replay.Selection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The things that the guide asks for, in their order. Their words are in `guide.properties`.
enum Card {
    TYPE("editor", "- 3.0") {
        @Override
        boolean isDone(Situation before, Situation now) {
            return now.hasRun() && !now.program().equals(before.program());
        }
    },
    LOOK("graph") {
        @Override
        boolean isDone(Situation before, Situation now) {
            var selection = now.moment().selection();
            return !selection.equals(Selection.NOTHING)
                    && !selection.equals(before.moment().selection());
        }
    },
    PASS("transport") {
        @Override
        boolean isDone(Situation before, Situation now) {
            return now.at() != before.at() && now.moment().position().pass() != null;
        }
    },
    STEP("transport") {
        @Override
        boolean isDone(Situation before, Situation now) {
            return now.at() >= before.at() + STEPS
                    || now.at() == now.moment().timeline().end();
        }
    },
    BACK("transport") {
        @Override
        boolean isDone(Situation before, Situation now) {
            return now.at() < before.at();
        }
    },
    BUILD_UP("editor", "zero_grad") {
        @Override
        boolean isDone(Situation before, Situation now) {
            return now.hasRun() && now.addedUp();
        }
    },
    MEND("editor") {
        @Override
        boolean isDone(Situation before, Situation now) {
            return now.hasRun() && !now.addedUp();
        }
    },
    FOLD("graph") {
        @Override
        boolean isDone(Situation before, Situation now) {
            return !now.folds().equals(before.folds());
        }
    },
    EXPORT("export") {
        @Override
        boolean isDone(Situation before, Situation now) {
            return now.performed().contains("file.export");
        }
    },
    END("") {
        @Override
        boolean isDone(Situation before, Situation now) {
            return false;
        }
    };

    /// Those that ask for something.
    static final List<Card> TASKS = List.of(TYPE, LOOK, PASS, STEP, BACK, BUILD_UP, MEND, FOLD, EXPORT);

    private static final int STEPS = 3;

    private final String place;
    private final String words;

    Card(String place) {
        this(place, "");
    }

    Card(String place, String words) {
        this.place = place;
        this.words = words;
    }

    /// The line of the guide's program that it is about, from 1; 0 for none.
    int line() {
        if (words.isEmpty()) {
            return 0;
        }
        var before = GuideText.program().split(Pattern.quote(words), 2)[0];
        return 1 + (int) before.chars().filter(letter -> letter == '\n').count();
    }

    /// The id of the part of the window that it is about; empty for none.
    String place() {
        return place;
    }

    /// Whether the person has done it.
    ///
    /// @param before when the card came
    abstract boolean isDone(Situation before, Situation now);

    /// Of its words.
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
