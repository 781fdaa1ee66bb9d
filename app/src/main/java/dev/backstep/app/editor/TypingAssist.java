package dev.backstep.app.editor;

import java.util.Optional;
import javafx.scene.input.KeyEvent;
import org.fxmisc.richtext.CodeArea;

/// Lets Enter, Backspace, brackets and quotes do what a Python programmer expects of them.
final class TypingAssist {
    private final CodeArea area;
    private final LexedText lexed;

    TypingAssist(CodeArea area, LexedText lexed) {
        this.area = area;
        this.lexed = lexed;
        area.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        area.addEventFilter(KeyEvent.KEY_TYPED, this::typed);
    }

    private void pressed(KeyEvent event) {
        if (event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        var edit = switch (event.getCode()) {
            case ENTER -> Optional.of(Indentation.newLine(area.getText(), from(), to()));
            case BACK_SPACE -> backspace();
            default -> Optional.<Edit>empty();
        };
        edit.ifPresent(change -> apply(change, event));
    }

    private void typed(KeyEvent event) {
        if (event.isShortcutDown() && !event.isAltDown() || event.getCharacter().length() != 1) {
            return;
        }
        int line = area.getCurrentParagraph();
        int column = area.getCaretColumn();
        // A caret at a string's very end is behind it, so its last character decides.
        boolean inText = lexed.isText(line, column) && lexed.isText(line, column - 1) || inComment(line, column);
        BracketPairs.type(area.getText(), from(), to(), event.getCharacter().charAt(0), inText)
                .ifPresent(change -> apply(change, event));
    }

    private boolean inComment(int line, int column) {
        var tokens = lexed.tokens(line);
        return !tokens.isEmpty()
                && tokens.getLast().kind() == Token.Kind.COMMENT
                && tokens.getLast().start() < column;
    }

    private Optional<Edit> backspace() {
        if (from() != to()) {
            return Optional.empty();
        }
        return BracketPairs.backspace(area.getText(), from()).or(() -> Indentation.backspace(area.getText(), from()));
    }

    private void apply(Edit edit, KeyEvent event) {
        Edits.apply(area, edit);
        event.consume();
    }

    private int from() {
        return area.getSelection().getStart();
    }

    private int to() {
        return area.getSelection().getEnd();
    }
}
