package io.sluice.store;

import io.sluice.setting.RequestId;
import io.sluice.setting.TraceParent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change set, as {@code write.lua} takes it.
 *
 * @param request that the answer is remembered by
 * @param fingerprint of the request
 * @param keepsChanges whether the changes are remembered as well
 * @param trace the span that it is part of; null for none
 * @param changes four arguments each
 * @param guards what is expected besides, two arguments each
 */
record Write(
        RequestId request,
        String fingerprint,
        boolean keepsChanges,
        @Nullable TraceParent trace,
        List<String> changes,
        List<String> guards) {
    static final int CHANGE = 4;
    private static final int GUARD = 2;
    private static final int HEAD = 6;

    Write {
        changes = List.copyOf(changes);
        guards = List.copyOf(guards);
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>(HEAD + changes.size() + guards.size());
        arguments.add(request.text());
        arguments.add(fingerprint);
        arguments.add(keepsChanges ? "changes" : "");
        arguments.add(trace == null ? "" : trace.text());
        arguments.add(Integer.toString(changes.size() / CHANGE));
        arguments.add(Integer.toString(guards.size() / GUARD));
        arguments.addAll(changes);
        arguments.addAll(guards);
        return arguments;
    }

    /** How many names it speaks of. */
    int size() {
        return changes.size() / CHANGE + guards.size() / GUARD;
    }

    /** About as many characters go to Redis. */
    int characters() {
        int sum = 0;
        for (var change : changes) {
            sum += change.length();
        }
        return sum;
    }
}
