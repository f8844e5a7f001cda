package io.sluice.store;

import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries that the archive refuses, with why. They stay dirty, for they are not in the archive; but the pages of the
 * {@link Backlog} pass them over until they are due to be tried again, or have changed. Thread-safe.
 */
public interface Quarantine {
    /**
     * Keeps entries apart, each until a time that is further off the more often it was refused. Where the hash holds
     * another revision by now, nothing is kept.
     *
     * @param refused no name twice
     * @return how many are kept
     * @throws StoreException if Redis could not be asked
     */
    int put(Namespace namespace, List<Refused> refused);

    /**
     * What is kept, in the order of the names' bytes; only entries that the hash still holds at the refused revision.
     *
     * @param after only names behind this one; null to begin
     * @param limit how many at most; at least 1
     * @throws StoreException if Redis could not be asked
     */
    List<Item> list(Namespace namespace, @Nullable SettingName after, int limit);

    /**
     * Makes an entry due at once.
     *
     * @return whether it is in quarantine
     * @throws StoreException if Redis could not be asked
     */
    boolean retry(Namespace namespace, SettingName name);

    /**
     * Gives an entry up: it leaves the quarantine and the backlog without being archived. The setting stays as it is.
     *
     * @return what was given up; null if the name is not in quarantine, or the setting has changed since it was refused
     * @throws StoreException if Redis could not be asked
     */
    @Nullable
    Item discard(Namespace namespace, SettingName name);

    /**
     * An entry and why it was refused.
     *
     * @param sqlState five characters; null if the refusal had none
     * @param error what the database said
     */
    record Refused(
            SettingName name, Revision revision, @Nullable String sqlState, String error) {}

    /**
     * An entry in quarantine.
     *
     * @param attempts how often it was refused; at least 1
     * @param since when it was refused for the first time at this revision
     * @param nextRetry when it is due again
     */
    record Item(Refused refused, int attempts, Instant since, Instant nextRetry) {}
}
