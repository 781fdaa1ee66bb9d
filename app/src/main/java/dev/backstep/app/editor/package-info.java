/// The program's text: where a person types. [EditorViewModel] holds the text, the file and the problems and has no
/// controls; [EditorView] shows it, put together from small parts that each do one thing to one text area
/// (highlighting, brackets, indentation, finding, marks, values at line ends). What an editing command does to the
/// text is computed by plain functions ([LineEdits], [Indentation], [BracketPairs], [Search]) and applied as one
/// [Edit], so it is one step of undo and needs no window to be tested.
@NullMarked
package dev.backstep.app.editor;

import org.jspecify.annotations.NullMarked;
