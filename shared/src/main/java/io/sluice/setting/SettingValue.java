package io.sluice.setting;

/**
 * A JSON value in compact form: one line, no white space between tokens, numbers exactly as they were sent.
 *
 * <p>This room needs only the JDK, so the text is not parsed here: the edge that takes JSON from outside has done it.
 *
 * @param json the text; not blank
 */
public record SettingValue(String json) {
    public SettingValue {
        if (json.isBlank()) {
            throw new InvalidInputException("value", json, "a JSON value");
        }
    }

    @Override
    public String toString() {
        return json;
    }
}
