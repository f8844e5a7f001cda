package io.sluice.api.watch;

import io.sluice.setting.SettingName;
import java.text.Normalizer;

/**
 * Which names a client watches: Sluice's own are left out unless they are asked for.
 *
 * @param prefix of the names, brought into normal form C; empty for all
 */
record NameFilter(String prefix) {
    NameFilter {
        prefix = Normalizer.normalize(prefix, Normalizer.Form.NFC);
    }

    boolean matches(SettingName name) {
        return name.text().startsWith(prefix) && (prefix.startsWith("$") || !name.isInternal());
    }
}
