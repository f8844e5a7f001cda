package io.sluice.definition;

import io.sluice.setting.InvalidInputException;
import io.sluice.setting.SettingName;

/**
 * The settings that a definition is for: one, by its name; or all whose names have a beginning, which is written with a
 * {@code *} behind it.
 *
 * @param text a name, or a beginning and {@code *}; at most {@value #MAX_LENGTH} characters, none of Sluice's own names
 */
public record Target(String text) {
    private static final String ROOM = "$definition/";
    private static final String SECRETS = "$secret/";
    private static final int MAX_LENGTH = 188;
    private static final String EXPECTED = "a setting name, or its beginning and *, of at most " + MAX_LENGTH
            + " characters, that does not begin with $";

    public Target {
        if (text.startsWith("$") || text.codePointCount(0, text.length()) > MAX_LENGTH) {
            throw new InvalidInputException("definition name", text, EXPECTED);
        }
        text = new SettingName(ROOM + text).text().substring(ROOM.length());
    }

    /** Whether that setting is a definition. */
    static boolean isKeptIn(SettingName name) {
        return name.text().startsWith(ROOM);
    }

    /**
     * The target of the definition that is kept in that setting.
     *
     * @throws InvalidInputException if none can be
     */
    public static Target of(SettingName kept) {
        if (!isKeptIn(kept)) {
            throw new InvalidInputException("definition", kept.text(), "a name that begins with " + ROOM);
        }
        return new Target(kept.text().substring(ROOM.length()));
    }

    /** What the names of all settings that hold definitions begin with. */
    public static String room() {
        return ROOM;
    }

    /** The setting that holds the definition. */
    public SettingName setting() {
        return new SettingName(ROOM + text);
    }

    /**
     * The setting that is written when a definition is secret, and stays for good: by it, old values are known to have been
     * secret when the definition has gone.
     */
    public SettingName secretMark() {
        return new SettingName(SECRETS + text);
    }

    /** Whether it is that setting's name, of whatever target. */
    static boolean isSecretMark(SettingName name) {
        return name.text().startsWith(SECRETS);
    }

    /**
     * The target whose mark that setting is.
     *
     * @throws InvalidInputException if there is none
     */
    static Target ofSecretMark(SettingName mark) {
        return new Target(mark.text().substring(SECRETS.length()));
    }

    /** Whether a setting is one of those, leaving aside that there may be a more precise target. Never for Sluice's own. */
    boolean covers(SettingName name) {
        return !name.isInternal()
                && (isPrefix()
                        ? name.text().startsWith(beginning())
                        : name.text().equals(text));
    }

    /** Whether it is the beginning of names. */
    public boolean isPrefix() {
        return text.endsWith("*");
    }

    /** The name; or the beginning, without {@code *}. */
    String beginning() {
        return isPrefix() ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public String toString() {
        return text;
    }
}
