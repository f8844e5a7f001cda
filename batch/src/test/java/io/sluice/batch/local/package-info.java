/**
 * The local run: Redis, the database, two api nodes and batch started on this machine with one command, real input sent
 * through them, and the proof that all copies end up equal.
 */
@NullMarked
package io.sluice.batch.local;

import org.jspecify.annotations.NullMarked;
