package dev.backstep.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call of a function that ran other operators: a composite operator of the engine (`aten::linear`), or a function of
/// the package torch that is written in Python and ran more than one (`torch.nn.functional.cross_entropy`). Composites
/// bracket what they call.
///
/// @param parent the composite that it was called in, or [Recording#NONE]
/// @param name `aten::linear`, or the full name of a function written in Python
/// @param arguments as they were passed
/// @param inputs tensors among the arguments
/// @param outputs tensors returned
/// @param span the user's statement that ran it, or null if none did
/// @param frame the [CallFrame] that ran it, or [Recording#NONE]
/// @param moduleCall the innermost [ModuleCall] around it, or [Recording#NONE]
/// @param from timeline place of its start
/// @param to timeline place of its end, exclusive
public record Composite(
        int id,
        int parent,
        String name,
        List<Argument> arguments,
        List<Integer> inputs,
        List<Integer> outputs,
        @Nullable Span span,
        int frame,
        int moduleCall,
        int from,
        int to) {}
