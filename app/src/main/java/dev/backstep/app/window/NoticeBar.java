package dev.backstep.app.window;

import dev.backstep.app.kernel.Notice;
import dev.backstep.app.kernel.SessionViewModel;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// A strip above the panels that shows the session's notice until it is dismissed or out of date. It stops nobody from
/// typing on.
final class NoticeBar extends HBox {
    private final FontIcon icon = new FontIcon(Feather.INFO);
    private final Label sentence = new Label();
    private final Label details = new Label();
    private final FlowPane actions = new FlowPane(8, 4);
    private final SessionViewModel session;

    NoticeBar(SessionViewModel session) {
        this.session = session;
        getStyleClass().add("notice-bar");
        setId("notice-bar");
        setAlignment(Pos.TOP_LEFT);
        sentence.setWrapText(true);
        sentence.setId("notice-text");
        details.getStyleClass().add("notice-details");
        details.setWrapText(true);
        details.managedProperty().bind(details.visibleProperty());
        actions.setId("notice-actions");
        actions.getStyleClass().add("notice-actions");
        actions.managedProperty().bind(actions.visibleProperty());
        var text = new VBox(sentence, details, actions);
        HBox.setHgrow(text, Priority.ALWAYS);
        var close = new Button(null, new FontIcon(Feather.X));
        close.getStyleClass().addAll("flat", "notice-close");
        close.setId("notice-close");
        close.setTooltip(new Tooltip("Dismiss"));
        close.setAccessibleText("Dismiss");
        close.setOnAction(event -> session.dismissNotice());
        getChildren().addAll(icon, text, close);
        managedProperty().bind(visibleProperty());
        session.noticeProperty().subscribe(notice -> {
            setVisible(notice.isPresent());
            notice.ifPresent(this::show);
        });
    }

    private void show(Notice notice) {
        var parts = notice.text().split("\n", 2);
        sentence.setText(parts[0]);
        details.setText(parts.length > 1 ? parts[1] : "");
        details.setVisible(parts.length > 1);
        actions.getChildren().setAll(notice.actions().stream().map(this::button).toList());
        actions.setVisible(!notice.actions().isEmpty());
        icon.setIconCode(
                switch (notice.level()) {
                    case INFORMATION -> Feather.INFO;
                    case WARNING -> Feather.ALERT_TRIANGLE;
                    case ERROR -> Feather.ALERT_OCTAGON;
                });
        getStyleClass().removeAll("information", "warning", "error");
        getStyleClass().add(notice.level().name().toLowerCase(Locale.ROOT));
    }

    private Button button(Notice.Action action) {
        var button = new Button(action.title());
        button.getStyleClass().add("notice-action");
        button.setOnAction(event -> {
            if (action.settles()) {
                session.dismissNotice();
            }
            action.run().run();
        });
        return button;
    }
}
