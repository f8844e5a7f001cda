/** A service that embeds Sluice, as a developer would write it, and a test that runs it as a process of its own. */
@NullMarked
package io.sluice.sample;

import org.jspecify.annotations.NullMarked;
