/** When runs start by themselves: Quartz, its store in the database, one firing at a time in the whole cluster. */
@NullMarked
package io.sluice.batch.schedule;

import org.jspecify.annotations.NullMarked;
