package io.sluice.batch.backup;

import io.sluice.setting.Entry;
import io.sluice.setting.Namespace;

/**
 * A row that a backup has.
 *
 * @param characters of its line
 */
record BackupRow(Namespace namespace, Entry entry, int characters) {}
