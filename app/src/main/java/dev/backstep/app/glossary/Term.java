package dev.backstep.app.glossary;

import java.util.List;

/// A word of the field.
///
/// @param words the ways in which it is written, which are linked to it
/// @param text what it means, in a few sentences
/// @param example a formula or some lines of code; may be empty
/// @param see the names of related terms
public record Term(String name, List<String> words, String text, String example, List<String> see) {}
