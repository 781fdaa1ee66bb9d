package dev.backstep.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.recording.Event.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConsoleViewModelTest {
    private final ConsoleViewModel console = new ConsoleViewModel();

    private void out(String text) {
        console.append(Stream.OUT, text);
    }

    @Test
    void partsOfALineBecomeOneLine() {
        out("a");
        out("b\nc");
        assertEquals("ab\nc", console.text());
    }

    @Test
    void anEmptyLineIsALine() {
        out("a\n\nb\n");
        assertEquals("a\n\nb", console.text());
    }

    @Test
    void aCarriageReturnStartsTheLineOverAndBeforeALineFeedMeansNothing() {
        out("10 %\r55");
        assertEquals("55 %", console.text());
        out(" %\r");
        out("100 %\r\nnext");
        assertEquals("100 %\nnext", console.text());
    }

    @Test
    void colorCodesAreLeftOutEvenWhenTheyComeInPieces() {
        out("\u001B[1;31mred\u001B[");
        out("0m plain");
        assertEquals("red plain", console.text());
    }

    @Test
    void aLineBelongsToOneStream() {
        out("half");
        console.append(Stream.ERR, "wrong\n");
        out("other half");
        assertEquals(
                List.of(
                        new ConsoleLine(Stream.OUT, "half"),
                        new ConsoleLine(Stream.ERR, "wrong"),
                        new ConsoleLine(Stream.OUT, "other half")),
                console.changes(9).lines());
    }

    @Test
    void aVeryLongLineIsClipped() {
        for (int i = 0; i < 1_000; i++) {
            out("x".repeat(1_000));
        }
        assertEquals("x".repeat(ConsoleViewModel.MAX_LINE) + "… (998,000 more characters)", console.text());
    }

    @Test
    void ofVeryManyLinesTheLastAreKept() {
        for (int i = 0; i < 100_000; i++) {
            out(i + "\n");
        }
        var changes = console.changes(Integer.MAX_VALUE);
        assertEquals(100_000 - ConsoleViewModel.MAX_LINES, changes.dropped());
        assertEquals(changes.dropped(), changes.first());
        assertEquals(ConsoleViewModel.MAX_LINES, changes.lines().size());
        assertEquals("99999", changes.lines().getLast().text());
    }

    @Test
    void onlyWhatIsNewIsFetchedAndTheOpenLineAgain() {
        out("a\nb");
        assertEquals(2, console.changes(9).lines().size());
        out("c\nd\n");
        var changes = console.changes(9);
        assertEquals(1, changes.first());
        assertEquals(
                List.of("bc", "d"),
                changes.lines().stream().map(ConsoleLine::text).toList());
        assertEquals(List.of(), console.changes(9).lines());
    }

    @Test
    void aLargeAmountIsFetchedInPortions() {
        out("a\nb\nc\n");
        var first = console.changes(2);
        assertTrue(first.more());
        var second = console.changes(2);
        assertFalse(second.more());
        assertEquals(2, second.first());
        assertEquals("c", second.lines().getFirst().text());
    }

    @Test
    void clearingForgetsAndSaysSo() {
        out("a\nb\n");
        console.changes(9);
        console.clear();
        out("c\n");
        var changes = console.changes(9);
        assertTrue(changes.cleared());
        assertEquals(0, changes.first());
        assertEquals("c", changes.lines().getFirst().text());
        assertFalse(console.changes(9).cleared());
    }

    @Test
    void theListenerIsToldOnceUntilItHasFetched() {
        var told = new AtomicInteger();
        console.setListener(told::incrementAndGet);
        out("a\n");
        out("b\n");
        assertEquals(1, told.get());
        console.changes(9);
        out("c\n");
        assertEquals(2, told.get());
    }

    @Test
    void manyThreadsMayAppendAtOnce() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; n < 1_000; n++) {
                    out("line\n");
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        var lines = console.changes(Integer.MAX_VALUE).lines();
        assertEquals(4_000, lines.size());
        assertTrue(lines.stream().allMatch(line -> line.text().equals("line")));
    }
}
