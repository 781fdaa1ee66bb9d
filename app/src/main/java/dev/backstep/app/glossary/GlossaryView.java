package dev.backstep.app.glossary;

import dev.backstep.app.controls.SelectableText;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// The glossary's panel: the terms on the left, and one of them explained.
final class GlossaryView extends BorderPane {
    private static final double LIST_WIDTH = 210;

    private final GlossaryViewModel model;
    private final TextField query = new TextField();
    private final ListView<Term> list = new ListView<>();
    private final VBox page = new VBox();

    GlossaryView(GlossaryViewModel model) {
        this.model = model;
        setId("glossary");
        getStyleClass().add("glossary");
        query.setId("glossary-query");
        query.setPromptText("Search terms");
        query.setAccessibleText("Search terms");
        query.textProperty().bindBidirectional(model.queryProperty());
        query.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.ENTER) {
                list.requestFocus();
                list.getSelectionModel()
                        .select(Math.max(0, list.getSelectionModel().getSelectedIndex()));
                event.consume();
            }
        });
        list.setId("glossary-list");
        list.getStyleClass().add("dense");
        list.setPlaceholder(new Label("No term has these letters"));
        list.setCellFactory(view -> new Row());
        VBox.setVgrow(list, Priority.ALWAYS);
        var left = new VBox(query, list);
        left.getStyleClass().add("glossary-left");
        left.setPrefWidth(LIST_WIDTH);
        left.setMinWidth(LIST_WIDTH);
        page.getStyleClass().add("glossary-page");
        page.setId("glossary-page");
        var scroller = new ScrollPane(page);
        scroller.setFitToWidth(true);
        scroller.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroller.getStyleClass().add("edge-to-edge");
        setLeft(left);
        setCenter(scroller);
        model.listedProperty().subscribe(this::show);
        model.termProperty().subscribe(term -> {
            show(term);
            scroller.setVvalue(0);
        });
        list.getSelectionModel().selectedItemProperty().subscribe((before, chosen) -> {
            if (chosen != null && !chosen.equals(model.termProperty().get())) {
                model.open(chosen);
            }
        });
    }

    void focusSearch() {
        query.requestFocus();
        query.selectAll();
    }

    private void show(List<Term> terms) {
        list.getItems().setAll(terms);
        select(model.termProperty().get());
    }

    private void show(Term term) {
        page.getChildren().setAll(new SelectableText(term.name(), "glossary-title"), text(term));
        if (!term.example().isEmpty()) {
            page.getChildren().add(new SelectableText(term.example(), "mono", "glossary-example"));
        }
        if (!term.see().isEmpty()) {
            var see = new FlowPane();
            see.getStyleClass().add("glossary-see");
            see.getChildren().add(new Label("See also"));
            term.see().forEach(name -> see.getChildren().add(link(name)));
            page.getChildren().add(see);
        }
        select(term);
    }

    private SelectableText text(Term term) {
        var others = model.glossary().mentions(term.text()).stream()
                .filter(mention -> !mention.term().equals(term))
                .toList();
        return TermLinks.on(new SelectableText(term.text()), others, model::open);
    }

    private Node link(String name) {
        var link = new Hyperlink(name);
        link.setOnAction(event -> model.open(name));
        return link;
    }

    private void select(Term term) {
        if (list.getItems().contains(term)) {
            list.getSelectionModel().select(term);
            list.scrollTo(Math.max(0, list.getItems().indexOf(term) - 2));
        } else {
            list.getSelectionModel().clearSelection();
        }
    }

    private static final class Row extends ListCell<Term> {
        @Override
        protected void updateItem(@Nullable Term term, boolean empty) {
            super.updateItem(term, empty);
            setText(empty || term == null ? null : term.name());
        }
    }
}
