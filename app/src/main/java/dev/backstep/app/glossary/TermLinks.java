package dev.backstep.app.glossary;

import dev.backstep.app.controls.SelectableText;
import java.util.List;
import java.util.function.Consumer;

/// Makes the terms in a text links to their explanations.
public final class TermLinks {
    private final Glossary glossary;
    private final Consumer<Term> open;

    /// @param open explains a term
    public TermLinks(Glossary glossary, Consumer<Term> open) {
        this.glossary = glossary;
        this.open = open;
    }

    /// Links the terms in a text, and gives it back.
    public SelectableText on(SelectableText text) {
        return on(text, glossary.mentions(text.content()), open);
    }

    static SelectableText on(SelectableText text, List<Glossary.Mention> mentions, Consumer<Term> open) {
        text.setLinks(mentions.stream()
                .map(mention -> new SelectableText.Link(
                        mention.from(),
                        mention.to(),
                        "What is “%s”?".formatted(mention.term().name()),
                        () -> open.accept(mention.term())))
                .toList());
        return text;
    }
}
