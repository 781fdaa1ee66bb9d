package dev.backstep.app.guide;

import dev.backstep.app.commands.Category;
import dev.backstep.app.commands.Command;
import dev.backstep.app.feature.Feature;
import java.util.List;
import java.util.function.UnaryOperator;
import javafx.scene.Node;

/// The guide: its command, its card and the frame around what the card is about.
public final class GuideFeature implements Feature {
    private final GuideViewModel model;
    private final GuideCard card;
    private final Halo halo = new Halo();

    /// @param keys gives the keys of a command for people
    public GuideFeature(GuideViewModel model, UnaryOperator<String> keys) {
        this.model = model;
        card = new GuideCard(model, new GuideText(keys));
        model.shownProperty()
                .subscribe(shown ->
                        halo.surround(shown.card() == null ? "" : shown.card().place()));
    }

    /// Above the panels.
    public Node card() {
        return card;
    }

    /// Over everything.
    public Node halo() {
        return halo;
    }

    @Override
    public List<Command> commands() {
        return List.of(Command.of("help.guide", "Guide", model::start)
                .in(Category.HELP, 0)
                .describedAs("Learn Backstep in five minutes, on a program of its own"));
    }
}
