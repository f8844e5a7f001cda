/** What operators ask for over HTTP: runs and the backlog. */
@NullMarked
package io.sluice.batch.operate;

import org.jspecify.annotations.NullMarked;
