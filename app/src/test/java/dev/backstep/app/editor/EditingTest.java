package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What keys do to a text. In the texts `|` is the caret, `^` the other end of the selection and `⏎` a line feed.
class EditingTest {
    private record Situation(String text, int anchor, int caret) {
        static Situation of(String marked) {
            var lines = marked.replace("⏎", "\n");
            int caret = lines.replace("^", "").indexOf('|');
            int anchor = lines.replace("|", "").indexOf('^');
            return new Situation(lines.replace("^", "").replace("|", ""), anchor < 0 ? caret : anchor, caret);
        }

        int from() {
            return Math.min(anchor, caret);
        }

        int to() {
            return Math.max(anchor, caret);
        }

        Situation after(Edit edit) {
            return new Situation(edit.apply(text), edit.anchor(), edit.caret());
        }

        @Override
        public String toString() {
            var marked = new StringBuilder(text);
            if (anchor == caret) {
                marked.insert(caret, '|');
            } else if (anchor < caret) {
                marked.insert(caret, '|').insert(anchor, '^');
            } else {
                marked.insert(anchor, '^').insert(caret, '|');
            }
            return marked.toString().replace("\n", "⏎");
        }
    }

    private interface Command {
        Edit on(String text, int anchor, int caret);
    }

    private static String after(Command command, String marked) {
        var before = Situation.of(marked);
        return before.after(command.on(before.text, before.anchor, before.caret))
                .toString();
    }

    @Nested
    class Enter {
        @ParameterizedTest
        @CsvSource(
                delimiter = '→',
                ignoreLeadingAndTrailingWhitespace = false,
                value = {
                    "x = 1|→x = 1⏎|",
                    "    x = 1|→    x = 1⏎    |",
                    "def f(x):|→def f(x):⏎    |",
                    "def f(x):  # why|→def f(x):  # why⏎    |",
                    "x = '#:'|→x = '#:'⏎|",
                    "    return x|→    return x⏎|",
                    "        pass|→        pass⏎    |",
                    "    returned = 1|→    returned = 1⏎    |",
                    "f(|)→f(⏎    |⏎)",
                    "x = [|→x = [⏎    |",
                    "a|  b→a⏎|b",
                    "    a^bc|d→    a⏎    |d",
                    "|→⏎|",
                })
        void keepsDeepensOrLeavesTheBlock(String before, String expected) {
            var situation = Situation.of(before);
            var edit = Indentation.newLine(situation.text, situation.from(), situation.to());
            assertEquals(expected, situation.after(edit).toString());
        }
    }

    @Nested
    class TabAndBackspace {
        @Test
        void tabFillsUpToTheNextLevel() {
            assertEquals("ab  |c", after(Indentation::indent, "ab|c"));
            assertEquals("    |", after(Indentation::indent, "|"));
        }

        @Test
        void tabIndentsSelectedLinesButNoEmptyOnes() {
            assertEquals("^    a⏎⏎    b|⏎c", after(Indentation::indent, "^a⏎⏎b⏎|c"));
            assertEquals("|    a⏎    b^", after(Indentation::indent, "|a⏎b^"));
        }

        @Test
        void shiftTabTakesALevelAway() {
            assertEquals("x|", after(Indentation::dedent, "    x|"));
            assertEquals("^a⏎    b⏎c|", after(Indentation::dedent, "  ^  a⏎        b⏎  c|"));
            assertEquals("|x", after(Indentation::dedent, "|x"));
        }

        @Test
        void backspaceInTheIndentRemovesALevel() {
            assertEquals(Optional.of("    |x"), backspace("        |x"));
            assertEquals(Optional.of("    |"), backspace("      |"));
            assertEquals(Optional.empty(), backspace("a   |"));
            assertEquals(Optional.empty(), backspace("|"));
        }

        private Optional<String> backspace(String marked) {
            var before = Situation.of(marked);
            return Indentation.backspace(before.text, before.caret)
                    .map(before::after)
                    .map(Situation::toString);
        }
    }

    @Nested
    class WholeLines {
        @Test
        void commentsGoToTheCommonDepthAndComeOffAgain() {
            var commented = after(LineEdits::toggleComment, "^    a⏎⏎        b|");
            assertEquals("^    # a⏎⏎    #     b|", commented);
            assertEquals("^    a⏎⏎        b|", after(LineEdits::toggleComment, commented));
            assertEquals("x|", after(LineEdits::toggleComment, "#x|"));
            assertEquals("# |", after(LineEdits::toggleComment, "|"));
        }

        @Test
        void aMixtureIsCommentedOnceMore() {
            assertEquals("^# # a⏎# b|", after(LineEdits::toggleComment, "^# a⏎b|"));
        }

        @Test
        void linesAreDuplicatedBelow() {
            assertEquals("a⏎a|⏎b", after(LineEdits::duplicate, "a|⏎b"));
            assertEquals("a⏎b⏎^a⏎b|", after(LineEdits::duplicate, "^a⏎b|"));
        }

        @Test
        void linesMoveUpAndDownAndStopAtTheEnds() {
            assertEquals("b|⏎a", after(LineEdits::moveUp, "a⏎b|"));
            assertEquals("b⏎a|", after(LineEdits::moveDown, "a|⏎b"));
            assertEquals("c⏎^a⏎b|", after(LineEdits::moveDown, "^a⏎b|⏎c"));
            assertEquals("a|⏎b", after(LineEdits::moveUp, "a|⏎b"));
            assertEquals("a⏎b|", after(LineEdits::moveDown, "a⏎b|"));
        }

        @Test
        void linesAreDeleted() {
            assertEquals("|b", after(LineEdits::delete, "a|⏎b"));
            assertEquals("|a", after(LineEdits::delete, "a⏎b|"));
            assertEquals("|", after(LineEdits::delete, "a|"));
        }
    }

    @Nested
    class Brackets {
        @ParameterizedTest
        @CsvSource(
                delimiter = '→',
                quoteCharacter = '`',
                ignoreLeadingAndTrailingWhitespace = false,
                value = {
                    "f|→(→f(|)",
                    "f(|)→)→f()|",
                    "f(|x)→(→null",
                    "x = |→'→x = '|'",
                    "x = '|'→'→x = ''|",
                    "x = ''|→'→x = '''|'''",
                    "f|→\"→f\"|\"",
                    "don|→'→null",
                    "^ab|→[→[^ab|]",
                    "^ab|→x→null",
                })
        void comeInPairs(String before, char typed, String expected) {
            var situation = Situation.of(before);
            var result = BracketPairs.type(situation.text, situation.from(), situation.to(), typed, false)
                    .map(situation::after)
                    .map(Situation::toString);
            assertEquals(expected.equals("null") ? Optional.empty() : Optional.of(expected), result);
        }

        @Test
        void areLeftAloneInStringsAndComments() {
            assertTrue(BracketPairs.type("# a", 3, 3, '(', true).isEmpty());
            assertTrue(BracketPairs.type("# it", 4, 4, '\'', true).isEmpty());
        }

        @Test
        void areRemovedTogether() {
            assertEquals(Optional.of(Edit.delete(1, 3)), BracketPairs.backspace("f()", 2));
            assertEquals(Optional.empty(), BracketPairs.backspace("f(])", 2));
        }

        @Test
        void findTheirPartnersAcrossLinesButNotInText() {
            assertEquals(Optional.of(new BracketPairs.Pair(1, 10)), at("f(')', #)\n)", 2));
            assertEquals(Optional.of(new BracketPairs.Pair(10, 1)), at("f(')', #)\n)", 11));
            assertEquals(Optional.of(new BracketPairs.Pair(0, -1)), at("([)", 0));
            assertEquals(Optional.of(new BracketPairs.Pair(2, 4)), at("f'{x}'", 3));
            assertEquals(Optional.empty(), at("'('", 2));
        }

        private Optional<BracketPairs.Pair> at(String text, int caret) {
            var lexed = new LexedText();
            var lines = Lines.of(text);
            lexed.update(0, 1, lines.count(), line -> lines.line(line + 1));
            return BracketPairs.at(text, lexed, lines, caret);
        }
    }

    @Test
    void theShortestEditBetweenTwoTextsIsFound() {
        assertEquals(new Edit(2, 3, "xyz", 5, 5), Edit.between("abcd", "abxyzd"));
        assertEquals(new Edit(1, 1, "a", 2, 2), Edit.between("a", "aa"));
        assertEquals("", Edit.between("same", "same").with());
    }
}
