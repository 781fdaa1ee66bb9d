package dev.backstep.app.playback;

import dev.backstep.app.commands.CommandControls;
import dev.backstep.app.replay.Replay;
import javafx.animation.AnimationTimer;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// The buttons of playback, the speed, and the timeline. It drives the animation's clock.
public final class TransportBar extends HBox {
    private static final double NARROW = 640;

    private final CommandControls controls;
    private final PlaybackViewModel playback;
    private final Clock clock = new Clock();

    public TransportBar(Replay replay, PlaybackViewModel playback, CommandControls controls) {
        this.controls = controls;
        this.playback = playback;
        getStyleClass().add("transport-bar");
        setAlignment(Pos.CENTER_LEFT);
        Button previousPass = button("previous-pass", "step.previous-pass", Feather.CHEVRONS_LEFT);
        Button nextPass = button("next-pass", "step.next-pass", Feather.CHEVRONS_RIGHT);
        for (Button button : new Button[] {previousPass, nextPass}) {
            button.visibleProperty().bind(widthProperty().greaterThanOrEqualTo(NARROW));
            button.managedProperty().bind(button.visibleProperty());
        }
        var buttons = new HBox(
                button("first", "step.first", Feather.SKIP_BACK),
                previousPass,
                button("step-back", "step.back", Feather.CHEVRON_LEFT),
                playButton(),
                button("step-forward", "step.forward", Feather.CHEVRON_RIGHT),
                nextPass,
                button("last", "step.last", Feather.SKIP_FORWARD));
        buttons.getStyleClass().add("transport-buttons");
        buttons.setAlignment(Pos.CENTER_LEFT);
        buttons.setMinWidth(USE_PREF_SIZE);
        var strip = new TimelineStrip(replay, playback);
        strip.setId("timeline");
        controls.contextMenu(strip, PlaybackCommands.CONTEXT_MENU);
        var place = new Label();
        place.setId("timeline-place");
        place.getStyleClass().add("timeline-place");
        place.textProperty().bind(Bindings.createStringBinding(playback::placeText, replay.momentProperty()));
        var track = new VBox(strip, place);
        track.setAlignment(Pos.TOP_RIGHT);
        HBox.setHgrow(track, Priority.ALWAYS);
        getChildren().addAll(buttons, speedButton(), track);
        playback.animatingProperty().subscribe(animating -> {
            if (animating) {
                clock.begin();
            } else {
                clock.stop();
            }
        });
    }

    private Button button(String id, String command, Feather icon) {
        var button = controls.wire(new Button(null, new FontIcon(icon)), command);
        button.setId("transport-" + id);
        button.getStyleClass().add("transport-button");
        return button;
    }

    private Button playButton() {
        var icon = new FontIcon(Feather.PLAY);
        var button = controls.wire(new Button("Play", icon), "step.play");
        button.setId("transport-play");
        button.getStyleClass().addAll("transport-button", "accent");
        playback.playingProperty().subscribe(playing -> {
            icon.setIconCode(playing ? Feather.PAUSE : Feather.PLAY);
            button.setText(playing ? "Pause" : "Play");
        });
        button.contentDisplayProperty()
                .bind(Bindings.when(widthProperty().lessThan(NARROW))
                        .then(ContentDisplay.GRAPHIC_ONLY)
                        .otherwise(ContentDisplay.LEFT));
        return button;
    }

    private MenuButton speedButton() {
        var button = new MenuButton();
        button.setId("transport-speed");
        button.getStyleClass().addAll("transport-speed", "flat");
        controls.describe(button, "step.faster");
        button.setFocusTraversable(false);
        button.setMinWidth(USE_PREF_SIZE);
        button.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> text(playback.speedProperty().get()), playback.speedProperty()));
        var group = new ToggleGroup();
        for (double speed : PlaybackViewModel.SPEEDS) {
            var item = new RadioMenuItem(text(speed));
            item.setToggleGroup(group);
            item.setOnAction(_ -> playback.speedProperty().set(speed));
            playback.speedProperty().subscribe(now -> item.setSelected(now.doubleValue() == speed));
            button.getItems().add(item);
        }
        return button;
    }

    private static String text(double speed) {
        return (speed == Math.rint(speed) ? Long.toString((long) speed) : Double.toString(speed)) + "×";
    }

    /// Tells the view model how much time has passed, frame by frame.
    private final class Clock extends AnimationTimer {
        private long last;

        void begin() {
            last = 0;
            start();
        }

        @Override
        public void handle(long now) {
            if (last != 0) {
                playback.advance((now - last) / 1e9);
            }
            last = now;
        }
    }
}
