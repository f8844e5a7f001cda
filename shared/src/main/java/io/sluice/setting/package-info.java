/** The words of Sluice: settings, their revisions and snapshots, as values that validate themselves. */
@NullMarked
package io.sluice.setting;

import org.jspecify.annotations.NullMarked;
