package dev.backstep.kernel.recorder;

import static dev.backstep.recording.Recording.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Lists from which stretches can be dropped.
class RecordsTest {
    @Test
    void nothingChangesWhereNothingIsDropped() {
        var records = numbered(5_000);
        assertTrue(records.numbers().same());
        assertEquals(4_321, records.numbers().of(4_321));
        assertEquals(5_000, records.numbers().place(5_000));
    }

    @Test
    void theOthersKeepTheirIdentifiersUntilTheEnd() {
        var records = numbered(3);
        records.drop(1, 2, _ -> false);
        assertNull(records.find(1));
        assertEquals("2", records.get(2));
        assertEquals(3, records.add("3"));
        assertEquals(List.of("0", "2", "3"), records.all());
        var numbers = records.numbers();
        assertEquals(
                List.of(0, NONE, 1, 2, NONE),
                List.of(0, 1, 2, 3, NONE).stream().map(numbers::of).toList());
        assertEquals(
                List.of(0, 1, 1, 2, 3),
                List.of(0, 1, 2, 3, 4).stream().map(numbers::place).toList());
    }

    @Test
    void whatIsRecordedAgainStandsForWhatWasDropped() {
        var records = numbered(2);
        records.drop(0, 2, _ -> false);
        records.isAgain(0, records.add("again"));
        records.drop(2, 3, _ -> false);
        records.isAgain(2, records.add("once more"));
        assertEquals(0, records.numbers().of(0));
        assertEquals(NONE, records.numbers().of(1));
    }

    @Test
    void listsOfAnyLengthGiveWhatAPlainListGives() {
        var random = new Random(7);
        for (int round = 0; round < 50; round++) {
            var records = new Records<String>();
            var plain = new ArrayList<String>();
            for (int step = 0; step < 40; step++) {
                for (int i = random.nextInt(400); i > 0; i--) {
                    records.add(Integer.toString(plain.size()));
                    plain.add(Integer.toString(plain.size()));
                }
                int from = random.nextInt(plain.size() + 1);
                int to = Math.min(plain.size(), from + random.nextInt(3_000));
                int rest = random.nextInt(1, 300);
                records.drop(from, to, id -> id % 300 == rest);
                for (int id = from; id < to; id++) {
                    if (id % 300 != rest) {
                        plain.set(id, null);
                    }
                }
            }
            var there = plain.stream().filter(item -> item != null).toList();
            assertEquals(there, records.all());
            assertEquals(there.size(), records.kept());
            var numbers = records.numbers();
            int before = 0;
            for (int id = 0; id < plain.size(); id++) {
                assertEquals(before, numbers.place(id));
                assertEquals(plain.get(id) == null ? NONE : before, numbers.of(id));
                before += plain.get(id) == null ? 0 : 1;
            }
            assertEquals(before, numbers.place(plain.size()));
        }
    }

    private static Records<String> numbered(int count) {
        var records = new Records<String>();
        for (int i = 0; i < count; i++) {
            records.add(Integer.toString(i));
        }
        return records;
    }
}
