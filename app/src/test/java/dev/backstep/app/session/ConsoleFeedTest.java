package dev.backstep.app.session;

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
        var feed = new ConsoleFeed(console);
        var reader = Thread.ofPlatform().name("reader").start(() -> feed.print(Event.Stream.OUT, "a"));
        reader.join();
        assertEquals(List.of("clear", "OUT a by reader"), said);
    }

    @Test
    void earlierTextStaysUntilThereIsSomethingElseOrNothing() {
        var feed = new ConsoleFeed(console);
        assertEquals(List.of(), said);
        feed.finish();
        feed.finish();
        assertEquals(List.of("clear"), said);
    }

    @Test
    void aClosedFeedIsSilent() {
        var feed = new ConsoleFeed(console);
        feed.close();
        feed.print(Event.Stream.ERR, "late");
        feed.finish();
        assertEquals(List.of(), said);
    }
}
