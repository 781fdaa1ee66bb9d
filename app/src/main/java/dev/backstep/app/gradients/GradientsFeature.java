package dev.backstep.app.gradients;

import dev.backstep.app.feature.Feature;
import dev.backstep.app.feature.Panel;
import dev.backstep.app.replay.Replay;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;

/// How gradients build up over the passes of a run.
public final class GradientsFeature implements Feature {
    private final GradientsViewModel model;
    private final GradientsView view;

    /// @param insertFix puts a missing line into the program
    public GradientsFeature(Replay replay, Consumer<ZeroingFix> insertFix) {
        model = new GradientsViewModel(replay);
        view = new GradientsView(model);
        view.setOnInsertFix(insertFix);
    }

    /// What is to be said of gradients that were added up.
    public ObservableValue<List<BuildUpNotice>> notices() {
        return model.allNoticesProperty();
    }

    public Node view() {
        return view;
    }

    @Override
    public List<Panel> panels() {
        return List.of(new Panel(
                "gradients",
                "Gradients",
                "Show the panel of gradients",
                view,
                new Panel.Warning(model.allNoticesProperty().map(all -> !all.isEmpty()), "Gradients were added up")));
    }
}
