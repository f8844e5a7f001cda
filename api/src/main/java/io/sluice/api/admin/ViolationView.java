package io.sluice.api.admin;

import io.sluice.definition.Violation;

/**
 * A place where a value is not what its definition allows, as clients see it.
 *
 * @param name of the setting
 * @param pointer to the place in its value (RFC 6901); empty for the whole value
 * @param keyword of the schema
 * @param expected what it demands
 */
record ViolationView(String name, String pointer, String keyword, String expected) {
    static ViolationView of(Violation violation) {
        return new ViolationView(
                violation.name().text(), violation.pointer(), violation.keyword(), violation.expected());
    }
}
