package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.backstep.app.editor.Search.Query;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final String TEXT = "Loss = loss.sum()\nloss.backward()";

    @Test
    void plainTextIsTakenLiterally() {
        assertEquals(
                1, Search.find(TEXT, new Query("sum()", false, false)).matches().size());
        assertEquals(
                0, Search.find(TEXT, new Query("l.ss", false, false)).matches().size());
    }

    @Test
    void caseMattersOnlyOnRequest() {
        assertEquals(
                3, Search.find(TEXT, new Query("loss", false, false)).matches().size());
        assertEquals(
                2, Search.find(TEXT, new Query("loss", true, false)).matches().size());
    }

    @Test
    void linesBeginAndEndForARegularExpression() {
        var found = Search.find(TEXT, new Query("^loss", true, true));
        assertEquals(List.of(new Lines.Range(18, 22)), found.matches());
    }

    @Test
    void aWrongExpressionIsExplained() {
        assertEquals(
                "Not a regular expression: unclosed group at character 3",
                Search.find(TEXT, new Query("(ab", false, true)).error());
        assertEquals("", Search.find(TEXT, new Query("(ab", false, false)).error());
    }

    @Test
    void anExpressionThatMatchesNothingEverywhereFindsNothing() {
        assertEquals(List.of(), Search.find(TEXT, new Query("x*", false, true)).matches());
    }

    @Test
    void theSearchGoesRoundAtTheEnds() {
        var found = Search.find("a a a", new Query("a", true, false));
        assertEquals(OptionalInt.of(1), found.next(1));
        assertEquals(OptionalInt.of(0), found.next(5));
        assertEquals(OptionalInt.of(2), found.previous(0));
        assertEquals(OptionalInt.empty(), Search.NOTHING.next(0));
    }

    @Test
    void oneMatchIsReplacedWithItsGroups() {
        var query = new Query("(\\w+)\\.sum\\(\\)", true, true);
        var match = Search.find(TEXT, query).matches().getFirst();
        var edit = Search.replace(TEXT, query, match, "torch.sum($1)");
        assertEquals("Loss = torch.sum(loss)\nloss.backward()", edit.apply(TEXT));
    }

    @Test
    void allMatchesAreReplacedInOneEdit() {
        var edit = Search.replaceAll(TEXT, new Query("loss", false, false), "$1", 0);
        assertEquals("$1 = $1.sum()\n$1.backward()", edit.apply(TEXT));
    }

    @Test
    void aReplacementWithAnUnknownGroupIsExplained() {
        var query = new Query("a", true, true);
        var error = assertThrows(IllegalArgumentException.class, () -> Search.replaceAll("a", query, "$2", 0));
        assertEquals("Replacement: no group 2", error.getMessage());
    }
}
