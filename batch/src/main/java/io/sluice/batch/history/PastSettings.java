package io.sluice.batch.history;

import io.sluice.batch.archive.Columns;
import io.sluice.batch.history.Witnesses.Testimony;
import io.sluice.setting.Namespace;
import io.sluice.setting.Revision;
import io.sluice.setting.SettingName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads namespaces as they were. Thread-safe. Every method throws {@link org.springframework.dao.DataAccessException} or
 * {@link org.springframework.transaction.TransactionException} when the database is away or refuses.
 */
public final class PastSettings {
    private static final int NAMES = 50;
    private static final int MOST_NAMES = 10_000;
    /** Each may be large. */
    private static final int VALUES = 16;

    private static final long PAGE_CHARACTERS = 4 * 1024 * 1024;

    private final ArchivedNames names;
    private final Witnesses witnesses;
    private final TransactionTemplate oneMoment;

    PastSettings(JdbcClient jdbc, PlatformTransactionManager manager) {
        names = new ArchivedNames(jdbc);
        witnesses = new Witnesses(jdbc);
        oneMoment = new TransactionTemplate(manager);
        oneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        oneMoment.setReadOnly(true);
    }

    /**
     * Some settings, by the bytes of their names.
     *
     * @param unproven names of this part of the namespace, also such that are not among the settings
     * @param next behind which name to go on; null if this is the last page
     */
    public record Page(
            List<PastSetting> settings,
            List<SettingName> unproven,
            @Nullable SettingName next) {}

    /**
     * What was at a moment. Where values are large or many names had no value then, a page may be short, or empty, and have
     * a next one all the same.
     *
     * @param at the newest revision that counts
     * @param prefix of the names; Sluice's own are left out unless it begins with {@code $}
     * @param after only names behind this one; null to begin
     * @param limit how many at most; at least 1
     */
    public Page page(Namespace namespace, Revision at, String prefix, @Nullable SettingName after, int limit) {
        return oneMoment.execute(status -> read(namespace, at, prefix, after, limit));
    }

    private Page read(Namespace namespace, Revision at, String prefix, @Nullable SettingName after, int limit) {
        var space = Columns.bytes(namespace);
        var settings = new ArrayList<PastSetting>();
        var unproven = new ArrayList<SettingName>();
        long characters = 0;
        var last = after;
        for (int seen = 0; seen < MOST_NAMES; seen += NAMES) {
            var found = names.page(namespace, prefix, last, NAMES);
            var heard = witnesses.hear(space, at, shown(found.names(), prefix));
            for (int from = 0; from < heard.size(); from += VALUES) {
                if (characters >= PAGE_CHARACTERS) {
                    return new Page(settings, unproven, last);
                }
                var wanted = heard.subList(from, Math.min(from + VALUES, heard.size()));
                var taken = first(wanted, limit - settings.size());
                for (var testimony : taken) {
                    last = testimony.name();
                    if (!testimony.proven()) {
                        unproven.add(last);
                    }
                }
                for (var setting : witnesses.settings(space, taken)) {
                    settings.add(setting);
                    characters += setting.value().json().length();
                }
                if (taken.size() < wanted.size()) {
                    return new Page(settings, unproven, last);
                }
            }
            if (found.isLast()) {
                return new Page(settings, unproven, null);
            }
            last = found.names().get(found.names().size() - 1);
        }
        return new Page(settings, unproven, last);
    }

    private static List<SettingName> shown(List<SettingName> names, String prefix) {
        return prefix.startsWith("$")
                ? names
                : names.stream().filter(name -> !name.isInternal()).toList();
    }

    /** As many as have no more than that many settings among them. */
    private static List<Testimony> first(List<Testimony> heard, int settings) {
        int left = settings;
        int taken = 0;
        while (taken < heard.size() && (left > 0 || !heard.get(taken).isPresent())) {
            left -= heard.get(taken).isPresent() ? 1 : 0;
            taken++;
        }
        return heard.subList(0, taken);
    }
}
