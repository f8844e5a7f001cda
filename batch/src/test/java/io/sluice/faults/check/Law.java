package io.sluice.faults.check;

/** The invariants, by their numbers. */
public enum Law {
    NOTHING_IS_LOST(1),
    REVISIONS_NEVER_GO_BACK(2),
    CLEAN_IS_ARCHIVED(3),
    WRITTEN_IS_PUBLISHED(4),
    CHANGE_SETS_ARE_WHOLE(5),
    REPLICAS_FOLLOW(6),
    NOTHING_IS_EMPTIED(7),
    REQUESTS_HAVE_ONE_EFFECT(8),
    HISTORY_HAS_EACH_CHANGE_ONCE(9),
    REFUSED_IS_QUARANTINED(10),
    NEEDS_ARE_FEW(11),
    EACH_HAS_ITS_RIGHTS(12);

    private final int number;

    Law(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
