package io.sluice.setting;

/** What a write does to one name, and what it expects to find. */
public sealed interface Change {
    SettingName name();

    Expectation expectation();

    /** What the setting is once a write of that origin and revision has carried out this change. */
    Entry entry(Origin origin, Revision revision);

    /** Creates the setting or replaces its value. */
    record Put(SettingName name, SettingValue value, Expectation expectation) implements Change {
        public Put(SettingName name, SettingValue value) {
            this(name, value, Expectation.ANY);
        }

        @Override
        public Entry entry(Origin origin, Revision revision) {
            return new Entry.Present(name, value, revision, origin.author(), origin.reason());
        }
    }

    /** Leaves a tombstone, also where there was nothing. */
    record Remove(SettingName name, Expectation expectation) implements Change {
        public Remove(SettingName name) {
            this(name, Expectation.ANY);
        }

        @Override
        public Entry entry(Origin origin, Revision revision) {
            return new Entry.Tombstone(name, revision, origin.author(), origin.reason());
        }
    }
}
