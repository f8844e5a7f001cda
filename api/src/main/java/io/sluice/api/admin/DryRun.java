package io.sluice.api.admin;

import io.sluice.setting.InvalidInputException;

/** Whether a write is only to be tried: {@code true} or {@code false}, and nothing that merely resembles them. */
final class DryRun {
    /** It is checked, and what it would change is told. */
    static final DryRun YES = new DryRun();

    /** It is carried out. */
    static final DryRun NO = new DryRun();

    static final String DEFAULT = "false";

    private DryRun() {}

    /** Reads it; Spring looks for a method of this name. */
    public static DryRun valueOf(String text) {
        return switch (text) {
            case "true" -> YES;
            case "false" -> NO;
            default -> throw new InvalidInputException("dryRun", text, "true or false");
        };
    }
}
