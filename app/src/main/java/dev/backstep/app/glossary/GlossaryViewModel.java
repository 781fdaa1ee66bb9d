package dev.backstep.app.glossary;

import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;

/// Which terms are listed and which is explained. Belongs to the JavaFX application thread.
public final class GlossaryViewModel {
    private final Glossary glossary;
    private final StringProperty query = new SimpleStringProperty(this, "query", "");
    private final ReadOnlyObjectWrapper<Term> term = new ReadOnlyObjectWrapper<>(this, "term");
    private final ObservableValue<List<Term>> listed;

    public GlossaryViewModel(Glossary glossary) {
        this.glossary = glossary;
        listed = query.map(glossary::search);
        term.set(glossary.terms().getFirst());
        // What is searched for is explained without another key.
        query.subscribe((before, now) -> {
            var found = glossary.search(now);
            if (!now.isBlank() && !found.isEmpty()) {
                term.set(found.getFirst());
            }
        });
    }

    public Glossary glossary() {
        return glossary;
    }

    /// Some letters by which the list is narrowed.
    StringProperty queryProperty() {
        return query;
    }

    ObservableValue<List<Term>> listedProperty() {
        return listed;
    }

    /// The one that is explained.
    ReadOnlyObjectProperty<Term> termProperty() {
        return term.getReadOnlyProperty();
    }

    /// Explains a term. The list shows it, whatever was searched for.
    public void open(Term wanted) {
        if (!listed.getValue().contains(wanted)) {
            query.set("");
        }
        term.set(wanted);
    }

    void open(String name) {
        glossary.find(name).ifPresent(this::open);
    }
}
