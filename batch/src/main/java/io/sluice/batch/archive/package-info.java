/** The archive: the schema of the database, how Sluice's words are written in its columns, and what is told to Redis once they are. */
@NullMarked
package io.sluice.batch.archive;

import org.jspecify.annotations.NullMarked;
