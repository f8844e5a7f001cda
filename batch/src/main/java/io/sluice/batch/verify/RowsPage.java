package io.sluice.batch.verify;

import io.sluice.batch.verify.ArchiveTable.Head;
import io.sluice.setting.Namespace;
import java.util.List;

/**
 * A page of what the archive holds of a namespace.
 *
 * @param heads at least one
 */
record RowsPage(Namespace namespace, List<Head> heads) {
    RowsPage {
        heads = List.copyOf(heads);
    }
}
