/** Input by the thousand: a generator that makes every call wrong in every way that it knows of. */
@NullMarked
package io.sluice.api.input;

import org.jspecify.annotations.NullMarked;
