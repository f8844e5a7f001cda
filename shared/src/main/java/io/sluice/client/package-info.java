/**
 * What a service reads its settings with: typed, layered, never leaving the process; and whom it tells of changes. Built on
 * the replicas that the watcher keeps.
 */
@NullMarked
package io.sluice.client;

import org.jspecify.annotations.NullMarked;
