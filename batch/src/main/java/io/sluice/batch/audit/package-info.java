/** What operators did: who, when and why. */
@NullMarked
package io.sluice.batch.audit;

import org.jspecify.annotations.NullMarked;
