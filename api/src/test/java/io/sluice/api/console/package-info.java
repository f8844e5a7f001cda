/** Tests of the admin console's views of settings, in a real browser. */
@NullMarked
package io.sluice.api.console;

import org.jspecify.annotations.NullMarked;
