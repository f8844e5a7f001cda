/** The description of the HTTP API as an OpenAPI document: what the controllers say, what is written beside them, and rules. */
@NullMarked
package io.sluice.api.openapi;

import org.jspecify.annotations.NullMarked;
