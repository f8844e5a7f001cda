package io.sluice.faults;

/** What a run asks of Redis, and so what may be lost in it. */
enum Regime {
    /** Redis syncs every write and keeps it: nothing that was acknowledged may be missing anywhere, at no level. */
    KEEPS("always", "Redis synced every write, and nothing befell it that may lose one"),

    /** Redis syncs every write, and then is emptied, damaged, or replaced by one that lacks the last ones. */
    LOSES("always", "Redis synced every write, and was emptied, damaged and replaced at times"),

    /** Redis syncs once a second, and power failures take what it has not; besides it is emptied as above. */
    LAGS("everysec", "Redis synced once a second, and was emptied, damaged and replaced at times");

    private final String appendfsync;
    private final String text;

    Regime(String appendfsync, String text) {
        this.appendfsync = appendfsync;
        this.text = text;
    }

    /** They take turns. */
    static Regime of(long seed) {
        return values()[(int) Math.floorMod(seed - 1, 3L)];
    }

    String appendfsync() {
        return appendfsync;
    }

    /** Whether Redis has every write on disk before it answers. */
    boolean isSynced() {
        return appendfsync.equals("always");
    }

    /** Whether this fault may happen. */
    boolean allows(Fault fault) {
        return this != KEEPS || !fault.isForgetting();
    }

    String text() {
        return text;
    }
}
