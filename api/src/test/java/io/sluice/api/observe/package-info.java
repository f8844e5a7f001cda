/** The rules and the dashboard of docs/observe, held to the meters that there are. */
@NullMarked
package io.sluice.api.observe;

import org.jspecify.annotations.NullMarked;
