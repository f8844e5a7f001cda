package io.sluice.api;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;

/** What an entry looks like to clients, wherever they meet it. Thread-safe. */
@FunctionalInterface
public interface EntryShape {
    /** What is to be written as JSON for the entry. */
    Object of(Namespace namespace, Entry entry);
}
