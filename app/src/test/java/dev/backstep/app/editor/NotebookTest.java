package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NotebookTest {
    @Test
    void cellsAreSectionsAndTextsAreComments() throws IOException {
        var program = Notebook.program("lesson.ipynb", """
                {"nbformat": 4, "metadata": {}, "cells": [
                  {"cell_type": "markdown", "source": ["# Title\\n", "\\n", "Some *text*"]},
                  {"cell_type": "code", "outputs": [], "source": "x = 1\\n"}]}
                """);
        assertEquals("""
                # Made from lesson.ipynb. Lines of Jupyter's own (% and !) are commented out,
                # and the value of a cell's last expression is printed.

                # %% [markdown] cell 1
                # # Title
                #
                # Some *text*

                # %% cell 2
                x = 1
                """, program);
    }

    @Test
    void theThirdVersionOfTheFormatIsReadToo() throws IOException {
        var program = Notebook.program("old.ipynb", """
                {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["y = 2"]}]}]}
                """);
        assertTrue(program.endsWith("# %% cell 1\ny = 2\n"), program);
    }

    @Test
    void magicsAndShellCommandsAreCommentedOut() throws IOException {
        assertEquals(
                "# %matplotlib inline\n# !pip install torch\nimport torch",
                cell("%matplotlib inline\n!pip install torch\nimport torch"));
        assertEquals("files = None  # !ls", cell("files = !ls"));
        assertEquals("# torch.ones?", cell("torch.ones?"));
        assertEquals("if x:\n    pass  # !ls", cell("if x:\n    !ls"));
        assertEquals("# %%bash\n# ls -l", cell("%%bash\nls -l"));
        assertEquals("# %%time\nx = 1", cell("%%time\nx = 1"));
    }

    @Test
    void whatOnlyLooksLikeAMagicIsLeftAlone() throws IOException {
        assertEquals("x = (7\n  % 4)", cell("x = (7\n  % 4)"));
        assertEquals("s = \"\"\"\n%d\n!\n\"\"\"", cell("s = \"\"\"\n%d\n!\n\"\"\""));
        assertEquals("x != 1 or y == 2;", cell("x != 1 or y == 2;"));
    }

    @Test
    void theLastExpressionIsPrintedAsANotebookDoes() throws IOException {
        assertEquals("x = 1\nprint(repr(x))  # the cell's value", cell("x = 1\nx"));
        assertEquals("print(repr(x.grad))  # look", cell("x.grad  # look"));
        assertEquals("print(repr([x,\n y]))  # the cell's value", cell("[x,\n y]"));
        assertEquals("print(repr(x == 1))  # the cell's value", cell("x == 1"));
        assertEquals("print(repr(a[1:2]))  # the cell's value", cell("a[1:2]"));
        assertEquals("print(repr('a = #b'))  # the cell's value", cell("'a = #b'"));
    }

    @Test
    void aCallIsPrintedUnlessItReturnsNone() throws IOException {
        assertEquals("if (_ := (loss.item())) is not None: print(repr(_))  # the cell's value", cell("loss.item()"));
        assertEquals("if (_ := (print(\n  x))) is not None: print(repr(_))  # the cell's value", cell("print(\n  x)"));
    }

    @Test
    void whatIsNoExpressionIsNotPrinted() throws IOException {
        for (var statement : List.of(
                "x = 1",
                "x += 1",
                "x <<= 1",
                "x: int",
                "import torch",
                "for i in x:\n    i",
                "x;",
                "a; b",
                "@d\ndef f():\n    pass",
                "del x",
                "x = [\n  1,\n]",
                "# a remark")) {
            assertEquals(statement, cell(statement));
        }
    }

    @Test
    void aFileThatIsNoNotebookIsExplained() {
        assertTrue(assertThrows(IOException.class, () -> Notebook.program("a.ipynb", "no json"))
                .getMessage()
                .contains("a.ipynb is no notebook"));
        assertThrows(IOException.class, () -> Notebook.program("a.ipynb", "{}"));
    }

    private static String cell(String source) throws IOException {
        var json = JsonMapper.builder()
                .build()
                .writeValueAsString(Map.of("cells", List.of(Map.of("cell_type", "code", "source", source))));
        return Notebook.program("a.ipynb", json).lines().skip(4).collect(Collectors.joining("\n"));
    }
}
