/** What values settings may have: definitions, kept as settings themselves, and the JSON Schemas in them. */
@NullMarked
package io.sluice.definition;

import org.jspecify.annotations.NullMarked;
