package dev.backstep.app.glossary;

import dev.backstep.app.commands.Category;
import dev.backstep.app.commands.Command;
import dev.backstep.app.feature.Feature;
import dev.backstep.app.feature.Panel;
import java.util.List;
import java.util.function.Consumer;

/// The glossary: its panel, and its terms in the palette.
public final class GlossaryFeature implements Feature {
    private final GlossaryViewModel model = new GlossaryViewModel(Glossary.load());
    private final GlossaryView view = new GlossaryView(model);
    private final Panel panel = new Panel("glossary", "Glossary", "Show the panel of terms", view);
    private final Consumer<String> perform;

    /// @param perform performs a command
    public GlossaryFeature(Consumer<String> perform) {
        this.perform = perform;
    }

    /// For texts in other panels.
    public TermLinks links() {
        return new TermLinks(model.glossary(), this::open);
    }

    private void open(Term term) {
        model.open(term);
        perform.accept(panel.command());
    }

    @Override
    public List<Panel> panels() {
        return List.of(panel);
    }

    @Override
    public List<Command> commands() {
        return List.of(Command.of("help.glossary", "Glossary", () -> {
                    perform.accept(panel.command());
                    view.focusSearch();
                })
                .in(Category.HELP, 0)
                .describedAs("Look up a term of automatic differentiation"));
    }

    @Override
    public List<Command> findable() {
        return model.glossary().terms().stream()
                .map(term -> Command.of("glossary." + term.name(), term.name(), () -> open(term))
                        .in(Category.GLOSSARY, 0))
                .toList();
    }
}
