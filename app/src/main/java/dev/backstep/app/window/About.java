package dev.backstep.app.window;

import dev.backstep.app.Version;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/// Which version of Backstep this is.
final class About {
    private About() {}

    static Node view() {
        var name = new Label("Backstep " + Version.current());
        name.getStyleClass().addAll("brand", "title-3");
        var what = new Label(
                "A desktop debugger for the backward pass: type PyTorch code, watch the graph grow, and step through"
                        + " every gradient, forwards and back.");
        what.setWrapText(true);
        var box = new VBox(
                name,
                what,
                new Label("Java %s, JavaFX %s"
                        .formatted(System.getProperty("java.version"), System.getProperty("javafx.version"))),
                new Label("Apache License 2.0"));
        box.getStyleClass().add("about");
        return box;
    }
}
