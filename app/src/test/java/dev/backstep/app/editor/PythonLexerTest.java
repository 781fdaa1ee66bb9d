package dev.backstep.app.editor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.backstep.app.editor.PythonLexer.State;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonLexerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for i in range(3):|KEYWORD for, KEYWORD in, BUILTIN range, BRACKET (, NUMBER 3, BRACKET )",
                "x = None if y else True|CONSTANT None, KEYWORD if, KEYWORD else, CONSTANT True",
                "def forward(self, x):|KEYWORD def, DEFINITION forward, BRACKET (, BUILTIN self, BRACKET )",
                "class Net(nn.Module):|KEYWORD class, DEFINITION Net, BRACKET (, TORCH nn, BRACKET )",
                "@torch.no_grad()|DECORATOR @torch.no_grad, BRACKET (, BRACKET )",
                "a @ b|",
                "loss.backward(retain_graph=True)|AUTOGRAD backward, BRACKET (, AUTOGRAD retain_graph, CONSTANT True,"
                        + " BRACKET )",
                "y = torch.relu(x, inplace=True)|TORCH torch, CALL relu, BRACKET (, ARGUMENT inplace, CONSTANT True,"
                        + " BRACKET )",
                "f(a == b)|CALL f, BRACKET (, BRACKET )",
                "x.min = 1|NUMBER 1",
                "match = 3|NUMBER 3",
                "match x:|KEYWORD match",
                "0x_1F + 1_000.5e-3 + .5 + 2. + 3j|NUMBER 0x_1F, NUMBER 1_000.5e-3, NUMBER .5, NUMBER 2., NUMBER 3j",
                "x1 = y  # a 'note'|COMMENT # a 'note'",
                "'it\\'s' \"# no\"|STRING 'it\\'s', STRING \"# no\"",
                "rb'\\'' + Rf'{a}'|STRING rb'\\'', STRING Rf', FIELD {, FIELD }, STRING '",
                "f'{x:.3f} {{no}} {y!r}'|STRING f', FIELD {, STRING :.3f, FIELD }, STRING ` {{no}} `, FIELD {, STRING"
                        + " !r, FIELD }, STRING '",
                "f'{d[\"k\"]} {len(s)}'|STRING f', FIELD {, BRACKET [, STRING \"k\", BRACKET ], FIELD }, STRING ` `,"
                        + " FIELD {, BUILTIN len, BRACKET (, BRACKET ), FIELD }, STRING '",
                "überlauf = größe|",
            })
    void tokensAreToldApart(String line, String expected) {
        var tokens = PythonLexer.lex(line, State.CODE).tokens().stream()
                .map(token -> token.kind() + " " + line.substring(token.start(), token.end()))
                .toList();
        assertEquals(expected == null ? "" : expected.replace("`", ""), String.join(", ", tokens));
    }

    @Test
    void aTripleQuotedStringGoesOnUntilItsOwnQuotes() {
        var first = PythonLexer.lex("s = \"\"\"one ' \"", State.CODE);
        assertEquals(new State("\"\"\"", false), first.end());
        var second = PythonLexer.lex("two''' \"\"\" + 1", first.end());
        assertEquals(State.CODE, second.end());
        assertEquals(
                List.of(new Token(Token.Kind.STRING, 0, 10), new Token(Token.Kind.NUMBER, 13, 14)), second.tokens());
    }

    @Test
    void aFormattedTripleQuotedStringKeepsItsFieldsOnLaterLines() {
        var first = PythonLexer.lex("s = f'''", State.CODE);
        var second = PythonLexer.lex("{x}'''", first.end());
        assertEquals(
                List.of(Token.Kind.FIELD, Token.Kind.FIELD, Token.Kind.STRING),
                second.tokens().stream().map(Token::kind).toList());
    }

    @Test
    void anUnfinishedStringEndsWithItsLineUnlessABackslashContinuesIt() {
        assertEquals(State.CODE, PythonLexer.lex("x = 'half", State.CODE).end());
        assertEquals(
                new State("'", false),
                PythonLexer.lex("x = 'half\\", State.CODE).end());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f'{", "f'{x", "f'{x'", "f\"{'", "f'{x:", "'", "\"\"\"", "rb'", "def", "@", "1.e", "\\", "f'{{",
                "f'{(}'"
            })
    void halfTypedCodeIsLexedToo(String line) {
        assertTokensAreInOrder(line);
    }

    @Test
    void anythingAtAllIsLexed() {
        var random = new Random(7);
        var alphabet = "ab1.'\"\\{}()[]fr#@:! \t=é";
        for (int i = 0; i < 5_000; i++) {
            var line = new StringBuilder();
            for (int n = random.nextInt(24); n > 0; n--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertTokensAreInOrder(line.toString());
        }
    }

    private static void assertTokensAreInOrder(String line) {
        int end = 0;
        for (var token : PythonLexer.lex(line, State.CODE).tokens()) {
            assertTrue(end <= token.start() && token.start() < token.end() && token.end() <= line.length(), line);
            end = token.end();
        }
    }
}
