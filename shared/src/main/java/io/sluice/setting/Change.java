package io.sluice.setting;

/** What a write does to one name, and what it expects to find. */
public sealed interface Change {
    SettingName name();

    Expectation expectation();

    /** Creates the setting or replaces its value. */
    record Put(SettingName name, SettingValue value, Expectation expectation) implements Change {
        public Put(SettingName name, SettingValue value) {
            this(name, value, Expectation.ANY);
        }
    }

    /** Leaves a tombstone, also where there was nothing. */
    record Remove(SettingName name, Expectation expectation) implements Change {
        public Remove(SettingName name) {
            this(name, Expectation.ANY);
        }
    }
}
