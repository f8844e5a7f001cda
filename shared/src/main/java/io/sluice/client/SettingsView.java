package io.sluice.client;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/**
 * The settings of one or several namespaces, one on top of the other: a name is looked up in the first that has it. Reads
 * take no lock and never leave the process. Thread-safe.
 *
 * <p>A value is read as the type that the reader asks for: numbers, texts, booleans, enums, records, lists and maps as
 * Jackson reads them; {@link java.time.Duration}, {@link java.time.Period} and {@link
 * org.springframework.util.unit.DataSize} from texts such as {@code 30s}, {@code PT30S}, {@code 7d} or {@code 10MB}. A
 * number is never rounded to fit. JSON's {@code null} counts as not set. Every reader is given the same instance, so read
 * as types that do not change.
 *
 * <p>Names are in Unicode normal form C. Those that begin with {@code $} are Sluice's own and not seen here.
 */
public interface SettingsView {
    /**
     * The value of a setting.
     *
     * @return null if it is not set
     * @throws InvalidSettingException if the value does not fit the type
     */
    <T> @Nullable T get(String name, Class<T> type);

    /** The same for a type with parameters, such as {@code new ParameterizedTypeReference<List<String>>() {}}. */
    <T> @Nullable T get(String name, ParameterizedTypeReference<T> type);

    /** The value of a setting, or the fallback if it is not set or does not fit the type. */
    <T> T get(String name, Class<T> type, T fallback);

    /** The same for a type with parameters. */
    <T> T get(String name, ParameterizedTypeReference<T> type, T fallback);

    /** The setting itself, with its revision, author and JSON; empty if it is not set. */
    Optional<Entry.Present> find(String name);

    /** The namespace in which the setting of that name was found; empty if it is not set. */
    Optional<Namespace> origin(String name);

    /** All names that are set and begin with the prefix, in order; costs the size of the namespaces. */
    List<String> names(String prefix);

    /** The revision that the namespace has here; empty if it has not been read yet, or is none of these. */
    Optional<Revision> revision(Namespace namespace);
}
