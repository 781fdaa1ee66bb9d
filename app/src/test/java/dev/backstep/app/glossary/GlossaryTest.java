package dev.backstep.app.glossary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlossaryTest {
    private final Glossary glossary = Glossary.load();

    @Test
    void everyTermIsExplainedAndLeadsOnlyToTermsThatThereAre() {
        assertTrue(glossary.terms().size() > 40);
        var words = new HashSet<String>();
        for (var term : glossary.terms()) {
            assertFalse(term.text().isBlank(), term.name());
            term.see().forEach(name -> assertTrue(glossary.find(name).isPresent(), term.name() + " → " + name));
            term.words().forEach(word -> assertTrue(words.add(word), () -> "two terms have the word " + word));
        }
        for (var name :
                List.of("leaf", "grad_fn", "AccumulateGrad", "retain_grad", "vector-Jacobian product", "broadcast")) {
            assertFalse(glossary.find(name).orElseThrow().example().isBlank(), name);
        }
    }

    @Test
    void termsAreFoundInTextsAsWholeWordsTheLongestFirstAndOnce() {
        assertEquals(
                List.of("saved tensor", "leaf"), names("Saved tensors of a leaf, and a leaf again; leaflet, my_leaf"));
        assertEquals(List.of("grad", "zero_grad"), names("Here w.x is none, .grad is zeroed"));
        assertEquals(List.of(), names("model.step is a name"));
        var mention = glossary.mentions("is_leaf").getFirst();
        assertEquals(0, mention.from());
        assertEquals(7, mention.to());
    }

    private List<String> names(String text) {
        return glossary.mentions(text).stream()
                .map(mention -> mention.term().name())
                .toList();
    }

    @Test
    void searchingFindsByNameAndByOtherWords() {
        assertEquals("retain_grad", glossary.search("retain").getFirst().name());
        assertEquals("optimizer", glossary.search("learning rate").getFirst().name());
        assertEquals(List.of(), glossary.search("xyzzy"));
        assertEquals(glossary.terms().size(), glossary.search("").size());
    }

    @Test
    void whatIsSearchedForIsExplainedAndALinkOpensWhateverIsListed() {
        var model = new GlossaryViewModel(glossary);
        model.queryProperty().set("broad");
        assertEquals("broadcast", model.termProperty().get().name());
        model.open("leaf");
        assertEquals("leaf", model.termProperty().get().name());
        assertTrue(
                model.listedProperty().getValue().contains(model.termProperty().get()));
    }
}
