/** The application that takes settings from administrators and answers from its own replica. */
@NullMarked
package io.sluice.api;

import org.jspecify.annotations.NullMarked;
