package dev.backstep.app.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backstep.recording.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleFeedTest {
    private final List<String> said = new ArrayList<>();
    private final Console console = new Console() {
        @Override
        public void clear() {
            said.add("clear");
        }

        @Override
        public void print(Event.Stream stream, String text) {
            said.add(stream + " " + text + " by " + Thread.currentThread().getName());
        }
    };

    @Test
    void textReachesTheConsoleByTheThreadThatBringsIt() throws Exception {
        var feed = new ConsoleFeed(console, false);
        var reader = Thread.ofPlatform().name("reader").start(() -> feed.print(Event.Stream.OUT, "a"));
        reader.join();
        assertEquals(List.of("clear", "OUT a by reader"), said);
    }

    @Test
    void earlierTextStaysUntilThereIsSomethingElseOrNothing() {
        var feed = new ConsoleFeed(console, false);
        assertEquals(List.of(), said);
        feed.finish();
        feed.finish();
        assertEquals(List.of("clear"), said);
    }

    @Test
    void aClosedFeedIsSilent() {
        var feed = new ConsoleFeed(console, false);
        feed.close();
        feed.print(Event.Stream.ERR, "late");
        feed.finish();
        assertEquals(List.of(), said);
    }

    @Test
    void aHeldFeedIsSilentUntilItIsOpenedAndForgetsNothing() {
        var feed = new ConsoleFeed(console, true);
        feed.print(Event.Stream.OUT, "a");
        feed.print(Event.Stream.ERR, "b");
        assertEquals(List.of(), said);
        feed.open();
        feed.print(Event.Stream.OUT, "c");
        assertEquals(List.of("clear", "OUT a by main", "ERR b by main", "OUT c by main"), said);
    }

    @Test
    void anOpenedFeedThatHasNothingYetLeavesWhatIsThere() {
        var feed = new ConsoleFeed(console, true);
        feed.open();
        assertEquals(List.of(), said);
        feed.finish();
        assertEquals(List.of("clear"), said);
    }

    @Test
    void whatAHeldFeedKeptIsDroppedWithTheRun() {
        var feed = new ConsoleFeed(console, true);
        feed.print(Event.Stream.OUT, "a");
        feed.close();
        feed.open();
        feed.finish();
        assertEquals(List.of(), said);
    }

    @Test
    void aProgramThatStartsAnewTakesBackWhatAHeldFeedKept() {
        var feed = new ConsoleFeed(console, true);
        feed.print(Event.Stream.OUT, "void");
        feed.restart();
        feed.print(Event.Stream.OUT, "again");
        feed.finish();
        assertEquals(List.of("clear", "OUT again by main"), said);
    }

    @Test
    void aHeldFeedKeepsALittleAndLetsAProgramThatPrintsWithoutEndBeHeard() {
        var feed = new ConsoleFeed(console, true);
        var line = "x".repeat(1000);
        for (var printed = 0; printed <= ConsoleFeed.HELD_CHARACTERS / 1000; printed++) {
            feed.print(Event.Stream.OUT, line);
        }
        assertEquals(ConsoleFeed.HELD_CHARACTERS / 1000 + 2, said.size());
    }
}
