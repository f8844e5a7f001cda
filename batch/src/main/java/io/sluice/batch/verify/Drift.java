package io.sluice.batch.verify;

import java.util.Locale;

/** In what way Redis and the archive differ where no drain would bring them together. */
enum Drift {
    /** Redis holds an entry that is not dirty, and the archive has no row of it. */
    MISSING(Mending.ARCHIVE),
    /** Redis holds an entry that is not dirty, and the archive has an older one. */
    OLDER(Mending.ARCHIVE),
    /** The archive has a newer entry than Redis. */
    NEWER(Mending.REDIS),
    /** The archive has an entry of which Redis knows nothing. */
    ABSENT(Mending.REDIS),
    /** Both hold the same revision, of which there is only one write, and not the same of it. */
    DIFFERENT(Mending.NONE),
    /** A field in Redis, or a row of the archive, that is no entry of Sluice. */
    UNREADABLE(Mending.NONE),
    /** The archive has a revision of the future: in Redis all that follow would have to lie behind it. */
    AHEAD(Mending.NONE);

    /** Who lacks what the other one has. */
    enum Mending {
        /** Redis' entry is to be archived. */
        ARCHIVE,
        /** The archive's entry is to be brought back into Redis. */
        REDIS,
        /** There is no rule: a person has to look. */
        NONE
    }

    private final Mending mending;

    Drift(Mending mending) {
        this.mending = mending;
    }

    Mending mending() {
        return mending;
    }

    /** As it is counted. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
