package io.sluice.faults.load;

import java.util.List;

/**
 * One write as a client means it, however often it has to ask.
 *
 * @param id which the client gave it, the same in every repetition; unique
 * @param level how sure it wants to be
 */
public record Call(String id, String namespace, List<Edit> edits, Level level) {
    public Call {
        edits = List.copyOf(edits);
    }
}
