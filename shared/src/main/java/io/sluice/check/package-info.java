/** How Redis and the database have to be set so that nothing is lost: what was found, what is expected, and what to do. */
@NullMarked
package io.sluice.check;

import org.jspecify.annotations.NullMarked;
