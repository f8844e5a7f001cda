/**
 * The real thing in child processes, as it is deployed, behind proxies: two api nodes, three subscribers, two batch nodes, a Redis
 * with a replica, a database; and what can be done to each.
 */
@NullMarked
package io.sluice.faults.cluster;

import org.jspecify.annotations.NullMarked;
